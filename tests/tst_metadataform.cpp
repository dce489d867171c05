// The metadata of a card as a form over its text: what a field changes there, and nothing else.
#include "app/localhub/localhub.h"
#include "tests/support/editorstage.h"
#include "ui/commit/cardverdict.h"
#include "ui/commit/metadatafield.h"
#include "ui/commit/metadataform.h"
#include "ui/commit/resultdialog.h"
#include "ui/commit/resultsfield.h"
#include "ui/repo/cardsection.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>

namespace {

const QString kCard = u"---\n"
                      "# about this card\n"
                      "license: mit # keep\n"
                      "language: 'en'\n"
                      "tags:\n"
                      "- one # first\n"
                      "- two\n"
                      "odd: &x [1, 2]\n"
                      "datasets: *x\n"
                      "---\n"
                      "# T\n"_s;

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

QString saidIn(const QWidget &window)
{
    QStringList all;
    for (const QLabel *label : window.findChildren<QLabel *>())
        if (label->isVisible())
            all << label->text();
    return all.join(u'\n');
}

// A form over a text, on a Hub of its own.
struct Form
{
    explicit Form(const QString &card, RepoKind kind = RepoKind::Model)
        : hub({.folder = folder.path()})
    {
        if (!hub.start())
            qFatal("no Hub");
        client.setEndpoint(hub.url());
        text.setPlainText(card);
        text.document()->setModified(false);
        form.setRepo(*RepoId::parse(kind, u"ada/one"));
        form.resize(800, 900);
        form.show();
        form.activateWindow();
        if (!QTest::qWaitForWindowActive(&form))
            qFatal("no window");
    }
    MetadataField *field(const QString &key) { return form.findChild<MetadataField *>(key); }
    QLineEdit *line(const QString &key) { return field(key)->findChild<QLineEdit *>(); }
    QStringList chips(const QString &key)
    {
        QStringList all;
        for (const Chip *chip : field(key)->findChildren<Chip *>())
            if (chip->isVisible())
                all << chip->text();
        return all;
    }
    QString note(const QString &key)
    {
        for (const QLabel *label : field(key)->findChildren<QLabel *>())
            if (label->isVisible() && !label->buddy())
                return label->text();
        return {};
    }
    QString says() const { return saidIn(form); }
    void type(const QString &key, const QString &value)
    {
        line(key)->setFocus();
        line(key)->selectAll();
        QTest::keyClick(line(key), Qt::Key_Backspace);
        QTest::keyClicks(line(key), value);
        QTest::keyClick(line(key), Qt::Key_Return);
    }
    QString card() const { return text.toPlainText(); }
    static QString with(QString card, const QString &from, const QString &to)
    {
        return card.replace(from, to);
    }

    QTemporaryDir folder;
    LocalHub hub;
    QNetworkAccessManager nam;
    HubClient client{QUrl(u"http://127.0.0.1:1"_s), nam};
    QPlainTextEdit text;
    MetadataForm form{client, text};
};

} // namespace

class tst_MetadataForm final : public QObject, private EditorStage
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(start()); }
    void cleanup() { m_stage.reset(); }
    void showsWhatIsThere();
    void changesOneLine();
    void undoes();
    void lists();
    void takesNothingUnfit();
    void leavesAlone();
    void truths();
    void followsTheText();
    void refusesTheCard();
    void licenceDetails();
    void beginsACard();
    void results();
    void resultsAreAdded();
    void resultsThatAreUnusual();
    void asksTheHub();
    void keysReachEverything();
    void wheelChangesNothing();
    void fromTheCard();
    void savesWhatIsTyped();
    void saysWhatTheHubSays();
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
    QTest::keyClicks(f.line(u"library_name"_s), u"peft"_s);
    QVERIFY(!f.card().contains("peft"_L1));
    QTest::keyClick(f.line(u"library_name"_s), Qt::Key_Tab);
    QVERIFY(f.card().contains("library_name: peft\n"_L1));
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
    QCOMPARE(f.chips(u"tags"_s), (QStringList{u"one"_s, u"two"_s, u"no"_s, u"three"_s}));
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

void tst_MetadataForm::fromTheCard()
{
    openRepo();
    theirs(u"README.md"_s, kCard.toUtf8());
    openFiles();
    QTest::keyClick(&m_stage->window(), Qt::Key_1, Qt::AltModifier);
    QTRY_VERIFY(m_stage->visible<CardSection>()
                && buttonWith(*m_stage->visible<CardSection>(), u"Edit metadata"_s));
    buttonWith(*m_stage->visible<CardSection>(), u"Edit metadata"_s)->click();
    QTRY_VERIFY(m_stage->visible<MetadataForm>());
    QTRY_COMPARE(m_stage->visible<MetadataForm>()->findChild<MetadataField *>(u"license"_s)
                     ->values(),
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

void tst_MetadataForm::savesWhatIsTyped()
{
    openRepo();
    QByteArray card = kCard.toUtf8();
    card.replace("\n", "\r\n");
    theirs(u"README.md"_s, card);
    openFiles();
    section()->editMetadata();
    QTRY_VERIFY(m_stage->visible<MetadataForm>());
    auto *line = m_stage->visible<MetadataForm>()
                     ->findChild<MetadataField *>(u"license"_s)->findChild<QLineEdit *>();
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

void tst_MetadataForm::saysWhatTheHubSays()
{
    openRepo();
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

QTEST_MAIN(tst_MetadataForm)
#include "tst_metadataform.moc"
