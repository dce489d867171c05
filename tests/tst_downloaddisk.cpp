#include "tests/support/fetchprocess.h"

#include <QStandardPaths>
#include <QStorageInfo>

using namespace FetchProcess;

// Disks that refuse: a file is right or it is not there, the sentence says what is wrong, and good
// bytes are not fetched twice. System calls are made to fail by strace.
class DownloadDiskTest final : public QObject
{
    Q_OBJECT

private slots:
    void refusedCall_data();
    void refusedCall();
    void sentence_data();
    void sentence();
    void fileSizeLimit();
    void neverTrusted();
    void entryInTheWay();
    void fileInTheWay();
    void repositoryOnAnotherDisk();
    void threeProgramsAtOnce();

private:
    static FakeRepo::File weights() { return {QByteArray(3'000'000, 'w'), true}; }
    static void put(const QString &path, const QByteArray &content)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    // Named files, and a tag that is there: the first sync is the content's.
    static void prepare(TransferBench &b)
    {
        QVERIFY2(!QStandardPaths::findExecutable(u"strace"_s).isEmpty(),
                 "strace is missing from the build root");
        b.repo.files[u"w.bin"_s] = weights();
        put(b.root() + "/CACHEDIR.TAG"_L1, "Signature: 8a477f597d28d172789f06886806bc55\n");
    }
};

void DownloadDiskTest::refusedCall_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<std::optional<bool>>("told"); // as a failure, to be tried again; none: maybe
    QTest::addColumn<int>("fetched"); // requests for the content
    const auto row = [](const char *name, const QString &fault, std::optional<bool> told,
                        int fetched) { QTest::newRow(name) << fault << told << fetched; };
    row("D18 no space to write", u"pwrite64:error=ENOSPC:when=3"_s, false, 2);
    row("D18 no space at sync", u"fsync:error=ENOSPC:when=1"_s, false, 1);
    row("D18 no space at rename", u"renameat2:error=ENOSPC:when=1"_s, false, 1);
    row("D18 no space for the link", u"symlinkat:error=ENOSPC:when=1"_s, false, 1);
    row("D19 quota", u"renameat2:error=EDQUOT:when=1"_s, false, 1);
    row("D20 error at write", u"pwrite64:error=EIO:when=2"_s, true, 2);
    row("D20 error at sync", u"fsync:error=EIO:when=1"_s, {}, 1);
    row("D21 interrupted", u"pwrite64:error=EINTR:when=2"_s, false, 1);
    row("D23 not permitted", u"renameat2:error=EACCES:when=1"_s, {}, 1); // perhaps a journal's
    row("D35 gone stale", u"fsync:error=ESTALE:when=1"_s, {}, 1);
    row("C14 no links", u"symlinkat:error=EPERM:when=1+"_s, false, 1);
}

void DownloadDiskTest::refusedCall()
{
    QFETCH(QString, fault);
    QFETCH(std::optional<bool>, told);
    QFETCH(int, fetched);
    TransferBench b;
    prepare(b);
    const Outcome outcome = run(b, injecting(fault), {u"--retries"_s, u"12"_s, u"w.bin"_s});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.errors));
    // strace counts the calls of each thread: a fault comes once for each thread of the pool.
    if (told)
        QCOMPARE(outcome.errors.isEmpty(), !*told);
    QCOMPARE(b.hub.count("GET", "/resolve/"), fetched);
    if (fault.contains("pwrite64:error=ENOSPC"_L1))
        QVERIFY(b.hub.requests().last().rangeStart() > 0); // goes on where it was
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), weights().content);
    const bool linked = !fault.contains("EPERM"_L1);
    QCOMPARE(QFileInfo(b.snapshotPath(u"w.bin"_s)).isSymLink(), linked);
    QCOMPARE(QDir(b.repoFolder() + "/blobs"_L1).entryList(QDir::Files).size(), linked ? 1 : 0);
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadDiskTest::sentence_data()
{
    QTest::addColumn<QString>("error");
    QTest::addColumn<QString>("words");
    QTest::newRow("D19 too large") << u"EFBIG"_s << u"file of this size"_s;
    QTest::newRow("D23 not permitted") << u"EACCES"_s << u"You may not write here"_s;
    QTest::newRow("C20 name too long") << u"ENAMETOOLONG"_s << u"name is too long"_s;
}

void DownloadDiskTest::sentence()
{
    QFETCH(QString, error);
    QFETCH(QString, words);
    TransferBench b;
    prepare(b);
    const Outcome outcome
        = run(b, injecting(u"renameat2:error=%1:when=1+"_s.arg(error)), {u"w.bin"_s});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.errors.contains(words), qPrintable(outcome.errors));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
    QCOMPARE(b.breaches(), QStringList()); // nobody would know of what is left behind
}

void DownloadDiskTest::fileSizeLimit() // D19: the limit's signal does not end the program
{
    TransferBench b;
    prepare(b);
    const Outcome outcome = run(b, {u"prlimit"_s, u"--fsize=1000000"_s}, {u"w.bin"_s});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.errors.contains("file of this size"_L1), qPrintable(outcome.errors));
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadDiskTest::neverTrusted() // D20: a disk that fails to sync shows no file
{
    TransferBench b;
    prepare(b);
    const Outcome outcome = run(b, injecting(u"fsync:error=EIO:when=1+"_s), {u"w.bin"_s});
    QCOMPARE(outcome.code, 1);
    QVERIFY(!QFileInfo(b.snapshotPath(u"w.bin"_s)).isSymLink());
    QCOMPARE(QDir(b.repoFolder() + "/blobs"_L1).entryList(QDir::Files), QStringList());
    QVERIFY(!QFile::exists(b.repoFolder() + "/refs/main"_L1));
}

void DownloadDiskTest::entryInTheWay() // D18: kept, and shown once the way is free
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = weights();
    Transfers::Config config = b.config();
    config.links = CacheStore::Links::None;
    b.restart(config);
    b.hub.setHandler([&b](const RawHub::Request &request) {
        if (request.path.contains("/resolve/"))
            QDir().mkpath(b.snapshotPath(u"w.bin/x"_s));
        return b.repo.answer(request);
    });
    RUN_GROUP(b, b.request());
    QCOMPARE(b.file().state, TransferState::Failed);
    QCOMPARE(b.file().error->kind, HubError::Kind::Disk);
    QCOMPARE(b.file().done, weights().content.size());
    QVERIFY(QDir(b.snapshotPath({})).removeRecursively());
    b.done.clear();
    b.transfers->retryGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), weights().content);
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadDiskTest::fileInTheWay() // D34: the same in a folder of the user's
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = weights();
    DownloadRequest request = b.request();
    request.folder = b.temp.filePath(u"out"_s);
    const QString name = request.folder + "/w.bin"_L1;
    b.hub.setHandler([&](const RawHub::Request &asked) {
        if (asked.path.contains("/resolve/"))
            put(name, "mine");
        return b.repo.answer(asked);
    });
    RUN_GROUP(b, request);
    QCOMPARE(b.file().state, TransferState::Failed);
    QVERIFY(b.file().error->message.contains("something else called w.bin"_L1));
    QCOMPARE(b.contentOf(name), "mine");
    QVERIFY(QFile::remove(name));
    b.done.clear();
    b.transfers->retryGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
    QCOMPARE(b.contentOf(name), weights().content);
}

void DownloadDiskTest::repositoryOnAnotherDisk() // C15: a large repository was moved and linked
{
    TransferBench b;
    const QTemporaryDir other(u"/dev/shm/hubnaut-XXXXXX"_s);
    if (!other.isValid()
        || QStorageInfo(other.path()).device() == QStorageInfo(b.temp.path()).device())
        QSKIP("/dev/shm and the temporary folder are on one file system.");
    b.repo.files = {{u"d/w.bin"_s, weights()}, {u"x"_s, {"x", false}}};
    QDir().mkpath(b.root());
    QVERIFY(QFile::link(other.path(), b.repoFolder()));
    QDir().mkpath(b.snapshotPath(u"d"_s));
    QVERIFY(QFile::link(u"../../../blobs/"_s + QString(40, u'a'), b.snapshotPath(u"d/w.bin"_s)));
    put(b.repoFolder() + "/refs/main"_L1, QByteArray(40, '1'));
    RUN_GROUP(b, b.request());
    QVERIFY2(b.complete.value(id), b.file().error ? qPrintable(b.file().error->detail) : "");
    QCOMPARE(b.contentOf(b.snapshotPath(u"d/w.bin"_s)), weights().content);
    QVERIFY(QFileInfo(b.snapshotPath(u"d/w.bin"_s)).isSymLink());
    QCOMPARE(b.contentOf(b.repoFolder() + "/refs/main"_L1), b.repo.commit);
    QCOMPARE(b.breaches(), QStringList());
    QCOMPARE(QDir(other.path()).entryList(QDir::Files | QDir::System), QStringList());
}

void DownloadDiskTest::threeProgramsAtOnce() // C01, D29: on one cache, each byte is fetched once
{
    TransferBench b;
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s})
        b.repo.files[name] = {QByteArray(1'000'000, name.at(0).toLatin1()), true};
    QProcess other;
    QSignalSpy otherFinished(&other, &QProcess::finished);
    const qint64 id = b.transfers->download(b.request());
    const Outcome outcome = run(b, {}, {}, [&other](QProcess &process) {
        other.start(process.program(), process.arguments());
    });
    QVERIFY2(outcome.code == 0, qPrintable(outcome.errors));
    QTRY_COMPARE_WITH_TIMEOUT(otherFinished.size(), 1, 30'000);
    QCOMPARE(other.exitCode(), 0);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 6);
    for (const auto &[path, file] : b.repo.files.asKeyValueRange())
        QCOMPARE(b.contentOf(b.snapshotPath(path)), file.content);
    QCOMPARE(b.breaches(), QStringList());
}

QTEST_GUILESS_MAIN(DownloadDiskTest)
#include "tst_downloaddisk.moc"
