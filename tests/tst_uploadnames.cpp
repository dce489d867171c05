// Other names for what is uploaded: in the plan, in what the Python client would be told.
#include "app/upload/uploadcommand.h"
#include "app/upload/uploadnames.h"
#include "tests/support/plannedupload.h"

#include <QTest>

using namespace Qt::StringLiterals;
using Verdict = UploadPlan::Verdict;

class tst_UploadNames final : public QObject
{
    Q_OBJECT

private slots:
    void followsAFile();
    void refuses_data();
    void refuses();
    void namesChangePlaces();
    void planGoesByTheNewName();
    void inTheWay_data();
    void inTheWay();
    void command();
};

namespace {

const QList<UploadFile> kFound
    = PlannedUpload::files({u"drop/a.txt"_s, u"drop/b.txt"_s, u"drop/c.txt"_s});

QStringList pathsOf(const QList<UploadFile> &files)
{
    QStringList paths;
    for (const UploadFile &file : files)
        paths << file.path.text();
    return paths;
}

} // namespace

void tst_UploadNames::followsAFile()
{
    UploadNames names;
    QCOMPARE(names.applied(kFound), kFound);
    QCOMPARE(names.rename(kFound, {}, u"drop/a.txt"_s, u"x/y.txt"_s), QString());
    QCOMPARE(names.nameOf(u"drop/a.txt"_s), u"x/y.txt"_s);
    QCOMPARE(names.rename(kFound, {}, u"x/y.txt"_s, u"z.txt"_s), QString()); // once more
    QCOMPARE(pathsOf(names.applied(kFound)),
             (QStringList{u"z.txt"_s, u"drop/b.txt"_s, u"drop/c.txt"_s}));
    QCOMPARE(names.applied(kFound).first().local, kFound.first().local);
    QCOMPARE(names.renamed(), (QHash<QString, QString>{{u"z.txt"_s, u"drop/a.txt"_s}}));
    QCOMPARE(names.rename(kFound, {}, u"z.txt"_s, u"drop/a.txt"_s), QString()); // back again
    QVERIFY(names.renamed().isEmpty());
    QCOMPARE(names.applied(kFound), kFound);
}

void tst_UploadNames::refuses_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("words"); // of the sentence
    QTest::newRow("no name") << QString() << QString() << QString();
    QTest::newRow("out of the repository") << QString() << u"../a.txt"_s << QString();
    QTest::newRow("git's own") << QString() << u".git/config"_s << QString();
    QTest::newRow("of another") << QString() << u"drop/b.txt"_s << u"drop/b.txt"_s;
    QTest::newRow("out of the folder") << u"drop"_s << u"drops/a.txt"_s << u"stays in drop"_s;
}

void tst_UploadNames::refuses()
{
    QFETCH(const QString, folder);
    QFETCH(const QString, typed);
    QFETCH(const QString, words);
    UploadNames names;
    const QString why = names.rename(kFound, folder, u"drop/a.txt"_s, typed);
    QVERIFY(!why.isEmpty());
    QVERIFY2(QString(why).remove(QChar(0x2068)).remove(QChar(0x2069)).contains(words),
             qPrintable(why));
    QCOMPARE(names.applied(kFound), kFound);
}

void tst_UploadNames::namesChangePlaces()
{
    UploadNames names;
    QCOMPARE(names.rename(kFound, {}, u"drop/a.txt"_s, u"t"_s), QString());
    QCOMPARE(names.rename(kFound, {}, u"drop/b.txt"_s, u"drop/a.txt"_s), QString());
    QCOMPARE(names.rename(kFound, {}, u"t"_s, u"drop/b.txt"_s), QString());
    QCOMPARE(pathsOf(names.applied(kFound)),
             (QStringList{u"drop/b.txt"_s, u"drop/a.txt"_s, u"drop/c.txt"_s}));
}

void tst_UploadNames::planGoesByTheNewName()
{
    UploadNames names;
    QVERIFY(names.rename(kFound, {}, u"drop/a.txt"_s, u"drop/a.log"_s).isEmpty());
    QVERIFY(names.rename(kFound, {}, u"drop/b.txt"_s, u"old.txt"_s).isEmpty());
    const UploadPlan plan
        = UploadPlan::of({.files = names.applied(kFound),
                          .remote = PlannedUpload::remote({u"drop/a.txt"_s, u"old.txt"_s}),
                          .choice = {.ignore = {u"*.log"_s}, .remove = {u"*"_s}}});
    QCOMPARE(plan.row(0).verdict, Verdict::Ignored);
    QCOMPARE(plan.row(1).verdict, Verdict::Unsure); // there is one of that name
    QCOMPARE(plan.row(2).verdict, Verdict::New);
    QCOMPARE(PlannedUpload::deletedBy(plan), QStringList{u"drop/a.txt"_s});
}

void tst_UploadNames::inTheWay_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QStringList>("remote");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("expected"); // of the first file
    const QString none;
    QTest::newRow("a folder is there")
        << QStringList{u"e"_s} << QStringList{u"e/f"_s} << none << u"e/"_s;
    QTest::newRow("a file is there")
        << QStringList{u"e/f/g"_s} << QStringList{u"e"_s} << none << u"e"_s;
    QTest::newRow("a file above the folder")
        << QStringList{u"e/f/g"_s} << QStringList{u"e"_s} << u"e/f"_s << none;
    QTest::newRow("each other") << QStringList{u"e"_s, u"e/f"_s} << QStringList() << none << none;
    QTest::newRow("each other, from below")
        << QStringList{u"e/f"_s, u"e"_s} << QStringList() << none << none;
}

// What is said to be in the way is what a pattern then takes away.
void tst_UploadNames::inTheWay()
{
    QFETCH(const QStringList, files);
    QFETCH(const QStringList, remote);
    QFETCH(const QString, folder);
    QFETCH(const QString, expected);
    UploadPlan::Given given{.folder = folder,
                            .files = PlannedUpload::files(files),
                            .remote = PlannedUpload::remote(remote)};
    const UploadPlan plan = UploadPlan::of(given);
    QCOMPARE(plan.row(0).verdict, Verdict::Conflict);
    QCOMPARE(plan.inTheWay(0), expected);
    if (expected.isEmpty())
        return;
    given.choice.remove = {expected};
    const UploadPlan after = UploadPlan::of(given);
    QCOMPARE(after.row(0).verdict, Verdict::New);
    QCOMPARE(after.inTheWay(0), QString());
}

void tst_UploadNames::command()
{
    UploadWish wish{.repo = *RepoId::parse(RepoKind::Model, u"ada/up"),
                    .revision = {},
                    .sources = droppedOn({}, {"/home/ada/drop", "/home/ada/one.bin"}),
                    .meant = {u"drop/b.txt"_s, u"x/a.txt"_s, u"two.bin"_s}};
    UploadFile inside = PlannedUpload::file(u"x/a.txt"_s);
    inside.local = "/home/ada/drop/a.txt";
    UploadFile alone = PlannedUpload::file(u"two.bin"_s);
    alone.local = "/home/ada/one.bin";
    wish.rename(inside, u"drop/a.txt"_s);
    wish.rename(alone, u"one.bin"_s);
    QCOMPARE(hfCommandOf(wish).value_or(QString()),
             u"hf upload ada/up /home/ada/drop drop --exclude=a.txt\n"
             "hf upload ada/up /home/ada/one.bin two.bin\n"
             "hf upload ada/up /home/ada/drop/a.txt x/a.txt"_s);
}

QTEST_GUILESS_MAIN(tst_UploadNames)
#include "tst_uploadnames.moc"
