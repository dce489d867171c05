// What the Python client would be told to upload the same.
#include "app/upload/uploadcommand.h"

#include <QTest>

#include <utility>

using namespace Qt::StringLiterals;

class UploadCommandTest final : public QObject
{
    Q_OBJECT

private slots:
    void command_data();
    void command();
    void leavesOut_data();
    void leavesOut();
    void tooMuchIsLeftOut();
};

void UploadCommandTest::command_data()
{
    QTest::addColumn<UploadWish>("wish");
    QTest::addColumn<QString>("command"); // empty: there is none
    const UploadWish folder{.repo = *RepoId::parse(RepoKind::Model, u"ada/up"),
                            .sources = droppedOn({}, {"/home/ada/drop"}),
                            .meant = {u"drop/a.txt"_s}};
    QTest::newRow("a folder") << folder << u"hf upload ada/up /home/ada/drop drop"_s;

    UploadWish wish = folder;
    wish.repo = *RepoId::parse(RepoKind::Dataset, u"ada/up");
    wish.revision = *Revision::parse(u"refs/pr/3");
    wish.sources = droppedOn("to here", {"/home/ada/it's.bin"});
    wish.meant = {u"to here/it's.bin"_s};
    wish.ignore = {u"*.txt"_s}; // a file takes none
    wish.summary = u"Say it"_s;
    wish.description = u"two\nlines"_s;
    wish.pullRequest = true;
    QTest::newRow("all of it")
        << wish
        << u"hf upload ada/up '/home/ada/it'\\''s.bin' 'to here/it'\\''s.bin' --repo-type=dataset "
           "--revision=refs/pr/3 --commit-message='Say it' "
           "--commit-description='two\nlines' --create-pr"_s;

    wish = folder;
    wish.allow = {u"*.json"_s, u"drop/a/*"_s, u"elsewhere/*"_s};
    wish.ignore = {u"drop\\b/"_s};
    wish.remove = {u"drop/old*"_s};
    wish.meant = {u"drop/x.json"_s, u"drop/a/y"_s};
    wish.leftOut = {u"drop/b/x.json"_s, u"drop/z"_s};
    QTest::newRow("patterns begin at the target, there at the folder")
        << wish
        << u"hf upload ada/up /home/ada/drop drop --include='*.json' --include='a/*' "
           "--exclude=b/ --delete='old*'"_s;

    wish = folder;
    wish.sources = droppedOn({}, {"/home/ada/drop", "/home/ada/more"});
    wish.meant << u"more/b.txt"_s;
    QTest::newRow("one line each") << wish
                                   << u"hf upload ada/up /home/ada/drop drop\n"
                                      "hf upload ada/up /home/ada/more more"_s;

    wish.allow = {u"more/*"_s};
    wish.meant = {u"more/b.txt"_s};
    wish.leftOut = {u"drop/a.txt"_s};
    QTest::newRow("nothing of the first") << wish
                                          << u"hf upload ada/up /home/ada/more more "
                                             "--include='*'"_s;
    wish.meant.clear();
    QTest::newRow("nothing at all") << wish << QString();

    wish = folder;
    wish.sources = {{.local = "/home/ada/drop", .folder = {}, .name = {}}};
    wish.meant = {u"a.txt"_s};
    QTest::newRow("what is in it") << wish << u"hf upload ada/up /home/ada/drop ."_s;

    wish = folder;
    wish.allow = {u"*.json"_s};
    wish.remove = {u"*.old"_s};
    wish.leftOut = std::exchange(wish.meant, {});
    QTest::newRow("only deletes") << wish
                                  << u"hf upload ada/up /home/ada/drop drop --exclude='*' "
                                     "--delete='*.old'"_s;
}

void UploadCommandTest::command()
{
    QFETCH(const UploadWish, wish);
    QFETCH(const QString, command);
    const auto made = hfCommandOf(wish);
    QCOMPARE(made.value_or(QString()), command);
    QCOMPARE(made.has_value(), !command.isEmpty());
    QVERIFY(made || !made.error().isEmpty());
}

// What the plan leaves out is never sent, whatever patterns can say.
void UploadCommandTest::leavesOut_data()
{
    QTest::addColumn<UploadWish>("wish");
    QTest::addColumn<QString>("options");
    const UploadWish folder{.repo = *RepoId::parse(RepoKind::Model, u"ada/up"),
                            .sources = droppedOn({}, {"/home/ada/drop"}),
                            .meant = {u"drop/a.txt"_s}};
    UploadWish wish = folder;
    wish.ignore = {u"*/.env"_s};
    wish.leftOut = {u"drop/.env"_s, u"drop/deep/.env"_s};
    QTest::newRow("a slash that is not there") << wish << u" --exclude='*/.env' --exclude=.env"_s;
    wish = folder;
    wish.allow = {u"dr*"_s};
    wish.ignore = {u"[d]rop/x"_s};
    wish.leftOut = {u"drop/x"_s};
    QTest::newRow("patterns of the folder's name") << wish << u" --exclude=x"_s;
    wish = folder;
    wish.leftOut = {u"drop/b*.txt"_s, u"drop/b/c[1]"_s};
    QTest::newRow("by hand") << wish << u" --exclude='b[*].txt' --exclude='b/c[[]1]'"_s;
    wish = folder;
    wish.ignore = {u"*.txt"_s, u"*.log"_s};
    wish.leftOut = {u"drop/b.txt"_s, u"drop/c.log"_s};
    QTest::newRow("ticked against a pattern") << wish << u" --exclude='*.log' --exclude=b.txt"_s;
    wish = folder;
    wish.allow = {u"*.json"_s};
    wish.leftOut = {u"drop/b.txt"_s};
    QTest::newRow("ticked, though not allowed") << wish << u" --exclude=b.txt"_s;
    wish = folder;
    wish.left = {{.local = "/home/ada/drop/link", .why = UploadLeft::Why::LinkOutside},
                 {.local = "/home/ada/drop/deep/.cache", .why = UploadLeft::Why::Never},
                 {.local = "/home/ada/drop/.git", .why = UploadLeft::Why::Never},
                 {.local = "/home/ada/other/link", .why = UploadLeft::Why::LinkOutside}};
    QTest::newRow("not looked at") << wish << u" --exclude=link --exclude=deep/.cache/"_s;
    wish = folder;
    wish.sources << droppedOn({}, {"/home/ada/b.txt", "/home/ada/link"});
    wish.leftOut = {u"b.txt"_s};
    wish.left = {{.local = "/home/ada/link", .why = UploadLeft::Why::Unreadable}};
    wish.remove = {u"*.old"_s};
    QTest::newRow("a file") << wish << u" --delete='*.old'"_s;
}

void UploadCommandTest::leavesOut()
{
    QFETCH(const UploadWish, wish);
    QFETCH(const QString, options);
    QCOMPARE(hfCommandOf(wish), u"hf upload ada/up /home/ada/drop drop"_s + options);
}

void UploadCommandTest::tooMuchIsLeftOut()
{
    UploadWish wish{.repo = *RepoId::parse(RepoKind::Model, u"ada/up"),
                    .sources = droppedOn({}, {"/home/ada/drop"}),
                    .meant = {u"drop/a.txt"_s}};
    for (int i = 0; i < 61; ++i)
        wish.leftOut << u"drop/%1.bin"_s.arg(i);
    QVERIFY(!hfCommandOf(wish));
    wish.ignore = {u"*.bin"_s};
    QVERIFY(hfCommandOf(wish));
}

QTEST_GUILESS_MAIN(UploadCommandTest)
#include "tst_uploadcommand.moc"
