// Ctrl+F finds in what is shown, wherever in the window the keys are.
#include "app/demohub.h"
#include "tests/support/windowstage.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/repopane.h"
#include "ui/theme/theme.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/markdownview.h"
#include "ui/widgets/pagefind.h"
#include "ui/widgets/searchbox.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/textarea.h"
#include "ui/window/sidebar.h"

#include <QApplication>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

class tst_Find final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_stage.reset(); }
    void fromEverywhere_data();
    void fromEverywhere();
    void treeGetsItsFilter();
    void matchesOfTheCard();
    void sourceOfTheCard();
    void rowsOfTheHistory();
    void unitsOfManyBytes();

private:
    MainWindow &window() const { return m_stage->window(); }
    void open(Section section, const QString &path = {},
              const QString &id = u"openfjord/skald-13b"_s) const;
    QWidget *standAt(const QString &place) const; // gives it the keys
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const; // where the keys are
    QString box() const; // the name of the line edit that has the keys
    QString count() const; // what the bar says

    mutable DemoHub m_demo;
    std::unique_ptr<WindowStage> m_stage;
};

void tst_Find::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_Find::init()
{
    m_stage = std::make_unique<WindowStage>(m_demo.variables(), true);
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
}

void tst_Find::open(Section section, const QString &path, const QString &id) const
{
    window().openAddress({.repo = *RepoId::parse(RepoKind::Model, id),
                          .revision = {},
                          .section = section,
                          .path = path});
}

QWidget *tst_Find::standAt(const QString &place) const
{
    QWidget *at = nullptr;
    if (place == u"sidebar") {
        at = window().findChild<Sidebar *>()->entry(PageId::Settings);
    } else if (place == u"tabs" || place == u"sections") {
        const QString name = place == u"tabs" ? u"Tabs"_s : u"Sections"_s;
        for (auto *bar : window().findChildren<QTabBar *>())
            if (bar->isVisible() && bar->accessibleName() == name)
                at = bar;
    } else if (place == u"header") {
        at = m_stage->button(u"Copy the name of the repository"_s);
    } else {
        at = window().centralWidget();
    }
    if (at)
        at->setFocus(Qt::TabFocusReason);
    return at;
}

void tst_Find::press(Qt::Key key, Qt::KeyboardModifiers modifiers) const
{
    QTest::keyClick(window().focusWidget(), key, modifiers);
}

QString tst_Find::box() const
{
    const auto *edit = qobject_cast<QLineEdit *>(window().focusWidget());
    return edit
        ? edit->accessibleName().isEmpty() ? edit->placeholderText() : edit->accessibleName()
        : QString();
}

QString tst_Find::count() const
{
    const auto *bar = m_stage->visible<FindBar>();
    return bar ? bar->findChild<QLabel *>()->text() : QString();
}

void tst_Find::fromEverywhere_data()
{
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("box");
    const auto row = [](const QString &shown, const QString &from, const QString &box) {
        QTest::addRow("%s from %s", qPrintable(shown), qPrintable(from)) << shown << from << box;
    };
    const std::pair<QString, QString> places[] = {{u"card"_s, u"Find in this card"_s},
                                                  {u"text"_s, u"Find in this file"_s},
                                                  {u"rendered"_s, u"Find in this file"_s},
                                                  {u"tensors"_s, u"Filter"_s},
                                                  {u"files"_s, u"Filter files"_s},
                                                  {u"history"_s, u"Find in these commits"_s},
                                                  {u"community"_s, u"Find in these discussions"_s}};
    for (const auto &[shown, box] : places)
        for (const QString &from : {u"sidebar"_s, u"tabs"_s, u"sections"_s, u"header"_s, u"page"_s})
            row(shown, from, box);
    for (const QString &from : {u"sidebar"_s, u"tabs"_s, u"page"_s}) {
        row(u"search"_s, from, u"Search"_s);
        row(u"transfers"_s, from, u"Filter by name or state"_s);
    }
}

void tst_Find::fromEverywhere()
{
    QFETCH(const QString, shown);
    QFETCH(const QString, from);
    QFETCH(const QString, box);
    const auto ready = [&] {
        if (shown == u"card" || shown == u"rendered")
            return m_stage->visible<MarkdownView>()
                && m_stage->visible<MarkdownView>()->toPlainText().size() > 50;
        if (shown == u"text")
            return m_stage->visible<TextArea>()
                && !m_stage->visible<TextArea>()->lineText(2).isEmpty();
        if (shown == u"tensors")
            return std::ranges::any_of(
                window().findChildren<SearchBox *>(), [](const SearchBox *filter) {
                    return filter->isVisible() && filter->placeholderText().startsWith(u"Filter"_s);
                });
        if (shown == u"files")
            return m_stage->visible<FileTreeView>()
                && m_stage->visible<FileTreeView>()->model()->rowCount() > 3;
        if (shown == u"transfers")
            return true;
        const auto *list = m_stage->visible<QListView>();
        return list && list->model()->rowCount() > 0;
    };
    if (shown == u"search" || shown == u"transfers")
        open(Section::Card); // else there are no tabs
    if (shown == u"search")
        window().openPage(PageId::Models);
    else if (shown == u"transfers")
        window().openPage(PageId::Transfers);
    else if (shown == u"text")
        open(Section::Files, u"config.json"_s);
    else if (shown == u"rendered")
        open(Section::Files, u"README.md"_s);
    else if (shown == u"tensors")
        open(Section::Files, u"model.safetensors"_s, u"orchard/pippin-2b"_s);
    else
        open(shown == u"card"          ? Section::Card
                 : shown == u"files"   ? Section::Files
                 : shown == u"history" ? Section::History
                                       : Section::Community);
    QTRY_VERIFY(ready());
    QVERIFY(standAt(from));
    QTRY_VERIFY(window().focusWidget());
    press(Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY2(this->box().startsWith(box), qPrintable(this->box()));
    if (from == u"page") // again, from where it led
        return;
    press(Qt::Key_F, Qt::ControlModifier);
    QVERIFY2(this->box().startsWith(box) || shown == u"text", qPrintable(this->box()));
}

void tst_Find::treeGetsItsFilter()
{
    open(Section::Files, u"config.json"_s);
    QTRY_VERIFY(m_stage->visible<TextArea>()
                && !m_stage->visible<TextArea>()->lineText(2).isEmpty());
    m_stage->visible<FileTreeView>()->setFocus();
    press(Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(box(), u"Filter files"_s);
    m_stage->visible<TextArea>()->setFocus();
    press(Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(box(), u"Find in this file"_s);
}

void tst_Find::matchesOfTheCard()
{
    open(Section::Card);
    QTRY_VERIFY(m_stage->visible<MarkdownView>()
                && m_stage->visible<MarkdownView>()->toPlainText().contains(u"skald"_s,
                                                                            Qt::CaseInsensitive));
    auto *card = m_stage->visible<MarkdownView>();
    standAt(u"sidebar"_s);
    press(Qt::Key_F, Qt::ControlModifier);
    QTRY_COMPARE(box(), u"Find in this card"_s);
    const auto all = card->toPlainText().count(u"skald"_s, Qt::CaseInsensitive);
    QVERIFY(all > 1);
    QTest::keyClicks(window().focusWidget(), u"skald"_s);
    QTRY_COMPARE(count(), u"1 of %1"_s.arg(all));
    QCOMPARE(card->extraSelections().size(), all);
    for (const QTextEdit::ExtraSelection &mark : card->extraSelections())
        QCOMPARE(mark.cursor.selectedText().toLower(), u"skald"_s);
    const int first = card->textCursor().position();
    press(Qt::Key_Return);
    QCOMPARE(count(), u"2 of %1"_s.arg(all));
    QVERIFY(card->textCursor().position() > first);
    press(Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(count(), u"1 of %1"_s.arg(all));
    QCOMPARE(card->textCursor().position(), first);
    applyTheme(*qApp, Settings::Theme::Dark); // the card is built anew
    QTRY_COMPARE(count(), u"1 of %1"_s.arg(all));
    QTRY_COMPARE(card->extraSelections().size(), all);
    applyTheme(*qApp, Settings::Theme::Light);
    press(Qt::Key_Escape);
    QVERIFY(!m_stage->visible<FindBar>());
    QVERIFY(card->extraSelections().isEmpty());
    QVERIFY(card->hasFocus());
}

void tst_Find::sourceOfTheCard()
{
    open(Section::Card);
    QTRY_VERIFY(m_stage->visible<MarkdownView>()
                && m_stage->visible<MarkdownView>()->toPlainText().size() > 50);
    standAt(u"page"_s);
    press(Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(window().focusWidget(), u"license"_s);
    for (auto *mode : window().findChildren<SegmentedControl *>())
        if (mode->isVisible() && mode->accessibleName() == u"How the card is shown")
            QTest::keyClick(mode, Qt::Key_Right);
    QTRY_VERIFY(m_stage->visible<QPlainTextEdit>());
    QTRY_VERIFY(count().startsWith(u"1 of "_s)); // in the front matter, which is only there
    QVERIFY(!m_stage->visible<QPlainTextEdit>()->extraSelections().isEmpty());
}

void tst_Find::rowsOfTheHistory()
{
    open(Section::History);
    QTRY_VERIFY(m_stage->visible<QListView>()
                && m_stage->visible<QListView>()->model()->rowCount() > 1);
    auto *list = m_stage->visible<QListView>();
    const int last = list->model()->rowCount() - 1;
    const QString title = list->model()->index(last, 0).data().toString();
    standAt(u"tabs"_s);
    press(Qt::Key_F, Qt::ControlModifier);
    QTRY_COMPARE(box(), u"Find in these commits"_s);
    QTest::keyClicks(window().focusWidget(), title);
    QTRY_VERIFY(count().contains(u" of "_s));
    QCOMPARE(list->currentIndex().data().toString(), title);
    QTest::keyClicks(window().focusWidget(), u" and nothing like it"_s);
    QTRY_COMPARE(count(), u"No match"_s);
    press(Qt::Key_Escape);
    QVERIFY(list->hasFocus());
}

// The search counts bytes, the page UTF-16 units.
void tst_Find::unitsOfManyBytes()
{
    auto *card = new MarkdownView(&window());
    auto *bar = new FindBar(&window());
    auto *find = new PageFind(bar, u"x"_s, &window());
    card->setPlainText(u"äß€𝄞 needle\n日本 needle𝄞 needle"_s);
    find->setTarget(PageFind::in(card));
    find->open();
    bar->findChild<QLineEdit *>()->setText(u"needle"_s);
    QTRY_COMPARE(card->extraSelections().size(), 3);
    for (const QTextEdit::ExtraSelection &mark : card->extraSelections())
        QCOMPARE(mark.cursor.selectedText(), u"needle"_s);
}

QTEST_MAIN(tst_Find)
#include "tst_find.moc"
