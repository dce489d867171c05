#pragma once

#include "app/transfer/transfers.h"
#include "tests/support/cachecheck.h"
#include "tests/support/fakerepo.h"
#include "tests/support/treepicture.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>

#include <limits>

// A fake repository, a server for it, a cache in a temporary folder and the transfer thread.
struct TransferBench
{
    FakeRepo repo;
    RawHub hub{[this](const RawHub::Request &request) { return repo.answer(request); }};
    QTemporaryDir temp;
    std::unique_ptr<Transfers> transfers;
    QList<qint64> done; // groups, in the order they ended
    QHash<qint64, bool> complete;
    bool hasOddCache = false; // the test itself put there what stays wrong

    TransferBench()
    {
        put(temp.filePath(QStringLiteral("not-the-cache/file")), "nobody's business");
        m_outside = TreePicture::of(temp.filePath(QStringLiteral("not-the-cache")));
        restart();
    }
    // After every test, asked for or not: what no fixture of a test may break.
    ~TransferBench()
    {
        transfers.reset();
        QStringList all = leaks(QDir::NoSymLinks, kLargestRead);
        if (!hasOddCache && !complete.isEmpty() && !complete.values().contains(false))
            all += CacheCheck::breaches(root(), CacheCheck::Temporaries::Allowed);
        for (const QString &breach : all)
            QTest::qFail(qPrintable(breach), __FILE__, __LINE__);
    }

    Transfers::Config config() const
    {
        return {.endpoint = hub.url(),
                .token = "hf_CANARY",
                .cacheRoot = root(),
                .silenceSeconds = 2,
                .retryStep = std::chrono::milliseconds{20}};
    }
    void restart() { restart(config()); }
    void restart(const Transfers::Config &with)
    {
        done.clear();
        transfers = std::make_unique<Transfers>(with);
        QObject::connect(transfers.get(), &Transfers::groupDone, transfers.get(),
                         [this](qint64 id, bool all) {
                             done << id;
                             complete[id] = all;
                         });
    }

    static RepoId id() { return *RepoId::parse(RepoKind::Model, u"ada/model"); }
    DownloadRequest request(const QStringList &paths = {}) const
    {
        return {.repo = id(), .paths = paths};
    }

    QString root() const { return temp.filePath(QStringLiteral("hub")); }
    QString repoFolder() const { return root() + QStringLiteral("/models--ada--model"); }
    QString snapshotPath(const QString &path) const
    {
        return repoFolder() + QStringLiteral("/snapshots/") + QString::fromLatin1(repo.commit)
            + u'/' + path;
    }
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("<none>");
    }
    static void put(const QString &path, const QByteArray &content)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    static FakeRepo::File weights() { return {QByteArray(100'000, 'w'), true}; }
    QString blobPath() const
    {
        return repoFolder() + QStringLiteral("/blobs/") + QString::fromLatin1(weights().blob());
    }
    bool hasEnded(qint64 id) const { return done.contains(id); }
    const TransferFile file(int i = 0) const
    {
        return transfers->snapshot().files.value(i, TransferFile());
    }
    const TransferGroup group(int i = 0) const
    {
        return transfers->snapshot().groups.value(i, TransferGroup{.repo = id()});
    }
    // Also what leads out of the cache, where the token is, and what is still open when all ended.
    QStringList breaches(CacheCheck::Temporaries temporaries
                         = CacheCheck::Temporaries::Forbidden) const
    {
        QStringList all = CacheCheck::breaches(root(), temporaries) + leaks();
        const TransferSnapshot &now = transfers->snapshot();
        if (now.running + now.waiting == 0
            && !QTest::qWaitFor([this] { return openBelow(root()).isEmpty(); }, 2'000))
            all << QStringLiteral("V9 still open: ") + openBelow(root()).join(u' ');
        return all;
    }

private:
    static constexpr qint64 kLargestRead = 16 << 20; // bytes; some tests make files of gibibytes

    // What leads out of the cache, and where the token is.
    QStringList leaks(QDir::Filters filters = {},
                      qint64 most = std::numeric_limits<qint64>::max()) const
    {
        QStringList all;
        for (const QString &path : TreePicture::changes(m_outside))
            all << QStringLiteral("V4 changed outside the cache: ") + path;
        QDirIterator it(temp.path(), QDir::Files | QDir::Hidden | filters,
                        QDirIterator::Subdirectories);
        while (it.hasNext())
            if (const QFileInfo file = it.nextFileInfo();
                file.size() <= most && contentOf(file.filePath()).contains(config().token))
                all << QStringLiteral("V8 the token is in ") + file.filePath();
        return all;
    }

    // Folders, locks and what is written to: tests read files themselves.
    static QStringList openBelow(const QString &folder)
    {
        QStringList all;
        const QDir open(QStringLiteral("/proc/self/fd"));
        for (const QString &number : open.entryList(QDir::AllEntries | QDir::System))
            if (const QString path = QFileInfo(open.filePath(number)).symLinkTarget();
                path.startsWith(folder + u'/')
                && (fcntl(number.toInt(), F_GETFL) & (O_RDWR | O_WRONLY | O_DIRECTORY)))
                all << path;
        return all;
    }

    TreePicture::Picture m_outside;
};

// Runs one group to its end; complete or not.
#define RUN_GROUP(bench, request)                                                                  \
    const qint64 id = (bench).transfers->download(request);                                        \
    QTRY_VERIFY_WITH_TIMEOUT((bench).hasEnded(id), 90'000)
