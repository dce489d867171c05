#include "tests/support/oddserver.h"

#include <QRandomGenerator>

using namespace OddServer;

// A short soak (T12) and what a child process would inherit (T11): downloads with faults at random,
// again and again. Whatever fails, the cache is sound, and nothing piles up.
class DownloadSoakTest final : public QObject
{
    Q_OBJECT

private slots:
    void nothingPilesUp();
    void nothingIsInherited();

private:
    static QStringList openFiles()
    {
        return QDir(u"/proc/self/fd"_s)
            .entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    }
    static qint64 residentBytes()
    {
        QFile file(u"/proc/self/statm"_s);
        return file.open(QIODevice::ReadOnly)
            ? file.readAll().split(' ').value(1).toLongLong() * 4'096
            : 0;
    }
    static Reply broken(Reply reply, QRandomGenerator &random)
    {
        const qsizetype head = reply.bytes.indexOf("\r\n\r\n") + 4;
        const qsizetype body = reply.bytes.size() - head;
        switch (random.bounded(6)) {
        case 0: return cutAfter(std::move(reply), random.bounded(int(body) + 1), true);
        case 1: return cutAfter(std::move(reply), random.bounded(int(body) + 1));
        case 2: return {RawHub::head("503 Service Unavailable")};
        case 3: return {RawHub::head("200 OK", {"Content-Type: text/html"}) + "<html>Sign in"};
        case 4:
            if (body > 0)
                reply.bytes[head + random.bounded(int(body))] ^= 1;
            return reply;
        default: return {QByteArray("\x00\x01garbage\r\n\r\n", 13), true};
        }
    }
};

void DownloadSoakTest::nothingPilesUp() // T12
{
    constexpr int kRounds = 60;
    constexpr int kWarm = 20; // after so many, what is kept for later use is there
    constexpr quint32 kSeed = 20'261'121;
    qInfo("seed %u", kSeed);
    QRandomGenerator random(kSeed);
    TransferBench b;
    Transfers::Config config = b.config();
    config.retryStep = std::chrono::milliseconds{1};
    b.restart(config);
    b.repo.files = {{u"README.md"_s, {"# hello", false}}, {u"w.bin"_s, file()}};
    bool faulty = true;
    b.hub.setHandler([&](const Request &request) {
        Reply reply = b.repo.answer(request);
        return faulty && random.bounded(3) == 0 ? broken(std::move(reply), random) : reply;
    });
    qsizetype files = 0;
    [[maybe_unused]] qint64 resident = 0;
    int completed = 0;
    for (int round = 0; round < kRounds; ++round) {
        QDir(b.root()).removeRecursively();
        const qint64 id = b.transfers->download(b.request());
        QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 30'000);
        completed += b.complete.value(id);
        QTRY_COMPARE(b.breaches(), QStringList());
        if (b.complete.value(id))
            QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
        b.transfers->clearFinished();
        if (round == kWarm) {
            files = openFiles().size();
            resident = residentBytes();
        }
    }
    faulty = false;
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    qInfo("%d of %d rounds completed", completed, kRounds);
    QVERIFY(completed > 0 && completed < kRounds);
    constexpr qsizetype kBreathing = 4; // connections that are just coming or going
    QTRY_VERIFY(openFiles().size() <= files + kBreathing);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    constexpr qint64 kGrown = 12 << 20; // bytes in 40 rounds of 3 MB each
    const qint64 grown = residentBytes() - resident;
    QVERIFY2(grown < kGrown, qPrintable(QString::number(grown)));
#endif
}

// T11: every descriptor that a download opens is closed in programs that are started meanwhile.
void DownloadSoakTest::nothingIsInherited()
{
    const QStringList before = openFiles();
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    QStringList inherited;
    b.hub.setHandler([&](const Request &request) {
        for (const QString &fd : openFiles()) {
            QFile facts(u"/proc/self/fdinfo/"_s + fd);
            if (before.contains(fd) || !facts.open(QIODevice::ReadOnly))
                continue;
            // proc_pid_fdinfo(5): flags in octal, O_CLOEXEC is 02000000.
            for (const QByteArray &line : facts.readAll().split('\n'))
                if (line.startsWith("flags:")
                    && !(line.sliced(6).trimmed().toLongLong(nullptr, 8) & 02000000))
                    inherited << fd + u" "_s + QFile::symLinkTarget(u"/proc/self/fd/"_s + fd);
        }
        return b.repo.answer(request);
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    inherited.removeDuplicates();
    QCOMPARE(inherited, QStringList());
}

QTEST_GUILESS_MAIN(DownloadSoakTest)
#include "tst_downloadsoak.moc"
