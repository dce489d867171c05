#include "models/repolistmodel.h"
#include "tests/support/searchbench.h"
#include "ui/search/facetpanel.h"
#include "ui/search/quicklookpane.h"
#include "ui/search/resultview.h"
#include "ui/search/searchcontroller.h"
#include "ui/search/searchheader.h"
#include "ui/search/searchpane.h"
#include "ui/theme/theme.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/searchbox.h"

#include <QApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using Phase = ViewState::Phase;

namespace {

QByteArray manyRepos(int from, int count)
{
    QJsonArray list;
    for (int i = from; i < from + count; ++i)
        list << QJsonObject{
            {u"id"_s, u"owner/name-%1"_s.arg(i)}, {u"downloads"_s, 1000 * i}, {u"likes"_s, i}};
    return QJsonDocument(list).toJson(QJsonDocument::Compact);
}

QAbstractButton *visibleButton(const QWidget &inside, const QString &part)
{
    for (auto *button : inside.findChildren<QAbstractButton *>())
        if (button->isVisible() && button->text().contains(part))
            return button;
    return nullptr;
}

} // namespace

class tst_SearchPane final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void foreignTextIsPlain();
    void keyboard();
    void tabGoesDownTheFilters();
    void filterOfFacetsByKeys();
    void mouse();
    void nextPageComesBeforeTheEnd();
    void typingSearches();
    void chipsAndEmptyState();
    void failureOffersRetry();
    void rateLimitCountsDown();
    void narrowWindowFolds();
};

void tst_SearchPane::foreignTextIsPlain() // M09
{
    SearchBench p;
    const QByteArray evil = R"(<img src=file:///etc/passwd>\u202E<b>&amp;%1)";
    p.hub.reply("tags-by-type",
                {.body = R"({"pipeline_tag":[{"id":"x","label":")" + evil
                     + R"(","type":"pipeline_tag"}]})"});
    p.hub.reply(
        "/api/models?",
        {.body = R"([{"id":"a/b","pipeline_tag":")" + evil + R"(","tags":[")" + evil + R"("]}])"});
    p.hub.reply("/revision/", {.status = 403, .body = R"({"error":")" + evil + R"("})"});
    QVERIFY(p.show());
    QTRY_VERIFY(p.controller.quickLook().current() && p.controller.quickLook().current()->error);
    p.controller.setChoice(
        {.facets = {{.id = u"x"_s, .label = u"<b>x</b>"_s, .type = u"pipeline_tag"_s}}});
    const QList<QLabel *> labels = p.pane.findChildren<QLabel *>();
    QVERIFY(labels.size() > 5);
    for (const QLabel *label : labels)
        QVERIFY2(label->textFormat() == Qt::PlainText, qPrintable(label->text()));
    for (const QWidget *widget : p.pane.findChildren<QWidget *>())
        QVERIFY2(!widget->toolTip().contains(u"<b>"_s), qPrintable(widget->toolTip()));
    p.pane.grab();
}

void tst_SearchPane::keyboard()
{
    SearchBench p;
    p.hub.reply("/api/models?", {.body = manyRepos(1, 20)});
    QVERIFY(p.show());
    auto *list = p.child<ResultView>();
    auto *text = p.child<SearchBox>();
    list->setFocus();
    p.pane.focusText();
    QVERIFY(text->hasFocus());
    QTest::keyClick(text, Qt::Key_Down);
    QVERIFY(list->hasFocus());
    QCOMPARE(list->currentIndex().row(), 0);
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(p.opened.size(), 1);
    QCOMPARE(p.opened.at(0).first, u"owner/name-2"_s);
    QCOMPARE(p.opened.at(0).second, false);
    QTest::keyClick(list, Qt::Key_End);
    QTest::keyClick(list, Qt::Key_Enter, Qt::ControlModifier);
    QCOMPARE(p.opened.at(1).first, u"owner/name-20"_s);
    QCOMPARE(p.opened.at(1).second, true);

    auto *quickLook = p.child<QuickLookPane>();
    QVERIFY(quickLook->isVisible());
    QTest::keyClick(list, Qt::Key_Space);
    QVERIFY(!quickLook->isVisible());
    QTest::keyClick(list, Qt::Key_Home);
    QTest::keyClick(list, Qt::Key_Space);
    QVERIFY(quickLook->isVisible());
    QCOMPARE(p.controller.quickLook().current()->summary.id.name(), u"name-1"_s);
}

void tst_SearchPane::tabGoesDownTheFilters()
{
    SearchBench p;
    p.hub.reply("/api/models?", {.body = manyRepos(1, 3)});
    QByteArray libraries; // more than are shown at first: with a filter box and "Show all"
    for (int i = 0; i < 6; ++i)
        libraries += QByteArray(i ? "," : "") + R"({"id":"l)" + QByteArray::number(i) + "\"}";
    p.hub.reply("tags-by-type?type=library", {.body = R"({"library":[)" + libraries + "]}"});
    QVERIFY(p.show());
    QTRY_VERIFY(visibleButton(p.pane, u"Show all 6"_s));
    int last = -1;
    QStringList stops;
    QWidget *start = p.child<FacetPanel>();
    for (QWidget *w = start->nextInFocusChain(); w != start; w = w->nextInFocusChain()) {
        if (!start->isAncestorOf(w) || !w->isVisible() || !(w->focusPolicy() & Qt::TabFocus)
            || w->focusProxy())
            continue;
        const int y = w->mapTo(start, QPoint()).y();
        stops << u"%1 at %2"_s.arg(w->accessibleName()).arg(y);
        QVERIFY2(y >= last, qPrintable(stops.join(u", "_s)));
        last = y;
    }
    QVERIFY(stops.size() >= 6);
    QVERIFY(start->focusPolicy() == Qt::NoFocus); // a stop that nobody sees
}

void tst_SearchPane::filterOfFacetsByKeys()
{
    SearchBench p;
    p.hub.reply("/api/models?", {.body = manyRepos(1, 3)});
    QByteArray libraries;
    for (int i = 0; i < 6; ++i)
        libraries += QByteArray(i ? "," : "") + R"({"id":"l)" + QByteArray::number(i) + "\"}";
    p.hub.reply("tags-by-type?type=library", {.body = R"({"library":[)" + libraries + "]}"});
    QVERIFY(p.show());
    QTRY_VERIFY(visibleButton(p.pane, u"Show all 6"_s));
    QLineEdit *filter = nullptr;
    for (auto *edit : p.child<FacetPanel>()->findChildren<QLineEdit *>())
        if (edit->isVisible())
            filter = edit;
    QVERIFY(filter);
    const auto list = [] { return qobject_cast<QListView *>(QApplication::focusWidget()); };
    filter->setFocus();
    QTest::keyClick(filter, Qt::Key_Return); // nothing is asked for yet
    QVERIFY(p.controller.choice().facets.isEmpty());
    QTest::keyClicks(filter, u"l4"_s);
    QTest::keyClick(filter, Qt::Key_Return);
    QTRY_COMPARE(p.controller.choice().facets.size(), 1);
    QCOMPARE(p.controller.choice().facets.first().id, u"l4"_s);
    QTest::keyClicks(filter, u"l5"_s); // in the place of the first name
    QTest::keyClick(filter, Qt::Key_Return); // and not the chosen one above it
    QTRY_COMPARE(p.controller.choice().facets.size(), 2);
    QTest::keyClick(filter, Qt::Key_Down);
    QVERIFY(list() && list()->currentIndex().row() == 0);
    QTest::keyClick(list(), Qt::Key_Down);
    QCOMPARE(list()->currentIndex().row(), 1);
    QTest::keyClick(list(), Qt::Key_Up);
    QTest::keyClick(list(), Qt::Key_Up);
    QVERIFY(filter->hasFocus());
}

void tst_SearchPane::mouse()
{
    SearchBench p;
    p.hub.reply("/api/models?", {.body = manyRepos(1, 20)});
    QVERIFY(p.show());
    auto *list = p.child<ResultView>();
    const auto row
        = [list](int n) { return list->visualRect(list->model()->index(n, 0)).center(); };
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, row(3));
    QCOMPARE(p.opened.size(), 0);
    QCOMPARE(p.controller.quickLook().current()->summary.id.name(), u"name-4"_s);
    QTest::mouseClick(list->viewport(), Qt::MiddleButton, {}, row(2));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::ControlModifier, row(5));
    QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, row(6));
    QCOMPARE(p.opened.size(), 3);
    QCOMPARE(p.opened.at(0).first, u"owner/name-3"_s);
    QVERIFY(p.opened.at(0).second);
    QVERIFY(p.opened.at(1).second);
    QCOMPARE(p.opened.at(2).first, u"owner/name-7"_s);
    QVERIFY(!p.opened.at(2).second);
    QCOMPARE(list->currentIndex().row(), 3); // opening in the background moves nothing
}

void tst_SearchPane::nextPageComesBeforeTheEnd()
{
    SearchBench p;
    p.hub.reply("/api/models?",
                {.body = manyRepos(1, 50), .headers = "Link: </page2>; rel=\"next\"\r\n"});
    p.hub.reply("/page2", {.body = manyRepos(51, 50)});
    QVERIFY(p.show());
    auto *bar = p.child<ResultView>()->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 1000);
    QCOMPARE(p.hub.asked("/page2"), 0);
    bar->setValue(bar->maximum() - bar->pageStep());
    QTRY_COMPARE(p.controller.model().rowCount(), 100);
    QCOMPARE(p.hub.asked("/page2"), 1);
}

void tst_SearchPane::typingSearches()
{
    SearchBench p;
    p.hub.reply("/api/models?", {.body = manyRepos(1, 3)});
    QVERIFY(p.show());
    p.pane.focusText();
    QTest::keyClicks(p.child<SearchBox>(), u"tiny"_s);
    QTRY_COMPARE(p.hub.asked("search="), 1); // one request for the word, not one a letter
    QCOMPARE(p.hub.asked("search=tiny&"), 1);
    QTRY_COMPARE(p.controller.state().phase, Phase::Ready);
    QTest::keyClick(p.child<SearchBox>(), Qt::Key_Escape);
    QTRY_COMPARE(p.controller.choice().text, QString());
    p.pane.searchFor(u"other"_s);
    QCOMPARE(p.child<SearchBox>()->text(), u"other"_s);
}

void tst_SearchPane::chipsAndEmptyState()
{
    SearchBench p;
    p.hub.reply("/api/models?", {.body = manyRepos(1, 3)});
    p.hub.reply("filter=", {.body = "[]"});
    p.hub.reply("tags-by-type?type=library",
                {.body = R"({"library":[{"id":"gguf","label":"GGUF","type":"library"}]})"});
    QVERIFY(p.show());
    QListView *facets = nullptr;
    QTRY_VERIFY((facets = [&] {
        for (QListView *view : p.child<FacetPanel>()->findChildren<QListView *>())
            if (view->model()->rowCount() == 1)
                return view;
        return static_cast<QListView *>(nullptr);
    }()));
    QTest::mouseClick(facets->viewport(), Qt::LeftButton, {},
                      facets->visualRect(facets->model()->index(0, 0)).center());
    QTRY_COMPARE(p.controller.state().phase, Phase::Empty);
    QCOMPARE(p.hub.asked("filter=gguf"), 1);
    QVERIFY(visibleButton(p.pane, u"GGUF"_s));
    QVERIFY(visibleButton(p.pane, u"Clear all"_s));
    QAbstractButton *remove = visibleButton(p.pane, u"Remove “GGUF”"_s);
    QVERIFY(remove);
    remove->click();
    QTRY_COMPARE(p.controller.state().phase, Phase::Ready);
    QVERIFY(p.controller.choice().facets.isEmpty());
    QTRY_VERIFY(!visibleButton(p.pane, u"Clear all"_s));
}

void tst_SearchPane::failureOffersRetry()
{
    SearchBench p;
    p.hub.reply("/api/models?", {.status = 403, .body = R"({"error":"no"})"});
    QVERIFY(p.show());
    QCOMPARE(p.controller.state().phase, Phase::Failed);
    QAbstractButton *retry = visibleButton(p.pane, u"Retry"_s);
    QVERIFY(retry);
    p.hub.reply("/api/models?", {.body = manyRepos(1, 3)});
    retry->click();
    QTRY_COMPARE(p.controller.model().rowCount(), 3);
    QTRY_VERIFY(p.child<ResultView>()->isVisible());
}

void tst_SearchPane::rateLimitCountsDown() // N10
{
    Notice notice; // what the pane shows when even the client's own patience has ended
    notice.show();
    QSignalSpy retry(&notice, &Notice::retryClicked);
    notice.showError({.kind = HubError::Kind::RateLimited,
                      .message = u"Slow down"_s,
                      .retryAfter = std::chrono::seconds(2)});
    QVERIFY(visibleButton(notice, u"Retry in 0:02"_s));
    QTRY_VERIFY(visibleButton(notice, u"Retry in 0:01"_s));
    QCOMPARE(retry.size(), 0);
    QTRY_COMPARE(retry.size(), 1); // by itself
    notice.showWords({}, u"Nothing"_s, {}, {}); // something else: no countdown goes on
    QVERIFY(!visibleButton(notice, u"Retry"_s));
}

void tst_SearchPane::narrowWindowFolds()
{
    SearchBench p;
    p.hub.reply("/api/models?", {.body = manyRepos(1, 3)});
    QVERIFY(p.show());
    auto *facets = p.child<FacetPanel>();
    auto *quickLook = p.child<QuickLookPane>();
    auto *header = p.child<SearchHeader>();
    QVERIFY(facets->isVisible() && quickLook->isVisible());
    p.pane.resize(812, 600);
    QVERIFY(!facets->isVisible() && quickLook->isVisible());
    header->filtersButton()->click();
    QVERIFY(facets->isVisible() && !quickLook->isVisible());
    header->quickLookButton()->click();
    QVERIFY(!facets->isVisible() && quickLook->isVisible());
    QVERIFY(p.pane.width() == 812);
    p.pane.resize(1228, 800);
    QVERIFY(facets->isVisible() && quickLook->isVisible());
}

QTEST_MAIN(tst_SearchPane)
#include "tst_searchpane.moc"
