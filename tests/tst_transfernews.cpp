#include "app/demohub.h"
#include "app/localhub/localstore.h"
#include "tests/support/mutebus.h"
#include "tests/support/windowstage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/window/closequestion.h"
#include "ui/window/desktopnotice.h"
#include "ui/window/toast.h"

#include <QApplication>
#include <QDBusMessage>
#include <QDBusServer>
#include <QPushButton>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

// A notification service at the other end of a private connection.
class NoticeService final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    QList<QPair<QString, QString>> notices;
    QList<uint> replaced;
    QList<QStringList> actions;

public slots:
    uint Notify(const QString &, uint replaces, const QString &, const QString &title,
                const QString &text, const QStringList &offered, const QVariantMap &, int)
    {
        actions << offered;
        notices << qMakePair(title, text);
        replaced << replaces;
        return 42;
    }
};

// A session bus with that service.
struct Desktop
{
    explicit Desktop(const QString &folder)
        : server(u"unix:dir="_s + folder)
    {
        QObject::connect(
            &server, &QDBusServer::newConnection, &service, [this](const QDBusConnection &client) {
                QDBusConnection(client).registerObject(u"/org/freedesktop/Notifications"_s,
                                                       &service, QDBusConnection::ExportAllSlots);
                end = client;
            });
        bus = QDBusConnection::connectToPeer(server.address(), u"test"_s);
    }
    ~Desktop() { QDBusConnection::disconnectFromPeer(u"test"_s); }

    void invoke(uint id, const QString &key)
    {
        auto call
            = QDBusMessage::createSignal(u"/org/freedesktop/Notifications"_s,
                                         u"org.freedesktop.Notifications"_s, u"ActionInvoked"_s);
        call << id << key;
        end.send(call);
    }

    NoticeService service;
    QDBusConnection end{QString()}; // the service's
    QDBusServer server;
    QDBusConnection bus{QString()};
};

// What the window tells when downloads end.
class tst_TransferNews final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void doneIsTold();
    void numbersStayInSight();
    void leavesTheTransfersToThemselves();
    void oneFileIsToldByItsName();
    void failureIsTold_data();
    void failureIsTold();
    void nothingThatFitsIsTold();
    void severalAreToldTogether();
    void cancelledIsNoNews();
    void toastWaitsWhilePointedAt();
    void desktopIsTold(); // I07
    void desktopAnswers(); // I07
    void failedIsTriedAgain();
    void hangingBusHoldsNothingUp(); // I07
    void muteBusIsLeftAlone(); // I07
    void noDesktopIsFine(); // I07
    void closingAsksWhileTransfersRun(); // I04
    void closingWithoutTransfersIsAtOnce(); // I04

private:
    qint64 download(const QString &repo, const QStringList &paths);
    Toast *toast() const { return m_stage->window().findChild<Toast *>(); }
    QPushButton *offer(const QString &text) const;
    QStringList words() const;

    DemoHub m_demo;
    std::unique_ptr<WindowStage> m_stage;
};

void tst_TransferNews::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_TransferNews::init()
{
    m_stage = std::make_unique<WindowStage>(m_demo.variables());
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
}

void tst_TransferNews::cleanup()
{
    m_stage.reset();
    m_demo.hub().clearFaults();
}

qint64 tst_TransferNews::download(const QString &repo, const QStringList &paths)
{
    return m_stage->app().transfers().download({.repo = *RepoId::parse(RepoKind::Model, repo),
                                                .revision = {},
                                                .paths = paths,
                                                .allow = {},
                                                .ignore = {},
                                                .folder = {}});
}

QPushButton *tst_TransferNews::offer(const QString &text) const
{
    for (auto *button : toast()->findChildren<QPushButton *>())
        if (button->isVisible() && button->text() == text)
            return button;
    return nullptr;
}

QStringList tst_TransferNews::words() const
{
    QStringList words;
    for (const auto *label : toast()->findChildren<ElidedLabel *>())
        words << label->text();
    return words;
}

void tst_TransferNews::doneIsTold()
{
    download(u"orchard/pippin-2b"_s, {u"config.json"_s, u"README.md"_s});
    QTRY_VERIFY(toast()->isVisible());
    QVERIFY(words().first().contains(u"pippin-2b"));
    QVERIFY(words().first().contains(u"2 files")); // of many: not all of it
    QVERIFY(offer(u"Show in folder"_s));
    QVERIFY(m_stage->window().rect().contains(
        QRect(toast()->mapTo(&m_stage->window(), QPoint()), toast()->size())));
    offer(u"Open"_s)->click();
    QVERIFY(!toast()->isVisible());
    QCOMPARE(m_stage->window().tabs().repoAt(m_stage->window().tabs().current())->id(),
             u"orchard/pippin-2b"_s);
}

// Where there is no room for all of it the name gives way.
void tst_TransferNews::numbersStayInSight()
{
    const QString name = u"a-company-of-many-words / "_s + QString(80, u'w') + u"-GGUF"_s;
    toast()->say(u"ok"_s, &Tokens::good, {u"12 files of %1 are downloaded"_s.arg(name), name},
                 {name + u" · 1.25 GB · in the cache"_s, name}, {});
    QTRY_VERIFY(toast()->isVisible());
    QStringList shown;
    for (const auto *label : toast()->findChildren<ElidedLabel *>())
        shown << label->shownText();
    QVERIFY2(shown.at(0).startsWith(u"12 files of a-") && shown.at(0).contains(u'…')
                 && shown.at(0).endsWith(u"-GGUF are downloaded"),
             qPrintable(shown.at(0)));
    QVERIFY2(shown.at(1).endsWith(u" · 1.25 GB · in the cache"), qPrintable(shown.at(1)));
    QCOMPARE(elidedName(toast()->fontMetrics(), u"owner / name"_s, u"name"_s, 1000),
             u"owner / name"_s);
    QCOMPARE(elidedName(toast()->fontMetrics(), u"owner / name"_s, u"name"_s,
                        toast()->fontMetrics().horizontalAdvance(u"name"_s)),
             u"name"_s);
}

void tst_TransferNews::leavesTheTransfersToThemselves()
{
    download(u"orchard/pippin-2b"_s, {u"config.json"_s, u"README.md"_s});
    QTRY_VERIFY(toast()->isVisible());
    QTest::keyClick(&m_stage->window(), Qt::Key_J, Qt::ControlModifier);
    QVERIFY(!toast()->isVisible()); // it would stand over their buttons
}

void tst_TransferNews::oneFileIsToldByItsName()
{
    download(u"orchard/pippin-2b"_s, {u"config.json"_s});
    QTRY_VERIFY(toast()->isVisible());
    QVERIFY2(words().first().contains(u"config.json"), qPrintable(words().join(u'|')));
    QVERIFY(words().last().contains(u"pippin-2b"));
}

void tst_TransferNews::failureIsTold_data()
{
    QTest::addColumn<QByteArray>("readme"); // its fault
    QTest::addColumn<QString>("detail");
    QTest::newRow("one reason") << "forbidden"_ba << u"may not do this"_s;
    QTest::newRow("several") << "legal"_ba << u"2 of 2"_s;
}

void tst_TransferNews::failureIsTold()
{
    QFETCH(QByteArray, readme);
    QFETCH(QString, detail);
    const QByteArray files = "/orchard/pippin-2b/resolve/"
        + m_demo.hub().store().head(*RepoId::parse(RepoKind::Model, u"orchard/pippin-2b"));
    m_demo.hub().setFault("forbidden", files + "/config.json");
    m_demo.hub().setFault(readme, files + "/README.md");
    download(u"orchard/pippin-2b"_s, {u"config.json"_s, u"README.md"_s});
    QTRY_VERIFY(toast()->isVisible());
    QVERIFY2(words().last().contains(detail), qPrintable(words().join(u'|')));
    QVERIFY(!offer(u"Show in folder"_s));
    offer(u"Show transfers"_s)->click();
    QCOMPARE(m_stage->window().tabs().currentTab().history.current(), Place(PageId::Transfers));
}

void tst_TransferNews::nothingThatFitsIsTold()
{
    m_stage->app().transfers().download(
        {.repo = *RepoId::parse(RepoKind::Model, u"orchard/pippin-2b"),
         .revision = {},
         .paths = {},
         .allow = {u"*.none"_s},
         .ignore = {},
         .folder = {}});
    QTRY_VERIFY(toast()->isVisible());
    QVERIFY2(words().last().startsWith(u"No file"), qPrintable(words().join(u'|')));
    QVERIFY(!words().join(u' ').contains(u"downloaded"));
}

void tst_TransferNews::severalAreToldTogether()
{
    download(u"orchard/pippin-2b"_s, {u"config.json"_s});
    QTRY_VERIFY(toast()->isVisible());
    download(u"openfjord/skald-13b"_s, {u"config.json"_s});
    QTRY_VERIFY(words().first().startsWith(u'2'));
    QVERIFY(offer(u"Show transfers"_s));
}

void tst_TransferNews::cancelledIsNoNews()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", 1 << 20);
    QSignalSpy done(&m_stage->app().transfers(), &Transfers::groupDone);
    const qint64 id
        = download(u"northwind/compass-7b-instruct-GGUF"_s, {u"compass-7b-instruct.Q4_K_M.gguf"_s});
    QTRY_VERIFY(m_stage->app().transfers().snapshot().done > 0);
    m_stage->app().transfers().cancelGroup(id);
    QTRY_COMPARE(done.count(), 1);
    QVERIFY(!toast()->isVisible());
}

void tst_TransferNews::toastWaitsWhilePointedAt()
{
    toast()->say({}, &Tokens::good, {u"Title"_s, {}}, {u"Words"_s, {}}, {{u"Do"_s, [] { }}});
    QVERIFY(toast()->isVisible());
    offer(u"Do"_s)->setFocus();
    QTest::keyClick(offer(u"Do"_s), Qt::Key_Escape);
    QVERIFY(!toast()->isVisible());
    QVERIFY(QApplication::focusWidget() && !toast()->isAncestorOf(QApplication::focusWidget()));
}

void tst_TransferNews::desktopIsTold()
{
    Desktop desktop(m_stage->home());
    QVERIFY(desktop.bus.isConnected());
    DesktopNotice notice([&desktop] { return desktop.bus; });
    notice.show(u"a/b is here"_s, u"<b>& 2 files"_s);
    const auto &notices = desktop.service.notices;
    QTRY_COMPARE(notices.size(), 1);
    QCOMPARE(notices.first().first, u"a/b is here"_s);
    QCOMPARE(notices.first().second, u"&lt;b&gt;&amp; 2 files"_s); // no markup of others
    QTRY_VERIFY(notice.findChildren<QObject *>().isEmpty()); // answered
    notice.show(u"c/d is here"_s, {});
    QTRY_COMPARE(notices.size(), 2);
    QCOMPARE(desktop.service.replaced, (QList<uint>{0, 42}));
}

void tst_TransferNews::desktopAnswers() // for the latest notice only
{
    Desktop desktop(m_stage->home());
    DesktopNotice notice([&desktop] { return desktop.bus; });
    QSignalSpy activated(&notice, &DesktopNotice::activated);
    notice.show(u"a/b has failed"_s, {}, {{u"open"_s, u"Open"_s}, {u"retry"_s, u"Try again"_s}});
    QTRY_COMPARE(desktop.service.actions.size(), 1);
    QCOMPARE(desktop.service.actions.first(),
             (QStringList{u"open"_s, u"Open"_s, u"retry"_s, u"Try again"_s}));
    QTRY_VERIFY(notice.findChildren<QObject *>().isEmpty()); // answered
    desktop.invoke(41, u"open"_s); // another program's
    desktop.invoke(42, u"retry"_s);
    QTRY_COMPARE(activated.size(), 1);
    QCOMPARE(activated.first().first().toString(), u"retry"_s);
}

void tst_TransferNews::failedIsTriedAgain()
{
    m_demo.hub().setFault("forbidden", "/orchard/pippin-2b/resolve/", 1);
    QSignalSpy done(&m_stage->app().transfers(), &Transfers::groupDone);
    download(u"orchard/pippin-2b"_s, {u"config.json"_s});
    QTRY_VERIFY(toast()->isVisible());
    offer(u"Try again"_s)->click();
    QTRY_COMPARE(done.count(), 2);
    QCOMPARE(done.last().at(1).toBool(), true);
}

// The latest of what was said meanwhile is told when the bus answers at last.
void tst_TransferNews::hangingBusHoldsNothingUp()
{
    Desktop desktop(m_stage->home());
    QSemaphore answered;
    DesktopNotice notice([&] {
        answered.acquire();
        return desktop.bus;
    });
    notice.show(u"first"_s, {}); // returns, or this test ends by its time limit
    notice.show(u"second"_s, {});
    QVERIFY(desktop.service.notices.isEmpty());
    answered.release();
    QTRY_COMPARE(desktop.service.notices.size(), 1);
    QCOMPARE(desktop.service.notices.first().first, u"second"_s);
}

void tst_TransferNews::muteBusIsLeftAlone()
{
    const MuteBus bus;
    const QByteArray before = qgetenv("DBUS_SESSION_BUS_ADDRESS");
    qputenv("DBUS_SESSION_BUS_ADDRESS", bus.address());
    QSemaphore answered;
    DesktopNotice notice([&answered] {
        const QDBusConnection none = DesktopNotice::sessionBus();
        answered.release(none.isConnected() ? 0 : 1);
        return none;
    });
    notice.show(u"title"_s, u"text"_s);
    QTRY_COMPARE_WITH_TIMEOUT(answered.available(), 1, 10'000); // libdbus gives up after 25 s
    if (before.isEmpty())
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    else
        qputenv("DBUS_SESSION_BUS_ADDRESS", before);
}

void tst_TransferNews::noDesktopIsFine()
{
    bool asked = false;
    DesktopNotice notice([&asked] {
        asked = true;
        return QDBusConnection(u"no such connection"_s);
    });
    notice.show(u"title"_s, u"text"_s);
    QTRY_VERIFY(asked);
    notice.show(u"title"_s, u"text"_s);
    QVERIFY(notice.findChildren<QObject *>().isEmpty());
}

void tst_TransferNews::closingAsksWhileTransfersRun()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", 1 << 20);
    download(u"northwind/compass-7b-instruct-GGUF"_s, {u"compass-7b-instruct.Q4_K_M.gguf"_s});
    QTRY_VERIFY(m_stage->app().transfers().snapshot().done > 0);
    MainWindow &window = m_stage->window();
    QVERIFY(!window.close());
    QVERIFY(!window.close()); // the question is asked once
    QCOMPARE(window.findChildren<CloseQuestion *>().size(), 1);
    auto *question = window.findChild<CloseQuestion *>();
    QVERIFY2(question->text().contains(u"One file"), qPrintable(question->text()));
    QTest::keyClick(question, Qt::Key_Return); // by habit: nothing stops
    QTRY_VERIFY(!window.findChild<CloseQuestion *>());
    QVERIFY(window.isVisible());
    QVERIFY(!window.close());
    for (QAbstractButton *button : window.findChild<CloseQuestion *>()->buttons())
        if (button->text() == u"Close")
            button->click();
    QTRY_VERIFY(!window.isVisible());
}

void tst_TransferNews::closingWithoutTransfersIsAtOnce()
{
    QVERIFY(m_stage->window().close());
}

QTEST_MAIN(tst_TransferNews)
#include "tst_transfernews.moc"
