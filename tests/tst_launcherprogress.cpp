#include "ui/window/launcherprogress.h"

#include <QDBusMessage>
#include <QDBusServer>
#include <QGuiApplication>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

// What a dock hears of the transfers' progress.
class tst_LauncherProgress final : public QObject
{
    Q_OBJECT

public slots:
    void update(const QString &entry, const QVariantMap &values)
    {
        m_entry = entry;
        m_heard << values;
    }

private slots:
    void isToldInWholePercents();
    void withoutABusNothingHappens(); // I07

private:
    QString m_entry;
    QList<QVariantMap> m_heard;
};

void tst_LauncherProgress::isToldInWholePercents()
{
    const QTemporaryDir folder;
    QGuiApplication::setDesktopFileName(u"hubnaut"_s);
    QDBusServer server(u"unix:dir="_s + folder.path());
    connect(&server, &QDBusServer::newConnection, this, [this](const QDBusConnection &client) {
        QDBusConnection(client).connect({}, u"/com/canonical/unity/launcherentry/1"_s,
                                        u"com.canonical.Unity.LauncherEntry"_s, u"Update"_s, this,
                                        SLOT(update(QString, QVariantMap)));
    });
    const QDBusConnection bus = QDBusConnection::connectToPeer(server.address(), u"session"_s);
    QTest::qWait(100); // both ends know each other
    {
        LauncherProgress progress([bus] { return bus; });
        progress.show(-1); // nothing to tell
        progress.show(0.25);
        QTRY_COMPARE(m_heard.size(), 1);
        progress.show(0.2512);
        progress.show(0.5);
        QTRY_COMPARE(m_heard.size(), 2);
    }
    QTRY_COMPARE(m_heard.size(), 3); // goes with the window
    QCOMPARE(m_entry, u"application://hubnaut.desktop"_s);
    QCOMPARE(m_heard.at(0).value(u"progress"_s).toDouble(), 0.25);
    QCOMPARE(m_heard.at(0).value(u"progress-visible"_s).toBool(), true);
    QCOMPARE(m_heard.at(1).value(u"progress"_s).toDouble(), 0.5);
    QCOMPARE(m_heard.at(2).value(u"progress-visible"_s).toBool(), false);
    QDBusConnection::disconnectFromPeer(u"session"_s);
}

void tst_LauncherProgress::withoutABusNothingHappens()
{
    bool asked = false;
    LauncherProgress progress([&asked] {
        asked = true;
        return QDBusConnection(QString());
    });
    progress.show(0.5);
    QTRY_VERIFY(asked);
    progress.show(0.6);
    QTest::qWait(50);
    QVERIFY(m_heard.size() <= 3);
}

QTEST_MAIN(tst_LauncherProgress)
#include "tst_launcherprogress.moc"
