// What the environment says about patience is what a download goes by.
#include "app/appcontext.h"
#include "tests/support/fakerepo.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class TimeoutsTest final : public QObject
{
    Q_OBJECT

private slots:
    void variablesDecide_data();
    void variablesDecide();
};

void TimeoutsTest::variablesDecide_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("other");
    QTest::addColumn<QByteArray>("method"); // of the request whose answer never comes
    QTest::newRow("content") << u"HF_HUB_DOWNLOAD_TIMEOUT"_s << u"HF_HUB_ETAG_TIMEOUT"_s
                             << QByteArray("GET");
    QTest::newRow("metadata") << u"HF_HUB_ETAG_TIMEOUT"_s << u"HF_HUB_DOWNLOAD_TIMEOUT"_s
                              << QByteArray("HEAD");
}

void TimeoutsTest::variablesDecide() // T05
{
    QFETCH(const QString, variable);
    QFETCH(const QString, other);
    QFETCH(const QByteArray, method);
    FakeRepo repo;
    repo.files.insert(u"a.bin"_s, {.content = QByteArray(100'000, 'a')});
    RawHub hub([&repo, &method](const RawHub::Request &request) {
        RawHub::Reply reply = repo.answer(request);
        if (request.method == method && request.path.contains("/resolve/"))
            reply = {.bytes = {}, .hold = true};
        return reply;
    });
    QTemporaryDir home;
    QProcessEnvironment variables;
    variables.insert(u"HF_ENDPOINT"_s, hub.url().toString());
    variables.insert(u"HF_HOME"_s, home.path());
    variables.insert(variable, u"1"_s);
    variables.insert(other, u"600"_s);
    AppContext app({.variables = variables,
                    .homeFolder = home.path(),
                    .settingsFile = home.filePath(u"settings.ini"_s)});
    app.transfers().download({.repo = *RepoId::parse(RepoKind::Model, u"ada/model"),
                              .revision = *Revision::parse(QString::fromLatin1(repo.commit)),
                              .paths = {u"a.bin"_s}});
    // Asked again: the silence of the first was too long.
    QTRY_VERIFY_WITH_TIMEOUT(hub.count(method, "/resolve/") > 1, 10'000);
}

QTEST_GUILESS_MAIN(TimeoutsTest)
#include "tst_timeouts.moc"
