// What the pane of a Space says of its state, its machine and the price.
#include "tests/support/repobench.h"
#include "ui/repo/repopane.h"
#include "ui/repo/runtimesection.h"
#include "ui/widgets/notice.h"

#include <QLabel>
#include <QTest>

using namespace Qt::StringLiterals;

class tst_Runtime final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void saysTheStage_data();
    void saysTheStage();
    void namesMachineAndPrice();
    void rowsWithNothingToSayGo();
    void pricesAreNotNeeded();
    void errorsOfTheSpaceStayText();
    void refreshAsksAgain();
    void failureLeavesWhatWasKnown();
    void firstFailureOffersRetry();
    void followsABuild();

private:
    void reply(const QByteArray &runtime)
    {
        m_bench->server.reply("/runtime", {200, runtime, {}, false});
    }
    RuntimeSection *openPane();
    QLabel *label(const QString &name) const;
    QString shown(const QString &name) const; // of what is visible, empty otherwise

    static constexpr QByteArrayView kId = "driftwood/tide-chat-demo";
    std::unique_ptr<RepoBench> m_bench;
    std::unique_ptr<SampleRepo> m_space;
    std::unique_ptr<RepoPane> m_pane;
};

void tst_Runtime::init()
{
    m_bench = std::make_unique<RepoBench>(QString::fromLatin1(kId));
    m_space = std::make_unique<SampleRepo>(m_bench->server, QString::fromLatin1(kId), u"spaces"_s);
    m_bench->address = {.repo = *RepoId::parse(RepoKind::Space, QString::fromLatin1(kId)),
                        .revision = {},
                        .section = HubAddress::Section::Settings,
                        .path = {}};
}

void tst_Runtime::cleanup()
{
    m_pane.reset();
    m_space.reset();
    m_bench.reset();
}

RuntimeSection *tst_Runtime::openPane()
{
    m_pane = std::make_unique<RepoPane>(m_bench->hub, m_bench->cache, m_bench->address);
    m_pane->resize(1000, 700);
    m_pane->show();
    return m_pane->findChild<RuntimeSection *>();
}

QLabel *tst_Runtime::label(const QString &name) const
{
    for (auto *label : m_pane->findChild<RuntimeSection *>()->findChildren<QLabel *>())
        if (label->accessibleName() == name)
            return label;
    return nullptr;
}

QString tst_Runtime::shown(const QString &name) const
{
    const QLabel *value = label(name);
    return value && value->isVisible() ? value->text() : QString();
}

void tst_Runtime::saysTheStage_data()
{
    QTest::addColumn<QByteArray>("stage");
    QTest::addColumn<QString>("word");
    const auto row = [](const char *stage, const QString &word) {
        QTest::newRow(stage) << QByteArray(stage) << word;
    };
    row("RUNNING", u"Running"_s);
    row("RUNNING_BUILDING", u"Running, building a new version"_s);
    row("RUNNING_APP_STARTING", u"Running, starting a new version"_s);
    row("BUILDING", u"Building"_s);
    row("APP_STARTING", u"Starting"_s);
    row("SLEEPING", u"Sleeping"_s);
    row("PAUSED", u"Paused"_s);
    row("STOPPED", u"Stopped"_s);
    row("DELETING", u"Being deleted"_s);
    row("NO_APP_FILE", u"Has no app file"_s);
    row("CONFIG_ERROR", u"Configuration error"_s);
    row("BUILD_ERROR", u"Build error"_s);
    row("RUNTIME_ERROR", u"Runtime error"_s);
    row("MOVED_TO_THE_MOON", u"MOVED_TO_THE_MOON"_s); // the Hub gains stages
}

void tst_Runtime::saysTheStage()
{
    QFETCH(const QByteArray, stage);
    QFETCH(const QString, word);
    reply(R"({"stage":")" + stage + R"("})");
    openPane();
    QTRY_COMPARE(shown(u"Stage"_s), word);
}

void tst_Runtime::namesMachineAndPrice()
{
    openPane();
    QTRY_COMPARE(shown(u"Hardware now"_s), u"Nvidia T4 - small · $0.40 an hour"_s);
    QCOMPARE(shown(u"Requested"_s), u"Nvidia L4 · $0.80 an hour"_s);
    QVERIFY2(shown(u"Machine"_s).startsWith(u"4 vCPU · 15 GB · "_s),
             qPrintable(shown(u"Machine"_s)));
    QVERIFY(shown(u"Machine"_s).contains(u"Nvidia T4"_s));
    QCOMPARE(shown(u"Sleeps after"_s), u"1 h"_s);
    QCOMPARE(shown(u"Replicas"_s), u"1"_s);
    QCOMPARE(shown(u"Domains"_s), u"tide.example"_s);
}

void tst_Runtime::rowsWithNothingToSayGo()
{
    m_bench->server.reply(
        "/api/spaces/hardware",
        {200,
         R"([{"name":"cpu-basic","prettyName":"CPU basic","unitCostMicroUSD":0}])",
         {},
         false});
    reply(R"({"stage":"PAUSED","hardware":{"current":null,"requested":"cpu-basic"}})");
    openPane();
    QTRY_COMPARE(shown(u"Requested"_s), u"CPU basic · free"_s);
    QCOMPARE(shown(u"Hardware now"_s), u"none"_s);
    QCOMPARE(shown(u"Sleeps after"_s), u"never"_s);
    for (const QString &row : {u"Machine"_s, u"Replicas"_s, u"Domains"_s}) {
        QVERIFY2(label(row), qPrintable(row));
        QVERIFY2(!label(row)->isVisible(), qPrintable(row));
    }
}

void tst_Runtime::pricesAreNotNeeded()
{
    m_bench->server.reply("/api/spaces/hardware", {404, "{}", {}, false});
    openPane();
    QTRY_COMPARE(shown(u"Stage"_s), u"Running"_s);
    QCOMPARE(shown(u"Hardware now"_s), u"t4-small"_s);
    QVERIFY(!label(u"Machine"_s)->isVisible());
}

void tst_Runtime::errorsOfTheSpaceStayText()
{
    reply(R"({"stage":"BUILD_ERROR","errorMessage":"<img src=x> line 3: no module tide"})");
    const RuntimeSection *section = openPane();
    QTRY_COMPARE(shown(u"Stage"_s), u"Build error"_s);
    bool said = false;
    for (const auto *label : section->findChildren<QLabel *>()) {
        if (!label->isVisible() || !label->text().contains(u"no module tide"_s))
            continue;
        said = true;
        QCOMPARE(label->textFormat(), Qt::PlainText);
    }
    QVERIFY(said);
}

void tst_Runtime::refreshAsksAgain()
{
    const RuntimeSection *section = openPane();
    QTRY_COMPARE(shown(u"Stage"_s), u"Running"_s);
    reply(R"({"stage":"SLEEPING","hardware":{"current":null,"requested":"l4x1"}})");
    QTest::mouseClick(buttonWith(*section, u"Refresh"_s), Qt::LeftButton);
    QTRY_COMPARE(shown(u"Stage"_s), u"Sleeping"_s);
    QCOMPARE(shown(u"Hardware now"_s), u"none"_s);
    QCOMPARE(m_bench->server.asked("/runtime"), 2);
    QCOMPARE(m_bench->server.asked("/api/spaces/hardware"), 1); // prices do not change meanwhile
}

void tst_Runtime::failureLeavesWhatWasKnown()
{
    const RuntimeSection *section = openPane();
    QTRY_COMPARE(shown(u"Stage"_s), u"Running"_s);
    reply(R"({"nonsense":1})");
    QTest::mouseClick(buttonWith(*section, u"Refresh"_s), Qt::LeftButton);
    QTRY_VERIFY(buttonWith(*section, u"Retry"_s));
    QCOMPARE(shown(u"Stage"_s), u"Running"_s);
    reply(R"({"stage":"STOPPED"})");
    QTest::mouseClick(buttonWith(*section, u"Retry"_s), Qt::LeftButton);
    QTRY_COMPARE(shown(u"Stage"_s), u"Stopped"_s);
    QVERIFY(!buttonWith(*section, u"Retry"_s));
}

void tst_Runtime::firstFailureOffersRetry()
{
    reply(R"([])");
    const RuntimeSection *section = openPane();
    QTRY_VERIFY(buttonWith(*section, u"Retry"_s));
    QVERIFY(section->findChild<Notice *>()->isVisible());
    QCOMPARE(shown(u"Stage"_s), QString());
    reply(R"({"stage":"RUNNING"})");
    QTest::mouseClick(buttonWith(*section, u"Retry"_s), Qt::LeftButton);
    QTRY_COMPARE(shown(u"Stage"_s), u"Running"_s);
}

// A build is followed without a click.
void tst_Runtime::followsABuild()
{
    reply(R"({"stage":"BUILDING"})");
    openPane();
    QTRY_COMPARE(shown(u"Stage"_s), u"Building"_s);
    reply(R"({"stage":"RUNNING"})");
    QTRY_COMPARE_WITH_TIMEOUT(shown(u"Stage"_s), u"Running"_s, 15'000); // asks every five seconds
}

QTEST_MAIN(tst_Runtime)
#include "tst_runtime.moc"
