#include "app/appcontext.h"
#include "tests/support/scriptedhub.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/window/statusline.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <functional>

using namespace Qt::StringLiterals;

// What the lower edge tells about the connection and the disk.
class tst_StatusLine final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void init();
    void cleanup();
    void pauseCountsDown(); // N10
    void offlineIsSaid();
    void timeLeftIsAtLeast();
    void unreachedIsSaid();
    void limitsAreSaid();
    void shutGateIsSaid(); // D36
    void diskIsLookedAt_data();
    void diskIsLookedAt();

private:
    bool says(const QString &part) const;

    std::unique_ptr<ScriptedHub> m_hub;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<AppContext> m_app;
    std::unique_ptr<StatusLine> m_line;
};

void tst_StatusLine::init()
{
    m_hub = std::make_unique<ScriptedHub>();
    m_home = std::make_unique<QTemporaryDir>();
    QProcessEnvironment variables;
    variables.insert(u"HF_ENDPOINT"_s, m_hub->url().toString());
    variables.insert(u"HF_HOME"_s, m_home->path());
    m_app = std::make_unique<AppContext>(
        AppContext::Options{.variables = variables,
                            .homeFolder = m_home->path(),
                            .settingsFile = m_home->filePath(u"settings.ini"_s)});
    m_line = std::make_unique<StatusLine>(*m_app);
    m_line->resize(1000, 26);
    m_line->show();
}

void tst_StatusLine::cleanup()
{
    m_line.reset();
    m_app.reset();
    m_hub.reset();
}

bool tst_StatusLine::says(const QString &part) const
{
    for (const auto *label : m_line->findChildren<ElidedLabel *>())
        if (label->isVisible() && label->text().contains(part))
            return true;
    return false;
}

void tst_StatusLine::pauseCountsDown()
{
    m_hub->reply("/api/models", {.status = 429, .headers = "Retry-After: 90\r\n"});
    const RequestHandle handle = m_app->hub().searchRepos({}, [](const Result<RepoPage> &) { });
    QTRY_VERIFY(says(u"going on in 1:"_s));
    const auto text = [this] {
        for (const auto *label : m_line->findChildren<ElidedLabel *>())
            if (label->text().contains(u"going on"))
                return label->text();
        return QString();
    };
    const QString before = text();
    QTRY_VERIFY(text() != before && says(u"going on in 1:"_s));
    m_app->hub().pacer().forget();
    QTRY_VERIFY(!says(u"going on"_s));
}

void tst_StatusLine::offlineIsSaid()
{
    QVERIFY(!says(u"Offline"_s));
    m_app->settings().setOffline(true);
    QVERIFY(says(u"Offline"_s));
    m_app->settings().setOffline(false);
    QVERIFY(!says(u"Offline"_s));
}

// While it is not known of all how much it is.
void tst_StatusLine::timeLeftIsAtLeast()
{
    TransferSnapshot now{.secondsLeft = 42, .running = 1};
    m_line->showTransfers(now, 0);
    QVERIFY(says(u"42 s left"_s) && !says(u"at least"_s));
    now.leftIsLeast = true;
    m_line->showTransfers(now, 0);
    QVERIFY(says(u"at least 42 s left"_s));
}

void tst_StatusLine::unreachedIsSaid() // also where others go on, and before its files are known
{
    const RepoId repo = *RepoId::parse(RepoKind::Model, u"ada/model"_s);
    TransferSnapshot now{.groups = {{.id = 1,
                                     .repo = repo,
                                     .state = TransferState::Waiting,
                                     .patience = {.cause = WaitCause::Network}}}};
    m_line->showTransfers(now, 0);
    QVERIFY(says(u"1 transfer · 1 download waits for a connection"_s));
    now.groups << TransferGroup{
        .id = 2, .repo = repo, .state = TransferState::Downloading, .files = 1, .running = 1};
    now.running = 1;
    m_line->showTransfers(now, 0);
    QVERIFY(says(u"2 transfers · 1 download waits"_s));
    now.groups.last().patience.cause = WaitCause::Network; // of another of its files
    m_line->showTransfers(now, 0);
    QVERIFY(says(u"2 downloads wait for a connection"_s));
    now.groups.clear();
    m_line->showTransfers(now, 0);
    QVERIFY(!says(u"connection"_s));
}

void tst_StatusLine::limitsAreSaid() // of both ways
{
    QVERIFY(!says(u"most"_s));
    m_app->settings().setDownloadLimit(2'000'000);
    QVERIFY(says(u"At most 2"_s));
    QVERIFY(!says(u"Uploads"_s));
    m_app->settings().setUploadLimit(3'000'000);
    QVERIFY(says(u"Uploads at most 3"_s));
    m_app->settings().setDownloadLimit(0);
    QVERIFY(says(u"Uploads at most 3"_s) && !says(u"At most 2"_s));
    m_app->settings().setUploadLimit(0);
    QVERIFY(!says(u"most"_s));
}

void tst_StatusLine::shutGateIsSaid()
{
    m_app->settings().setWaitWhenMetered(true);
    QVERIFY(!says(u"Waiting"_s));
    m_app->transferRules().setMetered(true);
    QVERIFY(says(u"Waiting: metered network"_s));
    m_app->transferRules().setMetered(false);
    QVERIFY(!says(u"Waiting"_s));
}

void tst_StatusLine::diskIsLookedAt_data()
{
    using Happens = std::function<void(Transfers &)>;
    QTest::addColumn<Happens>("happens");
    const auto counts = [](int running, int waiting) {
        return Happens([running, waiting](Transfers &transfers) {
            TransferSnapshot now;
            now.running = running;
            now.waiting = waiting;
            emit transfers.changed(now);
        });
    };
    QTest::newRow("group ended") << Happens([](Transfers &t) { emit t.groupDone(1, true); });
    QTest::newRow("file ended") << Happens([](Transfers &transfers) {
        emit transfers.fileDone(*RepoId::parse(RepoKind::Model, u"a/b"), {}, u"w"_s);
    });
    QTest::newRow("file runs") << counts(1, 0);
    QTest::newRow("file waits") << counts(0, 1); // perhaps for room
}

void tst_StatusLine::diskIsLookedAt()
{
    QFETCH(const std::function<void(Transfers &)>, happens);
    QTRY_VERIFY(says(u"free"_s));
    ElidedLabel *disk = nullptr;
    for (auto *label : m_line->findChildren<ElidedLabel *>())
        if (label->text().contains(u"free"))
            disk = label;
    disk->setText(u"stale"_s);
    QTimer again; // as snapshots come
    again.callOnTimeout(&m_app->transfers(), [&] { happens(m_app->transfers()); });
    happens(m_app->transfers());
    again.start(std::chrono::milliseconds(100));
    QTRY_VERIFY_WITH_TIMEOUT(says(u"free"_s), 20'000); // 30 s when nothing happens
}

QTEST_MAIN(tst_StatusLine)
#include "tst_statusline.moc"
