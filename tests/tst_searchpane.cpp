#include "app/cache/cacheindex.h"
#include "models/repolistmodel.h"
#include "tests/support/scriptedhub.h"
#include "ui/search/facetpanel.h"
#include "ui/search/quicklookpane.h"
#include "ui/search/rangeslider.h"
#include "ui/search/repodelegate.h"
#include "ui/search/resultview.h"
#include "ui/search/savedsearchmenu.h"
#include "ui/search/searchcontroller.h"
#include "ui/search/searchheader.h"
#include "ui/search/searchpane.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/searchbox.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QNetworkAccessManager>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
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

struct Pane
{
    Pane()
        : store(folder.filePath(u"settings.ini"_s), QSettings::IniFormat)
        , settings(store)
        , client(hub.url(), nam)
        , cache(folder.path())
        , controller(RepoKind::Model, client, cache)
        , pane(controller, settings)
    {
        QObject::connect(&pane, &SearchPane::openRequested, &pane,
                         [this](const HubAddress &address, bool background) {
                             opened << std::pair(address.repo.id(), background);
                         });
        hub.reply("tags-by-type", {.body = "{}"});
        hub.reply("/revision/", {.body = R"({"id":"owner/name-1"})"});
        pane.resize(1228, 800);
    }

    bool show()
    {
        pane.show();
        pane.activateWindow();
        if (!QTest::qWaitForWindowActive(&pane))
            return false;
        pane.start();
        return QTest::qWaitFor([this] {
            const Phase phase = controller.state().phase;
            return phase != Phase::Idle && phase != Phase::Loading;
        });
    }
    template<typename T>
    T *child() const
    {
        return pane.findChild<T *>();
    }

    ScriptedHub hub;
    QTemporaryDir folder;
    QSettings store;
    Settings settings;
    QNetworkAccessManager nam;
    HubClient client;
    CacheIndex cache;
    SearchController controller;
    SearchPane pane;
    QList<std::pair<QString, bool>> opened; // id, in the background
};

QImage paintedRow(const RepoSummary &repo, int width = 700)
{
    RepoListModel model;
    model.setPage({.repos = {repo}, .next = {}});
    RepoDelegate delegate;
    QStyleOptionViewItem option;
    option.rect = QRect(0, 0, width, metrics::kTallRow);
    option.palette = Tokens::light().palette();
    option.direction = Qt::LeftToRight;
    QImage image(option.rect.size(), QImage::Format_RGB32);
    image.fill(Tokens::light().surface);
    QPainter painter(&image);
    delegate.paint(&painter, option, model.index(0));
    return image;
}

// The leftmost column of the upper line, right of the tile, with a pixel darker than limit.
int firstDarkColumn(const QImage &image, int limit)
{
    for (int x = metrics::kPagePadding + 36; x < image.width(); ++x)
        for (int y = 6; y < image.height() / 2; ++y)
            if (qGray(image.pixel(x, y)) < limit)
                return x;
    return image.width();
}

RepoSummary named(const QString &id)
{
    return {.id = *RepoId::parse(RepoKind::Model, id), .downloads = 1'200'000, .likes = 4812};
}

} // namespace

class tst_SearchPane final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void ownerStaysBeforeTheName_data();
    void ownerStaysBeforeTheName();
    void oddRowsPaint_data();
    void oddRowsPaint();
    void foreignTextIsPlain();
    void keyboard();
    void mouse();
    void nextPageComesBeforeTheEnd();
    void typingSearches();
    void chipsAndEmptyState();
    void failureOffersRetry();
    void narrowWindowFolds();
    void savedSearches();
    void slider();
    void manyRowsScrollFast();
};

void tst_SearchPane::ownerStaysBeforeTheName_data() // M10
{
    QTest::addColumn<QString>("owner");
    QTest::newRow("latin") << u"northwind"_s;
    QTest::newRow("arabic") << u"مختبر"_s;
    QTest::newRow("hebrew") << u"מעבדה"_s;
    QTest::newRow("chinese") << u"青空研究所"_s;
}

void tst_SearchPane::ownerStaysBeforeTheName()
{
    QFETCH(QString, owner);
    const QImage row = paintedRow(named(owner + u"/HHHHHH"_s));
    const int ownerWidth = QFontMetrics(type::font(type::Scale::Body)).horizontalAdvance(owner);
    const int start = metrics::kPagePadding + 34 + metrics::kColumnGap;
    // The owner is dimmed; only the name reaches the text colour.
    const int firstInk = firstDarkColumn(row, 170);
    const int nameInk = firstDarkColumn(row, 60);
    QVERIFY2(firstInk < start + 12, qPrintable(QString::number(firstInk)));
    QVERIFY2(nameInk >= start + ownerWidth && nameInk < row.width(),
             qPrintable(QString::number(nameInk)));
}

void tst_SearchPane::oddRowsPaint_data() // M09, M10, M11
{
    QTest::addColumn<RepoSummary>("repo");
    QTest::newRow("legacy") << named(u"gpt2"_s);
    QTest::newRow("long") << named(QString(96, u'o') + u'/' + QString(96, u'n'));
    RepoSummary odd = named(u"a/b"_s);
    odd.task = u"<b>x</b>\u202Egpj.exe\n%1&amp;"_s;
    odd.library = QString(5000, QChar(0x0301));
    QTest::newRow("hostile task") << odd;
    odd.task.clear();
    QTest::newRow("tower") << odd;
    odd.downloads = std::numeric_limits<qint64>::max();
    odd.parameters = odd.likes = odd.downloads;
    odd.updatedAt = QDateTime::fromMSecsSinceEpoch(-1);
    odd.isPrivate = true;
    odd.gate = Gate::Manual;
    QTest::newRow("extreme numbers") << odd;
    RepoSummary space{.id = *RepoId::parse(RepoKind::Space, u"a/b")};
    space.emoji = u"\u202E\u0000<img>"_s;
    space.stage = u"RUNNING_\u202EBUILDING"_s;
    QTest::newRow("space") << space;
    QTest::newRow("bare") << RepoSummary{.id = *RepoId::parse(RepoKind::Model, u"a/b")};
}

void tst_SearchPane::oddRowsPaint()
{
    QFETCH(RepoSummary, repo);
    for (const int width : {60, 320, 700, 3000}) {
        QElapsedTimer time;
        time.start();
        const QImage row = paintedRow(repo, width);
        QVERIFY(time.elapsed() < 500);
        if (width < 320)
            continue;
        // Nothing is drawn over the right padding or over the columns of numbers.
        for (int y = 0; y < row.height(); ++y)
            QCOMPARE(row.pixelColor(width - 2, y), Tokens::light().surface);
    }
}

void tst_SearchPane::foreignTextIsPlain() // M09
{
    Pane p;
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
        QVERIFY2(!widget->toolTip().contains(u'<'), qPrintable(widget->toolTip()));
    p.pane.grab();
}

void tst_SearchPane::keyboard()
{
    Pane p;
    p.hub.reply("/api/models?", {.body = manyRepos(1, 20)});
    QVERIFY(p.show());
    auto *list = p.child<ResultView>();
    auto *text = p.child<SearchBox>();
    list->setFocus();
    QTest::keyClick(list, Qt::Key_F, Qt::ControlModifier);
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

void tst_SearchPane::mouse()
{
    Pane p;
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
    Pane p;
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
    Pane p;
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
    Pane p;
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
    const auto visibleButton = [&](const QString &part) -> QAbstractButton * {
        for (auto *button : p.pane.findChildren<QAbstractButton *>())
            if (button->isVisible() && button->text().contains(part))
                return button;
        return nullptr;
    };
    QVERIFY(visibleButton(u"GGUF"_s));
    QVERIFY(visibleButton(u"Clear all"_s));
    QAbstractButton *remove = visibleButton(u"Remove “GGUF”"_s);
    QVERIFY(remove);
    remove->click();
    QTRY_COMPARE(p.controller.state().phase, Phase::Ready);
    QVERIFY(p.controller.choice().facets.isEmpty());
    QTRY_VERIFY(!visibleButton(u"Clear all"_s));
}

void tst_SearchPane::failureOffersRetry()
{
    Pane p;
    p.hub.reply("/api/models?", {.status = 403, .body = R"({"error":"no"})"});
    QVERIFY(p.show());
    QCOMPARE(p.controller.state().phase, Phase::Failed);
    QPushButton *retry = nullptr;
    for (auto *button : p.pane.findChildren<QPushButton *>())
        if (button->isVisible() && button->text().contains(u"Retry"_s))
            retry = button;
    QVERIFY(retry);
    p.hub.reply("/api/models?", {.body = manyRepos(1, 3)});
    retry->click();
    QTRY_COMPARE(p.controller.model().rowCount(), 3);
    QTRY_VERIFY(p.child<ResultView>()->isVisible());
}

void tst_SearchPane::narrowWindowFolds()
{
    Pane p;
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

void tst_SearchPane::savedSearches()
{
    Pane p;
    p.hub.reply("/api/models?", {.body = manyRepos(1, 3)});
    QVERIFY(p.show());
    SavedSearches saved;
    QVERIFY(saved.save(u"R&D"_s, {.text = u"tiny"_s, .sort = u"likes"_s}));
    p.settings.setSavedSearches(saved.toJson());
    auto *menu = p.child<SavedSearchMenu>();
    emit menu->aboutToShow();
    QAction *entry = nullptr;
    for (QAction *action : menu->actions())
        if (action->text() == u"R&&D")
            entry = action;
    QVERIFY(entry);
    entry->trigger();
    QCOMPARE(p.controller.choice().text, u"tiny"_s);
    QCOMPARE(p.controller.choice().sort, u"likes"_s);
    QTRY_COMPARE(p.hub.asked("search=tiny&sort=likes"), 1);
}

void tst_SearchPane::slider()
{
    RangeSlider slider(10, [](int low, int high) { return u"%1-%2"_s.arg(low).arg(high); });
    slider.resize(200, slider.sizeHint().height());
    slider.show();
    slider.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&slider));
    QSignalSpy chosen(&slider, &RangeSlider::rangeChosen);
    slider.setFocus(Qt::TabFocusReason);
    QTest::keyClick(&slider, Qt::Key_Right);
    QTest::keyClick(&slider, Qt::Key_Right);
    QCOMPARE(slider.low(), 2);
    QTest::keyClick(&slider, Qt::Key_Tab); // to the other handle
    QTest::keyClick(&slider, Qt::Key_Left);
    QCOMPARE(slider.high(), 9);
    QTest::keyClick(&slider, Qt::Key_Home); // handles do not pass each other
    QCOMPARE(slider.high(), 2);
    QCOMPARE(chosen.size(), 4);
    QCOMPARE(slider.accessibleDescription(), u"2-2"_s);
    QTest::mousePress(&slider, Qt::LeftButton, {}, QPoint(195, 8));
    QCOMPARE(slider.high(), 10);
    QCOMPARE(chosen.size(), 4); // only when the drag ends
    QTest::mouseRelease(&slider, Qt::LeftButton, {}, QPoint(195, 8));
    QCOMPARE(chosen.size(), 5);
}

void tst_SearchPane::manyRowsScrollFast()
{
    RepoPage page;
    for (int i = 0; i < 100'000; ++i)
        page.repos << named(u"owner-%1/some-model-name-%2"_s.arg(i % 977).arg(i));
    RepoListModel model;
    model.setPage(page);
    ResultView view;
    view.setItemDelegate(new RepoDelegate(&view));
    view.setModel(&model);
    view.resize(700, 800);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QElapsedTimer time;
    time.start();
    const int frames = 100;
    for (int frame = 0; frame < frames; ++frame) {
        view.verticalScrollBar()->setValue(frame * 40'000); // every frame is all new rows
        view.viewport()->repaint();
    }
    // 16 ms is one frame on the screen; this machine may be busy and this build unoptimised.
    const double each = double(time.elapsed()) / frames;
    qInfo("%.1f ms a frame of new rows", each);
    QVERIFY2(each < 50, qPrintable(QString::number(each)));
}

QTEST_MAIN(tst_SearchPane)
#include "tst_searchpane.moc"
