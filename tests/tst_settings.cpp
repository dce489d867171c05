// The environment as the Python client reads it, and settings that survive nonsense.

#include "app/appcontext.h"
#include "app/settings/environment.h"
#include "app/settings/settings.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using Variables = QMap<QString, QString>;

class TestSettings final : public QObject
{
    Q_OBJECT

private slots:
    void folders_data();
    void folders();
    void tokenFiles_data();
    void tokenFiles();
    void impossibleFolder();
    void endpoints_data();
    void endpoints();
    void tokens_data();
    void tokens();
    void switches_data();
    void switches();
    void timeouts_data();
    void timeouts();
    void nonsenseIsClamped();
    void changesAreToldOnce();
    void brokenFiles_data();
    void brokenFiles();
    void theProgramKeepsABrokenFileAside();
    void twoInstancesKeepEachOthersChoices();
    void otherProgramsOfADemoAreItsOwn();
    void homeless_data();
    void homeless();

private:
    static Environment read(const Variables &variables)
    {
        QProcessEnvironment environment;
        for (auto it = variables.begin(); it != variables.end(); ++it)
            environment.insert(it.key(), it.value());
        return Environment::read(environment, u"/home/ada"_s);
    }
};

void TestSettings::folders_data() // C24
{
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("hub");
    QTest::addColumn<QString>("variable");
    QTest::newRow("default") << Variables{} << u"/home/ada/.cache/huggingface/hub"_s << QString();
    QTest::newRow("XDG") << Variables{{u"XDG_CACHE_HOME"_s, u"/x"_s}} << u"/x/huggingface/hub"_s
                         << QString();
    QTest::newRow("HF_HOME") << Variables{{u"HF_HOME"_s, u"/h"_s}, {u"XDG_CACHE_HOME"_s, u"/x"_s}}
                             << u"/h/hub"_s << QString();
    QTest::newRow("HF_HUB_CACHE") << Variables{{u"HF_HUB_CACHE"_s, u"/c"_s},
                                               {u"HUGGINGFACE_HUB_CACHE"_s, u"/o"_s}}
                                  << u"/c"_s << u"HF_HUB_CACHE"_s;
    QTest::newRow("old name") << Variables{{u"HUGGINGFACE_HUB_CACHE"_s, u"/o"_s}} << u"/o"_s
                              << u"HUGGINGFACE_HUB_CACHE"_s;
    QTest::newRow("empty is not set")
        << Variables{{u"HF_HUB_CACHE"_s, QString()}, {u"HF_HOME"_s, u"/h"_s}} << u"/h/hub"_s
        << QString();
    QTest::newRow("tilde") << Variables{{u"HF_HUB_CACHE"_s, u"~/m/../c"_s}} << u"/home/ada/c"_s
                           << u"HF_HUB_CACHE"_s;
    QTest::newRow("variable") << Variables{{u"HF_HUB_CACHE"_s, u"${DISK}/$USER/$NONE"_s},
                                           {u"DISK"_s, u"/d"_s},
                                           {u"USER"_s, u"ada"_s}}
                              << u"/d/ada/$NONE"_s << u"HF_HUB_CACHE"_s;
    QTest::newRow("tilde inside") << Variables{{u"HF_HUB_CACHE"_s, u"/a/~b"_s}} << u"/a/~b"_s
                                  << u"HF_HUB_CACHE"_s;
    QTest::newRow("relative") << Variables{{u"HF_HOME"_s, u"rel"_s}}
                              << QDir::currentPath() + u"/rel/hub"_s << QString();
}

void TestSettings::folders()
{
    QFETCH(Variables, variables);
    const Environment e = read(variables);
    QTEST(e.hubCache.value, "hub");
    QTEST(e.hubCache.variable, "variable");
    QVERIFY(e.notices.isEmpty());
}

void TestSettings::tokenFiles_data() // A05
{
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("variable");
    QTest::newRow("default") << Variables{{u"HF_HOME"_s, u"/h"_s}} << u"/h/token"_s << QString();
    QTest::newRow("HF_TOKEN_PATH")
        << Variables{{u"HF_HOME"_s, u"/h"_s}, {u"HF_TOKEN_PATH"_s, u"~/secret/tok"_s}}
        << u"/home/ada/secret/tok"_s << u"HF_TOKEN_PATH"_s;
}

void TestSettings::tokenFiles()
{
    QFETCH(Variables, variables);
    const Environment e = read(variables);
    QTEST(e.tokenPath.value, "path");
    QTEST(e.tokenPath.variable, "variable");
}

void TestSettings::impossibleFolder() // T05
{
    const Environment e = read({{u"HF_HUB_CACHE"_s, u"/a"_s + QChar(0) + u"b"_s}});
    QCOMPARE(e.hubCache.value, u"/home/ada/.cache/huggingface/hub"_s);
    QCOMPARE(e.hubCache.variable, QString());
    QCOMPARE(e.notices.size(), 1);
    QVERIFY(e.notices.first().contains(u"HF_HUB_CACHE"_s));
    // "~name" is somebody else's home, which only a shell knows.
    QVERIFY(read({{u"HF_HUB_CACHE"_s, u"~bo/c"_s}}).hubCache.value.endsWith(u"/~bo/c"_s));
}

void TestSettings::endpoints_data() // N36
{
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<bool>("notice");
    QTest::newRow("default") << Variables{} << u"https://huggingface.co"_s << QString() << false;
    QTest::newRow("mirror") << Variables{{u"HF_ENDPOINT"_s, u"https://m.example/hf/"_s}}
                            << u"https://m.example/hf"_s << u"HF_ENDPOINT"_s << false;
    QTest::newRow("staging") << Variables{{u"HUGGINGFACE_CO_STAGING"_s, u"1"_s}}
                             << u"https://hub-ci.huggingface.co"_s << u"HUGGINGFACE_CO_STAGING"_s
                             << false;
    QTest::newRow("both") << Variables{{u"HUGGINGFACE_CO_STAGING"_s, u"1"_s},
                                       {u"HF_ENDPOINT"_s, u"https://m.example"_s}}
                          << u"https://m.example"_s << u"HF_ENDPOINT"_s << false;
    QTest::newRow("credentials") << Variables{{u"HF_ENDPOINT"_s, u"https://a:b@m.example"_s}}
                                 << u"https://huggingface.co"_s << QString() << true;
    QTest::newRow("junk") << Variables{{u"HF_ENDPOINT"_s, u"not an address"_s}}
                          << u"https://huggingface.co"_s << QString() << true;
}

void TestSettings::endpoints()
{
    QFETCH(Variables, variables);
    const Environment e = read(variables);
    QTEST(e.endpoint.value, "endpoint");
    QTEST(e.endpoint.variable, "variable");
    QTEST(!e.notices.isEmpty(), "notice");
}

void TestSettings::tokens_data() // A05, N37
{
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("token");
    QTest::addColumn<QString>("variable");
    const QString now = u"HF_TOKEN"_s;
    const QString old = u"HUGGING_FACE_HUB_TOKEN"_s;
    QTest::newRow("none") << Variables{} << QString() << QString();
    QTest::newRow("new") << Variables{{now, u"hf_a"_s}, {old, u"hf_b"_s}} << u"hf_a"_s << now;
    QTest::newRow("old") << Variables{{now, u" \n"_s}, {old, u"hf_b"_s}} << u"hf_b"_s << old;
    QTest::newRow("stripped") << Variables{{now, u" hf_a\r\n"_s}} << u"hf_a"_s << now;
    QTest::newRow("header injection")
        << Variables{{now, u"hf_a\r\nX-Evil: 1"_s}} << QString() << QString();
    QTest::newRow("not ASCII") << Variables{{now, u"hf_ü"_s}} << QString() << QString();
}

void TestSettings::tokens()
{
    QFETCH(Variables, variables);
    const Environment e = read(variables);
    QTEST(e.token.value, "token");
    QTEST(e.token.variable, "variable");
    for (const QString &notice : e.notices)
        QVERIFY(!notice.contains(u"hf_"_s));
}

void TestSettings::switches_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("on");
    for (const char *value : {"1", "ON", "on", "Yes", "TRUE", " true "})
        QTest::newRow(value) << QString::fromLatin1(value) << true;
    for (const char *value : {"", "0", "no", "off", "2", "y", "t"})
        QTest::newRow(qPrintable(u"not "_s + QString::fromLatin1(value)))
            << QString::fromLatin1(value) << false;
}

void TestSettings::switches()
{
    QFETCH(QString, value);
    QFETCH(bool, on);
    QCOMPARE(read({{u"HF_HUB_OFFLINE"_s, value}}).offline, on);
    QCOMPARE(read({{u"TRANSFORMERS_OFFLINE"_s, value}}).offlineVariable,
             on ? u"TRANSFORMERS_OFFLINE"_s : QString());
    QCOMPARE(
        read({{u"HF_HUB_OFFLINE"_s, value}, {u"TRANSFORMERS_OFFLINE"_s, u"1"_s}}).offlineVariable,
        on ? u"HF_HUB_OFFLINE"_s : u"TRANSFORMERS_OFFLINE"_s);
    QCOMPARE(read({{u"HF_HUB_DISABLE_IMPLICIT_TOKEN"_s, value}}).implicitToken, !on);
    QCOMPARE(read({{u"HF_HUB_DISABLE_SYMLINKS"_s, value}}).symlinks, !on);
    QCOMPARE(read({{u"HF_HUB_DISABLE_SHARED_BLOBS"_s, value}}).sharedBlobs, !on);
    QCOMPARE(read({{u"HF_HUB_DISABLE_XET"_s, value}}).sharedBlobs, !on);
}

void TestSettings::timeouts_data() // T05
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<bool>("notice");
    QTest::newRow("none") << QString() << 20 << false;
    QTest::newRow("30") << u"30"_s << 30 << false;
    QTest::newRow("0") << u"0"_s << 1 << true;
    QTest::newRow("-1") << u"-1"_s << 1 << true;
    QTest::newRow("1e9") << u"1000000000"_s << 600 << true;
    QTest::newRow("past int") << u"99999999999"_s << 20 << true;
    QTest::newRow("junk") << u"soon"_s << 20 << true;
}

void TestSettings::timeouts()
{
    QFETCH(QString, value);
    const Environment e = read({{u"HF_HUB_ETAG_TIMEOUT"_s, value}});
    QTEST(e.etagTimeout, "seconds");
    QTEST(!e.notices.isEmpty(), "notice");
}

void TestSettings::nonsenseIsClamped() // T05
{
    QTemporaryDir dir;
    QSettings store(dir.filePath(u"s.ini"_s), QSettings::IniFormat);
    Settings settings(store);
    QCOMPARE(settings.filesAtOnce(), 4);
    for (const auto &[given, used] : {std::pair{0, 1}, {-1, 1}, {1'000'000'000, 32}, {7, 7}}) {
        settings.setFilesAtOnce(given);
        QCOMPARE(settings.filesAtOnce(), used);
        store.setValue(u"transfers/filesAtOnce"_s, given);
        QCOMPARE(settings.filesAtOnce(), used);
    }
    store.setValue(u"transfers/filesAtOnce"_s, u"many"_s);
    QCOMPARE(settings.filesAtOnce(), 4);
    settings.setCacheFolder(u"/a"_s + QChar(0) + u"b"_s);
    QCOMPARE(settings.cacheFolder(), QString());
    store.setValue(u"window/theme"_s, u"pink"_s);
    QCOMPARE(settings.theme(), Settings::Theme::System);
    settings.setEndpoint(u"not an address"_s);
    QCOMPARE(settings.endpoint(), QString());
    store.setValue(u"hub/endpoint"_s, u"https://a:b@c"_s);
    QCOMPARE(settings.endpoint(), QString());
    settings.setEndpoint(u"https://m.example/"_s);
    QCOMPARE(settings.endpoint(), u"https://m.example"_s);
}

void TestSettings::changesAreToldOnce()
{
    QTemporaryDir dir;
    QSettings store(dir.filePath(u"s.ini"_s), QSettings::IniFormat);
    Settings settings(store);
    QSignalSpy spy(&settings, &Settings::changed);
    settings.setTheme(Settings::Theme::Dark);
    settings.setTheme(Settings::Theme::Dark);
    settings.setOffline(true);
    QCOMPARE(spy.size(), 2);
    QCOMPARE(spy[0][0].value<Settings::Key>(), Settings::Key::Theme);
    QCOMPARE(settings.theme(), Settings::Theme::Dark);
    store.sync();
    QSettings again(dir.filePath(u"s.ini"_s), QSettings::IniFormat);
    QVERIFY(Settings(again).offline());
}

void TestSettings::brokenFiles_data() // T01
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("keptAside");
    const QByteArray good = "[window]\ntheme=dark\n\n[transfers]\nfilesAtOnce=9\n";
    QTest::newRow("good") << good << false;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("random") << QByteArray("\x00\xff\x13[[\n=\x01\x02\n]]\nnonsense\n", 20) << true;
    QTest::newRow("huge") << QByteArray(3 << 20, 'x') << true;
    QTest::newRow("huge and well formed") << "[window]\ntheme=" + QByteArray(3 << 20, 'x') + '\n'
                                          << true;
    for (qsizetype i = 1; i < good.size(); ++i)
        QTest::addRow("cut at %lld", i) << good.first(i) << false;
}

void TestSettings::brokenFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, keptAside);
    QTemporaryDir dir;
    const QString path = dir.filePath(u"s.ini"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    file.close();
    const auto store = Settings::openStore(path);
    Settings settings(*store);
    settings.setFilesAtOnce(5);
    store->sync();
    QCOMPARE(store->status(), QSettings::NoError);
    QCOMPARE(Settings(*store).filesAtOnce(), 5);
    const QStringList aside = QDir(dir.path()).entryList({u"s.ini.bad-*"_s});
    if (keptAside) {
        QCOMPARE(aside.size(), 1);
        QFile bad(dir.filePath(aside.first()));
        QVERIFY(bad.open(QIODevice::ReadOnly) && bad.readAll() == bytes);
    }
}

void TestSettings::theProgramKeepsABrokenFileAside() // T01
{
    QTemporaryDir dir;
    const QString path = dir.filePath(u"s.ini"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("\x01[[\nnonsense\n") > 0);
    file.close();
    AppContext app({.variables = {}, .homeFolder = dir.path(), .settingsFile = path});
    app.settings().setFilesAtOnce(3);
    QCOMPARE(QDir(dir.path()).entryList({u"s.ini.bad-*"_s}).size(), 1);
}

void TestSettings::twoInstancesKeepEachOthersChoices() // T03
{
    QTemporaryDir dir;
    const auto first = Settings::openStore(dir.filePath(u"s.ini"_s));
    const auto second = Settings::openStore(dir.filePath(u"s.ini"_s));
    Settings one(*first);
    Settings two(*second);
    one.setFilesAtOnce(7);
    two.setTheme(Settings::Theme::Dark);
    first->sync();
    second->sync();
    one.setOffline(true);
    two.setFilesAtOnce(9); // the later one wins
    first->sync();
    second->sync();
    const auto third = Settings::openStore(dir.filePath(u"s.ini"_s));
    Settings after(*third);
    QCOMPARE(after.filesAtOnce(), 9);
    QCOMPARE(after.theme(), Settings::Theme::Dark);
    QVERIFY(after.offline());
}

void TestSettings::otherProgramsOfADemoAreItsOwn()
{
    QTemporaryDir dir;
    for (const bool demo : {false, true}) {
        AppContext app({.variables = {},
                        .homeFolder = dir.path(),
                        .settingsFile = dir.filePath(u"s.ini"_s),
                        .demo = demo});
        QStringList folders;
        for (const OtherStore &store : app.cacheScanner().places().otherStores)
            folders << store.folder;
        QVERIFY(folders.contains(dir.path() + "/.lmstudio/models"_L1));
        QCOMPARE(std::ranges::all_of(
                     folders, [&dir](const QString &f) { return f.startsWith(dir.path() + u'/'); }),
                 demo);
    }
}

void TestSettings::homeless_data() // T06
{
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("home");
    QTest::newRow("no HOME") << Variables{} << QString();
    QTest::newRow("no HOME, relative HF_HOME") << Variables{{u"HF_HOME"_s, u"rel"_s}} << QString();
    QTest::newRow("HOME that is not there") << Variables{} << u"/nonexistent/home"_s;
    QTest::newRow("unwritable XDG")
        << Variables{{u"XDG_CACHE_HOME"_s, u"/proc/none"_s}} << u"/proc/none"_s;
}

// The folders are absolute whatever is missing, and the program starts.
void TestSettings::homeless()
{
    QFETCH(Variables, variables);
    QFETCH(QString, home);
    QProcessEnvironment given;
    for (auto it = variables.begin(); it != variables.end(); ++it)
        given.insert(it.key(), it.value());
    const Environment e = Environment::read(given, home);
    for (const auto &folder : {e.home.value, e.hubCache.value, e.tokenPath.value})
        QVERIFY2(QDir::isAbsolutePath(folder), qPrintable(folder));
    AppContext app({.variables = given,
                    .homeFolder = home,
                    .settingsFile = u"/proc/none/s.ini"_s,
                    .offline = true});
    app.start();
    app.settings().setFilesAtOnce(3);
    QCOMPARE(app.settings().filesAtOnce(), 3); // for as long as it runs
    QTRY_COMPARE(app.session().state(), Session::State::SignedOut);
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
