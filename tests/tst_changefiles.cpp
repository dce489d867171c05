// Files that are deleted, renamed and moved in the tree, as commits that can be undone (U09, U18).
#include "app/demohub.h"
#include "app/localhub/localstore.h"
#include "tests/support/addrepo.h"
#include "tests/support/plaintext.h"
#include "tests/support/repobench.h"
#include "tests/support/windowstage.h"
#include "ui/commit/commitdialog.h"
#include "ui/repo/filessection.h"
#include "ui/repo/filetreeview.h"
#include "ui/theme/theme.h"
#include "ui/window/toast.h"

#include <QLayout>
#include <QListWidget>
#include <QMenu>
#include <QRadioButton>

using namespace Qt::StringLiterals;

class tst_ChangeFiles final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_stage.reset(); }
    void deletesAFolder();
    void deletesSeveral();
    void goesToTheNextRow();
    void renames();
    void movesSeveral();
    void namesThatAreTaken();
    void opensAPullRequest();
    void othersWereFaster();
    void refusedByTheHub();
    void stopsWhileItWaits();
    void doubtIsSettled();
    void doubtDoesNotLock();
    void undoThatFails();
    void restores();
    void notNow_data();
    void notNow();

private:
    void open(const QProcessEnvironment &variables, const Revision &revision = {});
    FileTreeView *view() const { return m_stage->visible<FileTreeView>(); }
    FileTreeModel *model() const { return static_cast<FileTreeModel *>(view()->model()); }
    CommitDialog *dialog() const { return m_stage->visible<CommitDialog>(); }
    QPushButton *button(const QString &text) const { return buttonWith(*dialog(), text); }
    QStringList rows() const // of the top
    {
        QStringList all;
        for (int row = 0; view() && row < model()->rowCount(); ++row)
            all << model()->index(row, 0).data(FileTreeModel::PathRole).toString();
        return all;
    }
    void choose(const QStringList &paths) const
    {
        view()->select(paths.first());
        for (const QString &path : paths.sliced(1))
            view()->selectionModel()->select(
                model()->indexOf(path), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        view()->setFocus();
    }
    void press(Qt::Key key) const { QTest::keyClick(view(), key); }
    QLineEdit *nameField() const // of the question that is asked
    {
        press(Qt::Key_F2);
        return QTest::qWaitFor([this] { return dialog(); }) ? dialog()->findChild<QLineEdit *>()
                                                            : nullptr;
    }
    QString question() const
    {
        for (const auto *label : dialog()->findChildren<QLabel *>())
            if (label->isVisible() && label->text().endsWith(u'?'))
                return plain(label->text());
        return {};
    }
    QString current() const
    {
        return view() ? view()->currentIndex().data(FileTreeModel::PathRole).toString() : QString();
    }
    Toast *toast() const { return m_stage->visible<Toast>(); }
    QByteArray stored(const QString &path, const QString &revision = u"main"_s)
    {
        const auto file = m_demo.hub().store().file(*m_repo, path, revision);
        return file ? file->content.all() : QByteArray("not there");
    }
    int writes()
    {
        int count = 0;
        for (const SeenRequest &request : m_demo.hub().requests())
            count += request.method != "GET" && request.method != "HEAD" ? 1 : 0;
        return count;
    }

    DemoHub m_demo;
    std::optional<RepoId> m_repo;
    int m_number = 0; // of repositories
    std::unique_ptr<WindowStage> m_stage;
};

void tst_ChangeFiles::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_ChangeFiles::open(const QProcessEnvironment &variables, const Revision &revision)
{
    m_stage = std::make_unique<WindowStage>(variables, true);
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
    m_stage->window().openAddress(
        {.repo = *m_repo, .revision = revision, .section = HubAddress::Section::Files, .path = {}});
    QTRY_VERIFY(view());
    QTRY_VERIFY(rows().contains(u"sub"_s) && rows().contains(u"config.json"_s));
}

void tst_ChangeFiles::init()
{
    m_demo.hub().clearFaults();
    m_repo = RepoId::parse(RepoKind::Model, u"ada/box-%1"_s.arg(++m_number));
    QVERIFY(addRepo(m_demo.hub().store(), *m_repo,
                    {{u"README.md"_s, "---\nlicense: mit\n---\n"},
                     {u"config.json"_s, "{\"layers\":2}"},
                     {u"sub/one.json"_s, "[1]"},
                     {u"sub/two.json"_s, "[2]"}}));
    open(m_demo.variables());
    m_demo.hub().forgetRequests();
}

void tst_ChangeFiles::deletesAFolder()
{
    choose({u"sub"_s});
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    QCOMPARE(question(), u"Delete the folder sub with 2 files, 6 B, from main?"_s);
    const auto *names = dialog()->findChild<QListWidget *>();
    QCOMPARE(names->count(), 2);
    QCOMPARE(plain(names->item(0)->text()), u"sub/one.json"_s);
    QCOMPARE(writes(), 0);
    QCOMPARE(stored(u"sub/one.json"_s), "[1]");
    button(u"Delete"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"sub/one.json"_s), "not there");
    QCOMPARE(stored(u"sub/two.json"_s), "not there");
    QTRY_VERIFY(rows().contains(u"config.json"_s) && !rows().contains(u"sub"_s));
    QTRY_VERIFY(toast() && buttonWith(*toast(), u"Undo"_s));
    buttonWith(*toast(), u"Undo"_s)->click();
    QTRY_COMPARE(stored(u"sub/one.json"_s), "[1]");
    QCOMPARE(stored(u"sub/two.json"_s), "[2]");
    QTRY_VERIFY(rows().contains(u"sub"_s));
}

void tst_ChangeFiles::deletesSeveral()
{
    view()->expand(model()->indexOf(u"sub"_s));
    QTRY_VERIFY(model()->indexOf(u"sub/one.json"_s).isValid());
    choose({u"sub"_s, u"sub/one.json"_s, u"config.json"_s}); // one of them in another
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    QCOMPARE(question(), u"Delete 3 files, 18 B, from main?"_s);
    auto *title = dialog()->findChild<QLineEdit *>();
    QCOMPARE(title->placeholderText(), u"Delete 3 files"_s);
    title->setText(u"Clean up"_s);
    for (int click = 0; click < 2; ++click) // U18
        button(u"Delete"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(writes(), 1);
    QTRY_COMPARE(rows().filter(u"sub"_s).size(), 0);
    QCOMPARE(stored(u"config.json"_s), "not there");
    QVERIFY(stored(u"README.md"_s).startsWith("---"));
}

void tst_ChangeFiles::goesToTheNextRow()
{
    choose({u"README.md"_s});
    const QString next = rows().value(rows().indexOf(u"README.md"_s) + 1);
    QVERIFY(!next.isEmpty());
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    button(u"Delete"_s)->click();
    QTRY_VERIFY(!rows().isEmpty() && !rows().contains(u"README.md"_s));
    QTRY_COMPARE(current(), next);
}

void tst_ChangeFiles::renames()
{
    choose({u"config.json"_s});
    QLineEdit *field = nameField();
    QCOMPARE(field->text(), u"config.json"_s);
    QCOMPARE(field->selectedText(), u"config"_s);
    QVERIFY(!button(u"Rename"_s)->isEnabled()); // it has that name
    field->insert(u"sub/settings"_s);
    QVERIFY(button(u"Rename"_s)->isEnabled());
    QCOMPARE(writes(), 0);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"sub/settings.json"_s), "{\"layers\":2}");
    QCOMPARE(stored(u"config.json"_s), "not there");
    QTRY_COMPARE(current(), u"sub/settings.json"_s);
    QTRY_VERIFY(toast());
    buttonWith(*toast(), u"Undo"_s)->click();
    QTRY_COMPARE(stored(u"config.json"_s), "{\"layers\":2}");
    QCOMPARE(stored(u"sub/settings.json"_s), "not there");
}

void tst_ChangeFiles::movesSeveral()
{
    choose({u"config.json"_s, u"README.md"_s});
    QLineEdit *field = nameField();
    QCOMPARE(field->text(), QString());
    field->setText(u"deep/down"_s);
    button(u"Move"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"deep/down/config.json"_s), "{\"layers\":2}");
    QVERIFY(stored(u"deep/down/README.md"_s).startsWith("---"));
    QCOMPARE(stored(u"config.json"_s), "not there");
}

void tst_ChangeFiles::namesThatAreTaken()
{
    choose({u"config.json"_s});
    nameField()->setText(u"README.md"_s);
    QCOMPARE(plain(dialog()->trouble()), u"There is a file README.md already."_s);
    QVERIFY(!button(u"Rename"_s)->isEnabled());
    dialog()->commit(); // as by Enter
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(!dialog());
    QCOMPARE(writes(), 0);
}

void tst_ChangeFiles::opensAPullRequest()
{
    choose({u"config.json"_s});
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    for (auto *radio : dialog()->findChildren<QRadioButton *>())
        if (radio->text() == u"Open a pull request"_s)
            radio->click();
    button(u"Delete"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"config.json"_s), "{\"layers\":2}");
    QCOMPARE(stored(u"config.json"_s, u"refs/pr/1"_s), "not there");
    QTRY_VERIFY(toast());
    QVERIFY(!buttonWith(*toast(), u"Undo"_s));
    QVERIFY(buttonWith(*toast(), u"Open"_s));
}

void tst_ChangeFiles::othersWereFaster()
{
    choose({u"config.json"_s});
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    m_demo.hub().store().commit(*m_repo, u"main"_s,
                                {.title = u"Theirs"_s,
                                 .adds = {{u"config.json"_s, Content::bytes("theirs")},
                                          {u"more.txt"_s, Content::bytes("more")}}});
    button(u"Delete"_s)->click();
    QTRY_VERIFY(button(u"Look at the newer one"_s));
    QVERIFY2(plain(dialog()->trouble()).contains("changed config.json on main"_L1),
             qPrintable(dialog()->trouble()));
    QVERIFY(!button(u"Delete"_s)->isEnabled());
    QCOMPARE(stored(u"config.json"_s), "theirs");
    button(u"Look at the newer one"_s)->click();
    QTRY_VERIFY(!dialog());
    QTRY_VERIFY(rows().contains(u"more.txt"_s));
}

void tst_ChangeFiles::refusedByTheHub()
{
    m_demo.hub().setFault("forbidden", u"/api/models/%1/commit"_s.arg(m_repo->id()).toUtf8(), 1);
    choose({u"config.json"_s});
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    button(u"Delete"_s)->click();
    QTRY_VERIFY(button(u"Try again"_s));
    QVERIFY(dialog()->trouble().contains("The Hub says"_L1));
    const int needed = dialog()->layout()->totalHeightForWidth(dialog()->width());
    QVERIFY(dialog()->height() >= needed); // there is room for the reason
    QCOMPARE(stored(u"config.json"_s), "{\"layers\":2}");
    button(u"Try again"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"config.json"_s), "not there");
}

void tst_ChangeFiles::stopsWhileItWaits()
{
    m_demo.hub().setFault("too-many", u"/api/models/%1/commit"_s.arg(m_repo->id()).toUtf8(), -1,
                          "hub", 600);
    choose({u"config.json"_s});
    QLineEdit *name = nameField();
    name->setText(u"b.json"_s);
    button(u"Rename"_s)->click();
    QTRY_VERIFY(!dialog()->trouble().isEmpty()); // why it waits
    QVERIFY(!name->isEnabled()); // it is on its way
    button(u"Stop"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"config.json"_s), "{\"layers\":2}");
}

// Whatever is ticked by then: it was made on the branch, and can be undone there.
void tst_ChangeFiles::doubtIsSettled()
{
    const QString api = u"/api/models/%1/"_s.arg(m_repo->id());
    m_demo.hub().setFault("lost-reply", (api + u"commit/"_s).toUtf8(), 1);
    m_demo.hub().setFault("forbidden", (api + u"commits/"_s).toUtf8(), 1);
    choose({u"config.json"_s});
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    button(u"Delete"_s)->click();
    QTRY_VERIFY(dialog()->trouble().contains("not known whether"_L1));
    for (auto *choice : dialog()->findChildren<QRadioButton *>())
        if (choice->text() == u"Open a pull request"_s)
            choice->click();
    button(u"Try again"_s)->click();
    QTRY_VERIFY(toast() && buttonWith(*toast(), u"Undo"_s));
    QCOMPARE(stored(u"config.json"_s), "not there");
    QVERIFY(m_demo.hub().store().head(*m_repo, u"refs/pr/1"_s).isEmpty());
}

void tst_ChangeFiles::doubtDoesNotLock()
{
    const QString api = u"/api/models/%1/"_s.arg(m_repo->id());
    m_demo.hub().setFault("lost-reply", (api + u"commit/"_s).toUtf8(), 1);
    m_demo.hub().setFault("too-many", (api + u"commits/"_s).toUtf8(), -1, "hub", 600);
    choose({u"config.json"_s});
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    button(u"Delete"_s)->click();
    QTRY_VERIFY(!dialog()->trouble().isEmpty()); // why it waits
    button(u"Stop"_s)->click();
    QVERIFY(dialog()->trouble().contains("may be made or not"_L1));
    button(u"Close"_s)->click();
    QTRY_VERIFY(!dialog());
}

void tst_ChangeFiles::undoThatFails()
{
    choose({u"config.json"_s});
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    button(u"Delete"_s)->click();
    QTRY_VERIFY(toast() && buttonWith(*toast(), u"Undo"_s));
    m_demo.hub().store().commit(
        *m_repo, u"main"_s,
        {.title = u"Theirs"_s, .adds = {{u"config.json"_s, Content::bytes("theirs")}}});
    buttonWith(*toast(), u"Undo"_s)->click();
    QTRY_VERIFY(toast() && !buttonWith(*toast(), u"Undo"_s));
    QCOMPARE(stored(u"config.json"_s), "theirs");
}

// From the files of an older commit, onto main.
void tst_ChangeFiles::restores()
{
    const QByteArray old = m_demo.hub().store().head(*m_repo);
    m_demo.hub().store().commit(*m_repo, u"main"_s,
                                {.title = u"Later"_s,
                                 .adds = {{u"config.json"_s, Content::bytes("later")}},
                                 .deletes = {u"sub/"_s}});
    m_stage.reset();
    open(m_demo.variables(), *Revision::parse(QString::fromLatin1(old)));
    const auto restore = [this](const QString &path) {
        choose({path});
        emit view()
            -> customContextMenuRequested(view()->visualRect(model()->indexOf(path)).center());
        for (QAction *action : m_stage->visible<QMenu>()->actions())
            if (action->text().startsWith("Restore"_L1))
                action->trigger();
        m_stage->visible<QMenu>()->close();
    };
    restore(u"README.md"_s);
    QTRY_VERIFY(dialog());
    QCOMPARE(plain(dialog()->trouble()), u"main has the same already."_s);
    dialog()->reject();
    QTRY_VERIFY(!dialog());
    restore(u"sub"_s);
    QTRY_VERIFY(dialog());
    QCOMPARE(question(),
             u"Put the folder sub with 2 files, 6 B, back on main as of commit %1?"_s.arg(
                 QString::fromLatin1(old.first(7))));
    button(u"Restore"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"sub/two.json"_s), "[2]");
    QCOMPARE(stored(u"config.json"_s), "later");
    QTRY_VERIFY(toast());
    buttonWith(*toast(), u"Undo"_s)->click();
    QTRY_COMPARE(stored(u"sub/two.json"_s), "not there");
}

void tst_ChangeFiles::notNow_data()
{
    QTest::addColumn<QString>("why");
    QTest::newRow("signed out") << u"Sign in to change files."_s;
    QTest::newRow("offline") << u"offline"_s;
    QTest::newRow("a commit") << u"This is a single commit. Choose a branch to change its files."_s;
}
void tst_ChangeFiles::notNow()
{
    QFETCH(const QString, why);
    m_stage.reset();
    QProcessEnvironment variables = m_demo.variables();
    const QByteArray row = QTest::currentDataTag();
    if (row == "signed out")
        variables.remove(u"HF_TOKEN"_s);
    const QString head = QString::fromLatin1(m_demo.hub().store().head(*m_repo));
    open(variables, row == "a commit" ? *Revision::parse(head) : Revision());
    if (row == "offline")
        m_stage->app().hub().setOffline(true);
    choose({u"config.json"_s});
    QSignalSpy said(m_stage->visible<FilesSection>(), &FilesSection::said);
    press(Qt::Key_Delete);
    press(Qt::Key_F2);
    QVERIFY(!dialog());
    QCOMPARE(said.size(), 2);
    QVERIFY(said.first().first().toString().contains(why, Qt::CaseInsensitive));
    const QPoint at = view()->visualRect(model()->indexOf(u"config.json"_s)).center();
    emit view() -> customContextMenuRequested(at);
    auto *menu = m_stage->visible<QMenu>();
    QVERIFY(menu);
    int found = 0;
    for (const QAction *action : menu->actions()) {
        if (!action->text().startsWith("Rename"_L1) && !action->text().startsWith("Delete"_L1))
            continue;
        ++found;
        QVERIFY(!action->isEnabled());
        QCOMPARE(action->toolTip(), said.first().first().toString());
    }
    QCOMPARE(found, 2);
    menu->close();
}

QTEST_MAIN(tst_ChangeFiles)
#include "tst_changefiles.moc"
