// What is picked in the pane reaches a Hub as it takes it, and the Hub does what is asked.
#include "app/cache/cacheindex.h"
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "models/repolistmodel.h"
#include "tests/support/searchbench.h"
#include "ui/search/rangeslider.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

class tst_SearchFilters final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void sortMenu_data();
    void sortMenu();
    void access_data();
    void access();
    void warm();
    void parameters();

private:
    void addModel(const QString &id, const RepoSetup &setup);
    // Whether a search since the latest forgetRequests() carried it; empty: one was without it.
    bool asked(const QString &field, const QString &value) const;
    QStringList shown() const; // names of the rows

    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
    QTemporaryDir m_home;
    QNetworkAccessManager m_nam;
    std::unique_ptr<QSettings> m_store;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<HubClient> m_client;
    std::unique_ptr<CacheIndex> m_cache;
    std::unique_ptr<SearchController> m_controller;
    std::unique_ptr<SearchPane> m_pane;
};

void tst_SearchFilters::addModel(const QString &id, const RepoSetup &setup)
{
    QVERIFY(m_hub->store().createRepo(*RepoId::parse(RepoKind::Model, id), setup));
}

void tst_SearchFilters::initTestCase()
{
    applyTheme(*qApp, Settings::Theme::Light);
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.path()});
    QVERIFY(m_hub->start());
    const QDateTime day(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::UTC);
    const auto weighs
        = [](qint64 billions) { return QJsonObject{{u"total"_s, billions * 1'000'000'000}}; };
    addModel(u"a/old"_s,
             {.gated = u"auto"_s,
              .likes = 9,
              .downloads = 5,
              .trendingScore = 2,
              .createdAt = day,
              .lastModified = day.addDays(9),
              .info = {{u"inference"_s, u"warm"_s}, {u"safetensors"_s, weighs(70)}}});
    addModel(u"a/middle"_s,
             {.likes = 1,
              .downloads = 9,
              .trendingScore = 1,
              .createdAt = day.addDays(1),
              .lastModified = day.addDays(8),
              .info = {{u"safetensors"_s, weighs(7)}}});
    addModel(u"a/new"_s,
             {.likes = 5,
              .downloads = 1,
              .trendingScore = 3,
              .createdAt = day.addDays(2),
              .lastModified = day.addDays(7),
              .info = {{u"safetensors"_s, weighs(2)}}});
}

void tst_SearchFilters::init()
{
    m_pane.reset();
    m_store = std::make_unique<QSettings>(m_home.filePath(u"settings.ini"_s), QSettings::IniFormat);
    m_settings = std::make_unique<Settings>(*m_store);
    m_client = std::make_unique<HubClient>(m_hub->url(), m_nam);
    m_cache = std::make_unique<CacheIndex>(m_home.path());
    m_controller = std::make_unique<SearchController>(RepoKind::Model, *m_client, *m_cache);
    m_pane = std::make_unique<SearchPane>(*m_controller, *m_settings);
    m_pane->resize(1228, 1400); // all filters are in sight
    m_pane->show();
    m_pane->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_pane.get()));
    m_pane->start();
    QTRY_COMPARE(shown(), (QStringList{u"new"_s, u"old"_s, u"middle"_s}));
    m_hub->forgetRequests();
}

bool tst_SearchFilters::asked(const QString &field, const QString &value) const
{
    return std::ranges::any_of(m_hub->requests(), [&](const SeenRequest &request) {
        return request.target.startsWith("/api/models?")
            && QUrlQuery(QUrl::fromEncoded(request.target))
                   .queryItemValue(field, QUrl::FullyDecoded)
            == value;
    });
}

QStringList tst_SearchFilters::shown() const
{
    QStringList names;
    for (int row = 0; row < m_controller->model().rowCount(); ++row)
        names << m_controller->model().at(row).id.name();
    return names;
}

void tst_SearchFilters::sortMenu_data()
{
    QTest::addColumn<QString>("entry");
    QTest::addColumn<QString>("sort");
    QTest::addColumn<QStringList>("order");
    const auto row = [](const QString &entry, const QString &sort, const QStringList &order) {
        QTest::newRow(qPrintable(sort)) << entry << sort << order;
    };
    row(u"Most downloads"_s, u"downloads"_s, {u"middle"_s, u"old"_s, u"new"_s});
    row(u"Most likes"_s, u"likes"_s, {u"old"_s, u"new"_s, u"middle"_s});
    row(u"Newest"_s, u"createdAt"_s, {u"new"_s, u"middle"_s, u"old"_s});
    row(u"Recently updated"_s, u"lastModified"_s, {u"old"_s, u"middle"_s, u"new"_s});
}

void tst_SearchFilters::sortMenu()
{
    QFETCH(const QString, entry);
    QFETCH(const QString, sort);
    QFETCH(const QStringList, order);
    QPushButton *button = nullptr;
    for (auto *one : m_pane->findChildren<QPushButton *>())
        if (one->accessibleName() == u"Sort: Trending"_s)
            button = one;
    QVERIFY(button);
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY(button->menu()->isVisible());
    QVERIFY(clickEntry(button->menu(), entry));
    QTRY_COMPARE(shown(), order);
    QVERIFY(asked(u"sort"_s, sort));
    QCOMPARE(button->accessibleName(), u"Sort: "_s + entry);
}

void tst_SearchFilters::access_data()
{
    QTest::addColumn<int>("steps"); // down from the first entry
    QTest::addColumn<QString>("gated");
    QTest::addColumn<QStringList>("order");
    QTest::newRow("not gated") << 1 << u"false"_s << QStringList{u"new"_s, u"middle"_s};
    QTest::newRow("gated only") << 2 << u"true"_s << QStringList{u"old"_s};
}

void tst_SearchFilters::access()
{
    QFETCH(const int, steps);
    QFETCH(const QString, gated);
    QFETCH(const QStringList, order);
    auto *box = m_pane->findChild<QComboBox *>();
    QVERIFY(box && box->isVisible());
    box->setFocus();
    for (int i = 0; i < steps; ++i)
        QTest::keyClick(box, Qt::Key_Down);
    QTRY_COMPARE(shown(), order);
    QVERIFY(asked(u"gated"_s, gated));
    m_hub->forgetRequests();
    for (int i = 0; i < steps; ++i)
        QTest::keyClick(box, Qt::Key_Up);
    QTRY_COMPARE(shown().size(), 3);
    QTRY_VERIFY(asked(u"gated"_s, {}));
}

void tst_SearchFilters::warm()
{
    auto *box = m_pane->findChild<QCheckBox *>();
    QVERIFY(box && box->isVisible());
    QCOMPARE(box->text(), u"Warm inference"_s);
    QTest::mouseClick(box, Qt::LeftButton, {}, {10, box->height() / 2});
    QTRY_COMPARE(shown(), QStringList{u"old"_s});
    QVERIFY(asked(u"inference"_s, u"warm"_s));
    m_hub->forgetRequests();
    QTest::keyClick(box, Qt::Key_Space);
    QTRY_COMPARE(shown().size(), 3);
    QTRY_VERIFY(asked(u"inference"_s, {}));
}

void tst_SearchFilters::parameters()
{
    auto *slider = m_pane->findChild<RangeSlider *>();
    QVERIFY(slider && slider->isVisible());
    slider->setFocus(Qt::TabFocusReason);
    for (int i = 0; i < 2; ++i)
        QTest::keyClick(slider, Qt::Key_Right); // from 3 billion on
    QTRY_COMPARE(shown(), (QStringList{u"old"_s, u"middle"_s}));
    QVERIFY(asked(u"num_parameters"_s, u"min:3B"_s));
    QTest::mousePress(slider, Qt::LeftButton, {}, {slider->width() - 9, slider->height() / 2});
    QTest::mouseMove(slider, {slider->width() * 7 / 12, slider->height() / 2});
    QTest::mouseRelease(slider, Qt::LeftButton, {},
                        {slider->width() * 7 / 12, slider->height() / 2});
    QTRY_COMPARE(shown(), QStringList{u"middle"_s});
    const int most = SearchChoice::kStops.at(size_t(slider->high()));
    QVERIFY(asked(u"num_parameters"_s, u"min:3B,max:%1B"_s.arg(most)));
}

QTEST_MAIN(tst_SearchFilters)
#include "tst_searchfilters.moc"
