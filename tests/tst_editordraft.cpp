// What was typed and not committed is there after any end of the program (U19).
#include "app/session/drafts.h"
#include "tests/support/editorstage.h"
#include "ui/commit/draftstrip.h"

#include <QFile>

class tst_EditorDraft final : public QObject, private EditorStage
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(start()); }
    void init() { openRepo(); }
    void cleanup() { m_stage.reset(); }
    void isKeptWhileItIsTyped();
    void goesOn();
    void goesOnWithTheSameFile();
    void goesOnWithANewFile();
    void theirsIsNotOverwritten();
    void theirsElsewhereIsNoConflict();
    void theFileIsGone();
    void thrownAwayIsGone();
    void committedAlready();
    void undoneIsNoDraft();
    void saysThatItCannotBeKept();

private:
    QList<Draft> drafts() const
    {
        const auto all
            = m_stage->app().drafts().all({m_stage->app().hub().endpoint(), *m_repo, Revision()});
        return QTest::qWaitFor([&all] { return all.isFinished(); }, 30'000) ? all.result()
                                                                            : QList<Draft>();
    }
    QString draftText() const { return drafts().value(0, Draft{.place = {{}, *m_repo, {}}}).text; }
    DraftStrip *strip() const { return m_stage->visible<DraftStrip>(); }
    void goOn() const
    {
        QTRY_VERIFY(strip());
        buttonWith(*strip(), u"Go on"_s)->click();
        QTRY_VERIFY(editor() && text()->isVisible() && text()->document()->isModified());
    }
    void typeAndEnd(const QString &path) // as by a signal
    {
        edit(path);
        type(u"mine"_s);
        openFiles();
    }
    void commit() const
    {
        QTRY_VERIFY(dialog());
        buttonWith(*dialog(), u"Commit"_s)->click();
        QTRY_VERIFY(!dialog());
    }
    static QString shown() { return QString::fromUtf8(kProgram).replace(u"\r\n"_s, u"\n"_s); }
};

// Nothing has to end in order: it is on the disk by then.
void tst_EditorDraft::isKeptWhileItIsTyped()
{
    edit(u"run.py"_s);
    QVERIFY(drafts().isEmpty());
    type(u"mine"_s);
    QTRY_COMPARE(draftText(), shown() + u"mine"_s);
    type(u"more"_s);
    QTRY_COMPARE(draftText(), shown() + u"minemore"_s);
}

void tst_EditorDraft::goesOn()
{
    typeAndEnd(u"run.py"_s);
    QVERIFY(!editor());
    goOn();
    QCOMPARE(text()->toPlainText(), shown() + u"mine"_s);
    save();
    QTRY_COMPARE(diff(), QStringList{u"+mine"_s});
    commit();
    QCOMPARE(stored(u"run.py"_s), kProgram + "mine"); // with its own line ends
    QTRY_VERIFY(!editor() && !strip());
    QVERIFY(drafts().isEmpty());
}

// Whoever does not look at the line above the files finds it, too.
void tst_EditorDraft::goesOnWithTheSameFile()
{
    typeAndEnd(u"run.py"_s);
    edit(u"run.py"_s);
    QTRY_COMPARE(text()->toPlainText(), shown() + u"mine"_s);
    QVERIFY(text()->document()->isModified());
}

void tst_EditorDraft::goesOnWithANewFile()
{
    view()->setFocus();
    QTest::keyClick(view(), Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(editor() && text()->isVisible());
    editor()->findChild<QLineEdit *>()->setText({});
    QTest::keyClicks(editor()->findChild<QLineEdit *>(), u"notes.md"_s);
    type(u"mine"_s);
    openFiles();
    goOn();
    QCOMPARE(editor()->path(), u"notes.md"_s);
    QCOMPARE(text()->toPlainText(), u"mine"_s);
    save();
    commit();
    QCOMPARE(stored(u"notes.md"_s), "mine");
    QTRY_VERIFY(!strip());
}

void tst_EditorDraft::theirsIsNotOverwritten()
{
    edit(u"run.py"_s);
    type(u"mine"_s);
    theirs(u"run.py"_s, kProgram + "theirs\r\n");
    openFiles();
    goOn();
    QCOMPARE(text()->toPlainText(), shown() + u"mine"_s);
    QVERIFY(says(u"Somebody else has changed it meanwhile. What you typed is still here."_s));
    save();
    buttonWith(*dialog(), u"Commit"_s)->click();
    QTRY_VERIFY(buttonWith(*dialog(), u"Look at the newer one"_s));
    QCOMPARE(stored(u"run.py"_s), kProgram + "theirs\r\n");
    buttonWith(*dialog(), u"Look at the newer one"_s)->click();
    QTRY_VERIFY(!dialog());
    button(u"Compare with mine"_s)->click();
    QTRY_VERIFY(dialog());
    QTRY_COMPARE(diff(), QStringList({u"-theirs"_s, u"+mine"_s}));
    commit();
    QCOMPARE(stored(u"run.py"_s), kProgram + "mine");
}

void tst_EditorDraft::theirsElsewhereIsNoConflict()
{
    edit(u"run.py"_s);
    type(u"mine"_s);
    theirs(u"sub/one.json"_s, "[2]");
    openFiles();
    goOn();
    QVERIFY(!says(u"Somebody else has changed it meanwhile. What you typed is still here."_s));
    save();
    commit();
    QCOMPARE(stored(u"run.py"_s), kProgram + "mine");
    QCOMPARE(stored(u"sub/one.json"_s), "[2]");
}

void tst_EditorDraft::theFileIsGone()
{
    edit(u"run.py"_s);
    type(u"mine"_s);
    m_demo.hub().store().commit(*m_repo, u"main"_s,
                                {.title = u"Without it"_s, .deletes = {u"run.py"_s}});
    openFiles();
    goOn();
    QCOMPARE(text()->toPlainText(), shown() + u"mine"_s);
    button(u"Compare with mine"_s)->click();
    commit();
    QCOMPARE(stored(u"run.py"_s), kProgram + "mine"); // with its own line ends
}

void tst_EditorDraft::thrownAwayIsGone()
{
    typeAndEnd(u"run.py"_s);
    goOn();
    button(u"Close"_s)->click();
    QTRY_VERIFY(question());
    buttonWith(*question(), u"Throw away"_s)->click();
    QTRY_VERIFY(!editor() && !strip());
    QVERIFY(drafts().isEmpty());
    openFiles();
    edit(u"run.py"_s);
    QTRY_COMPARE(text()->toPlainText(), shown());
    QVERIFY(!strip());
}

// The commit arrived, and the program ended before it knew.
void tst_EditorDraft::committedAlready()
{
    edit(u"run.py"_s);
    type(u"mine"_s);
    theirs(u"run.py"_s, kProgram + "mine");
    openFiles();
    edit(u"run.py"_s);
    QTRY_COMPARE(text()->toPlainText(), shown() + u"mine"_s);
    QVERIFY(!text()->document()->isModified());
    QVERIFY(drafts().isEmpty());
}

void tst_EditorDraft::undoneIsNoDraft()
{
    edit(u"run.py"_s);
    type(u"m"_s);
    QTRY_COMPARE(drafts().size(), 1);
    text()->undo();
    QTRY_VERIFY(drafts().isEmpty());
}

void tst_EditorDraft::saysThatItCannotBeKept()
{
    QFile inTheWay(m_stage->home() + u"/drafts"_s);
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    edit(u"run.py"_s);
    QSignalSpy said(section(), &FilesSection::said);
    type(u"mine"_s);
    QTRY_COMPARE(said.size(), 1);
    QVERIFY(said.first().first().toString().contains("is not kept"_L1));
    type(u"more"_s);
    QTest::qWait(1'500); // is said once
    QCOMPARE(said.size(), 1);
    QVERIFY(text()->toPlainText().endsWith("minemore"_L1));
}

QTEST_MAIN(tst_EditorDraft)
#include "tst_editordraft.moc"
