// The program itself, as a desktop or another program starts it: with hostile addresses (I06) and
// in a poor environment (T06). It opens a window and asks its Hub; it starts no transfer.

#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "tests/support/programhome.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using Variables = QMap<QString, QString>;

class TestStart final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void opensWhatIsGiven_data();
    void opensWhatIsGiven();
    void poorEnvironment_data();
    void poorEnvironment();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
};

void TestStart::initTestCase()
{
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(u"hub"_s)});
    QVERIFY(m_hub->start());
    const RepoId repo = *RepoId::parse(RepoKind::Model, u"ada/model");
    m_hub->store().createRepo(repo);
    CommitInput input;
    input.adds = {{u"README.md"_s, Content::bytes("# hello")},
                  {u"w.safetensors"_s, Content::synthetic(50'000'000, 1)}};
    m_hub->store().commit(repo, u"main"_s, input);
}

void TestStart::opensWhatIsGiven_data() // I06
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("asks"); // what shows that it is up
    const QByteArray up = "/api/whoami-v2";
    const auto row = [](const char *name, const QStringList &arguments, const QByteArray &asks) {
        QTest::newRow(name) << arguments << asks;
    };
    row("repository", {u"ada/model"_s}, "/api/models/ada/model");
    row("a large file", {u"hf://ada/model/w.safetensors"_s}, "/api/models/ada/model");
    row("upwards", {u"hf://../../x"_s}, up);
    row("upwards in a file", {u"hf://ada/model/../../../../etc/passwd"_s}, up);
    row("another Hub", {u"https://evil.example/ada/model"_s}, up);
    row("a local file", {u"file:///etc/passwd"_s}, up);
    row("script", {u"javascript:alert(1)"_s}, up);
    row("markup", {u"<img src=x onerror=y>/\u202Egpj.exe"_s}, up);
    row("controls", {u"ada/\x01\x1b[31m\nmodel"_s}, up);
    row("100 kB", {QString(100'000, u'a') + u"/b"_s}, up);
    row("several", {u"ada/model"_s, u"ada/other"_s, u"x"_s}, "/api/models/ada/model");
    row("an option as data", {u"--"_s, u"--tour=/tmp/hubnaut-no-tour"_s}, up);
}

void TestStart::opensWhatIsGiven()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, asks);
    m_hub->forgetRequests();
    const QTemporaryDir home;
    QProcess program;
    program.setProcessEnvironment(programVariables(*m_hub, home));
    program.start(QStringLiteral(HUBNAUT_PROGRAM), arguments);
    const auto asked = [&](const QByteArray &target) {
        return std::ranges::any_of(m_hub->requests(), [&](const SeenRequest &request) {
            return request.target.startsWith(target);
        });
    };
    QTRY_VERIFY2_WITH_TIMEOUT(asked(asks), program.readAllStandardError().constData(), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(asked("/api/whoami-v2"), 30'000);
    QCOMPARE(program.state(), QProcess::Running);
    program.terminate();
    QVERIFY(program.waitForFinished(10'000));
    // Nothing was fetched into the cache, and of a large file at most what is shown.
    QVERIFY(!QDir(home.filePath(u"hf/hub"_s)).exists()
            || QDir(home.filePath(u"hf/hub"_s)).isEmpty());
    for (const SeenRequest &request : m_hub->requests("cdn"))
        QVERIFY2(!request.header("range").isEmpty(), request.target.constData());
    QVERIFY(!QFile::exists(u"/tmp/hubnaut-no-tour"_s));
}

void TestStart::poorEnvironment_data() // T06
{
    QTest::addColumn<Variables>("variables"); // empty: unset
    QTest::newRow("no HOME") << Variables{{u"HOME"_s, {}}, {u"HF_HOME"_s, {}}};
    QTest::newRow("unwritable") << Variables{{u"HF_HOME"_s, u"/proc/none"_s},
                                             {u"XDG_CONFIG_HOME"_s, u"/proc/none"_s},
                                             {u"XDG_CACHE_HOME"_s, u"/proc/none"_s}};
    QTest::newRow("no temporary folder") << Variables{{u"TMPDIR"_s, u"/nonexistent"_s}};
    QTest::newRow("no XDG folders") << Variables{{u"XDG_CONFIG_HOME"_s, {}},
                                                 {u"XDG_CACHE_HOME"_s, {}},
                                                 {u"XDG_DATA_HOME"_s, {}},
                                                 {u"XDG_RUNTIME_DIR"_s, {}}};
}

void TestStart::poorEnvironment()
{
    QFETCH(const Variables, variables);
    m_hub->forgetRequests();
    const QTemporaryDir home;
    QProcessEnvironment all = programVariables(*m_hub, home);
    for (const auto &[name, value] : variables.asKeyValueRange())
        value.isEmpty() ? all.remove(name) : all.insert(name, value);
    QProcess program;
    program.setProcessEnvironment(all);
    program.start(QStringLiteral(HUBNAUT_PROGRAM), {});
    QTRY_VERIFY2_WITH_TIMEOUT(!m_hub->requests().isEmpty(),
                              program.readAllStandardError().constData(), 30'000);
    QCOMPARE(program.state(), QProcess::Running);
    program.terminate();
    QVERIFY(program.waitForFinished(10'000));
}

QTEST_GUILESS_MAIN(TestStart)
#include "tst_start.moc"
