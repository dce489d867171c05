// Texts that are edited in a repository's tab (U09): what was changed is shown, nothing of others
// is overwritten, and nothing that was typed is lost.
#include "app/hub/cardtemplate.h"
#include "tests/support/editorstage.h"
#include "ui/preview/previewpane.h"
#include "ui/repo/cardsection.h"
#include "ui/widgets/findbar.h"

#include <QMenu>
#include <QTextBlock>
#include <QTextLayout>

class tst_FileEditor final : public QObject, private EditorStage
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(start()); }
    void init() { openRepo(); }
    void cleanup() { m_stage.reset(); }
    void editsInPlace();
    void colours();
    void finds();
    void addsAFile();
    void namesOfNewFiles();
    void writesACard();
    void cardMayNotBeWritten();
    void refusals_data();
    void refusals();
    void readingFails();
    void nothingIsDifferent();
    void survivesARefusal();
    void offlineMeanwhile();
    void goesOnWithoutItsDialog();
    void asksBeforeItIsLost();
    void programAsks();
    void staysWhenTheAccountChanges();
};

void tst_FileEditor::editsInPlace()
{
    edit(u"run.py"_s);
    QTRY_COMPARE(text()->toPlainText(), u"import json\n# é\nprint(json)\n"_s);
    QVERIFY(!button(u"Save"_s)->isEnabled());
    type(u"x = 1"_s);
    QVERIFY(section()->isUnsaved());
    save();
    QTRY_COMPARE(diff(), QStringList{u"+x = 1"_s});
    QCOMPARE(stored(u"run.py"_s), kProgram);
    QCOMPARE(dialog()->findChild<QLineEdit *>()->placeholderText(), u"Edit run.py"_s);
    buttonWith(*dialog(), u"Commit"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"run.py"_s), kProgram + "x = 1"); // with the ends of lines it had
    QTRY_VERIFY(!editor() && view());
    QVERIFY(!section()->isUnsaved());
    QTRY_COMPARE(section()->currentPath(), u"run.py"_s);
}

void tst_FileEditor::colours()
{
    edit(u"run.py"_s);
    const auto coloured = [this](int line) {
        return !text()->document()->findBlockByNumber(line).layout()->formats().isEmpty();
    };
    QTRY_VERIFY(coloured(0)); // import
    QVERIFY(!coloured(3));
    text()->moveCursor(QTextCursor::Start);
    QTest::keyClicks(text(), u"'''"_s); // a text that everything below is in
    QTRY_VERIFY(text()->document()->findBlockByNumber(2).layout()->formats().value(0).length
                == int(u"print(json)"_s.size()));
}

void tst_FileEditor::finds()
{
    edit(u"run.py"_s);
    QTRY_VERIFY(text()->isVisible());
    QTest::keyClick(text(), Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(m_stage->visible<FindBar>());
    QTest::keyClicks(m_stage->visible<FindBar>()->findChild<QLineEdit *>(), u"print"_s);
    QTRY_COMPARE(text()->textCursor().blockNumber(), 2);
    text()->setFocus();
    QTest::keyClicks(text(), u"xyz"_s); // the caret stays with what is typed
    QVERIFY(!m_stage->visible<FindBar>());
    QVERIFY(text()->toPlainText().contains("xyzprint"_L1));
}

void tst_FileEditor::addsAFile()
{
    choose(u"sub"_s);
    QTest::keyClick(view(), Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(editor());
    QCOMPARE(editor()->path(), u"sub/"_s);
    editor()->findChild<QLineEdit *>()->setText(u"sub/notes.md"_s);
    type(u"# Notes"_s);
    save();
    QTRY_COMPARE(diff(), QStringList{u"+# Notes"_s});
    buttonWith(*dialog(), u"Commit"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"sub/notes.md"_s), "# Notes");
    QTRY_VERIFY(view());
    QTRY_COMPARE(section()->currentPath(), u"sub/notes.md"_s);
}

void tst_FileEditor::namesOfNewFiles()
{
    view()->setFocus();
    QTest::keyClick(view(), Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(editor());
    type(u"text"_s);
    for (const QString &taken : {u"run.py"_s, u"sub"_s, u"run.py/x"_s, u"../x"_s, QString()}) {
        editor()->findChild<QLineEdit *>()->setText(taken);
        save();
        QVERIFY(!dialog()->trouble().isEmpty());
        QVERIFY(!buttonWith(*dialog(), u"Commit"_s)->isEnabled());
        dialog()->reject();
        QTRY_VERIFY(!dialog());
    }
    QCOMPARE(text()->toPlainText(), u"text"_s);
}

// Where there is none, from a template, which nobody has to keep.
void tst_FileEditor::writesACard()
{
    QTest::keyClick(&m_stage->window(), Qt::Key_1, Qt::AltModifier);
    QTRY_VERIFY(m_stage->visible<CardSection>()
                && buttonWith(*m_stage->visible<CardSection>(), u"Write a card"_s));
    buttonWith(*m_stage->visible<CardSection>(), u"Write a card"_s)->click();
    QTRY_VERIFY(editor() && text()->isVisible());
    QCOMPARE(editor()->path(), u"README.md"_s);
    QCOMPARE(text()->toPlainText(), cardTemplate(*m_repo));
    QVERIFY(!section()->isUnsaved());
    type(u"Mine."_s);
    QVERIFY(section()->isUnsaved());
    save();
    buttonWith(*dialog(), u"Commit"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"README.md"_s), cardTemplate(*m_repo).toUtf8() + "Mine.");
    QTRY_VERIFY(!editor() && view());
    QTRY_COMPARE(section()->currentPath(), u"README.md"_s); // listed
    section()->writeCard(); // now there is one
    QTRY_COMPARE(text()->toPlainText(), cardTemplate(*m_repo) + u"Mine."_s);
}

void tst_FileEditor::cardMayNotBeWritten()
{
    QTest::keyClick(&m_stage->window(), Qt::Key_1, Qt::AltModifier);
    QTRY_VERIFY(m_stage->visible<CardSection>()
                && buttonWith(*m_stage->visible<CardSection>(), u"Write a card"_s));
    m_stage->app().settings().setOffline(true);
    buttonWith(*m_stage->visible<CardSection>(), u"Write a card"_s)->click();
    QVERIFY(!editor());
}

void tst_FileEditor::refusals_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("opens");
    QTest::newRow("apart from git") << u"weights.bin"_s << false;
    QTest::newRow("a folder") << u"sub"_s << false;
    QTest::newRow("mixed ends of lines") << u"mixed.txt"_s << true;
}
void tst_FileEditor::refusals()
{
    QFETCH(const QString, path);
    QFETCH(const bool, opens);
    choose(path);
    QSignalSpy said(section(), &FilesSection::said);
    emit section() -> preview()->editClicked(); // as by its menu
    if (!opens) {
        QCOMPARE(said.size(), 1);
        QVERIFY(!editor());
        return;
    }
    QTRY_VERIFY(editor() && button(u"Back to the files"_s));
    QVERIFY(!text()->isVisible());
    QVERIFY(!button(u"Save"_s)->isEnabled());
    button(u"Back to the files"_s)->click();
    QTRY_VERIFY(!editor() && view());
}

void tst_FileEditor::readingFails()
{
    m_demo.hub().setFault("not-found", u"/%1/resolve"_s.arg(m_repo->id()).toUtf8());
    edit(u"run.py"_s);
    QTRY_VERIFY(button(u"Retry"_s));
    m_demo.hub().clearFaults();
    button(u"Retry"_s)->click();
    QTRY_VERIFY(text()->isVisible());
    QVERIFY(text()->toPlainText().startsWith("import"_L1));
}

void tst_FileEditor::nothingIsDifferent()
{
    edit(u"run.py"_s);
    QTRY_VERIFY(text()->isVisible());
    type(u"x"_s);
    QTest::keyClick(text(), Qt::Key_Backspace);
    editor()->save();
    QTRY_VERIFY(dialog());
    QCOMPARE(dialog()->trouble(), u"Nothing is different."_s);
    QVERIFY(!buttonWith(*dialog(), u"Commit"_s)->isEnabled());
}

void tst_FileEditor::survivesARefusal()
{
    edit(u"run.py"_s);
    type(u"mine"_s);
    m_demo.hub().setFault("forbidden", u"/api/models/%1/commit"_s.arg(m_repo->id()).toUtf8());
    save();
    buttonWith(*dialog(), u"Commit"_s)->click();
    QTRY_VERIFY(buttonWith(*dialog(), u"Try again"_s));
    buttonWith(*dialog(), u"Cancel"_s)->click();
    QTRY_VERIFY(!dialog());
    QVERIFY(text()->toPlainText().endsWith("mine"_L1));
    QVERIFY(section()->isUnsaved());
}

void tst_FileEditor::offlineMeanwhile()
{
    m_stage->app().settings().setOffline(true);
    QSignalSpy said(section(), &FilesSection::said);
    emit section() -> preview()->editClicked();
    QCOMPARE(said.value(0).value(0).toString(), m_stage->app().hub().offlineReason());
    m_stage->app().settings().setOffline(false);
    edit(u"run.py"_s);
    type(u"mine"_s);
    save();
    m_stage->app().settings().setOffline(true);
    QVERIFY(!buttonWith(*dialog(), u"Commit"_s)->isEnabled());
    QCOMPARE(dialog()->trouble(), m_stage->app().hub().offlineReason());
    m_stage->app().settings().setOffline(false);
    QVERIFY(buttonWith(*dialog(), u"Commit"_s)->isEnabled());
}

// What was asked for is made, whatever becomes of the tab.
void tst_FileEditor::goesOnWithoutItsDialog()
{
    edit(u"run.py"_s);
    type(u"mine"_s);
    m_demo.hub().setFault("too-many", u"/api/models/%1/commit"_s.arg(m_repo->id()).toUtf8(), 1,
                          "hub", 1);
    save();
    buttonWith(*dialog(), u"Commit"_s)->click();
    QTRY_VERIFY(!dialog()->trouble().isEmpty()); // it waits
    delete dialog();
    QCOMPARE(stored(u"run.py"_s), kProgram);
    QTRY_COMPARE(stored(u"run.py"_s), kProgram + "mine");
}

void tst_FileEditor::asksBeforeItIsLost()
{
    edit(u"run.py"_s);
    type(u"mine"_s);
    button(u"Close"_s)->click();
    QTRY_VERIFY(question());
    QCOMPARE(plain(question()->text()), u"Throw away what was changed in run.py?"_s);
    QTest::keyClick(question(), Qt::Key_Escape);
    QTRY_VERIFY(!question());
    QVERIFY(text()->toPlainText().endsWith("mine"_L1));
    const int tab = m_stage->window().tabs().current();
    QTest::keyClick(text(), Qt::Key_W, Qt::ControlModifier);
    QTRY_VERIFY(question());
    QCOMPARE(m_stage->window().tabs().current(), tab);
    buttonWith(*question(), u"Throw away"_s)->click();
    QTRY_VERIFY(!editor());
    QVERIFY(!m_stage->window().tabs().repoAt(m_stage->window().tabs().current()));
}

void tst_FileEditor::programAsks()
{
    edit(u"run.py"_s);
    type(u"mine"_s);
    m_stage->window().openPage(PageId::Settings);
    QVERIFY(!m_stage->window().close());
    QTRY_VERIFY(question());
    QVERIFY(editor()); // what it is about is shown
    buttonWith(*question(), u"Keep editing"_s)->click();
    QTRY_VERIFY(!question());
    QVERIFY(m_stage->window().isVisible());
    QVERIFY(!m_stage->window().close());
    QTRY_VERIFY(question());
    buttonWith(*question(), u"Throw away"_s)->click();
    QTRY_VERIFY(!m_stage->window().isVisible());
}

void tst_FileEditor::staysWhenTheAccountChanges()
{
    edit(u"run.py"_s);
    type(u"mine"_s);
    m_demo.hub().store().editRepo(*m_repo, [](RepoSetup &setup) { setup.isPrivate = true; });
    const auto tab = [this] { return m_stage->window().tabs().currentTab(); };
    QTest::keyClick(text(), Qt::Key_F5);
    QTRY_VERIFY(!tab().isPublic);
    emit m_stage->app().accountChanged(true);
    QVERIFY(editor());
    QVERIFY(text()->toPlainText().endsWith("mine"_L1));
    QVERIFY(section()->isUnsaved());
}

QTEST_MAIN(tst_FileEditor)
#include "tst_fileeditor.moc"
