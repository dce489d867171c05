#include "tests/support/transferbench.h"

#include <sys/stat.h>

using namespace Qt::StringLiterals;

// Downloads to a folder of the user's: the bookkeeping that the Python client reads, and files that
// are not ours to replace.
class DownloadFolderTest final : public QObject
{
    Q_OBJECT

private slots:
    void snapshot();
    void againAsksForNoBytes();
    void newVersionReplacesOld();
    void editedFileStays_data();
    void editedFileStays();
    void fileThatAppearsMeanwhileStays();
    void foreignEntry_data();
    void foreignEntry();
    void adoptsSameContent();
    void copiesFromCache();
    void damagedCacheIsNotCopied();

private:
    static QString folder(const TransferBench &b) { return b.temp.filePath(u"out"_s); }
    static DownloadRequest request(const TransferBench &b)
    {
        DownloadRequest r = b.request();
        r.folder = folder(b);
        return r;
    }
};

void DownloadFolderTest::snapshot()
{
    TransferBench b;
    b.repo.files = {{u"a/w.bin"_s, {QByteArray(2'000'000, 'w'), true}}, {u"x.txt"_s, {"x", false}}};
    RUN_GROUP(b, request(b));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(folder(b) + "/a/w.bin"_L1), QByteArray(2'000'000, 'w'));
    const QString own = folder(b) + "/.cache/huggingface"_L1;
    const QByteArrayList note = b.contentOf(own + "/download/a/w.bin.metadata"_L1).split('\n');
    QCOMPARE(note.size(), 4);
    QCOMPARE(note.at(0), b.repo.commit);
    QCOMPARE(note.at(1), b.repo.files.first().blob());
    QVERIFY(note.at(2).toDouble() > 1e9);
    QCOMPARE(b.contentOf(own + "/.gitignore"_L1), "*");
    QVERIFY(QFile::exists(own + "/CACHEDIR.TAG"_L1));
    QVERIFY(QFile::exists(own + "/download/a/w.bin.lock"_L1));
    QVERIFY(QFile::exists(own + "/trees/"_L1 + QString::fromLatin1(b.repo.commit) + ".json"_L1));
    QVERIFY(QDir(own + "/download"_L1).entryList({u"*.incomplete"_s}).isEmpty());
    QVERIFY(!QDir(b.root()).exists()); // the cache is left alone
}

void DownloadFolderTest::againAsksForNoBytes()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {QByteArray(2'000, 'w'), true};
    {
        RUN_GROUP(b, request(b));
    }
    RUN_GROUP(b, request(b));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
}

void DownloadFolderTest::newVersionReplacesOld()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {QByteArray(2'000, 'w'), true};
    {
        RUN_GROUP(b, request(b));
    }
    b.repo.commit = QByteArray("abcdef0123").repeated(4);
    b.repo.files[u"w.bin"_s] = {QByteArray(3'000, 'n'), true};
    {
        RUN_GROUP(b, request(b));
        QVERIFY(b.complete.value(id));
    }
    QCOMPARE(b.contentOf(folder(b) + "/w.bin"_L1), QByteArray(3'000, 'n'));
}

// D34: what the user made of a file is the user's, whatever the note beside it says.
void DownloadFolderTest::editedFileStays_data()
{
    QTest::addColumn<bool>("newVersion");
    QTest::newRow("D34 same version") << false;
    QTest::newRow("D34 new version") << true;
}

void DownloadFolderTest::editedFileStays()
{
    QFETCH(bool, newVersion);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {QByteArray(2'000, 'w'), true};
    {
        RUN_GROUP(b, request(b));
    }
    const QString entry = folder(b) + "/w.bin"_L1;
    b.put(entry, QByteArray(2'000, 'e')); // of the same size
    QFile edited(entry);
    QVERIFY(edited.open(QIODevice::ReadWrite));
    QVERIFY(edited.setFileTime(QDateTime::currentDateTime().addSecs(60),
                               QFileDevice::FileModificationTime));
    edited.close();
    if (newVersion) {
        b.repo.commit = QByteArray("abcdef0123").repeated(4);
        b.repo.files[u"w.bin"_s] = {QByteArray(3'000, 'n'), true};
    }
    RUN_GROUP(b, request(b));
    QVERIFY(!b.complete.value(id));
    QCOMPARE(b.file(1).error->kind, HubError::Kind::Disk);
    QCOMPARE(b.contentOf(entry), QByteArray(2'000, 'e'));
}

void DownloadFolderTest::fileThatAppearsMeanwhileStays() // D34
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {QByteArray(2'000, 'w'), true};
    const QString entry = folder(b) + "/w.bin"_L1;
    b.hub.setHandler([&](const RawHub::Request &request) {
        if (request.path.contains("/resolve/"))
            b.put(entry, "mine");
        return b.repo.answer(request);
    });
    RUN_GROUP(b, request(b));
    QVERIFY(!b.complete.value(id));
    QCOMPARE(b.contentOf(entry), "mine");
}

void DownloadFolderTest::foreignEntry_data()
{
    QTest::addColumn<QString>("what");
    QTest::newRow("D34 other file") << u"file"_s;
    QTest::newRow("D34 same size") << u"samesize"_s;
    QTest::newRow("D34 folder") << u"folder"_s;
    QTest::newRow("D34 link") << u"link"_s;
    QTest::newRow("D34 FIFO") << u"fifo"_s;
}

void DownloadFolderTest::foreignEntry()
{
    QFETCH(QString, what);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {QByteArray(2'000, 'w'), true};
    const QString entry = folder(b) + "/w.bin"_L1;
    const QString outside = b.temp.filePath(u"outside"_s);
    b.put(outside, "sentinel");
    QDir().mkpath(folder(b));
    if (what == "file"_L1)
        b.put(entry, "mine");
    else if (what == "samesize"_L1)
        b.put(entry, QByteArray(2'000, 'm'));
    else if (what == "folder"_L1)
        QDir().mkpath(entry);
    else if (what == "link"_L1)
        QVERIFY(QFile::link(outside, entry));
    else
        QVERIFY(mkfifo(entry.toUtf8().constData(), 0600) == 0);
    RUN_GROUP(b, request(b));
    QCOMPARE(b.file().state, TransferState::Failed);
    QCOMPARE(b.file().error->kind, HubError::Kind::Disk);
    QCOMPARE(b.contentOf(outside), "sentinel");
    QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
    if (what == "file"_L1)
        QCOMPARE(b.contentOf(entry), "mine");
}

void DownloadFolderTest::adoptsSameContent()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {QByteArray(2'000, 'w'), true};
    b.put(folder(b) + "/w.bin"_L1, QByteArray(2'000, 'w'));
    RUN_GROUP(b, request(b));
    QVERIFY(b.complete.value(id) && b.file().wasCached);
    QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
    QVERIFY(QFile::exists(folder(b) + "/.cache/huggingface/download/w.bin.metadata"_L1));
}

void DownloadFolderTest::copiesFromCache()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {QByteArray(2'000'000, 'w'), true};
    {
        RUN_GROUP(b, b.request());
    }
    RUN_GROUP(b, request(b));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
    QCOMPARE(b.contentOf(folder(b) + "/w.bin"_L1), QByteArray(2'000'000, 'w'));
}

void DownloadFolderTest::damagedCacheIsNotCopied()
{
    TransferBench b;
    b.hasOddCache = true;
    b.repo.files[u"w.bin"_s] = b.weights();
    {
        RUN_GROUP(b, b.request());
    }
    b.put(b.blobPath(), QByteArray(100'000, 'x')); // of the right size
    RUN_GROUP(b, request(b));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(folder(b) + "/w.bin"_L1), b.weights().content);
}

QTEST_GUILESS_MAIN(DownloadFolderTest)
#include "tst_downloadfolder.moc"
