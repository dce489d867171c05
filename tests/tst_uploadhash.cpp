#include "app/upload/hashmemory.h"
#include "app/upload/uploadhash.h"
#include "app/upload/uploadsource_linux.h"
#include "tests/support/hookeddisk.h"
#include "tests/support/scannedupload.h"

#include <QCryptographicHash>
#include <QSemaphore>

#include <cerrno>
#include <thread>

using namespace Qt::StringLiterals;
using namespace ScannedUpload;
using namespace std::chrono_literals;

// Files that are to be uploaded are read once, and as they are.
class UploadHashTest final : public QObject
{
    Q_OBJECT

private slots:
    void hashes_data();
    void hashes();
    void knownNames();
    void largeHasNoGitName();
    void changesWhileRead_data();
    void changesWhileRead();
    void neverStopsChanging();
    void failures();
    void readsAtOnce();
    void secondLookReadsNothing();
    void remembersWhatIsTheSame();
    void secretsAreToldNotKept();
    void stops();
    void startsAnew();
    void goesWhileADiskHangs();

    void cleanup() { HookedDisk::Unhooked(); }

private:
    static QByteArray sha256Of(const QByteArray &content)
    {
        return QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex();
    }
    static QByteArray gitNameOf(const QByteArray &content)
    {
        const QByteArray head = "blob " + QByteArray::number(content.size()) + '\0';
        return QCryptographicHash::hash(head + content, QCryptographicHash::Sha1).toHex();
    }
    // How a file is called that somebody has open.
    static QByteArray pathOf(int file)
    {
        return QFile::encodeName(QFile::symLinkTarget(u"/proc/self/fd/%1"_s.arg(file)));
    }
    static bool isOpen(const QByteArray &path) // by anybody in this process
    {
        const auto names = QDir(u"/proc/self/fd"_s).entryList(QDir::AllEntries | QDir::System);
        return std::ranges::any_of(
            names, [&path](const QString &name) { return pathOf(name.toInt()) == path; });
    }
    // Every read tells that it is there and waits until it may go on.
    static void holdReads(QSemaphore &met, QSemaphore &may)
    {
        HookedDisk::hook = [&met, &may](const char *call, int) {
            if (QByteArrayView(call) == "read") {
                met.release();
                may.acquire();
            }
            return 0;
        };
    }
    static bool hash(UploadHash &hash, const QList<UploadFile> &files)
    {
        QSignalSpy finished(&hash, &UploadHash::finished);
        hash.start(files);
        return (!finished.isEmpty() || finished.wait(30s)) && finished.first().first().toBool();
    }
    static void rewrite(const QByteArray &path, const QByteArray &content)
    {
        QFile file(QFile::decodeName(path));
        if (file.open(QIODevice::WriteOnly))
            file.write(content);
    }
};

void UploadHashTest::hashes_data()
{
    QTest::addColumn<qint64>("size");
    for (const qint64 size : {0, 1, 511, 512, 513, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20})
        QTest::addRow("U14 %lld bytes", static_cast<long long>(size)) << size;
}

void UploadHashTest::hashes()
{
    QFETCH(const qint64, size);
    QByteArray content(size, Qt::Uninitialized);
    for (qint64 i = 0; i < size; ++i)
        content[i] = char(i * 7 + i / 251);
    const CacheFolder disk;
    disk.file("drop/file", content);
    UploadHash run({});
    QVERIFY(hash(run, contentOf(disk.at("drop")).files));
    const UploadFile &file = run.files().first();
    QCOMPARE(file.sha256, sha256Of(content));
    QCOMPARE(file.gitOid, gitNameOf(content));
    QCOMPARE(file.sample, content.first(std::min<qint64>(512, size)));
    QVERIFY(run.failures().isEmpty() && run.secrets().isEmpty());
    QCOMPARE(run.progress().bytes, size);
    QCOMPARE(run.progress().files, 1);
}

void UploadHashTest::knownNames() // as git hash-object says
{
    const CacheFolder disk;
    disk.file("drop/a", "");
    disk.file("drop/b", "hello\n");
    UploadHash run({});
    QVERIFY(hash(run, contentOf(disk.at("drop")).files));
    QCOMPARE(run.files().at(0).gitOid, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    QCOMPARE(run.files().at(1).gitOid, "ce013625030ba8dba906f756967f9e9ca394464a");
}

void UploadHashTest::largeHasNoGitName()
{
    const CacheFolder disk;
    disk.file("drop/large", {});
    QCOMPARE(truncate(disk.at("drop/large").constData(), kMostGitContent + 1), 0);
    UploadHash run({});
    QVERIFY(hash(run, contentOf(disk.at("drop")).files));
    QCOMPARE(run.files().first().sha256.size(), 64);
    QVERIFY(run.files().first().gitOid.isEmpty());
    QCOMPARE(run.files().first().sample, QByteArray(512, '\0'));
}

void UploadHashTest::changesWhileRead_data() // U01, U02
{
    QTest::addColumn<int>("how");
    const char *const kHow[]{"U01 written over", "U01 its time set back", "U01 grown", "U02 cut",
                             "U02 replaced"};
    for (int i = 0; i < 5; ++i)
        QTest::newRow(kHow[i]) << i;
}

void UploadHashTest::changesWhileRead()
{
    QFETCH(const int, how);
    const CacheFolder disk;
    const QByteArray old(3 << 20, 'o');
    disk.file("drop/file", old);
    const QByteArray path = disk.at("drop/file");
    const auto files = contentOf(disk.at("drop")).files;
    QByteArray now = QByteArray(old.size(), 'n');
    std::atomic_int reads = 0;
    HookedDisk::hook = [&](const char *call, int file) {
        if (QByteArrayView(call) != "read" || pathOf(file) != path || ++reads != 2)
            return 0;
        if (how == 3)
            now.truncate(5);
        if (how == 2)
            now += '!';
        const QByteArray written = how == 4 ? disk.at("new") : path;
        rewrite(written, now);
        if (how == 4)
            ::rename(written.constData(), path.constData());
        const qint64 second = 1'000'000'000;
        const timespec times[]{{.tv_sec = 0, .tv_nsec = UTIME_OMIT},
                               {.tv_sec = files.first().modifiedNs / second,
                                .tv_nsec = files.first().modifiedNs % second}};
        if (how == 1)
            utimensat(AT_FDCWD, path.constData(), times, 0);
        return 0;
    };
    UploadHash run({});
    run.setPatience({.between = 1ms});
    QVERIFY(hash(run, files));
    QVERIFY(run.failures().isEmpty());
    const UploadFile &file = run.files().first();
    QCOMPARE(file.size, now.size());
    QCOMPARE(file.sha256, sha256Of(now));
    QCOMPARE(file.gitOid, gitNameOf(now));
    QCOMPARE(file.sample, now.first(std::min<qsizetype>(512, now.size())));
    struct stat facts;
    QCOMPARE(stat(path.constData(), &facts), 0);
    QVERIFY(hasFacts(file, facts));
    QCOMPARE(run.progress().bytes, now.size());
}

void UploadHashTest::neverStopsChanging() // U01
{
    const CacheFolder disk;
    disk.file("drop/log", "line\n");
    disk.file("drop/other", "quiet");
    const QByteArray path = disk.at("drop/log");
    HookedDisk::hook = [&path](const char *call, int file) {
        if (QByteArrayView(call) == "read" && pathOf(file) == path)
            rewrite(path, "another\n");
        return 0;
    };
    UploadHash run({});
    run.setPatience({.between = 1ms, .looks = 3});
    QVERIFY(hash(run, contentOf(disk.at("drop")).files));
    QCOMPARE(run.failures(), (QHash<qsizetype, int>{{0, EAGAIN}}));
    QVERIFY(run.files().at(0).sha256.isEmpty());
    QCOMPARE(run.files().at(1).sha256, sha256Of("quiet"));
    QCOMPARE(run.progress().files, 2);
}

void UploadHashTest::failures() // U02: they stop nobody else
{
    const CacheFolder disk;
    for (const char *name : {"drop/a", "drop/b", "drop/c", "drop/d"})
        disk.file(name, "content");
    const auto files = contentOf(disk.at("drop")).files;
    QVERIFY(QFile::remove(QFile::decodeName(disk.at("drop/a"))));
    const QByteArray broken = disk.at("drop/b");
    QVERIFY(QFile::remove(QFile::decodeName(disk.at("drop/c"))));
    disk.link("drop/c", "/etc/passwd");
    HookedDisk::hook = [&broken](const char *call, int file) {
        return QByteArrayView(call) == "read" && pathOf(file) == broken ? EIO : 0;
    };
    UploadHash run({});
    QVERIFY(hash(run, files));
    QCOMPARE(run.failures(), (QHash<qsizetype, int>{{0, ENOENT}, {1, EIO}, {2, ELOOP}}));
    QCOMPARE(run.files().at(3).sha256, sha256Of("content"));
}

void UploadHashTest::readsAtOnce()
{
    if (std::thread::hardware_concurrency() < 2)
        QSKIP("one processor");
    const CacheFolder disk;
    disk.file("drop/a", "a");
    disk.file("drop/b", "b");
    QSemaphore mine, others;
    std::atomic_bool isAlone = false;
    std::atomic_int reads = 0;
    HookedDisk::hook = [&](const char *call, int) {
        const int turn = QByteArrayView(call) == "read" ? ++reads : 0;
        if (turn == 1 || turn == 2) {
            QSemaphore &arrived = turn == 1 ? mine : others;
            QSemaphore &other = &arrived == &mine ? others : mine;
            arrived.release();
            isAlone = isAlone || !other.tryAcquire(1, 30'000);
        }
        return 0;
    };
    UploadHash run({});
    QVERIFY(hash(run, contentOf(disk.at("drop")).files));
    QVERIFY(!isAlone);
}

void UploadHashTest::secondLookReadsNothing()
{
    const CacheFolder disk;
    disk.file("drop/a", "a");
    disk.file("drop/empty", "");
    disk.file("drop/large", QByteArray(2 << 20, 'l'));
    const QString memory = disk.home() + u"/data/hashes.sqlite"_s;
    const auto files = contentOf(disk.at("drop")).files;
    QList<UploadFile> first;
    {
        UploadHash run(memory);
        QVERIFY(hash(run, files));
        first = run.files();
    }
    std::atomic_int reads = 0;
    const QByteArray folder = disk.at("drop");
    HookedDisk::hook = [&](const char *call, int file) {
        reads += QByteArrayView(call) == "read" && pathOf(file).startsWith(folder);
        return 0;
    };
    UploadHash run(memory);
    QVERIFY(hash(run, contentOf(disk.at("drop")).files));
    QCOMPARE(run.files(), first);
    QCOMPARE(reads, 0);
    QCOMPARE(run.progress().bytes, run.progress().total);
    QCOMPARE(run.progress().files, 3);
    QCOMPARE(QFile::permissions(memory) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

void UploadHashTest::remembersWhatIsTheSame()
{
    const CacheFolder disk;
    const QString path = disk.home() + u"/hashes.sqlite"_s;
    const RepoPath name = *RepoPath::parse(u"a");
    const UploadFile file{.path = name,
                          .local = "/a\xff\0b"_ba,
                          .size = 1,
                          .modifiedNs = 2,
                          .changedNs = 3,
                          .device = ~quint64(0),
                          .inode = ~quint64(1),
                          .sha256 = "s",
                          .gitOid = {},
                          .sample = "\0\xff"_ba};
    HashMemory(path).remember({file});
    const auto isKnown = [&path](UploadFile asked) {
        asked.sha256 = asked.gitOid = asked.sample = {};
        QList<UploadFile> files{asked};
        HashMemory(path).recall(files, [] { return true; });
        return !files.first().sha256.isEmpty();
    };
    QVERIFY(isKnown(file));
    const auto with = [&file](auto member) {
        UploadFile other = file;
        ++(other.*member);
        return other;
    };
    QVERIFY(!isKnown(with(&UploadFile::size)));
    QVERIFY(!isKnown(with(&UploadFile::modifiedNs)));
    QVERIFY(!isKnown(with(&UploadFile::changedNs)));
    QVERIFY(!isKnown(with(&UploadFile::device)));
    QVERIFY(!isKnown(with(&UploadFile::inode)));
    HashMemory(path).remember({with(&UploadFile::size)}); // in the other's place
    QVERIFY(isKnown(with(&UploadFile::size)) && !isKnown(file));
}

void UploadHashTest::secretsAreToldNotKept() // U04
{
    const CacheFolder disk;
    const QByteArray token = "hf_" + QByteArray("abcdefghijklmnopqrstuvwxyzABCDEFGH");
    disk.file("drop/notes.txt", "one\ntoken: " + token + "\n");
    disk.file("drop/plain.txt", "nothing");
    const QString memory = disk.home() + u"/hashes.sqlite"_s;
    for (int i = 0; i < 2; ++i) { // remembered, it would not be told again
        UploadHash run(memory);
        QVERIFY(hash(run, contentOf(disk.at("drop")).files));
        QCOMPARE(run.secrets(),
                 (QHash<qsizetype, QList<Secrets::Found>>{{0, {{Secrets::Kind::HubToken, 2}}}}));
    }
    for (const QString &name : QDir(disk.home()).entryList({u"hashes*"_s})) {
        QFile file(disk.home() + u'/' + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains(token));
    }
}

void UploadHashTest::stops()
{
    const CacheFolder disk;
    disk.file("drop/a", QByteArray(3 << 20, 'a'));
    QSemaphore met, may;
    holdReads(met, may);
    UploadHash run({});
    QSignalSpy finished(&run, &UploadHash::finished);
    run.start(contentOf(disk.at("drop")).files);
    QTRY_COMPARE(met.available(), 1);
    run.stop();
    QCOMPARE(finished, (QList<QVariantList>{{false}}));
    QVERIFY(!run.isRunning() && run.files().first().sha256.isEmpty());
    may.release(3);
    QTRY_VERIFY(!isOpen(disk.at("drop/a")));
    QCOMPARE(met.available(), 1); // it read no further
    run.stop();
    QCOMPARE(finished.size(), 1);
}

void UploadHashTest::startsAnew() // what was asked before is not told
{
    const CacheFolder disk;
    disk.file("one/a", "a");
    disk.file("two/b", "b");
    disk.file("two/c", "c");
    UploadHash run({});
    QSignalSpy finished(&run, &UploadHash::finished);
    run.start(contentOf(disk.at("one")).files);
    QVERIFY(hash(run, contentOf(disk.at("two")).files) || finished.wait(30s));
    QTRY_COMPARE(finished, (QList<QVariantList>{{false}, {true}}));
    QCOMPARE(pathsOf(run.files()), (QStringList{u"b"_s, u"c"_s}));
    QCOMPARE(run.files().at(1).sha256, sha256Of("c"));
    QVERIFY(hash(run, {})); // nothing is done at once
}

void UploadHashTest::goesWhileADiskHangs()
{
    const CacheFolder disk;
    disk.file("drop/a", "a");
    QSemaphore met, may;
    holdReads(met, may);
    {
        UploadHash run({});
        run.start(contentOf(disk.at("drop")).files);
        QTRY_COMPARE(met.available(), 1);
    } // waits for nothing
    QVERIFY(isOpen(disk.at("drop/a")));
    may.release();
    QTRY_VERIFY(!isOpen(disk.at("drop/a")));
}

QTEST_GUILESS_MAIN(UploadHashTest)
#include "tst_uploadhash.moc"
