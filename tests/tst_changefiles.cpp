// Files that are deleted, renamed and moved in the tree, as commits that can be undone (U09, U18).
#include "tests/support/changestage.h"

#include <QLayout>
#include <QListWidget>
#include <QMenu>
#include <QRadioButton>

using namespace Qt::StringLiterals;

class tst_ChangeFiles final : public QObject, private ChangeStage
{
    Q_OBJECT

private slots:
    void initTestCase() { begin(); }
    void init() { openNew(); }
    void cleanup() { m_stage.reset(); }
    void deletesAFolder();
    void deletesSeveral();
    void goesToTheNextRow();
    void renames();
    void movesSeveral();
    void namesThatAreTaken();
    void opensAPullRequest();
    void restores();
    void notNow_data();
    void notNow();
};

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
