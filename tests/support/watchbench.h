#pragma once

#include "app/watch/watchedfolders.h"
#include "tests/support/uploadrestarts.h"

#include <QNetworkAccessManager>

#include <fcntl.h>
#include <sys/stat.h>

// A program with a folder that is watched, a Hub, and a clock that goes when the test says so.
struct WatchBench : UploadRestarts
{
    QNetworkAccessManager network;
    HubClient client{hub.url(), network};
    QDateTime time = QDateTime::currentDateTimeUtc();
    bool isPatient = false; // nothing is tried a second time
    int looks = 0; // at the clock
    std::chrono::milliseconds quiet{0};
    std::unique_ptr<WatchedFolders> watched;

    WatchBench() { client.setToken("hf_local_admin"); }
    ~WatchBench() { watched.reset(); }

    QString watchFile() const { return temp.filePath(QStringLiteral("data/watched.sqlite")); }
    static WatchOwner owner(const QUrl &endpoint, const QString &account = QStringLiteral("0123"))
    {
        return {.endpoint = endpoint, .account = account, .user = QStringLiteral("ada")};
    }
    // As a start of the program does.
    void startProgram(const QString &account = QStringLiteral("0123"))
    {
        endProgram();
        uploads = std::make_unique<Uploads>(file());
        watched = std::make_unique<WatchedFolders>(
            client, *uploads,
            WatchedFolders::Setup{
                .file = watchFile(),
                .round = {.hashes = temp.filePath(QStringLiteral("hashes.sqlite")),
                          .quiet = quiet,
                          .patience = {.between = std::chrono::milliseconds{20}, .looks = 3}},
                .now =
                    [this] {
                        ++looks;
                        return time;
                    },
                .look = std::chrono::milliseconds{20}});
        signIn(account);
    }
    void signIn(const QString &account)
    {
        uploads->setConfig(isPatient ? patient(account) : of(account));
        watched->setOwner(owner(hub.url(), account));
    }
    void endProgram()
    {
        watched.reset();
        uploads.reset();
    }
    WatchWish wish() const
    {
        QDir().mkpath(pathOf({}));
        return {.local = QFile::encodeName(QDir(pathOf({})).canonicalPath()), .repo = id()};
    }
    WatchStatus status() const
    {
        const QList<WatchStatus> all = watched->all();
        if (all.isEmpty())
            qFatal("WatchBench: nothing is watched");
        return all.constFirst();
    }
    QString folderId() const { return status().folder.id; }
    const WatchResult last() const { return status().folder.last; }
    // A round is over, and what it found is sent.
    bool isDone(const QDateTime &since) const
    {
        return !watched->all().isEmpty() && status().phase == WatchStatus::Phase::Idle
            && last().at >= since && last().kind != WatchResult::Kind::None;
    }
    // To the end of its first round.
    void watch(const WatchWish &wish)
    {
        QTRY_VERIFY(watched->isRead());
        QCOMPARE(watched->add(wish), QString());
        QTRY_VERIFY(isDone(time));
    }
    void watch() { watch(wish()); }
    // It has looked at the clock several times, and what it began then is over.
    void letLook()
    {
        const int before = looks;
        QTRY_VERIFY(looks > before + 10 && status().phase == WatchStatus::Phase::Idle);
    }
    void passMinutes(int minutes) { time = time.addSecs(minutes * 60); }
    qsizetype watchWrites() const // that reached the Hub
    {
        return commits() + puts() + count("hub", "POST", "/api/models/ada/up/preupload");
    }
};

// The next round, to its end.
#define WATCH_ROUND(bench)                                                                         \
    do {                                                                                           \
        (bench).passMinutes(31);                                                                   \
        QTRY_VERIFY((bench).isDone((bench).time));                                                 \
    } while (false)
