#pragma once

#include "app/upload/sourcehash.h"
#include "app/upload/uploads.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

// A folder with files to upload, and uploads of them to a Hub that the test has.
struct UploadBench
{
    QTemporaryDir temp;
    std::unique_ptr<Uploads> uploads;
    qint64 upload = 0; // the one that was begun last
    bool isOver = false; // that one
    int snapshots = 0;
    qint64 rowsTold = 0;

    static RepoId id() { return *RepoId::parse(RepoKind::Model, u"ada/up"); }
    QString pathOf(const QString &path) const
    {
        return temp.filePath(QStringLiteral("src/") + path);
    }

    void put(const QString &path, const QByteArray &content) const
    {
        QDir().mkpath(QFileInfo(pathOf(path)).path());
        QFile file(pathOf(path));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("UploadBench: cannot write");
    }
    UploadFile hashed(const QString &path) const
    {
        const auto file = SourceHash::of(
            {.path = *RepoPath::parse(path), .local = QFile::encodeName(pathOf(path))});
        if (!file)
            qFatal("UploadBench: cannot read");
        return file->file;
    }
    UploadFile made(const QString &path, const QByteArray &content) const
    {
        put(path, content);
        return hashed(path);
    }
    static UploadOrder order(const QList<UploadFile> &files)
    {
        return {.repo = id(), .summary = QStringLiteral("Upload it"), .files = files};
    }
    static Uploads::Config config(const QUrl &endpoint)
    {
        return {.access = {.endpoint = endpoint,
                           .token = "hf_local_admin",
                           .retryStep = std::chrono::milliseconds{20},
                           .silence = 2}};
    }
    void start(const Uploads::Config &config, const UploadOrder &order)
    {
        open(config, {});
        upload = uploads->begin(order);
    }
    // As the program's start does; file: of UploadStore.
    void open(const Uploads::Config &config, const QString &file)
    {
        isOver = false;
        snapshots = 0;
        rowsTold = 0;
        uploads.reset(); // the file is one program's
        uploads = std::make_unique<Uploads>(file);
        QObject::connect(uploads.get(), &Uploads::ended, uploads.get(),
                         [this](qint64 ended) { isOver = isOver || ended == upload; });
        QObject::connect(uploads.get(), &Uploads::changed, uploads.get(),
                         [this](qint64, const QList<qsizetype> &rows) {
                             ++snapshots;
                             rowsTold += rows.size();
                         });
        uploads->setConfig(config);
    }
    const UploadProgress &now() const { return uploads->progress(upload); }
    UploadRow row(const QString &path) const
    {
        for (const UploadRow &row : now().rows)
            if (row.path.text() == path)
                return row;
        return {.path = *RepoPath::parse(u"none")};
    }
    QString trouble() const // for messages of tests
    {
        const auto wordsOf = [](const std::optional<HubError> &error) {
            return error ? error->message + QStringLiteral(" / ") + error->detail : QString();
        };
        QString all = QString::number(int(now().step)) + u' ' + wordsOf(now().error);
        for (const UploadRow &row : now().rows)
            if (row.state != UploadState::Committed || !row.isConfirmed())
                all += u'\n' + row.path.text() + u' ' + QString::number(int(row.state)) + u' '
                    + wordsOf(row.error);
        return all;
    }
};

// Sends one order to its end.
#define RUN_UPLOAD(bench, config, order)                                                           \
    (bench).start(config, order);                                                                  \
    QTRY_VERIFY2((bench).isOver, qPrintable((bench).now().reason))
