// What is sent does not depend on the language of the computer (I09): a Turkish "i", a comma in
// numbers, digits of another script. This program asks again in processes with other languages.

#include "tests/support/asked.h"
#include "tests/support/fakehub.h"

#include <QLocale>
#include <QProcess>
#include <QTest>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kFar = 12'345'678'901; // bytes; digits that some languages would group

// The child: makes some requests and prints what came out of the socket.
int askAndPrint()
{
    QLocale::setDefault(QLocale::system());
    FakeHub hub;
    hub.reply("/", {});
    Asked a(hub.url());
    const auto repo = *RepoId::parse(RepoKind::Model, u"Iris/MINI-i");
    std::vector<RequestHandle> handles;
    const auto drop = [](const auto &) { };
    handles.push_back(a.client.searchRepos({.text = u"\u0130STANBUL Ii\u0131"_s,
                                            .filters = {u"license:mit"_s},
                                            .parameters = u"min:6.5B,max:128B"_s,
                                            .pageSize = 1'000},
                                           drop));
    handles.push_back(a.client.repoInfo(repo, *Revision::parse(u"main"_s), drop));
    handles.push_back(a.client.readFile(repo, *Revision::parse(u"main"_s), u"BIG I.bin"_s, kFar,
                                        1'000'000, drop));
    handles.push_back(a.client.discussions(repo, 1'234, u"all"_s, drop));
    if (!QTest::qWaitFor([&] { return hub.requests.size() >= 4; }, 10'000))
        return 1;
    std::ranges::sort(hub.requests);
    // With the colon: the digits alone may stand in a number that was asked for.
    const QByteArray port = ":" + QByteArray::number(hub.serverPort());
    for (QByteArray request : std::as_const(hub.requests))
        std::puts(request.replace(port, ":PORT").constData());
    return 0;
}

} // namespace

class TestNetLocale final : public QObject
{
    Q_OBJECT

private slots:
    void asksAlike_data();
    void asksAlike();

private:
    static QByteArray requestsIn(const QString &language);
};

QByteArray TestNetLocale::requestsIn(const QString &language)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : {u"LC_ALL"_s, u"LANG"_s, u"LANGUAGE"_s})
        environment.insert(name, language);
    QProcess child;
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(), {u"--ask"_s});
    return child.waitForFinished(20'000) && child.exitCode() == 0 ? child.readAllStandardOutput()
                                                                  : QByteArray();
}

void TestNetLocale::asksAlike_data()
{
    QTest::addColumn<QString>("language");
    for (const QString &language : {u"tr_TR.UTF-8"_s, u"de_DE.UTF-8"_s, u"ar_EG.UTF-8"_s,
                                    u"fa_IR.UTF-8"_s, u"POSIX"_s, u"de_DE.ISO-8859-1"_s})
        QTest::newRow(qPrintable(language)) << language;
}

void TestNetLocale::asksAlike()
{
    QFETCH(const QString, language);
    const QByteArray plain = requestsIn(u"C.UTF-8"_s);
    QVERIFY(plain.contains("bytes=12345678901-12346678900"));
    QCOMPARE(requestsIn(language), plain);
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (app.arguments().contains(u"--ask"_s))
        return askAndPrint();
    TestNetLocale test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_netlocale.moc"
