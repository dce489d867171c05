// Files from a file manager on their way into a repository, from the drop to the receipt.
#include "tests/support/plaintext.h"
#include "tests/support/uploadstage.h"
#include "ui/repo/filessection.h"

#include <QClipboard>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QRadioButton>

using namespace Qt::StringLiterals;
using Phase = UploadController::Phase;

namespace {

const QByteArray kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGH"; // of what looks like a token

} // namespace

class tst_Upload final : public QObject, private UploadStage
{
    Q_OBJECT

private slots:
    void initTestCase() { begin(); }
    void init() { openAnew(); }
    void cleanup() { m_stage.reset(); }
    void fromDropToReceipt();
    void folderOnTheRoot();
    void folderOnAFile();
    void secretsAreLeftOut();
    void patternsDecide();
    void nothingToSend();
    void refusedByTheHub();
    void opensAPullRequest();
    void asksBeforeItStops();
    void repositoryCannotBeAsked();
    void signedOut();
    void offline();
    void menus();
    void keys();
};

void tst_Upload::fromDropToReceipt()
{
    put(u"one.json"_s, "[1]"); // as it is there
    put(u"two.json"_s, "[2, 2]");
    put(u"weights.bin"_s, QByteArray(3'000, '\0'));
    const QStringList files{u"one.json"_s, u"two.json"_s, u"weights.bin"_s};
    QVERIFY(drag(u"sub"_s, files, false));
    QCOMPARE(plain(view()->dropNote()), u"Upload into sub"_s);
    QVERIFY(drag(u"sub"_s, files));
    QVERIFY(view()->dropNote().isEmpty());
    QTRY_VERIFY(isPlanned());
    QCOMPARE(state(u"sub/one.json"_s), u"Unchanged"_s);
    QCOMPARE(state(u"sub/two.json"_s), u"Changed"_s);
    QCOMPARE(state(u"sub/weights.bin"_s), u"New"_s);
    QCOMPARE(dialog()->totals(),
             u"Files to send: 2 of 3\nTo send: 3.0 kB\nAlready on the Hub: 3 B\nCommits: 1"_s);
    QCOMPARE(writes(), 0);
    QCOMPARE(stored(u"sub/two.json"_s), QByteArray("[2]"));
    QSignalSpy uploaded(&m_stage->app().uploads(), &Uploads::ended);
    button(u"Upload 2 files"_s)->click();
    QTRY_COMPARE(phase(), Phase::Over);
    QVERIFY(dialog()->sentence().contains("the Hub has what is here"_L1));
    QVERIFY(writes() > 0);
    QCOMPARE(stored(u"sub/two.json"_s), QByteArray("[2, 2]"));
    QCOMPARE(stored(u"sub/weights.bin"_s), QByteArray(3'000, '\0'));
    QCOMPARE(state(u"sub/two.json"_s), u"Confirmed"_s);
    QCOMPARE(state(u"sub/weights.bin"_s), u"Confirmed"_s);
    QCOMPARE(uploaded.size(), 1);
    button(u"Copy the receipt"_s)->click();
    const QString receipt = QApplication::clipboard()->text();
    const QByteArray head = m_demo.hub().store().head(m_repo);
    QVERIFY(receipt.contains(u"commit "_s + QString::fromLatin1(head)));
    QCOMPARE(receipt.count("\tconfirmed\n"_L1), 2);
    button(u"Save the receipt…"_s)->click();
    QVERIFY(dialog()->findChild<QFileDialog *>());
    disconnect(dialog(), &UploadDialog::browserWanted, nullptr, nullptr);
    QSignalSpy page(dialog(), &UploadDialog::browserWanted);
    button(u"Open the commit"_s)->click();
    QVERIFY(page.first().first().toUrl().path().endsWith(u"/ada/basket/commit/"_s
                                                         + QString::fromLatin1(head)));
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(!dialog());
    QTRY_VERIFY(view() && !pointOf(u"sub"_s).isNull()); // at the new commit
}

// With its name; what no repository has is left out.
void tst_Upload::folderOnTheRoot()
{
    put(u"pack/a.txt"_s, "a");
    put(u"pack/deep/b.txt"_s, "b");
    put(u"pack/.git/config"_s, "c");
    QVERIFY(drag({}, {u"pack"_s}, false));
    QCOMPARE(view()->dropNote(), u"Upload to the repository"_s);
    QVERIFY(drag({}, {u"pack"_s}));
    QTRY_VERIFY(isPlanned());
    QVERIFY(button(u"Upload 2 files"_s));
    QCOMPARE(state(u"pack/.git"_s), u"Folders of git and of the Hub's clients are left out."_s);
    button(u"Upload 2 files"_s)->click();
    QTRY_COMPARE(phase(), Phase::Over);
    QCOMPARE(stored(u"pack/deep/b.txt"_s), QByteArray("b"));
}

void tst_Upload::folderOnAFile()
{
    put(u"more/a.txt"_s, "a");
    QVERIFY(drag(u"config.json"_s, {u"more"_s}));
    QTRY_VERIFY(isPlanned());
    QCOMPARE(state(u"more/a.txt"_s), u"New"_s);
}

void tst_Upload::secretsAreLeftOut() // U04
{
    put(u"train.py"_s, "import x\nlogin('hf_" + kLetters + "')\n");
    put(u"other.py"_s, "import x\n");
    QVERIFY(drag({}, {u"train.py"_s, u"other.py"_s}));
    QTRY_VERIFY(isPlanned());
    QVERIFY2(button(u"Upload 1 file"_s), qPrintable(dialog()->totals()));
    const auto *warnings = dialog()->findChild<QListWidget *>();
    QVERIFY(warnings->isVisible());
    const QString first = plain(warnings->item(0)->text());
    QVERIFY2(first.startsWith("Line 2 of train.py looks like"_L1), qPrintable(first));
    button(u"Copy as hf command"_s)->click();
    const QString command = QApplication::clipboard()->text();
    QVERIFY2(command.contains("other.py"_L1) && !command.contains("train.py"_L1),
             qPrintable(command));
    auto *model = static_cast<UploadModel *>(dialog()->findChild<UploadView *>()->model());
    QVERIFY(state(u"train.py"_s).endsWith("Left out until you tick it."_L1));
    model->setData(model->indexOf(u"train.py"_s), Qt::Checked, Qt::CheckStateRole);
    QTRY_VERIFY(button(u"Upload 2 files"_s));
    QCOMPARE(plain(warnings->item(0)->text()), first);
    QCOMPARE(writes(), 0);
}

void tst_Upload::patternsDecide()
{
    put(u"x/a.txt"_s, "a");
    put(u"x/b.log"_s, "b");
    QVERIFY(drag({}, {u"x"_s}));
    QTRY_VERIFY(isPlanned() && button(u"Upload 2 files"_s));
    button(u"&Patterns"_s)->click();
    field(u"Patterns to leave out, one a line"_s)->setPlainText(u"*.log"_s);
    QVERIFY(!button(u"Upload"_s)->isEnabled()); // until there is a plan of it
    QTRY_VERIFY(isPlanned() && button(u"Upload 1 file"_s));
    QCOMPARE(state(u"x/b.log"_s), u"Left out by *.log"_s);
    field(u"Patterns to delete on the Hub, one a line"_s)->setPlainText(u"config.*"_s);
    QTRY_VERIFY(button(u"Upload 1 file, delete 1"_s));
    QCOMPARE(state(u"config.json"_s), u"To be deleted"_s);
    QCOMPARE(writes(), 0);
}

void tst_Upload::nothingToSend()
{
    put(u"one.json"_s, "[1]");
    QVERIFY(drag(u"sub"_s, {u"one.json"_s}));
    QTRY_VERIFY(dialog()
                && dialog()->controller().whyNot().startsWith("There is nothing to send"_L1));
    QVERIFY(!button(u"Upload"_s)->isEnabled());
}

void tst_Upload::refusedByTheHub()
{
    m_demo.hub().setFault("forbidden", kPreupload.toUtf8());
    put(u"new.txt"_s, "new");
    QVERIFY(drag({}, {u"new.txt"_s}));
    QTRY_VERIFY(isPlanned());
    button(u"Upload 1 file"_s)->click();
    QTRY_COMPARE(phase(), Phase::Over);
    QVERIFY(dialog()->sentence().endsWith("Nothing was committed."_L1));
    QVERIFY2(dialog()->sentence().contains("lacks the permission repo.write"_L1), // its words
             qPrintable(dialog()->sentence()));
    QCOMPARE(state(u"new.txt"_s), u"Not sent"_s);
    QCOMPARE(stored(u"new.txt"_s), QByteArray("not there"));
    Uploads &uploads = m_stage->app().uploads();
    QCOMPARE(uploads.all().size(), 1); // it is kept
    const qint64 failed = uploads.all().cbegin()->first;
    QSignalSpy ended(&uploads, &Uploads::ended);
    button(u"Look again"_s)->click();
    QTRY_VERIFY(isPlanned());
    button(u"Upload 1 file"_s)->click(); // the same goes on
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(ended.last().first().toLongLong(), failed);
    QTRY_COMPARE(phase(), Phase::Over);
    m_demo.hub().clearFaults();
    put(u"new.txt"_s, "newer");
    button(u"Look again"_s)->click();
    QTRY_VERIFY(isPlanned());
    button(u"Upload 1 file"_s)->click(); // another one takes its place
    QTRY_COMPARE(stored(u"new.txt"_s), QByteArray("newer"));
    QTRY_COMPARE(phase(), Phase::Over);
    QVERIFY(ended.last().first().toLongLong() != failed);
    QCOMPARE(uploads.all().size(), 1); // it is found again, and what has failed is gone
    QVERIFY(!uploads.all().contains(failed));
    QCOMPARE(uploads.all().cbegin()->second.progress.step, UploadStep::Done);
    QVERIFY(uploads.all().cbegin()->second.progress.isConfirmed());
}

void tst_Upload::opensAPullRequest()
{
    put(u"proposal.txt"_s, "please");
    QVERIFY(drag({}, {u"proposal.txt"_s}));
    QTRY_VERIFY(isPlanned());
    dialog()->findChildren<QRadioButton *>().at(1)->click();
    const QByteArray head = m_demo.hub().store().head(m_repo);
    button(u"Upload 1 file"_s)->click();
    QTRY_COMPARE(phase(), Phase::Over);
    QVERIFY(button(u"Open the pull request"_s));
    QCOMPARE(state(u"proposal.txt"_s), u"Confirmed"_s);
    QCOMPARE(m_demo.hub().store().head(m_repo), head);
    QVERIFY(m_demo.hub().store().file(m_repo, u"proposal.txt"_s, u"refs/pr/1"_s));
}

void tst_Upload::asksBeforeItStops()
{
    m_demo.hub().setFault("too-many", kPreupload.toUtf8(), -1, "hub", 600);
    put(u"wait.txt"_s, "wait");
    QVERIFY(drag({}, {u"wait.txt"_s}));
    QTRY_VERIFY(isPlanned());
    button(u"Upload 1 file"_s)->click();
    QTRY_VERIFY(!dialog()->controller().progress().reason.isEmpty());
    QTRY_VERIFY2(dialog()->sentence().contains("Waiting"_L1), qPrintable(dialog()->sentence()));
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(m_stage->visible<QMessageBox>());
    QTest::keyClick(m_stage->visible<QMessageBox>(), Qt::Key_Escape); // keeps sending
    QTRY_VERIFY(!m_stage->visible<QMessageBox>());
    QCOMPARE(phase(), Phase::Sending);
    button(u"Stop"_s)->click();
    QTRY_VERIFY(m_stage->visible<QMessageBox>());
    buttonWith(*m_stage->visible<QMessageBox>(), u"Stop"_s)->click();
    QTRY_COMPARE(phase(), Phase::Over);
    QVERIFY(dialog()->sentence().startsWith("Stopped"_L1));
    QCOMPARE(stored(u"wait.txt"_s), QByteArray("not there"));
    dialog()->close();
    QTRY_VERIFY(!dialog());
}

void tst_Upload::repositoryCannotBeAsked()
{
    m_demo.hub().setFault("forbidden", "/api/models/ada/basket/tree");
    put(u"new.txt"_s, "new");
    QVERIFY(drag({}, {u"new.txt"_s}));
    QTRY_VERIFY(dialog() && dialog()->controller().state().phase == ViewState::Phase::Failed);
    QVERIFY(!button(u"Upload"_s)->isEnabled());
    m_demo.hub().clearFaults();
    button(u"Retry"_s)->click();
    QTRY_VERIFY(isPlanned());
}

void tst_Upload::signedOut()
{
    QProcessEnvironment variables = m_demo.variables();
    variables.remove(u"HF_TOKEN"_s);
    open(variables);
    put(u"new.txt"_s, "new");
    QVERIFY(!drag({}, {u"new.txt"_s}));
    QCOMPARE(view()->dropNote(), u"Sign in to change files."_s);
}

void tst_Upload::offline()
{
    put(u"new.txt"_s, "new");
    QVERIFY(drag({}, {u"new.txt"_s}));
    QTRY_VERIFY(isPlanned());
    m_stage->app().settings().setOffline(true);
    QVERIFY(!button(u"Upload"_s)->isEnabled());
    QVERIFY(!button(u"Upload"_s)->toolTip().isEmpty());
    QVERIFY(!drag({}, {u"new.txt"_s}));
    m_stage->app().settings().setOffline(false);
    QVERIFY(button(u"Upload"_s)->isEnabled());
}

void tst_Upload::menus()
{
    emit view() -> customContextMenuRequested(pointOf({}));
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu);
    QStringList entries;
    for (const QAction *action : menu->actions())
        entries << (action->isEnabled() ? action->text().section(u'\t', 0, 0) : u"off"_s);
    menu->close();
    QCOMPARE(entries,
             (QStringList{u"Edit the card"_s, u"New file…"_s, u"Upload files…"_s,
                          u"Upload a folder…"_s, u"off"_s})); // pasting
}

// The list, its ticks and the button without a mouse.
void tst_Upload::keys()
{
    put(u"a.txt"_s, "a");
    put(u"b.txt"_s, "b");
    QVERIFY(drag({}, {u"a.txt"_s, u"b.txt"_s}));
    QTRY_VERIFY(isPlanned());
    auto *list = dialog()->findChild<UploadView *>();
    list->point(u"b.txt"_s);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Space);
    QTRY_VERIFY(isPlanned() && button(u"Upload 1 file"_s));
    QCOMPARE(state(u"b.txt"_s), u"Unticked by hand"_s);
    QLineEdit *message = nullptr;
    for (auto *line : dialog()->findChildren<QLineEdit *>())
        if (line->accessibleName() == u"Commit message"_s)
            message = line;
    QVERIFY(message);
    message->setFocus();
    QTest::keyClick(message, Qt::Key_Return);
    QTRY_COMPARE(phase(), Phase::Over);
    QCOMPARE(stored(u"a.txt"_s), QByteArray("a"));
    QCOMPARE(stored(u"b.txt"_s), QByteArray("not there"));
}

QTEST_MAIN(tst_Upload)
#include "tst_upload.moc"
