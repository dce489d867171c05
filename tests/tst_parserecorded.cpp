// Every recorded answer reads as it should.

#include "app/hub/parse.h"
#include "tests/support/fixtures.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

Body bodyOf(const QByteArray &json)
{
    return {.bytes = json, .url = QUrl(u"https://hub.example/api/x"_s)};
}

// The body of a recorded HTTP answer in raw form.
QByteArray afterHeaders(const QByteArray &http)
{
    for (const QByteArray &gap : {QByteArray("\r\n\r\n"), QByteArray("\n\n")})
        if (const auto at = http.indexOf(gap); at >= 0)
            return http.sliced(at + gap.size());
    return {};
}

// What a recording holds as its answer, back as text.
QByteArray recordedBody(const QString &path)
{
    const QJsonObject o = QJsonDocument::fromJson(fileBytes(path)).object();
    const QJsonValue body = o.contains("body"_L1) ? o["body"_L1] : o["response"_L1];
    if (body.isString())
        return body.toString().toUtf8();
    return body.isArray() ? QJsonDocument(body.toArray()).toJson()
                          : QJsonDocument(body.toObject()).toJson();
}

} // namespace

class TestParseRecorded final : public QObject
{
    Q_OBJECT

private slots:
    void recordedModels();
    void recordedSpaces();
    void recordedServers();
    void literals();
};

void TestParseRecorded::recordedModels()
{
    const QString folder = fixtureFolder(u"api/hub-recorded"_s);
    if (folder.isEmpty())
        QSKIP("the recorded answers are not beside the sources");
    int read = 0;
    for (const QString &name : QDir(folder).entryList({u"GET_models_*.200.json"_s})) {
        const auto info
            = parseRepoInfo(RepoKind::Model, bodyOf(recordedBody(folder + u'/' + name)));
        QVERIFY2(info, qPrintable(name));
        const bool expanded
            = name.contains("_expand_"_L1); // only the asked-for properties come back
        QVERIFY2(
            expanded
                || (isSha1Hex(info->commit) && !info->files.isEmpty() && info->summary.likes >= 0),
            qPrintable(name));
        QCOMPARE(info->skipped, 0);
        ++read;
    }
    QVERIFY(read > 30);
}

void TestParseRecorded::recordedSpaces()
{
    const QString folder = fixtureFolder(u"api/hub-recorded"_s);
    if (folder.isEmpty())
        QSKIP("the recorded answers are not beside the sources");
    int read = 0;
    for (const QString &name : QDir(folder).entryList(
             {u"*_runtime.200.json"_s, u"*_pause.200.json"_s, u"*_restart.200.json"_s})) {
        const auto runtime = parseSpaceRuntime(bodyOf(recordedBody(folder + u'/' + name)));
        QVERIFY2(runtime, qPrintable(name));
        ++read;
    }
    QVERIFY(read >= 4);
}

void TestParseRecorded::recordedServers()
{
    const QString folder = fixtureFolder(u"recorded-local"_s);
    if (folder.isEmpty())
        QSKIP("the recorded answers are not beside the sources");
    for (const QString &server : {u"hfd/"_s, u"kohaku/"_s}) {
        const auto body = [&](const QString &name) {
            return bodyOf(afterHeaders(fileBytes(folder + u'/' + server + name + ".http"_L1)));
        };
        QCOMPARE(parseAccount(body(u"whoami-v2"_s))->name, u"alice"_s);
        const auto tree = parseTreePage(body(u"tree"_s));
        QVERIFY(tree);
        QVERIFY(std::ranges::any_of(tree->entries, [](const TreeEntry &e) {
            return e.path == u"dir/a b/ü.txt" || e.path == u"dir";
        }));
        QVERIFY(parseRefs(body(u"refs"_s)));
        QVERIFY(parseCommitPage(body(u"commits"_s)));
        QVERIFY(parseRepoInfo(RepoKind::Model, body(u"model-info"_s)));
        QVERIFY(parseRepoInfo(RepoKind::Model, body(u"model-info.blobs"_s)));
        QVERIFY(parseRepoPage(RepoKind::Model, body(u"models-list"_s)));
    }
}

void TestParseRecorded::literals()
{
    const QString folder = fixtureFolder(u"api/swift-huggingface"_s);
    if (folder.isEmpty())
        QSKIP("the literal answers are not beside the sources");
    int lists = 0;
    for (const QString &name :
         QDir(folder).entryList({u"ModelTests-*"_s, u"DatasetTests-*"_s, u"SpaceTests-*"_s})) {
        const RepoKind kind = name.startsWith(u'M') ? RepoKind::Model
            : name.startsWith(u'D')                 ? RepoKind::Dataset
                                                    : RepoKind::Space;
        const QByteArray bytes = fileBytes(folder + u'/' + name);
        if (!bytes.trimmed().startsWith('['))
            continue;
        const auto page = parseRepoPage(kind, bodyOf(bytes));
        QVERIFY2(page, qPrintable(name));
        ++lists;
    }
    QVERIFY(lists > 3);
    const auto page = parseDiscussionPage(bodyOf(fileBytes(folder + "/DiscussionTests-0.json"_L1)));
    QVERIFY(page);
    QCOMPARE(page->discussions.size(), 2);
    QCOMPARE(page->discussions.first().comments, 3);
}

QTEST_GUILESS_MAIN(TestParseRecorded)
#include "tst_parserecorded.moc"
