#include "app/upload/uploadpath.h"
#include "app/upload/uploadsource_linux.h"
#include "tests/support/scannedupload.h"

#include <sys/fsuid.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>

using namespace Qt::StringLiterals;
using namespace ScannedUpload;
using Why = UploadLeft::Why;

// What is found in what somebody drops, and what of it is left out.
class UploadScanTest final : public QObject
{
    Q_OBJECT

private slots:
    void keepsNames();
    void factsAreTheDisks();
    void links();
    void linksAnywhere();
    void cacheOfAClient();
    void notFiles();
    void neverUploaded();
    void emptyAndUnreadable();
    void samePlaceTwice();
    void goneAndRefused();
    void namesAreBytes();
    void deep();
    void rules();
    void paths_data();
    void paths();
    void cancelled();
    void sourceIsNoLink();

private:
    static QHash<QByteArray, Why> leftOf(const UploadScan &scan, const QByteArray &below)
    {
        QHash<QByteArray, Why> left;
        for (const UploadLeft &each : scan.left)
            if (!each.reason().isEmpty()) // there is a sentence for each
                left.insert(each.local.mid(below.size() + 1), each.why);
        return left;
    }
};

void UploadScanTest::keepsNames()
{
    const CacheFolder disk;
    disk.file("drop/a.txt", "a");
    disk.file("drop/below/b.txt", "b");
    disk.file("one.bin", "1");
    const auto sources = droppedOn("to", {disk.at("drop") + '/', disk.at("one.bin")});
    QCOMPARE(pathsOf(scanned(sources).files),
             (QStringList{u"to/drop/a.txt"_s, u"to/drop/below/b.txt"_s, u"to/one.bin"_s}));
    QCOMPARE(pathsOf(contentOf(disk.at("drop")).files),
             (QStringList{u"a.txt"_s, u"below/b.txt"_s}));
    disk.link("way", "drop"); // what is dropped may be a link
    QCOMPARE(pathsOf(scanned(droppedOn({}, {disk.at("way")})).files),
             (QStringList{u"way/a.txt"_s, u"way/below/b.txt"_s}));
}

void UploadScanTest::factsAreTheDisks()
{
    const CacheFolder disk;
    disk.file("drop/a.txt", "four");
    const UploadScan scan = contentOf(disk.at("drop"));
    QCOMPARE(scan.files.size(), 1);
    const UploadFile &file = scan.files.first();
    struct stat facts;
    QCOMPARE(stat(disk.at("drop/a.txt").constData(), &facts), 0);
    QVERIFY(hasFacts(file, facts));
    QCOMPARE(file.size, 4);
    QVERIFY(file.inode != 0 && file.device != 0 && file.modifiedNs > 0 && file.changedNs > 0);
    QCOMPARE(file.local, disk.at("drop/a.txt"));
    QVERIFY(file.sha256.isEmpty() && file.gitOid.isEmpty() && file.sample.isEmpty());
}

void UploadScanTest::links() // U03
{
    const CacheFolder disk;
    disk.file("secret", "not dropped");
    disk.file("drop/real/data", "data");
    disk.file("drop/.git/config", "url");
    disk.link("drop/inside", "real/data");
    disk.link("drop/chain", "inside");
    disk.link("drop/outside", "../secret");
    disk.link("drop/absolute", "/etc/passwd");
    disk.link("drop/away", "..");
    disk.link("drop/elsewhere", "/usr");
    disk.link("drop/folder", "real");
    disk.link("drop/real/loop", "../../drop");
    disk.link("drop/self", "self");
    disk.link("drop/dangling", "nothing");
    disk.link("drop/hidden", ".git/config");
    QCOMPARE(link(disk.at("drop/real/data").constData(), disk.at("drop/hard").constData()), 0);
    const UploadScan scan = contentOf(disk.at("drop"));
    QCOMPARE(pathsOf(scan.files),
             (QStringList{u"chain"_s, u"hard"_s, u"inside"_s, u"real/data"_s}));
    QCOMPARE(scan.files.at(0).local, disk.at("drop/real/data")); // so that it can be opened
    QCOMPARE(scan.files.at(0).size, 4);
    QCOMPARE(leftOf(scan, disk.at("drop")),
             (QHash<QByteArray, Why>{{".git", Why::Never},
                                     {"outside", Why::LinkOutside},
                                     {"absolute", Why::LinkOutside},
                                     {"away", Why::LinkLoop},
                                     {"elsewhere", Why::LinkOutside},
                                     {"folder", Why::LinkToFolder},
                                     {"real/loop", Why::LinkLoop},
                                     {"self", Why::LinkLoop},
                                     {"dangling", Why::LinkDangling},
                                     {"hidden", Why::LinkOutside}}));
}

void UploadScanTest::linksAnywhere()
{
    const CacheFolder disk;
    disk.file("blobs/weights", "weights");
    disk.file("drop/.gitkeep", "");
    disk.link("drop/model.bin", "../blobs/weights");
    disk.link("drop/blobs", "../blobs");
    const UploadScan scan = contentOf(disk.at("drop"), Links::Anywhere);
    QCOMPARE(pathsOf(scan.files), (QStringList{u".gitkeep"_s, u"model.bin"_s}));
    QCOMPARE(scan.files.at(1).local, disk.at("blobs/weights"));
    QCOMPARE(leftOf(scan, disk.at("drop")), (QHash<QByteArray, Why>{{"blobs", Why::LinkOutside}}));
}

void UploadScanTest::cacheOfAClient() // links between what was dropped together lead inside
{
    const CacheFolder disk;
    const QByteArray blob = disk.cached(CacheFolder::kRepo, "config.json", "{}");
    const UploadScan scan = contentOf(disk.at(CacheFolder::kRepo));
    QCOMPARE(pathsOf(scan.files),
             (QStringList{u"blobs/"_s + QString::fromLatin1(blob), u"refs/main"_s,
                          u"snapshots/"_s + QString::fromLatin1(CacheFolder::kCommit)
                              + u"/config.json"_s}));
}

void UploadScanTest::notFiles() // U03
{
    const CacheFolder disk;
    disk.file("drop/a", "a");
    QCOMPARE(mkfifo(disk.at("drop/pipe").constData(), 0600), 0);
    const int file = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un name{.sun_family = AF_UNIX, .sun_path = {}};
    const QByteArray path = disk.at("drop/socket");
    QVERIFY(path.size() < qsizetype(sizeof name.sun_path));
    std::ranges::copy(path, name.sun_path);
    QCOMPARE(bind(file, reinterpret_cast<sockaddr *>(&name), sizeof name), 0);
    close(file);
    disk.link("drop/device", "/dev/null");
    disk.link("drop/piped", "pipe");
    const UploadScan scan = contentOf(disk.at("drop"));
    QCOMPARE(pathsOf(scan.files), QStringList{u"a"_s});
    QCOMPARE(leftOf(scan, disk.at("drop")),
             (QHash<QByteArray, Why>{{"pipe", Why::NotAFile},
                                     {"socket", Why::NotAFile},
                                     {"device", Why::NotAFile},
                                     {"piped", Why::NotAFile}}));
    QCOMPARE(scanned(droppedOn({}, {"/dev/zero"})).left.value(0).why, Why::NotAFile);
}

void UploadScanTest::neverUploaded() // U04
{
    const CacheFolder disk;
    disk.file("drop/.git/objects/aa/bb", "x");
    disk.file("drop/sub/.git", "gitdir: elsewhere");
    disk.file("drop/.cache/huggingface/upload/a.metadata", "x");
    disk.file("drop/deep/er/.cache/huggingface/x", "x");
    disk.file("drop/.gitignore", "*.log\n");
    disk.file("drop/.github/x", "x");
    disk.file("drop/git", "x");
    disk.file("drop/cache/huggingface", "x");
    const UploadScan scan = contentOf(disk.at("drop"));
    QCOMPARE(pathsOf(scan.files),
             (QStringList{u".github/x"_s, u".gitignore"_s, u"cache/huggingface"_s, u"git"_s}));
    QCOMPARE(leftOf(scan, disk.at("drop")),
             (QHash<QByteArray, Why>{{".git", Why::Never},
                                     {"sub/.git", Why::Never},
                                     {".cache", Why::Never},
                                     {"deep/er/.cache", Why::Never}}));
    QCOMPARE(scanned(droppedOn({}, {disk.at("drop/.git")})).left.value(0).why, Why::Never);
}

void UploadScanTest::emptyAndUnreadable()
{
    const CacheFolder disk;
    disk.folder("drop/nothing/at/all");
    disk.file("drop/closed/a", "a");
    disk.file("drop/mine", "a");
    disk.file("drop/open", "a");
    QCOMPARE(chmod(disk.at("drop/closed").constData(), 0), 0);
    QCOMPARE(chmod(disk.at("drop/mine").constData(), 0), 0);
    for (const QByteArray &around : {QFile::encodeName(disk.home()), disk.at(""), disk.at("drop")})
        QCOMPARE(chmod(around.constData(), 0755), 0);
    setfsuid(65534); // root may read everything; threads take it over
    auto future = UploadScan::begin({{.local = disk.at("drop"), .folder = {}, .name = {}}});
    auto dropped = UploadScan::begin(droppedOn({}, {disk.at("drop/closed")}));
    setfsuid(geteuid());
    const UploadScan scan = future.takeResult();
    const UploadScan closed = dropped.takeResult();
    (void)chmod(disk.at("drop/closed").constData(), 0700);
    QCOMPARE(pathsOf(scan.files), QStringList{u"open"_s});
    QCOMPARE(leftOf(scan, disk.at("drop")),
             (QHash<QByteArray, Why>{{"nothing/at/all", Why::EmptyFolder},
                                     {"closed", Why::Unreadable},
                                     {"mine", Why::Unreadable}}));
    for (const UploadLeft &left : scan.left)
        QVERIFY(left.why == Why::EmptyFolder || left.error == EACCES);
    QCOMPARE(closed.left.value(0).why, Why::Unreadable);
    QCOMPARE(closed.left.value(0).error, EACCES);
}

void UploadScanTest::samePlaceTwice()
{
    const CacheFolder disk;
    disk.file("one/model.bin", "1");
    disk.file("two/model.bin", "22");
    const UploadScan scan
        = scanned(droppedOn({}, {disk.at("two/model.bin"), disk.at("one/model.bin")}));
    QCOMPARE(scan.files.size(), 1);
    QCOMPARE(scan.files.first().size, 2); // what was dropped first
    QCOMPARE(leftOf(scan, disk.at("one")), (QHash<QByteArray, Why>{{"model.bin", Why::SamePath}}));
}

void UploadScanTest::goneAndRefused()
{
    const CacheFolder disk;
    disk.file("a", "a");
    const UploadScan scan = scanned({{.local = disk.at("gone"), .folder = {}, .name = "gone"},
                                     {.local = disk.at("a"), .folder = "../up", .name = "a"},
                                     {.local = disk.at("a"), .folder = {}, .name = ".git"}});
    QVERIFY(scan.files.isEmpty());
    QList<Why> why;
    for (const UploadLeft &left : scan.left)
        why << left.why;
    QCOMPARE(why, (QList{Why::Name, Why::Never, Why::Unreadable}));
}

void UploadScanTest::namesAreBytes() // U13
{
    const CacheFolder disk;
    disk.file("drop/\xe6\xa8\xa1\xe5\x9e\x8b/\xd9\x86.txt", "any script");
    disk.file("drop/latin\xe9", "no UTF-8");
    disk.file("drop/b\xff/c", "no UTF-8");
    disk.file("drop/back\\slash", "x");
    disk.file("drop/line\nbreak", "x");
    disk.file("drop/.GIT/config", "x");
    disk.file("drop/aux", "x");
    disk.file("drop/ -rf $(x)", "x");
    const UploadScan scan = contentOf(disk.at("drop"));
    QCOMPARE(pathsOf(scan.files), (QStringList{u" -rf $(x)"_s, u"模型/ن.txt"_s}));
    QCOMPARE(leftOf(scan, disk.at("drop")),
             (QHash<QByteArray, Why>{{"latin\xe9", Why::Name},
                                     {"b\xff", Why::Name},
                                     {"back\\slash", Why::Name},
                                     {"line\nbreak", Why::Name},
                                     {".GIT", Why::Name},
                                     {"aux", Why::Name}}));
}

void UploadScanTest::deep() // beyond what a path may be long, and beyond the stack
{
    const CacheFolder disk;
    disk.folder("drop");
    FileDescriptor at(open(disk.at("drop").constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const QByteArray name(200, 'd');
    for (int i = 0; i < 200; ++i) {
        QCOMPARE(mkdirat(at.get(), name.constData(), 0700), 0);
        at = FileDescriptor(openat(at.get(), name.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    }
    const UploadScan scan = contentOf(disk.at("drop"));
    QVERIFY(scan.files.isEmpty());
    QCOMPARE(scan.left.size(), 1);
    QCOMPARE(scan.left.first().why, Why::Name); // where the path becomes too long
}

void UploadScanTest::rules()
{
    const CacheFolder disk;
    disk.file("drop/.gitignore", "*.log\n");
    disk.file("drop/README.md", "---\nlicense: mit\n---\n");
    disk.file("drop/sub/.gitignore", "other");
    const UploadScan scan = contentOf(disk.at("drop"));
    QCOMPARE(scan.gitIgnore, "*.log\n");
    QCOMPARE(scan.card, "---\nlicense: mit\n---\n");
    const UploadScan below = scanned(droppedOn("sub", {disk.at("drop/.gitignore")}));
    QVERIFY(below.gitIgnore.isNull() && below.card.isNull());
}

void UploadScanTest::paths_data() // U13
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QString>("as"); // empty: refused
    const auto row = [](const char *what, const QByteArray &path, const QString &as = {}) {
        QTest::newRow(what) << path << as;
    };
    row("plain", "a/b.txt", u"a/b.txt"_s);
    row("one slash before it", "/a/b.txt", u"a/b.txt"_s);
    row("dots before it", "./././a", u"a"_s);
    row("decomposed stays", "e\xcc\x81", u"e\u0301"_s);
    row("255 bytes", QByteArray(255, 'x'), QString(255, u'x'));
    row("U13 256 bytes", QByteArray(256, 'x'));
    row("U13 two slashes", "//a");
    row("U13 up", "a/../b");
    row("U13 only up", "..");
    row("U13 dot", ".");
    row("U13 dot within", "a/./b");
    row("U13 backslash", "a\\b");
    row("U13 .git", "a/.git/config");
    row("U13 .cache", "a/.cache/x");
    row("U13 NUL", QByteArray("a\0b", 3));
    row("U13 not UTF-8", "a\xff");
    row("U13 empty", "");
    row("U13 trailing slash", "a/");
}

void UploadScanTest::paths()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QString, as);
    const auto parsed = uploadPath(path);
    QCOMPARE(parsed ? parsed->text() : QString(), as);
    QVERIFY(parsed || !parsed.error().isEmpty());
}

void UploadScanTest::cancelled()
{
    const CacheFolder disk;
    disk.file("drop/a", "a");
    auto future = UploadScan::begin({{.local = "/", .folder = {}, .name = {}}});
    future.cancel();
    future.waitForFinished();
    QCOMPARE(future.resultCount(), 0);
}

void UploadScanTest::sourceIsNoLink() // a link that took a folder's place since is not followed
{
    const CacheFolder disk;
    disk.file("secret/a", "secret");
    disk.file("drop/sub/a", "mine");
    const QByteArray local = contentOf(disk.at("drop")).files.first().local;
    QCOMPARE(readSource(local, 10), "mine");
    QCOMPARE(readSource(local, 3).error(), EFBIG);
    QVERIFY(QDir(disk.path()).rename(u"drop/sub"_s, u"aside"_s));
    disk.link("drop/sub", "../secret");
    QVERIFY(!openSource(local));
    disk.link("drop/one", "../secret/a");
    QCOMPARE(openSource(disk.at("drop/one")).error(), ELOOP);
    QCOMPARE(mkfifo(disk.at("pipe").constData(), 0600), 0);
    QCOMPARE(openSource(disk.at("pipe")).error(), EINVAL); // and never waits for it
}

QTEST_GUILESS_MAIN(UploadScanTest)
#include "tst_uploadscan.moc"
