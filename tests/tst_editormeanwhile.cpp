// What others change (U09), and where the window goes, while a text is edited.
#include "tests/support/editorstage.h"
#include "ui/repo/repoheader.h"
#include "ui/repo/repopane.h"
#include "ui/window/toast.h"

class tst_EditorMeanwhile final : public QObject, private EditorStage
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(start()); }
    void init() { openRepo(); }
    void cleanup() { m_stage.reset(); }
    void othersWereFaster();
    void undoBringsTheirsBack();
    void undoOnAnotherBranch();
    void leavesWithItsBranch();
    void nameOfANewFile();
    void thrownAwayIsGone();

private:
    Toast *toast() const { return m_stage->visible<Toast>(); }
    RepoPane *pane() const { return m_stage->visible<RepoPane>(); }
    void goTo(const QString &branch) const
    {
        m_stage->window().openAddress({.repo = *m_repo,
                                       .revision = *Revision::parse(branch),
                                       .section = HubAddress::Section::Files,
                                       .path = {}});
        QTRY_COMPARE(pane()->address().revision.name(), branch);
    }
};

// The text stays, theirs can be looked at, and mine is put on top of it only when that is shown.
void tst_EditorMeanwhile::othersWereFaster()
{
    edit(u"run.py"_s);
    type(u"mine"_s);
    theirs(u"run.py"_s, kProgram + "theirs\r\n");
    theirs(u"sub/one.json"_s, "[2]");
    save();
    buttonWith(*dialog(), u"Commit"_s)->click();
    QTRY_VERIFY(buttonWith(*dialog(), u"Look at the newer one"_s));
    QCOMPARE(stored(u"run.py"_s), kProgram + "theirs\r\n");
    buttonWith(*dialog(), u"Look at the newer one"_s)->click();
    QTRY_VERIFY(!dialog());
    QVERIFY(text()->toPlainText().endsWith("mine"_L1));
    button(u"Look at it"_s)->click();
    QTRY_COMPARE(diff(), QStringList{u"+theirs"_s});
    QTest::keyClick(editor()->findChild<DiffView *>(), Qt::Key_Escape);
    QTRY_VERIFY(!editor()->findChild<DiffView *>());
    QVERIFY(text()->toPlainText().endsWith("mine"_L1));
    button(u"Compare with mine"_s)->click();
    QTRY_VERIFY(dialog());
    QTRY_COMPARE(diff(), QStringList({u"-theirs"_s, u"+mine"_s}));
    buttonWith(*dialog(), u"Commit"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"run.py"_s), kProgram + "mine");
    QCOMPARE(stored(u"sub/one.json"_s), "[2]");
}

// What is undone is the commit that was made, not all that lies below it.
void tst_EditorMeanwhile::undoBringsTheirsBack()
{
    view()->setFocus();
    QTest::keyClick(view(), Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(editor());
    editor()->findChild<QLineEdit *>()->setText(u"notes.md"_s);
    type(u"mine"_s);
    theirs(u"notes.md"_s, "theirs");
    save();
    buttonWith(*dialog(), u"Commit"_s)->click();
    QTRY_VERIFY(buttonWith(*dialog(), u"Look at the newer one"_s));
    buttonWith(*dialog(), u"Look at the newer one"_s)->click();
    QTRY_VERIFY(!dialog());
    button(u"Compare with mine"_s)->click();
    QTRY_VERIFY(dialog());
    buttonWith(*dialog(), u"Commit"_s)->click();
    QTRY_VERIFY(toast() && buttonWith(*toast(), u"Undo"_s));
    QCOMPARE(stored(u"notes.md"_s), "mine");
    buttonWith(*toast(), u"Undo"_s)->click();
    QTRY_COMPARE(stored(u"notes.md"_s), "theirs");
}

void tst_EditorMeanwhile::undoOnAnotherBranch()
{
    m_demo.hub().store().commit(*m_repo, u"dev"_s,
                                {.title = u"Without it"_s, .deletes = {u"run.py"_s}});
    edit(u"run.py"_s);
    type(u"mine"_s);
    goTo(u"dev"_s);
    QTRY_VERIFY(editor()); // what was typed stays, and says where it goes
    QVERIFY(says(u"on main"_s));
    save();
    buttonWith(*dialog(), u"Commit"_s)->click();
    QTRY_VERIFY(toast() && buttonWith(*toast(), u"Undo"_s));
    QCOMPARE(stored(u"run.py"_s), kProgram + "mine");
    buttonWith(*toast(), u"Undo"_s)->click();
    QTRY_COMPARE(stored(u"run.py"_s), kProgram);
}

void tst_EditorMeanwhile::leavesWithItsBranch()
{
    m_demo.hub().store().setRef(*m_repo, u"refs/heads/dev"_s, m_demo.hub().store().head(*m_repo));
    edit(u"run.py"_s);
    QTRY_VERIFY(text()->isVisible());
    QVERIFY(says(u"on main"_s));
    emit pane() -> findChild<RepoHeader *>()->revisionChosen(*Revision::parse(u"dev"_s));
    QTRY_VERIFY(!editor() && view());
    edit(u"run.py"_s);
    QVERIFY(says(u"on dev"_s));
}

void tst_EditorMeanwhile::nameOfANewFile()
{
    view()->setFocus();
    QTest::keyClick(view(), Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(editor());
    QVERIFY(!section()->isUnsaved());
    QTest::keyClicks(editor()->findChild<QLineEdit *>(), u"configs/long.yaml"_s);
    QVERIFY(section()->isUnsaved());
    button(u"Close"_s)->click();
    QTRY_VERIFY(question());
}

// Even when the window then stays open for another reason.
void tst_EditorMeanwhile::thrownAwayIsGone()
{
    edit(u"run.py"_s);
    type(u"mine"_s);
    bool went = false;
    editor()->askToLeave([&went] { went = true; });
    QTRY_VERIFY(question());
    buttonWith(*question(), u"Throw away"_s)->click();
    QTRY_VERIFY(went);
    QVERIFY(!editor() && !section()->isUnsaved());
}

QTEST_MAIN(tst_EditorMeanwhile)
#include "tst_editormeanwhile.moc"
