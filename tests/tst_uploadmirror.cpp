// What an upload deletes on the Hub, and what it never does: not what may be here all the same.
#include "app/upload/uploadnames.h"
#include "app/upload/uploadscan.h"
#include "tests/support/plannedupload.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cerrno>

using namespace Qt::StringLiterals;
using namespace PlannedUpload;

class tst_UploadMirror final : public QObject
{
    Q_OBJECT

private slots:
    void deletesWhatIsGone();
    void sparesWhatIsHere_data();
    void sparesWhatIsHere();
    void sparesWhatNobodyLookedAt();
    void onlyTheFoldersThatWereDropped();
    void scanSaysWhere();
    void namesAreGivenBack();

private:
    static UploadPlan::Given given()
    {
        return {.files = files({u"pack/a.txt"_s, u"pack/deep/b.log"_s}),
                .remote = remote({u"pack/a.txt"_s, u"pack/deep/b.log"_s, u"pack/gone.txt"_s,
                                  u"pack/deep/gone.txt"_s, u"other/x.txt"_s, u"pack.txt"_s}),
                .choice = {.mirror = {u"pack"_s}}};
    }
    static QStringList gone() { return {u"pack/gone.txt"_s, u"pack/deep/gone.txt"_s}; }
};

void tst_UploadMirror::deletesWhatIsGone()
{
    UploadPlan::Given all = given();
    QCOMPARE(deletedBy(UploadPlan::of(all)), gone());
    all.remote << there(u"pack/.gitattributes"_s);
    all.choice.byHand = {{u"pack/gone.txt"_s, false}};
    const UploadPlan plan = UploadPlan::of(all);
    QVERIFY(!deletedBy(plan).contains(u"pack/gone.txt"_s));
    QCOMPARE(plan.spared(), QStringList{u"pack/gone.txt"_s});
    all.choice.mirror.clear();
    QVERIFY(UploadPlan::of(all).deleted().isEmpty());
}

void tst_UploadMirror::sparesWhatIsHere_data()
{
    QTest::addColumn<QString>("why");
    QTest::addColumn<bool>("typed"); // a pattern deletes it all the same
    QTest::newRow("unreadable") << u"unreadable"_s << false;
    QTest::newRow("left out by a pattern") << u"ignored"_s << true;
    QTest::newRow("no pattern takes it") << u"not allowed"_s << true;
    QTest::newRow("by the .gitignore") << u"hub"_s << false;
    QTest::newRow("by hand") << u"hand"_s << false;
    QTest::newRow("under another name") << u"renamed"_s << true;
}

void tst_UploadMirror::sparesWhatIsHere()
{
    QFETCH(const QString, why);
    QFETCH(const bool, typed);
    const QString path = u"pack/deep/b.log"_s;
    UploadPlan::Given all = given();
    if (why == u"unreadable")
        all.failures = {{1, EAGAIN}};
    if (why == u"ignored")
        all.choice.ignore = {u"*.log"_s};
    if (why == u"not allowed")
        all.choice.allow = {u"*.txt"_s};
    if (why == u"hub")
        all.words = {{path, {.isIgnored = true}}};
    if (why == u"hand")
        all.choice.byHand = {{path, false}};
    if (why == u"renamed") {
        all.files[1].path = *RepoPath::parse(u"pack/deep/c.log");
        all.renamed = {{u"pack/deep/c.log"_s, path}};
    }
    QCOMPARE(deletedBy(UploadPlan::of(all)), gone());
    all.choice.mirror.clear();
    all.choice.remove = {u"pack/*"_s};
    QCOMPARE(deletedBy(UploadPlan::of(all)).contains(path), typed);
}

// A folder that cannot be opened may hold everything; so may a disk that is not there.
void tst_UploadMirror::sparesWhatNobodyLookedAt()
{
    UploadPlan::Given all = given();
    all.unseen = {u"pack/deep"_s};
    QCOMPARE(deletedBy(UploadPlan::of(all)), QStringList{u"pack/gone.txt"_s});
    all.choice = {.remove = {u"*"_s}};
    QCOMPARE(deletedBy(UploadPlan::of(all)),
             (QStringList{u"pack/gone.txt"_s, u"other/x.txt"_s, u"pack.txt"_s}));
    all.unseen = {u"pack"_s};
    all.files.clear();
    QCOMPARE(deletedBy(UploadPlan::of(all)), (QStringList{u"other/x.txt"_s, u"pack.txt"_s}));
    all.unseen = {QString()}; // all of it
    QVERIFY(UploadPlan::of(all).deleted().isEmpty());
}

void tst_UploadMirror::onlyTheFoldersThatWereDropped()
{
    UploadPlan::Given all{.folder = u"sub"_s,
                          .files = files({u"sub/pack/a"_s, u"sub/c"_s}),
                          .remote
                          = remote({u"sub/pack/b"_s, u"sub/pack2/b"_s, u"sub/d"_s, u"pack/b"_s}),
                          .choice = {.mirror = {u"sub/pack"_s}}};
    QCOMPARE(deletedBy(UploadPlan::of(all)), QStringList{u"sub/pack/b"_s});
}

void tst_UploadMirror::scanSaysWhere()
{
    const QTemporaryDir temp;
    QVERIFY(QDir(temp.path()).mkpath(u"pack/.git"_s));
    QVERIFY(QDir(temp.path()).mkpath(u"pack/empty"_s));
    QVERIFY(QFile::link(u"nowhere"_s, temp.filePath(u"pack/dead"_s)));
    const QByteArray top = QFile::encodeName(temp.path());
    auto scan = UploadScan::begin(droppedOn("sub", {top + "/pack", top + "/not-there"}));
    QTRY_VERIFY(scan.isFinished());
    QByteArrayList places;
    for (const UploadLeft &left : scan.result().left)
        places << left.place;
    std::ranges::sort(places);
    QCOMPARE(places,
             (QByteArrayList{"sub/not-there", "sub/pack/.git", "sub/pack/dead", "sub/pack/empty"}));
    scan = UploadScan::begin({{.local = top + "/pack", .folder = {}, .name = {}}});
    QTRY_VERIFY(scan.isFinished());
    places.clear();
    for (const UploadLeft &left : scan.result().left)
        places << left.place;
    std::ranges::sort(places);
    QCOMPARE(places, (QByteArrayList{".git", "dead", "empty"}));
}

// When a file comes that has the name which another one was given.
void tst_UploadMirror::namesAreGivenBack()
{
    UploadNames names;
    const QList<UploadFile> before = files({u"a"_s, u"c"_s});
    QCOMPARE(names.rename(before, {}, u"a"_s, u"b"_s), QString());
    QCOMPARE(names.rename(before, {}, u"c"_s, u"a"_s), QString());
    names.settle(before);
    QCOMPARE(names.nameOf(u"a"_s), u"b"_s); // nothing is in its way
    QCOMPARE(names.nameOf(u"c"_s), u"a"_s);
    const QList<UploadFile> after = files({u"a"_s, u"b"_s, u"c"_s});
    names.settle(after);
    QSet<QString> paths;
    for (const UploadFile &file : names.applied(after))
        paths.insert(file.path.text());
    QCOMPARE(paths, (QSet<QString>{u"a"_s, u"b"_s, u"c"_s}));
}

QTEST_GUILESS_MAIN(tst_UploadMirror)
#include "tst_uploadmirror.moc"
