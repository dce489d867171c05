#include "tests/support/repobench.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/repopane.h"

#include <QLineEdit>
#include <QTest>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

namespace {

struct Tree
{
    Tree()
        : pane(bench.hub, bench.cache, files(bench))
    {
        pane.resize(1000, 600);
        pane.show();
        view = pane.findChild<FileTreeView *>();
        model = static_cast<FileTreeModel *>(view->model());
    }

    static HubAddress files(RepoBench &bench)
    {
        bench.address.section = Section::Files;
        return bench.address;
    }
    // "dev" has the folder draft with the file draft/config.json and a folder of its own.
    void makeDev()
    {
        const QByteArray sha(40, '7');
        bench.server.reply("/revision/dev", {200, bench.sample.info(sha).toUtf8(), {}, false});
        bench.server.reply(
            "/tree/" + sha + '?',
            {200,
             R"([{"type":"directory","path":"draft","oid":"a"},{"type":"directory","path":"extra","oid":"a"},
                {"type":"file","path":"LICENSE","oid":"a","size":1},{"type":"file","path":"config.json","oid":"a","size":1}])",
             {},
             false});
        bench.server.reply(
            "/tree/" + sha + "/draft",
            {200, R"([{"type":"file","path":"draft/config.json","oid":"a","size":1}])", {}, false});
    }
    void go(const QString &revision)
    {
        bench.address.revision = *Revision::parse(revision);
        pane.open(bench.address);
    }
    bool isOpen(const QString &folder) const
    {
        const QModelIndex index = model->indexOf(folder);
        return index.isValid() && view->isExpanded(index);
    }
    void click(const QString &path, Qt::KeyboardModifiers modifiers = {})
    {
        const QRect row = view->visualRect(model->indexOf(path));
        QTest::mouseClick(view->viewport(), Qt::LeftButton, modifiers, row.center());
    }
    // Folds draft out by keyboard and waits for its files.
    bool openDraft()
    {
        if (!QTest::qWaitFor([this] { return model->indexOf(u"draft"_s).isValid(); }))
            return false;
        click(u"draft"_s);
        QTest::keyClick(view, Qt::Key_Right);
        return QTest::qWaitFor([this] { return model->indexOf(u"draft/config.json"_s).isValid(); });
    }
    QStringList selected() const
    {
        QStringList paths = view->selectedPaths();
        paths.sort();
        return paths;
    }

    RepoBench bench;
    RepoPane pane;
    FileTreeView *view = nullptr;
    FileTreeModel *model = nullptr;
};

} // namespace

// Folders that are open and files that are selected stay so where another revision has them.
class tst_RepoMemory final : public QObject
{
    Q_OBJECT

private slots:
    void foldersStayOpen();
    void selectionStays();
    void foldersOfAnEarlierRevisionComeBack();
    void haste();
    void aClickIsANewSelection();
    void missingFileReadsNoPages();
    void reloadKeepsBoth();
    void clearedFilterKeepsBoth();
};

void tst_RepoMemory::foldersStayOpen()
{
    Tree tree;
    tree.makeDev();
    QVERIFY(tree.openDraft());
    QVERIFY(!tree.isOpen(u"assets"_s));
    tree.go(u"dev"_s);
    QTRY_VERIFY(tree.model->indexOf(u"extra"_s).isValid());
    QTRY_VERIFY(tree.isOpen(u"draft"_s));
    QTRY_VERIFY(tree.model->indexOf(u"draft/config.json"_s).isValid());
    QVERIFY(!tree.isOpen(u"extra"_s));
}

void tst_RepoMemory::selectionStays()
{
    Tree tree;
    tree.makeDev();
    QVERIFY(tree.openDraft());
    tree.click(u"draft/config.json"_s);
    tree.click(u"LICENSE"_s, Qt::ControlModifier);
    tree.click(u"README.md"_s, Qt::ControlModifier); // dev has none
    tree.click(u"config.json"_s, Qt::ControlModifier);
    QCOMPARE(tree.selected().size(), 4);
    tree.go(u"dev"_s);
    QTRY_COMPARE(tree.selected(),
                 (QStringList{u"LICENSE"_s, u"config.json"_s, u"draft/config.json"_s}));
    QCOMPARE(tree.view->currentIndex().data(FileTreeModel::PathRole).toString(), u"config.json"_s);
}

void tst_RepoMemory::foldersOfAnEarlierRevisionComeBack()
{
    Tree tree;
    tree.makeDev();
    QVERIFY(tree.openDraft());
    tree.click(u"assets"_s);
    QTest::keyClick(tree.view, Qt::Key_Right);
    QTRY_VERIFY(tree.model->indexOf(u"assets/architecture.png"_s).isValid());
    tree.go(u"dev"_s);
    QTRY_VERIFY(tree.model->indexOf(u"extra"_s).isValid() && tree.isOpen(u"draft"_s));
    tree.click(u"draft"_s);
    QTest::keyClick(tree.view, Qt::Key_Left); // folded by the user: it stays so
    tree.go(u"main"_s);
    QTRY_VERIFY(tree.isOpen(u"assets"_s));
    QVERIFY(!tree.isOpen(u"draft"_s));
}

void tst_RepoMemory::haste()
{
    Tree tree;
    tree.makeDev();
    QVERIFY(tree.openDraft());
    tree.click(u"LICENSE"_s);
    tree.go(u"dev"_s); // and on, before a row of it has come
    tree.go(u"main"_s);
    QTRY_VERIFY(tree.isOpen(u"draft"_s));
    QTRY_COMPARE(tree.selected(), QStringList{u"LICENSE"_s});
}

void tst_RepoMemory::aClickIsANewSelection()
{
    Tree tree;
    tree.makeDev();
    tree.bench.server.reply("/tree/" + QByteArray(40, '7') + "/draft",
                            {200,
                             R"([{"type":"file","path":"draft/config.json","oid":"a","size":1}])",
                             {},
                             true}); // comes later
    QVERIFY(tree.openDraft());
    tree.click(u"draft/config.json"_s);
    tree.click(u"LICENSE"_s, Qt::ControlModifier);
    tree.go(u"dev"_s);
    QTRY_COMPARE(tree.selected(), QStringList{u"LICENSE"_s});
    tree.click(u"config.json"_s);
    QTRY_COMPARE(tree.bench.server.asked("/tree/" + QByteArray(40, '7') + "/draft"), 1);
    tree.bench.server.release();
    QTRY_VERIFY(tree.model->indexOf(u"draft/config.json"_s).isValid());
    QTest::qWait(50); // silence has no signal to wait for
    QCOMPARE(tree.selected(), QStringList{u"config.json"_s});
}

void tst_RepoMemory::missingFileReadsNoPages()
{
    Tree tree;
    tree.makeDev();
    QByteArray rows;
    for (int i = 0; i < 60; ++i)
        rows += R"(,{"type":"file","path":"f)" + QByteArray::number(i) + R"(","oid":"a","size":1})";
    rows.replace("\"f59\"", "\"config.json\""); // the current row is there, at the top
    const QByteArray next
        = "Link: <" + tree.bench.server.url().toEncoded() + "/more>; rel=\"next\"\r\n";
    tree.bench.server.reply("/tree/" + QByteArray(40, '7') + '?',
                            {200, '[' + rows.mid(1) + ']', next, false});
    QTRY_VERIFY(tree.model->indexOf(u"README.md"_s).isValid());
    tree.click(u"README.md"_s); // which dev may have on a later page
    tree.click(u"config.json"_s, Qt::ControlModifier);
    tree.go(u"dev"_s);
    QTRY_COMPARE(tree.selected(), QStringList{u"config.json"_s});
    QTest::qWait(400); // long enough for a page nobody asked for
    QCOMPARE(tree.bench.server.asked("/more"), 0);
}

void tst_RepoMemory::reloadKeepsBoth()
{
    Tree tree;
    QVERIFY(tree.openDraft());
    tree.click(u"LICENSE"_s);
    tree.click(u"draft/config.json"_s, Qt::ControlModifier);
    tree.pane.reload();
    QTRY_COMPARE(tree.bench.server.asked("/tree/" + SampleRepo::commit() + '?'), 2);
    QTRY_COMPARE(tree.selected(), (QStringList{u"LICENSE"_s, u"draft/config.json"_s}));
    QVERIFY(tree.isOpen(u"draft"_s));
}

void tst_RepoMemory::clearedFilterKeepsBoth()
{
    Tree tree;
    tree.bench.server.reply("recursive=true", {200, "[]", {}, false});
    QVERIFY(tree.openDraft());
    tree.click(u"LICENSE"_s);
    tree.click(u"README.md"_s, Qt::ControlModifier);
    QLineEdit *filter = nullptr;
    for (auto *edit : tree.pane.findChildren<QLineEdit *>())
        if (edit->accessibleName() == u"Filter files"_s)
            filter = edit;
    QTest::keyClicks(filter, u"architecture"_s);
    QTRY_VERIFY(!tree.model->indexOf(u"LICENSE"_s).isValid());
    filter->selectAll();
    QTest::keyClick(filter, Qt::Key_Backspace);
    QTRY_VERIFY(tree.isOpen(u"draft"_s));
    QCOMPARE(tree.selected(), (QStringList{u"LICENSE"_s, u"README.md"_s}));
}

QTEST_MAIN(tst_RepoMemory)
#include "tst_repomemory.moc"
