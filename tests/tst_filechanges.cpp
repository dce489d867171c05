#include "tests/support/plaintext.h"
#include "ui/repo/filechanges.h"

using namespace Qt::StringLiterals;

namespace {

const QString kHead(40, u'a');
const QString kOld(40, u'b');

RepoPlace placeAt(const QString &commit)
{
    return {.info
            = {.summary = {.id = *RepoId::parse(RepoKind::Model, u"ada/x")}, .commit = commit}};
}

FileListing listing()
{
    return FileListing({{u"README.md"_s, 10, QString(40, u'1')},
                        {u"config.json"_s, 20, QString(40, u'2')},
                        {u"sub/a.txt"_s, 1, QString(40, u'3')},
                        {u"sub/b/c.txt"_s, 2, QString(40, u'4')}});
}

} // namespace

// What is asked before files are changed, and why some changes cannot be.
class TestFileChanges final : public QObject
{
    Q_OBJECT

private slots:
    void topmost()
    {
        QCOMPARE(FileChange::topmost({u"sub/a.txt"_s, u"sub"_s, QString(), u"sub.txt"_s}),
                 QStringList({u"sub"_s, u"sub.txt"_s}));
    }

    void deletion()
    {
        const FileChange made
            = FileChange::deletion(placeAt(kHead), listing(), {u"README.md"_s, u"sub"_s});
        QVERIFY(made.whyNot.isEmpty());
        QCOMPARE(made.change.parent, kHead.toLatin1());
        QCOMPARE(made.change.deletedFiles.size(), 1);
        QCOMPARE(made.change.deletedFolders.size(), 1);
        QCOMPARE(plain(made.question), u"Delete 3 files, 13 B, from main?"_s);
        QVERIFY(!FileChange::deletion(placeAt(kHead), listing(), {}).whyNot.isEmpty());
    }

    void movement_data()
    {
        QTest::addColumn<QStringList>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("why");
        QTest::newRow("a file") << QStringList{u"config.json"_s} << u"README.md"_s
                                << u"There is a file README.md already."_s;
        QTest::newRow("a folder") << QStringList{u"config.json"_s} << u"sub"_s
                                  << u"There is a folder sub already."_s;
        QTest::newRow("below a file")
            << QStringList{u"sub"_s} << u"README.md/x"_s << u"README.md is a file."_s;
        QTest::newRow("below itself")
            << QStringList{u"config.json"_s} << u"config.json/x"_s << u"config.json is a file."_s;
        QTest::newRow("into itself") << QStringList{u"sub"_s} << u"sub/deeper"_s
                                     << u"A folder cannot be moved into itself."_s;
        QTest::newRow("out of it")
            << QStringList{u"sub"_s} << u"../x"_s << u"The path leads out of the repository."_s;
        QTest::newRow("none") << QStringList{u"sub"_s} << QString() << u"The path is empty."_s;
        QTest::newRow("the same") << QStringList{u"sub"_s} << u"sub"_s
                                  << u"sub has that name already."_s;
        QTest::newRow("two of a name") << QStringList({u"sub/x.txt"_s, u"x.txt"_s}) << u"to"_s
                                       << u"Two of them would have the same name."_s;
        QTest::newRow("fine") << QStringList{u"sub"_s} << u"new/sub"_s << QString();
        QTest::newRow("a longer name") << QStringList{u"sub"_s} << u"sub2"_s << QString();
        QTest::newRow("several") << QStringList({u"README.md"_s, u"sub"_s}) << u"to"_s << QString();
    }
    void movement()
    {
        QFETCH(const QStringList, from);
        QFETCH(const QString, to);
        QFETCH(const QString, why);
        const FileChange made = FileChange::movement(placeAt(kHead), listing(), from, to);
        QCOMPARE(plain(made.whyNot), why);
        if (why.isEmpty())
            QCOMPARE(made.change.copies.size(), from.size() == 1 ? 2 : 3);
    }

    void additionsAndEdits()
    {
        for (const QString &taken : {u"sub"_s, u"README.md"_s, u"README.md/x"_s, QString()})
            QVERIFY(!FileChange::addition(placeAt(kHead), listing(), taken, "x").whyNot.isEmpty());
        const FileChange made = FileChange::addition(placeAt(kHead), listing(), u"/new.txt"_s, "x");
        QVERIFY(made.whyNot.isEmpty());
        QCOMPARE(made.change.writes.first().path.text(), u"new.txt"_s);
        QVERIFY(FileChange::edit(placeAt(kHead), listing(), u"README.md"_s, "x").whyNot.isEmpty());
    }

    void restoration()
    {
        const FileListing old({{u"README.md"_s, 10, QString(40, u'1')},
                               {u"config.json"_s, 19, QString(40, u'9')},
                               {u"gone.txt"_s, 1, QString(40, u'8')},
                               {u"sub"_s, 1, QString(40, u'7')}}); // a file then
        const auto restored = [&old](const QStringList &paths) {
            return FileChange::restoration(placeAt(kHead), listing(), placeAt(kOld), old, paths);
        };
        QCOMPARE(plain(restored({u"README.md"_s}).whyNot), u"main has the same already."_s);
        QCOMPARE(plain(restored({u"sub"_s}).whyNot), u"There is a folder sub already."_s);
        const FileChange made = restored({u"README.md"_s, u"config.json"_s, u"gone.txt"_s});
        QVERIFY(made.whyNot.isEmpty());
        QCOMPARE(made.change.copies.size(), 2); // one is the same
        QCOMPARE(made.change.parent, kHead.toLatin1());
        QCOMPARE(made.change.source, kOld.toLatin1());
    }

    void copy_data()
    {
        QTest::addColumn<QStringList>("chosen");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QStringList>("come"); // empty: it cannot be done
        QTest::newRow("a file") << QStringList{u"sub/a.txt"_s} << QString()
                                << QStringList{u"a.txt"_s};
        QTest::newRow("a folder keeps its name")
            << QStringList{u"sub"_s} << u"from/x/"_s
            << QStringList({u"from/x/sub/a.txt"_s, u"from/x/sub/b/c.txt"_s});
        QTest::newRow("replaces") << QStringList{u"README.md"_s} << QString()
                                  << QStringList{u"README.md"_s};
        QTest::newRow("into a file")
            << QStringList{u"config.json"_s} << u"README.md"_s << QStringList();
        QTest::newRow("out of it") << QStringList{u"config.json"_s} << u"../x"_s << QStringList();
        QTest::newRow("nothing") << QStringList() << QString() << QStringList();
    }
    void copy() // into another repository
    {
        QFETCH(const QStringList, chosen);
        QFETCH(const QString, folder);
        QFETCH(const QStringList, come);
        const RepoId other = *RepoId::parse(RepoKind::Dataset, u"ada/y");
        RepoPlace to = placeAt(kOld);
        to.info.summary.id = other;
        const FileChange made
            = FileChange::copy(to, FileListing({{u"README.md"_s, 5}, {u"other.txt"_s, 5}}), folder,
                               placeAt(kHead), listing(), chosen);
        QCOMPARE(made.whyNot.isEmpty(), !come.isEmpty());
        if (come.isEmpty())
            return;
        QCOMPARE(made.change.touched(), come);
        QCOMPARE(made.change.repo, other);
        QCOMPARE(made.change.parent, kOld.toLatin1());
        QCOMPARE(made.change.from(), placeAt(kHead).repo());
        QCOMPARE(made.change.source, kHead.toLatin1());
        QCOMPARE(made.question.contains("1 file there is replaced"_L1),
                 come == QStringList{u"README.md"_s});
    }

    void copyWithin() // the same repository gives it as it does for a rename
    {
        const FileChange made = FileChange::copy(placeAt(kHead), listing(), u"twice"_s,
                                                 placeAt(kHead), listing(), {u"config.json"_s});
        QVERIFY(made.whyNot.isEmpty());
        QVERIFY(!made.change.sourceRepo);
    }
};

QTEST_GUILESS_MAIN(TestFileChanges)
#include "tst_filechanges.moc"
