#include "tests/support/oddserver.h"

using namespace OddServer;

// Many files: descriptors, memory and the pace of reports stay within bounds, whatever the files
// wait for.
class DownloadManyTest final : public QObject
{
    Q_OBJECT

private slots:
    void descriptors_data();
    void descriptors();
    void tenThousand();

private:
    static qsizetype openFiles() { return QDir(u"/proc/self/fd"_s).count(); }
    static qint64 residentBytes() // now
    {
        QFile file(u"/proc/self/statm"_s);
        return file.open(QIODevice::ReadOnly)
            ? file.readAll().split(' ').value(1).toLongLong() * 4'096
            : 0;
    }
    static void fill(TransferBench &b, int files)
    {
        for (int i = 0; i < files; ++i)
            b.repo.files[u"d%1/f%2"_s.arg(i % 7).arg(i)] = {QByteArray::number(i), false};
    }
};

void DownloadManyTest::descriptors_data()
{
    QTest::addColumn<QByteArray>("head"); // empty: the connection breaks
    QTest::addColumn<int>("times"); // for each file; 0: for the first request only
    QTest::newRow("N13 503") << RawHub::head("503 Service Unavailable") << 2;
    QTest::newRow("N34 no answer") << QByteArray() << 2;
    QTest::newRow("N11 429") << RawHub::head("429 Too Many Requests",
                                             {"RateLimit: \"resolvers\";r=0;t=1"})
                             << 0;
}

void DownloadManyTest::descriptors()
{
    QFETCH(QByteArray, head);
    QFETCH(int, times);
    constexpr int kFiles = 1'500;
    constexpr int kMost = 100; // four files with three each, their connections, both ends
    TransferBench b;
    fill(b, kFiles);
    QHash<QByteArray, int> asked;
    qsizetype most = 0;
    int refused = 0;
    b.hub.setHandler([&](const Request &request) {
        if (!request.path.contains("/resolve/"))
            return b.repo.answer(request);
        most = qMax(most, openFiles());
        if (times == 0 ? refused > 0 : ++asked[request.path] > times)
            return b.repo.answer(request);
        ++refused;
        return Reply{head, head.isEmpty()};
    });
    Transfers::Config config = b.config();
    config.retryStep = std::chrono::milliseconds{1};
    b.restart(config);
    const qsizetype before = openFiles();
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY_WITH_TIMEOUT((most = qMax(most, openFiles()), b.hasEnded(id)), 60'000);
    QVERIFY(b.complete.value(id));
    QVERIFY2(most - before < kMost, qPrintable(QString::number(most - before)));
    QCOMPARE(refused, times == 0 ? 1 : kFiles * times);
}

void DownloadManyTest::tenThousand() // D32
{
    constexpr int kFiles = 10'000;
#ifdef __SANITIZE_ADDRESS__
    constexpr qint64 kQuarantine = qint64(256) << 20; // what was freed and is kept back
#else
    constexpr qint64 kQuarantine = 0;
#endif
    constexpr qint64 kMostBytes = (qint64(96) << 20) + kQuarantine;
    TransferBench b;
    fill(b, kFiles);
    const QByteArray listing = RawHub::head("200 OK") + b.repo.tree();
    b.hub.setHandler([&](const Request &request) {
        return request.path.contains("/tree/") ? Reply{listing} : b.repo.answer(request);
    });
    const qint64 before = residentBytes();
    QElapsedTimer since;
    since.start();
    qsizetype snapshots = 0;
    connect(b.transfers.get(), &Transfers::changed, this, [&snapshots] { ++snapshots; });
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 100'000);
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.transfers->snapshot().groups.first().filesDone, kFiles);
    QVERIFY2(residentBytes() - before < kMostBytes,
             qPrintable(QString::number((residentBytes() - before) >> 20)));
    QVERIFY(snapshots <= since.elapsed() / 90 + 10);
    QCOMPARE(b.hub.count("GET", "/tree/"), 1);
    b.restart();
    const auto asked = b.hub.requests().size();
    const qint64 again = b.transfers->download(b.request());
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(again), 60'000);
    QCOMPARE(b.hub.requests().size(), asked + 1);
}

int main(int argc, char **argv)
{
    if (QFileInfo(QStringLiteral("/dev/shm")).isWritable())
        qputenv("TMPDIR", "/dev/shm"); // ten thousand files made durable take minutes on a disk
    QCoreApplication app(argc, argv);
    DownloadManyTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_downloadmany.moc"
