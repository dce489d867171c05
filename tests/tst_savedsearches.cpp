// The menu of saved searches, with the mouse and the keys alone.
#include "tests/support/searchbench.h"
#include "ui/search/savedsearches.h"
#include "ui/search/savedsearchmenu.h"
#include "ui/theme/theme.h"
#include "ui/widgets/searchbox.h"

#include <QApplication>
#include <QInputDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace {

QByteArray searchesOfAll(int count)
{
    SavedSearches saved;
    for (int i = 0; i < count; ++i)
        if (!saved.save(u"Number %1"_s.arg(i), {.text = u"x"_s}))
            return {};
    return saved.toJson();
}

} // namespace

class tst_SavedSearches final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void init();
    void savesAndShowsAgain();
    void takenNameIsAskedAbout_data();
    void takenNameIsAskedAbout();
    void renames();
    void deletes();
    void saysWhenNoMoreCanBeKept();

private:
    void open(); // the menu, by its button
    bool pick(const QString &submenu, const QString &entry); // of the open menu
    bool answer(const QString &name); // in the dialog that asks for it
    void type(const QString &text); // into the box, until it was searched for
    void save(const QString &text, const QString &name);
    QString nameAndText() const; // of all that are stored
    SavedSearchMenu *menu() const { return m_bench->child<SavedSearchMenu>(); }

    std::unique_ptr<SearchBench> m_bench;
};

void tst_SavedSearches::init()
{
    m_bench = std::make_unique<SearchBench>();
    m_bench->hub.reply("/api/models?", {.body = R"([{"id":"a/b"}])"});
    QVERIFY(m_bench->show());
}

void tst_SavedSearches::open()
{
    for (auto *button : m_bench->pane.findChildren<QPushButton *>())
        if (button->accessibleName() == u"Saved searches"_s)
            QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY(menu()->isVisible());
}

bool tst_SavedSearches::pick(const QString &submenu, const QString &entry)
{
    open();
    if (submenu.isEmpty())
        return clickEntry(menu(), entry);
    if (!clickEntry(menu(), submenu))
        return false;
    for (auto *below : menu()->findChildren<QMenu *>())
        if (below->title() == submenu)
            return QTest::qWaitFor([below] { return below->isVisible(); })
                && clickEntry(below, entry);
    return false;
}

bool tst_SavedSearches::answer(const QString &name)
{
    auto *dialog = m_bench->child<QInputDialog>();
    if (!dialog || !QTest::qWaitForWindowActive(dialog))
        return false;
    auto *edit = dialog->findChild<QLineEdit *>();
    edit->selectAll();
    QTest::keyClicks(edit, name);
    QTest::keyClick(edit, Qt::Key_Return);
    return QTest::qWaitFor([this] { return !m_bench->child<QInputDialog>(); });
}

void tst_SavedSearches::type(const QString &text)
{
    m_bench->pane.activateWindow();
    m_bench->pane.focusText();
    auto *box = m_bench->child<SearchBox>();
    QTest::keyClicks(box, text); // what stood there is selected
    QTRY_COMPARE(m_bench->controller.choice().text, text);
}

void tst_SavedSearches::save(const QString &text, const QString &name)
{
    type(text);
    QVERIFY(pick({}, u"Save this search…"_s));
    QVERIFY(answer(name));
}

QString tst_SavedSearches::nameAndText() const
{
    QStringList all;
    for (const auto &entry :
         SavedSearches::fromJson(m_bench->settings.savedSearches()).ofKind(RepoKind::Model))
        all << entry.name + u'=' + entry.choice.text;
    return all.join(u' ');
}

void tst_SavedSearches::savesAndShowsAgain()
{
    open();
    QVERIFY(!clickEntry(menu(), u"Save this search…"_s)); // nothing is searched for yet
    menu()->close();
    save(u"tiny"_s, u"R&D"_s);
    QCOMPARE(nameAndText(), u"R&D=tiny"_s);
    type(u"other"_s);
    m_bench->hub.targets.clear();
    QVERIFY(pick({}, u"R&&D"_s));
    QCOMPARE(m_bench->child<SearchBox>()->text(), u"tiny"_s);
    QTRY_COMPARE(m_bench->hub.asked("search=tiny&"), 1);
}

void tst_SavedSearches::takenNameIsAskedAbout_data()
{
    QTest::addColumn<QString>("button");
    QTest::addColumn<QString>("kept");
    QTest::newRow("replace") << u"Replace"_s << u"a=two"_s;
    QTest::newRow("cancel") << u"Cancel"_s << u"a=one"_s;
}

void tst_SavedSearches::takenNameIsAskedAbout()
{
    QFETCH(const QString, button);
    QFETCH(const QString, kept);
    save(u"one"_s, u"a"_s);
    save(u"two"_s, u" a "_s);
    QCOMPARE(nameAndText(), u"a=one"_s);
    auto *box = m_bench->child<QMessageBox>();
    QVERIFY(box && box->isVisible());
    for (auto *one : box->buttons())
        if (one->text().remove(u'&') == button)
            QTest::mouseClick(one, Qt::LeftButton);
    QTRY_VERIFY(!m_bench->child<QMessageBox>());
    QCOMPARE(nameAndText(), kept);
}

void tst_SavedSearches::renames()
{
    save(u"one"_s, u"a"_s);
    save(u"two"_s, u"b"_s);
    QVERIFY(pick(u"Rename"_s, u"b"_s));
    auto *dialog = m_bench->child<QInputDialog>();
    QVERIFY(dialog && QTest::qWaitForWindowActive(dialog));
    auto *edit = dialog->findChild<QLineEdit *>();
    QCOMPARE(edit->text(), u"b"_s);
    QTest::keyClick(edit, Qt::Key_Backspace);
    QTest::keyClick(edit, Qt::Key_Return); // without a name nothing is done
    QVERIFY(dialog->isVisible());
    QVERIFY(answer(u"c"_s));
    QCOMPARE(nameAndText(), u"a=one c=two"_s);
    QVERIFY(pick(u"Rename"_s, u"c"_s));
    QVERIFY(answer(u"a"_s));
    QVERIFY(m_bench->child<QMessageBox>()); // says that it is taken
    QCOMPARE(nameAndText(), u"a=one c=two"_s);
}

void tst_SavedSearches::deletes()
{
    save(u"one"_s, u"a"_s);
    save(u"two"_s, u"b"_s);
    QVERIFY(pick(u"Delete"_s, u"a"_s));
    QCOMPARE(nameAndText(), u"b=two"_s);
    open();
    QVERIFY(!clickEntry(menu(), u"a"_s));
    menu()->close();
}

void tst_SavedSearches::saysWhenNoMoreCanBeKept()
{
    m_bench->settings.setSavedSearches(searchesOfAll(SavedSearches::kMost));
    type(u"tiny"_s);
    open();
    QVERIFY(!clickEntry(menu(), u"Save this search…"_s));
    const QList<QAction *> all = menu()->actions();
    QVERIFY(std::ranges::any_of(all, [](const QAction *action) {
        return action->text() == u"All 500 places are taken: delete a saved search first"_s;
    }));
    menu()->close();
    m_bench->settings.setSavedSearches(searchesOfAll(SavedSearches::kMost - 1));
    QVERIFY(pick({}, u"Save this search…"_s));
    QVERIFY(answer(u"the last"_s));
    QVERIFY(nameAndText().endsWith(u"the last=tiny"_s));
}

QTEST_MAIN(tst_SavedSearches)
#include "tst_savedsearches.moc"
