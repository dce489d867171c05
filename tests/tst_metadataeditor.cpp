// A card's metadata edited in its repository's tab, up to the commit.
#include "tests/support/editorstage.h"
#include "tests/support/metadatabench.h"
#include "ui/repo/cardsection.h"
#include "ui/widgets/segmentedcontrol.h"

class tst_MetadataEditor final : public QObject, private EditorStage
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(start()); }
    void init() { openRepo(); }
    void cleanup() { m_stage.reset(); }
    void fromTheCard();
    void openedOnceMore();
    void savesWhatIsTyped();
    void saysWhatTheHubSays();
};

void tst_MetadataEditor::fromTheCard()
{
    theirs(u"README.md"_s, kCard.toUtf8());
    openFiles();
    QTest::keyClick(&m_stage->window(), Qt::Key_1, Qt::AltModifier);
    QTRY_VERIFY(m_stage->visible<CardSection>()
                && buttonWith(*m_stage->visible<CardSection>(), u"Edit metadata"_s));
    buttonWith(*m_stage->visible<CardSection>(), u"Edit metadata"_s)->click();
    QTRY_VERIFY(m_stage->visible<MetadataForm>());
    QTRY_COMPARE(
        m_stage->visible<MetadataForm>()->findChild<MetadataField *>(u"license"_s)->values(),
        QStringList{u"mit"_s});
    QVERIFY(!section()->isUnsaved());
    auto *mode = editor()->findChild<SegmentedControl *>();
    mode->setFocus();
    QTest::keyClick(mode, Qt::Key_Left);
    QTRY_VERIFY(text()->isVisible());
    QCOMPARE(text()->toPlainText(), kCard);
    editor()->leave();
    edit(u"run.py"_s); // has no metadata
    QVERIFY(!mode->isVisible());
}

// What the fields showed the last time is nobody's edit.
void tst_MetadataEditor::openedOnceMore()
{
    theirs(u"README.md"_s, kCard.toUtf8());
    openFiles();
    section()->editMetadata();
    QTRY_VERIFY(m_stage->visible<MetadataForm>());
    QTRY_COMPARE(
        m_stage->visible<MetadataForm>()->findChild<MetadataField *>(u"license"_s)->values(),
        QStringList{u"mit"_s});
    auto *mode = editor()->findChild<SegmentedControl *>();
    mode->setFocus();
    QTest::keyClick(mode, Qt::Key_Left);
    QTRY_VERIFY(text()->isVisible());
    editor()->leave();
    edit(u"README.md"_s);
    QTRY_COMPARE(text()->toPlainText(), kCard);
    mode = editor()->findChild<SegmentedControl *>();
    mode->setFocus();
    QTest::keyClick(mode, Qt::Key_Right);
    QTRY_VERIFY(m_stage->visible<MetadataForm>());
    QCOMPARE(text()->toPlainText(), kCard);
    QVERIFY(!section()->isUnsaved());
}

void tst_MetadataEditor::savesWhatIsTyped()
{
    QByteArray card = kCard.toUtf8();
    card.replace("\n", "\r\n");
    theirs(u"README.md"_s, card);
    openFiles();
    section()->editMetadata();
    QTRY_VERIFY(m_stage->visible<MetadataForm>());
    auto *line = m_stage->visible<MetadataForm>()
                     ->findChild<MetadataField *>(u"license"_s)
                     ->findChild<QLineEdit *>();
    QTRY_COMPARE(line->text(), u"mit"_s);
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, u"gpl-3.0"_s);
    QTest::keyClick(line, Qt::Key_S, Qt::ControlModifier); // without Enter
    QTRY_VERIFY(dialog());
    QTRY_COMPARE(diff(), (QStringList{u"-license: mit # keep"_s, u"+license: gpl-3.0 # keep"_s}));
    QTRY_VERIFY(saidIn(*dialog()).contains("nothing against"_L1));
    buttonWith(*dialog(), u"Commit"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"README.md"_s), QByteArray(card).replace("mit #", "gpl-3.0 #"));
}

void tst_MetadataEditor::saysWhatTheHubSays()
{
    theirs(u"README.md"_s, kCard.toUtf8());
    openFiles();
    edit(u"README.md"_s);
    QTRY_COMPARE(text()->toPlainText(), kCard);
    QTextCursor(text()->document()->find(u"mit"_s)).insertText(u"mine"_s);
    save();
    QTRY_VERIFY(saidIn(*dialog()).contains("\"license\" must be one of"_L1));
    QVERIFY(buttonWith(*dialog(), u"Commit"_s)->isEnabled()); // it is for the Hub to refuse
    buttonWith(*dialog(), u"Commit"_s)->click();
    QTRY_VERIFY(!dialog()->trouble().isEmpty() && buttonWith(*dialog(), u"Try again"_s));
    QVERIFY(dialog()->trouble().contains("must be one of"_L1));
    QCOMPARE(stored(u"README.md"_s), kCard.toUtf8());
}

QTEST_MAIN(tst_MetadataEditor)
#include "tst_metadataeditor.moc"
