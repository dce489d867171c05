#include "app/cache/cacheindex.h"
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "app/net/hubclient.h"
#include "tests/support/repobench.h"
#include "ui/preview/previewpane.h"
#include "ui/repo/downloadbutton.h"
#include "ui/repo/downloadplan.h"
#include "ui/repo/factsline.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/plansummary.h"
#include "ui/repo/repopane.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

// A gated repository says whether this account may read it, wherever somebody meets the gate.
class tst_RepoAccess final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void saysWhetherIHaveAccess_data();
    void saysWhetherIHaveAccess();
    void previewOffersWhatHelps();
    void opensOnceAccessIsGranted();

private:
    static QString facts(const RepoPane &pane)
    {
        return pane.findChild<FactsLine *>()->accessibleName();
    }
    HubAddress file() const
    {
        return {
            .repo = m_repo, .revision = {}, .section = Section::Files, .path = u"config.json"_s};
    }

    QTemporaryDir m_folder;
    RepoId m_repo = *RepoId::parse(RepoKind::Model, u"ada/compass");
    std::unique_ptr<LocalHub> m_server;
    QNetworkAccessManager m_nam;
};

void tst_RepoAccess::initTestCase()
{
    m_server = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(u"hub"_s)});
    QVERIFY(m_server->start());
    LocalStore &store = m_server->store();
    QVERIFY(store.createRepo(m_repo, {.gated = u"manual"_s}));
    for (const QString &name : {u"bo"_s, u"cleo"_s, u"dan"_s}) {
        store.addUser({.name = name});
        store.addToken({.token = "hf_" + name.toLatin1(), .user = name, .role = u"read"_s});
    }
    store.setAccess(m_repo, u"cleo"_s, u"accepted"_s);
    store.setAccess(m_repo, u"dan"_s, u"pending"_s);
    CommitInput commit;
    commit.adds = {{u"README.md"_s, Content::bytes("# Compass\n")},
                   {u"config.json"_s, Content::bytes("{\"a\": 1}")}};
    store.commit(m_repo, u"main"_s, commit);
}

void tst_RepoAccess::saysWhetherIHaveAccess_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("words");
    QTest::newRow("signed out") << QByteArray() << u"sign in first"_s;
    QTest::newRow("A06 not asked for") << QByteArray("hf_bo") << u"ask for access on the web"_s;
    QTest::newRow("A06 waiting") << QByteArray("hf_dan") << u"ask for access on the web"_s;
    QTest::newRow("granted") << QByteArray("hf_cleo") << u"you have access"_s;
    QTest::newRow("owner") << QByteArray("hf_local_admin") << u"you have access"_s;
}

void tst_RepoAccess::saysWhetherIHaveAccess()
{
    QFETCH(QByteArray, token);
    QFETCH(QString, words);
    HubClient hub(m_server->url(), m_nam);
    hub.setToken(token);
    CacheIndex cache(m_folder.filePath(u"cache"_s));
    RepoPane pane(hub, cache, file());
    pane.resize(1000, 700);
    pane.show();
    QTRY_VERIFY2(facts(pane).contains(u"gated · "_s + words), qPrintable(facts(pane)));
}

void tst_RepoAccess::previewOffersWhatHelps()
{
    HubClient hub(m_server->url(), m_nam);
    CacheIndex cache(m_folder.filePath(u"cache"_s));
    RepoPane pane(hub, cache, file());
    pane.resize(1000, 700); // the preview is narrow
    pane.show();
    const auto *preview = pane.findChild<PreviewPane *>();
    const auto said = [preview](const QString &words) {
        for (const auto *label : preview->findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(words))
                return true;
        return false;
    };
    QTRY_VERIFY(said(u"asks you to accept its terms"_s));
    QVERIFY(buttonWith(*preview, u"Open on the Hub"_s));
    QVERIFY(!buttonWith(*preview, u"Retry"_s));
    for (const auto *button : preview->findChildren<QPushButton *>())
        QVERIFY(!button->isVisible()
                || button->mapTo(preview, QPoint(button->width(), 0)).x() <= preview->width());
    QSignalSpy signIn(&pane, &RepoPane::signInWanted);
    buttonWith(*preview, u"Sign in"_s)->click();
    QCOMPARE(signIn.size(), 1);
}

void tst_RepoAccess::opensOnceAccessIsGranted()
{
    HubClient hub(m_server->url(), m_nam);
    hub.setToken("hf_bo");
    CacheIndex cache(m_folder.filePath(u"cache"_s));
    RepoPane pane(hub, cache, file());
    pane.resize(1000, 700);
    pane.show();
    PreviewController &preview = pane.findChild<PreviewPane *>()->controller();
    QTRY_COMPARE(preview.state().phase, ViewState::Phase::Failed);
    QTRY_VERIFY(facts(pane).contains(u"ask for access"_s));
    const auto actions = pane.findChild<DownloadButton *>()->menu()->actions();
    const auto choose = std::ranges::find_if(
        actions, [](const QAction *action) { return action->text().startsWith("Choose what"_L1); });
    QVERIFY(choose != actions.cend());
    (*choose)->trigger();
    PlanSummary &plan = pane.findChild<DownloadPlan *>()->summary();
    QTRY_VERIFY(plan.warning().contains(u"Access"_s));
    hub.setToken("hf_cleo");
    pane.retryRefused(); // as after signing in
    QTRY_COMPARE(preview.state().phase, ViewState::Phase::Ready);
    QTRY_VERIFY(facts(pane).contains(u"you have access"_s));
    QCOMPARE(plan.warning(), QString()); // in what is open, too
    QVERIFY(preview.views().contains(PreviewView::Tree));
}

QTEST_MAIN(tst_RepoAccess)
#include "tst_repoaccess.moc"
