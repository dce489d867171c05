// The metadata of a card as a form over its text: what a field changes there, and nothing else.
#include "tests/support/metadatabench.h"
#include "tests/support/repobench.h"
#include "ui/commit/resultdialog.h"
#include "ui/commit/resultsfield.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QSignalSpy>
#include <QTableView>

using Form = MetadataBench;

namespace {

const QString kWithResult = u"---\n"
                            "license: mit\n"
                            "model-index:\n"
                            "- name: m\n"
                            "  results:\n"
                            "  - task:\n"
                            "      type: translation\n"
                            "    dataset:\n"
                            "      name: Flores\n"
                            "      type: flores\n"
                            "    metrics:\n"
                            "    - type: bleu\n"
                            "      value: 30.2 # high\n"
                            "---\n"_s;

} // namespace

class tst_MetadataForm final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void showsWhatIsThere();
    void changesOneLine();
    void undoes();
    void lists();
    void takesNothingUnfit();
    void leavesAlone();
    void truths();
    void followsTheText();
    void refusesTheCard();
    void listInALine();
    void licenceDetails();
    void beginsACard();
    void results();
    void resultsAreAdded();
    void resultsThatAreUnusual();
    void asksTheHub();
    void keysReachEverything();
    void wheelChangesNothing();
};

void tst_MetadataForm::showsWhatIsThere()
{
    Form f(kCard);
    QCOMPARE(f.line(u"license"_s)->text(), u"mit"_s);
    QCOMPARE(f.chips(u"language"_s), QStringList{u"en"_s});
    QCOMPARE(f.chips(u"tags"_s), (QStringList{u"one"_s, u"two"_s}));
    QCOMPARE(f.line(u"pipeline_tag"_s)->text(), QString());
    QVERIFY(!f.text.document()->isModified()); // looking changes nothing
    QCOMPARE(f.card(), kCard);
    Form space(u"---\ntitle: Hi\nsdk: docker\npinned: true\n---\n"_s, RepoKind::Space);
    QCOMPARE(space.line(u"title"_s)->text(), u"Hi"_s);
    QCOMPARE(space.line(u"sdk"_s)->text(), u"docker"_s);
    QVERIFY(space.field(u"pinned"_s)->findChild<QCheckBox *>()->isChecked());
    QVERIFY(!space.field(u"pipeline_tag"_s));
    QVERIFY(!space.form.findChild<ResultsField *>()->isVisible());
}

void tst_MetadataForm::changesOneLine()
{
    Form f(kCard);
    f.type(u"license"_s, u"apache-2.0"_s);
    QCOMPARE(f.card(), Form::with(kCard, u"license: mit"_s, u"license: apache-2.0"_s));
    f.type(u"pipeline_tag"_s, u"text-generation"_s);
    QVERIFY(f.card().contains("# keep\npipeline_tag: text-generation\nlanguage"_L1));
    f.type(u"pipeline_tag"_s, QString());
    f.type(u"license"_s, u"mit"_s);
    QCOMPARE(f.card(), kCard);
    // Leaving the field is enough.
    f.line(u"library_name"_s)->setFocus();
    QTest::keyClicks(f.line(u"library_name"_s), u"ours"_s);
    QVERIFY(!f.card().contains("ours"_L1));
    QTest::keyClick(f.line(u"library_name"_s), Qt::Key_Tab);
    QVERIFY(f.card().contains("library_name: ours\n"_L1));
}

void tst_MetadataForm::undoes()
{
    Form f(kCard);
    f.type(u"license"_s, u"apache-2.0"_s);
    f.type(u"tags"_s, u"three"_s);
    QTest::keyClicks(f.line(u"tags"_s), u"fo"_s);
    const auto undo = [&] { QTest::keyClick(f.line(u"tags"_s), Qt::Key_Z, Qt::ControlModifier); };
    undo();
    QVERIFY(f.line(u"tags"_s)->text().isEmpty()); // what is typed first
    QVERIFY(f.card().contains("three"_L1));
    undo();
    QVERIFY(!f.card().contains("three"_L1));
    QTRY_COMPARE(f.chips(u"tags"_s), (QStringList{u"one"_s, u"two"_s}));
    undo();
    QCOMPARE(f.card(), kCard);
    QVERIFY(!f.text.document()->isModified());
    QTRY_COMPARE(f.line(u"license"_s)->text(), u"mit"_s);
    QTest::keyClick(f.line(u"tags"_s), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(f.line(u"license"_s)->text(), u"apache-2.0"_s);
}

void tst_MetadataForm::lists()
{
    Form f(kCard);
    f.type(u"tags"_s, u"no, three ,one"_s);
    QCOMPARE(f.card(), Form::with(kCard, u"- two\n"_s, u"- two\n- \"no\"\n- three\n"_s));
    QTRY_COMPARE(f.chips(u"tags"_s), (QStringList{u"one"_s, u"two"_s, u"no"_s, u"three"_s}));
    QTest::keyClick(f.line(u"tags"_s), Qt::Key_Backspace);
    QTest::keyClick(f.line(u"tags"_s), Qt::Key_Backspace);
    QCOMPARE(f.card(), kCard);
    Chip *one = f.field(u"tags"_s)->findChild<Chip *>();
    for (Chip *chip : f.field(u"tags"_s)->findChildren<Chip *>())
        if (chip->isVisible() && chip->text() == "one"_L1)
            one = chip;
    one->setFocus();
    QTest::keyClick(one, Qt::Key_Delete);
    QCOMPARE(f.card(), Form::with(kCard, u"- one # first\n"_s, {}));
    QVERIFY(f.line(u"tags"_s)->hasFocus());
    QTest::keyClick(f.line(u"tags"_s), Qt::Key_Backspace);
    QVERIFY(!f.card().contains("tags"_L1)); // nothing is left of it
    f.type(u"language"_s, u"de"_s);
    QVERIFY(f.card().contains("language: ['en', de]\n"_L1));
}

void tst_MetadataForm::takesNothingUnfit()
{
    Form f(kCard);
    f.type(u"base_model"_s, u"ada/fine, not a name"_s);
    QVERIFY(f.card().contains("base_model:\n- ada/fine\n"_L1));
    QVERIFY(!f.card().contains("not a name"_L1));
    QCOMPARE(f.line(u"base_model"_s)->text(), u"not a name"_s); // to be put right
    QVERIFY(f.note(u"base_model"_s).contains("not a name"_L1));
    f.type(u"base_model"_s, u"ada/name"_s);
    QVERIFY(f.note(u"base_model"_s).isEmpty());
    // One that may be right all the same is only told.
    f.type(u"license"_s, u"mine"_s);
    QVERIFY(f.card().contains("license: mine # keep"_L1));
    QVERIFY(!f.note(u"license"_s).isEmpty());
    QVERIFY(f.note(u"pipeline_tag"_s).isEmpty());
}

void tst_MetadataForm::leavesAlone()
{
    Form f(kCard);
    QVERIFY(!f.line(u"datasets"_s)->isEnabled()); // an alias
    QVERIFY(!f.note(u"datasets"_s).isEmpty());
    QVERIFY(f.line(u"tags"_s)->isEnabled());
}

void tst_MetadataForm::truths()
{
    Form f(u"---\npinned: false # p\n---\n"_s, RepoKind::Space);
    auto *box = f.field(u"pinned"_s)->findChild<QCheckBox *>();
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Space);
    QCOMPARE(f.card(), u"---\npinned: true # p\n---\n"_s);
}

void tst_MetadataForm::followsTheText()
{
    Form f(kCard);
    QTextCursor cursor(f.text.document()->find(u"mit"_s));
    cursor.insertText(u"gpl"_s);
    QTRY_COMPARE(f.line(u"license"_s)->text(), u"gpl"_s);
    // What is being typed in a field stays.
    f.line(u"pipeline_tag"_s)->setFocus();
    QTest::keyClicks(f.line(u"pipeline_tag"_s), u"text"_s);
    cursor.insertText(u"-3.0"_s);
    QTRY_COMPARE(f.line(u"license"_s)->text(), u"gpl-3.0"_s);
    QCOMPARE(f.line(u"pipeline_tag"_s)->text(), u"text"_s);
}

// What one line cannot show is not written back by it.
void tst_MetadataForm::listInALine()
{
    const QString card
        = MetadataBench::with(kCard, u"license: mit # keep"_s, u"license: [mit, apache-2.0]"_s);
    MetadataBench bench(card);
    QVERIFY(!bench.line(u"license"_s)->isEnabled());
    QCOMPARE(bench.note(u"license"_s),
             u"It is written in a way that can only be edited as text."_s);
    bench.form.finish();
    QCOMPARE(bench.card(), card);
}

void tst_MetadataForm::refusesTheCard()
{
    Form f(u"---\nlicense: mit\nlicense: gpl\n---\n"_s);
    QVERIFY(!f.line(u"license"_s)->isVisible());
    QVERIFY(f.says().contains("twice"_L1));
    QSignalSpy text(&f.form, &MetadataForm::textWanted);
    buttonWith(f.form, u"Edit as text"_s)->click();
    QCOMPARE(text.size(), 1);
    f.text.setPlainText(kCard);
    QTRY_VERIFY(f.line(u"license"_s)->isVisible());
}

void tst_MetadataForm::licenceDetails()
{
    Form f(kCard);
    QVERIFY(!f.line(u"license_name"_s)->isVisible());
    f.type(u"license"_s, u"other"_s);
    QTRY_VERIFY(f.line(u"license_name"_s)->isVisible());
    QVERIFY(!f.note(u"license_name"_s).isEmpty());
    f.type(u"license_name"_s, u"my: own"_s);
    QVERIFY(f.card().contains("license: other # keep\nlicense_name: \"my: own\"\n"_L1));
    QVERIFY(f.note(u"license_name"_s).isEmpty());
}

void tst_MetadataForm::beginsACard()
{
    Form f(u"# T\n"_s);
    f.type(u"license"_s, u"mit"_s);
    QCOMPARE(f.card(), u"---\nlicense: mit\n---\n\n# T\n"_s);
}

void tst_MetadataForm::results()
{
    Form f(kWithResult);
    auto *table = f.form.findChild<QTableView *>();
    QCOMPARE(table->model()->rowCount(), 1);
    table->setFocus();
    table->setCurrentIndex(table->model()->index(0, CardResult::Value));
    QTest::keyClick(table, Qt::Key_F2);
    auto *editor = table->viewport()->findChild<QLineEdit *>();
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, u"31"_s);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(f.card(), Form::with(kWithResult, u"30.2"_s, u"31"_s));
    QCOMPARE(table->model()->index(0, CardResult::Value).data().toString(), u"31"_s);
    f.text.undo();
    QTRY_COMPARE(table->model()->index(0, CardResult::Value).data().toString(), u"30.2"_s);
    table->model()->setData(table->model()->index(0, CardResult::Metric), QString(), Qt::EditRole);
    QCOMPARE(f.card(), kWithResult);
    QVERIFY(f.says().contains("cannot be without"_L1));
    table->selectRow(0);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Delete);
    QCOMPARE(f.card(), u"---\nlicense: mit\n---\n"_s);
    QVERIFY(!table->isVisible());
}

void tst_MetadataForm::resultsAreAdded()
{
    Form f(kWithResult);
    buttonWith(f.form, u"Add a result"_s)->click();
    auto *dialog = f.form.findChild<ResultDialog *>();
    QTRY_VERIFY(dialog && dialog->isVisible());
    const auto cells = dialog->findChildren<QLineEdit *>();
    QCOMPARE(cells[CardResult::Dataset]->text(), u"flores"_s); // like the one before
    auto *add = buttonWith(*dialog, u"Add"_s);
    QVERIFY(!add->isEnabled());
    QTest::keyClicks(cells[CardResult::Metric], u"chrf"_s);
    QTest::keyClicks(cells[CardResult::Value], u"0.58"_s);
    QVERIFY(add->isEnabled());
    QTest::keyClick(cells[CardResult::Value], Qt::Key_Return);
    QTRY_VERIFY(!f.form.findChild<ResultDialog *>());
    QVERIFY(f.card().startsWith(kWithResult.chopped(4))); // what was there is as it was
    QVERIFY(f.card().endsWith("    - type: chrf\n      value: 0.58\n---\n"_L1));
    QCOMPARE(f.form.findChild<QTableView *>()->model()->rowCount(), 2);
}

void tst_MetadataForm::resultsThatAreUnusual()
{
    Form f(u"---\nmodel-index: [{name: m, results: [{task: {type: t}, metrics: [{type: a, "
           "value: 1}]}]}]\n---\n"_s);
    auto *table = f.form.findChild<QTableView *>();
    QCOMPARE(table->model()->rowCount(), 1); // can be looked at
    QVERIFY(!(table->model()->index(0, CardResult::Value).flags() & Qt::ItemIsEditable));
    QVERIFY(!buttonWith(f.form, u"Add a result"_s)->isEnabled());
    QVERIFY(f.says().contains("only be edited as text"_L1));
}

void tst_MetadataForm::asksTheHub()
{
    Form f(kCard);
    auto *check = buttonWith(f.form, u"Check with the Hub"_s);
    check->click();
    QTRY_VERIFY(f.says().contains("nothing against"_L1));
    f.type(u"license"_s, u"mine"_s);
    QVERIFY(!f.says().contains("nothing against"_L1)); // of another text
    check->click();
    QTRY_VERIFY(f.says().contains("would not take"_L1));
    QVERIFY(f.says().contains("\"license\" must be one of"_L1));
    f.text.setPlainText(u"---\n---\n"_s);
    check->click();
    QTRY_VERIFY(f.says().contains("empty or missing"_L1));
    f.client.setOffline(true);
    f.form.setOffline(f.client.offlineReason());
    QVERIFY(!check->isEnabled());
    QCOMPARE(check->toolTip(), f.client.offlineReason());
}

void tst_MetadataForm::keysReachEverything()
{
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        Form f(u"---\nlicense: other\n---\n"_s, kind);
        f.form.setFocus();
        QSet<QString> reached;
        for (int i = 0; i < 60; ++i) {
            QWidget *at = QApplication::focusWidget();
            QVERIFY(at);
            QVERIFY2(!at->accessibleName().isEmpty() || qobject_cast<QPushButton *>(at),
                     at->metaObject()->className());
            for (QWidget *up = at; up; up = up->parentWidget())
                if (const auto *field = qobject_cast<MetadataField *>(up))
                    reached << field->field().key;
            QTest::keyClick(at, Qt::Key_Tab);
        }
        QStringList mnemonics;
        for (const CardField &field : cardFields(kind)) {
            QVERIFY2(reached.contains(field.key), qPrintable(field.key));
            const QString name = metadataName(field.key);
            QVERIFY2(name.contains(u'&'), qPrintable(name));
            mnemonics << name.mid(name.indexOf(u'&') + 1, 1).toUpper();
        }
        const qsizetype all = mnemonics.size();
        mnemonics.removeDuplicates();
        QCOMPARE(mnemonics.size(), all);
    }
}

void tst_MetadataForm::wheelChangesNothing()
{
    Form f(kCard);
    auto *box = f.field(u"license"_s)->findChild<QComboBox *>();
    f.line(u"tags"_s)->setFocus();
    QWheelEvent wheel(QPointF(5, 5), box->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, -120),
                      Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(box, &wheel);
    QCOMPARE(f.card(), kCard);
    QCOMPARE(f.line(u"license"_s)->text(), u"mit"_s);
}

QTEST_MAIN(tst_MetadataForm)
#include "tst_metadataform.moc"
