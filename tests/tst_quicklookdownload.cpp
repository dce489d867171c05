// From a search straight into the cache: the quick look's Download, by mouse and by key.
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "tests/support/windowstage.h"
#include "ui/repo/downloadplan.h"
#include "ui/search/quicklookpane.h"
#include "ui/search/resultview.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace Qt::StringLiterals;

class tst_QuickLookDownload final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_stage.reset(); }
    void fetchesEverything_data();
    void fetchesEverything();
    void fetchesWhatIsChosen();

private:
    QPushButton *download() const; // of the visible quick look
    bool tabTo(const QWidget *wanted) const; // as a hand would, from where the keys are

    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
    const RepoId m_repo = *RepoId::parse(RepoKind::Model, u"cleo/small"_s);
    QMap<QString, Content> m_files;
    std::unique_ptr<WindowStage> m_stage;
};

void tst_QuickLookDownload::initTestCase()
{
    applyTheme(*qApp, Settings::Theme::Light);
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.path()});
    QVERIFY(m_hub->start());
    QVERIFY(m_hub->store().createRepo(m_repo));
    m_files = {{u"README.md"_s, Content::bytes("# Small\n")},
               {u"config.json"_s, Content::bytes("{}")},
               {u"sub/weights.bin"_s, Content::bytes(QByteArray(70'000, 'w'))}};
    QVERIFY(!m_hub->store().commit(m_repo, u"main"_s, {.adds = m_files}).isEmpty());
}

void tst_QuickLookDownload::init()
{
    QProcessEnvironment variables;
    variables.insert(u"HF_ENDPOINT"_s, m_hub->url().toString());
    m_stage = std::make_unique<WindowStage>(variables);
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
    QTest::keyClick(&m_stage->window(), Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY(m_stage->visible<ResultView>()
                && m_stage->visible<ResultView>()->model()->rowCount() == 1);
}

QPushButton *tst_QuickLookDownload::download() const
{
    const auto *look = m_stage->visible<QuickLookPane>();
    for (QPushButton *button : look ? look->findChildren<QPushButton *>() : QList<QPushButton *>())
        if (button->isVisible()
            && (button->text().startsWith(u"Download"_s) || button->text() == u"Cached"_s))
            return button;
    return nullptr;
}

bool tst_QuickLookDownload::tabTo(const QWidget *wanted) const
{
    constexpr int kMostStops = 30; // the window has fewer between them
    for (int i = 0; i < kMostStops && !wanted->hasFocus(); ++i)
        QTest::keyClick(&m_stage->window(), Qt::Key_Tab);
    return wanted->hasFocus();
}

void tst_QuickLookDownload::fetchesEverything_data()
{
    QTest::addColumn<bool>("byKey");
    QTest::newRow("mouse") << false;
    QTest::newRow("key") << true;
}

void tst_QuickLookDownload::fetchesEverything()
{
    QFETCH(const bool, byKey);
    auto *list = m_stage->visible<ResultView>();
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualRect(list->model()->index(0, 0)).center());
    QTRY_VERIFY(download() && download()->text() == u"Download · 70.0 kB"_s);
    QSignalSpy done(&m_stage->app().transfers(), &Transfers::groupDone);
    if (byKey) {
        list->setFocus();
        QVERIFY(tabTo(download()));
        QTest::keyClick(download(), Qt::Key_Space);
    } else
        QTest::mouseClick(download(), Qt::LeftButton);
    QTRY_COMPARE(m_stage->app().transfers().snapshot().groups.size(), 1);
    QCOMPARE(m_stage->app().transfers().snapshot().groups.first().repo, m_repo);
    QTRY_COMPARE(done.count(), 1);
    QVERIFY(done.first().at(1).toBool());
    const QString snapshot = m_stage->app().cacheRoot() + u"/models--cleo--small/snapshots/"_s
        + QString::fromLatin1(m_hub->store().head(m_repo)) + u'/';
    for (const auto &[path, content] : m_files.asKeyValueRange()) {
        QFile file(snapshot + path);
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        QCOMPARE(file.readAll(), content.all());
    }
    QTRY_COMPARE(download()->text(), u"Cached"_s);
    QVERIFY(!download()->isEnabled());
}

void tst_QuickLookDownload::fetchesWhatIsChosen()
{
    auto *list = m_stage->visible<ResultView>();
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualRect(list->model()->index(0, 0)).center());
    QTRY_VERIFY(download() && download()->text() == u"Download · 70.0 kB"_s);
    auto *choose = m_stage->button<QToolButton>(u"Choose what to download…"_s);
    QVERIFY(choose && choose->isEnabled());
    list->setFocus();
    QVERIFY(tabTo(choose));
    QTest::keyClick(choose, Qt::Key_Space);
    auto *plan = m_stage->visible<DownloadPlan>();
    QVERIFY(plan);
    plan->findChildren<QPlainTextEdit *>().first()->setPlainText(u"*.json"_s);
    const auto start = [plan]() -> QPushButton * {
        for (auto *button : plan->findChildren<QPushButton *>())
            if (button->isDefault() && button->isEnabled())
                return button;
        return nullptr;
    };
    QTRY_VERIFY(plan->request().allow == QStringList{u"*.json"_s} && start());
    QCOMPARE(m_stage->app().transfers().snapshot().groups.size(), 0); // nothing is fetched unasked
    QSignalSpy done(&m_stage->app().transfers(), &Transfers::groupDone);
    start()->click();
    QTRY_COMPARE(done.count(), 1);
    QVERIFY(done.first().at(1).toBool());
    QCOMPARE(m_stage->app().transfers().snapshot().files.size(), 1);
    QCOMPARE(m_stage->app().transfers().snapshot().files.first().path, u"config.json"_s);
}

QTEST_MAIN(tst_QuickLookDownload)
#include "tst_quicklookdownload.moc"
