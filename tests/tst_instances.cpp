// I05: Hubnaut started twice is two windows side by side. They share the settings, and neither
// harms the other's: the tabs of the one that changed last are what the next start finds, whole.
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "tests/support/programhome.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

class tst_Instances final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sideBySide(); // I05
    void killedBesideAnother(); // I05

private:
    static constexpr int kLong = 30'000; // ms; a start on a busy machine
    static constexpr int kSaved = 10'000; // ms; half a second after a change, and the disk

    void start(QProcess &program, const QTemporaryDir &home, const QStringList &arguments) const;
    qsizetype asked(const QByteArray &target) const
    {
        return std::ranges::count_if(m_hub->requests(), [&](const SeenRequest &request) {
            return request.target.startsWith(target);
        });
    }
    // The tabs in the settings' file; empty while there is none.
    static QStringList storedTabs(const QTemporaryDir &home);
    static bool end(QProcess &program)
    {
        program.terminate();
        return program.waitForFinished(kLong) && program.exitStatus() == QProcess::NormalExit
            && program.exitCode() == 0;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
};

void tst_Instances::initTestCase()
{
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(u"hub"_s)});
    QVERIFY(m_hub->start());
    for (const auto &id : {u"ada/first"_s, u"ada/second"_s}) {
        const RepoId repo = *RepoId::parse(RepoKind::Model, id);
        m_hub->store().createRepo(repo);
        CommitInput input;
        input.adds = {{u"README.md"_s, Content::bytes("# hello")}};
        m_hub->store().commit(repo, u"main"_s, input);
    }
}

void tst_Instances::start(QProcess &program, const QTemporaryDir &home,
                          const QStringList &arguments) const
{
    program.setProcessEnvironment(programVariables(*m_hub, home));
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    program.start(QStringLiteral(HUBNAUT_PROGRAM), arguments);
}

QStringList tst_Instances::storedTabs(const QTemporaryDir &home)
{
    QStringList tabs;
    const QSettings file(home.filePath(u"XDG_CONFIG_HOME/hubnaut/hubnaut.ini"_s),
                         QSettings::IniFormat);
    const auto session
        = QJsonDocument::fromJson(file.value(u"window/session"_s).toByteArray()).object();
    for (const QJsonValue tab : session["tabs"_L1].toArray())
        tabs << tab.toString().section(u'/', -1);
    return tabs;
}

void tst_Instances::sideBySide()
{
    m_hub->forgetRequests();
    const QTemporaryDir home;
    QProcess first;
    QProcess second;
    start(first, home, {u"ada/first"_s});
    QTRY_VERIFY_WITH_TIMEOUT(asked("/api/models/ada/first/revision") == 1, kLong);
    QTRY_COMPARE_WITH_TIMEOUT(storedTabs(home), QStringList{u"first"_s}, kSaved);
    start(second, home, {u"ada/second"_s}); // with the first one's tab: it is stored already
    QTRY_VERIFY_WITH_TIMEOUT(asked("/api/models/ada/second/revision") == 1, kLong);
    QTRY_COMPARE_WITH_TIMEOUT(storedTabs(home), (QStringList{u"first"_s, u"second"_s}), kSaved);
    QCOMPARE(first.state(), QProcess::Running);
    QVERIFY(end(second));
    QCOMPARE(storedTabs(home), (QStringList{u"first"_s, u"second"_s}));
    QVERIFY(end(first)); // closed last, but nothing in it had changed
    QCOMPARE(storedTabs(home), (QStringList{u"first"_s, u"second"_s}));

    m_hub->forgetRequests();
    QProcess third;
    start(third, home, {});
    QTRY_VERIFY_WITH_TIMEOUT(asked("/api/models/ada/second/revision") == 1, kLong);
    QVERIFY(end(third));
    QVERIFY(QDir(home.filePath(u"XDG_CONFIG_HOME/hubnaut"_s)) // nothing was put aside as damaged
                .entryList({u"*bad*"_s})
                .isEmpty());
}

void tst_Instances::killedBesideAnother()
{
    m_hub->forgetRequests();
    const QTemporaryDir home;
    QProcess first;
    QProcess second;
    start(first, home, {u"ada/first"_s});
    QTRY_COMPARE_WITH_TIMEOUT(storedTabs(home), QStringList{u"first"_s}, kLong);
    start(second, home, {u"ada/second"_s});
    QTRY_COMPARE_WITH_TIMEOUT(storedTabs(home), (QStringList{u"first"_s, u"second"_s}), kLong);
    first.kill();
    QVERIFY(first.waitForFinished(kLong));
    QCOMPARE(second.state(), QProcess::Running);
    QVERIFY(end(second)); // and can store what it has: no lock is left behind
    QCOMPARE(storedTabs(home), (QStringList{u"first"_s, u"second"_s}));
}

QTEST_GUILESS_MAIN(tst_Instances)
#include "tst_instances.moc"
