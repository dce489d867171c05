#pragma once

#include "app/upload/uploadstore.h"
#include "tests/support/uploadhub.h"

#include <QSignalSpy>
#include <QSqlQuery>

inline const QByteArray kUploadCommit = "/api/models/ada/up/commit/";
inline const QByteArray kUploadBatch = "/ada/up.git/info/lfs/objects/batch";

// A program that uploads, and starts again and again.
struct UploadRestarts : UploadHub
{
    UploadRestarts() { hub.store().setMultipart({.above = 1'000, .chunk = 1'000}); }

    QString file() const { return temp.filePath(QStringLiteral("data/uploads.sqlite")); }
    void start(const Uploads::Config &config)
    {
        open(config, file());
        upload = 1; // the first of what is left
    }
    void start() { start(config()); }
    bool isLoaded()
    {
        QSignalSpy loaded(uploads.get(), &Uploads::loaded);
        return loaded.wait();
    }
    void begin(const UploadOrder &order, const Uploads::Config &config)
    {
        open(config, file());
        upload = uploads->begin(order);
    }
    void begin(const UploadOrder &order) { begin(order, config()); }
    bool isListed() const { return uploads->all().contains(upload); }
    qsizetype puts() const { return count("cdn", "PUT", "/upload/"); }
    qsizetype commits() const { return count("hub", "POST", kUploadCommit); }
    qsizetype batches() const { return count("hub", "POST", kUploadBatch); }
    int partsThere() const
    {
        return int(QDir(folder.filePath(QStringLiteral("incoming")))
                       .entryList({QStringLiteral("*.*")}, QDir::Files)
                       .size());
    }
    // Something is done on the file while no program has it.
    void run(const QString &sql)
    {
        uploads.reset();
        change(sql);
    }
    // As if the disk or another program did it.
    void change(const QString &sql) const
    {
        SqliteFile all;
        all.open(file(), 1, [](QSqlQuery &, int) { return true; });
        QSqlQuery query(all.database());
        if (!query.exec(sql))
            qFatal("UploadRestarts: the store does not take it");
    }
    int noted() const // objects that are stored, as another start would find it
    {
        SqliteFile all;
        all.open(file(), 1, [](QSqlQuery &, int) { return true; });
        QSqlQuery query(all.database());
        return query.exec(QStringLiteral("SELECT COUNT(*) FROM objects WHERE stored>0"))
                && query.next()
            ? query.value(0).toInt()
            : -1;
    }
    // Until some parts are there: all of them take eight seconds.
    void beginSlowly(const UploadOrder &order, const QString &path, const Uploads::Config &config)
    {
        open(config, path);
        uploads->setGate({.limit = 5'000});
        upload = uploads->begin(order);
        QTRY_VERIFY(partsThere() >= kLanes);
    }
    void beginSlowly(const UploadOrder &order, const QString &path)
    {
        beginSlowly(order, path, config());
    }
    // Forty parts, of which some are there and the others are refused.
    void beginAndBreakOff(const UploadOrder &order)
    {
        beginSlowly(order, file(), patient());
        hub.setFault("status", "/upload/", -1, "cdn", 503);
        const auto before = puts();
        uploads->setGate({.limit = 0});
        QTRY_VERIFY(puts() >= before + kLanes); // what was answered before is known
        uploads.reset();
        hub.clearFaults();
        hub.forgetRequests();
    }

    static constexpr int kParts = 40;
    static constexpr int kLanes = 5; // on their way at once

    UploadFile large() const { return made(QStringLiteral("w.bin"), binary(1'000 * kParts)); }
    void holdCommits() { hub.setFault("status", kUploadCommit, -1, "hub", 503); }
    Uploads::Config of(const QString &account) const
    {
        Uploads::Config all = config();
        all.account = account;
        return all;
    }
    Uploads::Config patient(const QString &account = {}) const // tries nothing a second time
    {
        Uploads::Config all = of(account);
        all.access.retryStep = std::chrono::minutes{1};
        return all;
    }
    // All is there but the commit, which the Hub has no time for.
    void beginUntilCommit(const QList<UploadFile> &files)
    {
        holdCommits();
        begin(order(files), patient());
        QTRY_VERIFY(commits() > 0);
        uploads.reset();
    }
};
