// The parsers: every field, odd entries, broken documents.

#include "app/hub/parse.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace {

Body bodyOf(const QByteArray &json)
{
    return {.bytes = json, .url = QUrl(u"https://hub.example/api/x"_s)};
}

RepoId repo(RepoKind kind, QStringView id)
{
    return *RepoId::parse(kind, id);
}

} // namespace

class TestParse final : public QObject
{
    Q_OBJECT

private slots:
    void account();
    void accountWithoutName();
    void repoPage();
    void oddEntriesAreSkippedAndCounted();
    void gates_data();
    void gates();
    void brokenDocuments_data();
    void brokenDocuments();
    void facetsAndQuickHits();
    void repoInfo();
    void hostileSizes_data();
    void hostileSizes();
    void tree();
    void refsAndCommits();
    void discussions();
    void thread();
    void space();
};

void TestParse::account()
{
    const auto a = parseAccount(
        bodyOf(R"({"type":"user","name":"ada","fullname":"Ada L.","email":null,"isPro":true,
        "avatarUrl":"/avatars/1.svg","orgs":[{"name":"org1"},{"name":""},7],
        "auth":{"accessToken":{"displayName":"desk","role":"write"}}})"));
    QVERIFY(a);
    QCOMPARE(a->name, u"ada"_s);
    QCOMPARE(a->fullName, u"Ada L."_s);
    QCOMPARE(a->email, QString());
    QCOMPARE(a->avatar, QUrl(u"https://hub.example/avatars/1.svg"_s));
    QVERIFY(a->isPro);
    QCOMPARE(a->organisations, QStringList{u"org1"_s});
    QCOMPARE(a->tokenName, u"desk"_s);
    QCOMPARE(a->tokenRole, u"write"_s);
    QVERIFY(parseAccount(bodyOf(R"({"name":"a","avatarUrl":"javascript:x"})"))->avatar.isEmpty());
}

void TestParse::accountWithoutName()
{
    const auto a = parseAccount(bodyOf("{}"));
    QVERIFY(!a);
    QCOMPARE(a.error().kind, HubError::Kind::BadReply);
}

void TestParse::repoPage()
{
    Body body = bodyOf(
        R"([{"id":"o/m","author":"o","downloads":5000000000,"likes":3,"createdAt":"2024-05-01T12:00:00.000Z",
        "lastModified":"2024-06-01T12:00:00.000Z","tags":["a","b",1],"pipeline_tag":"text-generation","library_name":"t",
        "safetensors":{"total":8030261248},"private":true,"gated":"manual"},{"modelId":"gpt2"}])");
    body.nextPage = QUrl(u"https://hub.example/api/x?cursor=1"_s);
    const auto page = parseRepoPage(RepoKind::Model, body);
    QVERIFY(page);
    QCOMPARE(page->repos.size(), 2);
    QCOMPARE(page->next, body.nextPage);
    const RepoSummary &r = page->repos.first();
    QCOMPARE(r.id, repo(RepoKind::Model, u"o/m"));
    QCOMPARE(r.downloads, 5'000'000'000);
    QCOMPARE(r.likes, 3);
    QCOMPARE(r.createdAt, QDateTime::fromString(u"2024-05-01T12:00:00Z"_s, Qt::ISODate));
    QCOMPARE(r.tags, (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(r.task, u"text-generation"_s);
    QCOMPARE(r.library, u"t"_s);
    QCOMPARE(r.parameters, 8'030'261'248);
    QVERIFY(r.isPrivate);
    QCOMPARE(r.gate, Gate::Manual);
    QCOMPARE(page->repos[1].id.id(), u"gpt2"_s);
    QCOMPARE(page->repos[1].downloads, -1);
}

void TestParse::oddEntriesAreSkippedAndCounted()
{
    const auto page = parseRepoPage(
        RepoKind::Dataset,
        bodyOf(R"([{"id":"o/ok"},{"id":"../x"},{"id":"a/b/c"},5,null,"x",{},{"id":7}])"));
    QVERIFY(page);
    QCOMPARE(page->repos.size(), 1);
    QCOMPARE(page->skipped, 7);
}

void TestParse::gates_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<Gate>("gate");
    QTest::newRow("false") << QByteArray("false") << Gate::None;
    QTest::newRow("auto") << QByteArray("\"auto\"") << Gate::Automatic;
    QTest::newRow("manual") << QByteArray("\"manual\"") << Gate::Manual;
    QTest::newRow("true") << QByteArray("true") << Gate::Automatic;
    QTest::newRow("null") << QByteArray("null") << Gate::None;
    QTest::newRow("text") << QByteArray("\"maybe\"") << Gate::None;
}

void TestParse::gates()
{
    QFETCH(QByteArray, json);
    const auto page
        = parseRepoPage(RepoKind::Model, bodyOf(R"([{"id":"a/b","gated":)" + json + "}]"));
    QVERIFY(page);
    QTEST(page->repos.first().gate, "gate");
}

void TestParse::brokenDocuments_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut N23") << QByteArray(R"([{"id":"a/b"},{"id":)");
    QTest::newRow("html N35") << QByteArray("<!doctype html><title>Sign in to WiFi</title>");
    QTest::newRow("text") << QByteArray("\"text\"");
    QTest::newRow("number") << QByteArray("7");
    QTest::newRow("bad UTF-8") << QByteArray("[\"\xff\xfe\"]");
    QTest::newRow("deep") << QByteArray(100'000, '[');
}

void TestParse::brokenDocuments()
{
    QFETCH(QByteArray, json);
    const Body body = bodyOf(json);
    const auto isBadReply = [](const auto &result) {
        return !result && result.error().kind == HubError::Kind::BadReply
            && !result.error().message.isEmpty();
    };
    QVERIFY(isBadReply(parseAccount(body)));
    QVERIFY(isBadReply(parseRepoPage(RepoKind::Model, body)));
    QVERIFY(isBadReply(parseFacets(body)));
    QVERIFY(isBadReply(parseQuickHits(body)));
    QVERIFY(isBadReply(parseRepoInfo(RepoKind::Space, body)));
    QVERIFY(isBadReply(parseRefs(body)));
    QVERIFY(isBadReply(parseCommitPage(body)));
    QVERIFY(isBadReply(parseTreePage(body)));
    QVERIFY(isBadReply(parseDiscussionPage(body)));
    QVERIFY(isBadReply(parseDiscussionThread(body)));
    QVERIFY(isBadReply(parseSpaceRuntime(body)));
    QVERIFY(isBadReply(parseHardware(body)));
}

void TestParse::facetsAndQuickHits()
{
    const auto facets = parseFacets(bodyOf(
        R"({"license":[{"id":"license:mit","label":"mit","type":"license"},{"id":"x"},{}],"library":[]})"));
    QVERIFY(facets);
    QCOMPARE(
        facets->value(u"license"_s),
        (QList<Facet>{{u"license:mit"_s, u"mit"_s, u"license"_s}, {u"x"_s, u"x"_s, u"license"_s}}));
    const auto hits = parseQuickHits(bodyOf(
        R"({"models":[{"id":"a/b"},{"id":"//"}],"spaces":[{"id":"s/t","emoji":"🚀"}],"q":"a"})"));
    QVERIFY(hits);
    QCOMPARE(hits->models, QList<QuickHit>{{.id = repo(RepoKind::Model, u"a/b")}});
    QVERIFY(hits->datasets.isEmpty());
    QCOMPARE(hits->spaces.first().emoji, u"🚀"_s);
}

void TestParse::repoInfo()
{
    const auto info = parseRepoInfo(
        RepoKind::Space, bodyOf(R"({"id":"o/s","sha":"0123456789abcdef0123456789abcdef01234567",
        "downloadsAllTime":9007199254740993,"usedStorage":12,"siblings":[{"rfilename":"a.txt","size":5},{"rfilename":"b"},{}],
        "safetensors":{"parameters":{"BF16":10,"F32":-1},"total":10},"tags":["license:apache-2.0"],
        "cardData":{"base_model":["x/y"],"sdk":"gradio","emoji":"🎈","short_description":"short"},
        "subdomain":"o-s","disabled":true,"runtime":{"stage":"RUNNING"}})"));
    QVERIFY(info);
    QCOMPARE(info->commit, u"0123456789abcdef0123456789abcdef01234567"_s);
    QCOMPARE(info->downloadsAllTime, 9'007'199'254'740'993);
    QCOMPARE(info->files, (QList<RepoFile>{{u"a.txt"_s, 5}, {u"b"_s, -1}}));
    QCOMPARE(info->skipped, 1);
    QCOMPARE(info->parametersByType, (QMap<QString, qint64>{{u"BF16"_s, 10}}));
    QCOMPARE(info->license, u"apache-2.0"_s);
    QCOMPARE(info->baseModels, QStringList{u"x/y"_s});
    QCOMPARE(info->description, u"short"_s);
    QCOMPARE(info->summary.sdk, u"gradio"_s);
    QCOMPARE(info->summary.emoji, u"🎈"_s);
    QCOMPARE(info->summary.stage, u"RUNNING"_s);
    QCOMPARE(info->spaceHost, QUrl(u"https://o-s.hf.space"_s));
    QVERIFY(info->disabled);
    const auto evil = parseRepoInfo(
        RepoKind::Space,
        bodyOf(R"({"id":"o/s","sha":"../../etc","host":"javascript:x","subdomain":"evil.com/?"})"));
    QVERIFY(evil);
    QVERIFY(evil->commit.isEmpty());
    QVERIFY(evil->spaceHost.isEmpty());
}

void TestParse::hostileSizes_data()
{
    QTest::addColumn<QByteArray>("size");
    for (const char *size : {"-1", "-9223372036854775808", "1e300", "1.5", "\"12\"", "true", "[]",
                             "9223372036854775808"})
        QTest::newRow(size) << QByteArray(size);
}

void TestParse::hostileSizes()
{
    QFETCH(QByteArray, size);
    const auto page = parseTreePage(bodyOf(
        R"([{"type":"file","path":"ok","size":9223372036854775807},{"type":"file","path":"a","size":)"
        + size + R"(},{"type":"file","path":"b","size":1,"lfs":{"size":)" + size + "}}]"));
    QVERIFY(page);
    QCOMPARE(page->entries.size(), 1);
    QCOMPARE(page->entries.first().size, std::numeric_limits<qint64>::max());
    QCOMPARE(page->skipped, 2);
}

void TestParse::tree()
{
    const QByteArray sha1(40, 'a');
    const QByteArray sha256(64, 'b');
    const auto page = parseTreePage(bodyOf(
        R"([{"type":"directory","oid":")" + sha1 + R"(","size":0,"path":"dir"},
        {"type":"file","oid":")"
        + sha1
        + R"(","size":3,"path":"dir/ü.txt","lastCommit":{"id":"c","title":"t","date":"2024-05-01T12:00:00.000Z"},
         "securityFileStatus":{"status":"unsafe"}},
        {"type":"file","oid":")"
        + sha1 + R"(","size":134,"path":"w.bin","lfs":{"oid":")" + sha256
        + R"(","size":5000000000,"pointerSize":135}},
        {"type":"file","oid":")"
        + sha1 + R"(","size":7,"path":"x.bin","lfs":{"oid":")" + sha256
        + R"(","size":7},"xetHash":")" + sha256 + R"("},
        {"type":"file","oid":"../../x","size":7,"path":"odd-oid","lfs":{"oid":"../../x","size":7}},
        {"type":"unknown","path":"u"},{"type":"file","path":""},{"type":"","path":"","oid":"","size":0}])"));
    QVERIFY(page);
    QCOMPARE(page->entries.size(), 5);
    QCOMPARE(page->skipped, 3);
    QCOMPARE(page->entries[0].type, TreeEntry::Type::Folder);
    QCOMPARE(page->entries[0].size, -1);
    QCOMPARE(page->entries[1].path, u"dir/ü.txt"_s);
    QCOMPARE(page->entries[1].storage, Storage::Git);
    QCOMPARE(page->entries[1].lastCommitTitle, u"t"_s);
    QCOMPARE(page->entries[1].scanStatus, u"unsafe"_s);
    QCOMPARE(page->entries[1].blobName(), QString::fromLatin1(sha1));
    QCOMPARE(page->entries[2].storage, Storage::Lfs);
    QCOMPARE(page->entries[2].size, 5'000'000'000);
    QCOMPARE(page->entries[2].blobName(), QString::fromLatin1(sha256));
    QCOMPARE(page->entries[3].storage, Storage::Xet);
    QVERIFY(page->entries[4].oid.isEmpty());
    QVERIFY(page->entries[4].sha256.isEmpty());
    QVERIFY(parseTreePage(bodyOf("[]"))->entries.isEmpty());
}

void TestParse::refsAndCommits()
{
    const QByteArray sha1(40, 'a');
    const auto refs = parseRefs(bodyOf(
        R"({"branches":[{"name":"main","ref":"refs/heads/main","targetCommit":")" + sha1
        + R"("}],"tags":[{"name":"v1","ref":"refs/tags/v1","targetCommit":"x"}],"converts":[{"name":"../up","ref":"refs/convert/../up"}],
        "pullRequests":[{"name":"3","ref":"refs/pr/3","targetCommit":")"
        + sha1 + R"("}]})"));
    QVERIFY(refs);
    QCOMPARE(refs->size(), 3);
    QCOMPARE((*refs)[0].name, u"main"_s);
    QVERIFY((*refs)[1].commit.isEmpty());
    QCOMPARE((*refs)[2].type, Ref::Type::PullRequest);
    Body body = bodyOf(
        R"([{"id":")" + sha1
        + R"(","title":"t","message":"m","authors":[{"user":"a"},{"user":"b"}],"date":"2024-05-01T12:00:00.000Z"},{"id":"no"}])");
    body.totalCount = 700;
    const auto commits = parseCommitPage(body);
    QVERIFY(commits);
    QCOMPARE(commits->commits.size(), 1);
    QCOMPARE(commits->skipped, 1);
    QCOMPARE(commits->total, 700);
    QCOMPARE(commits->commits.first().authors, (QStringList{u"a"_s, u"b"_s}));
}

void TestParse::discussions()
{
    const auto page = parseDiscussionPage(bodyOf(
        R"({"discussions":[{"num":4,"title":"T","status":"merged","isPullRequest":true,"pinned":true,
        "author":{"name":"a"},"createdAt":"2024-05-01T12:00:00.000Z","numComments":2},{"num":5,"title":"no author"},{"title":"no number"},{"num":-1}],
        "count":40,"start":10})"));
    QVERIFY(page);
    QCOMPARE(page->discussions.size(), 2);
    QCOMPARE(page->skipped, 2);
    QCOMPARE(page->count, 40);
    QCOMPARE(page->start, 10);
    QCOMPARE(page->discussions[0].number, 4);
    QCOMPARE(page->discussions[0].comments, 2);
    QVERIFY(page->discussions[0].isPullRequest && page->discussions[0].pinned);
    QVERIFY(page->discussions[1].author.isEmpty());
    QVERIFY(!parseDiscussionPage(bodyOf("{}")));
}

void TestParse::thread()
{
    const auto thread = parseDiscussionThread(
        bodyOf(R"({"num":4,"title":"T","status":"open","locked":true,"isPullRequest":true,
        "changes":{"base":"refs/heads/main"},"diff":"--- a","events":[
        {"id":"1","type":"comment","author":{"name":"a"},"createdAt":"2024-05-01T12:00:00.000Z","data":{"edited":true,"hidden":false,"latest":{"raw":"*hi*","html":"<p>"}}},
        {"id":"2","type":"status-change","data":{"status":"closed"}},
        {"id":"3","type":"title-change","data":{"from":"A","to":"B"}},
        {"id":"4","type":"commit","data":{"subject":"s","oid":"abc"}},
        {"id":"5","type":"brand-new","data":{"x":1}}, {"id":"6"}, 9]})"));
    QVERIFY(thread);
    QCOMPARE(thread->events.size(), 5);
    QCOMPARE(thread->skipped, 2);
    QCOMPARE(thread->base, u"refs/heads/main"_s);
    QCOMPARE(thread->diff, u"--- a"_s);
    QVERIFY(thread->locked);
    QCOMPARE(thread->events[0].text, u"*hi*"_s);
    QVERIFY(thread->events[0].edited);
    QCOMPARE(thread->events[1].text, u"closed"_s);
    QCOMPARE(thread->events[2].from, u"A"_s);
    QCOMPARE(thread->events[2].text, u"B"_s);
    QCOMPARE(thread->events[3].oid, u"abc"_s);
    QCOMPARE(thread->events[4].type, u"brand-new"_s);
}

void TestParse::space()
{
    const auto runtime = parseSpaceRuntime(bodyOf(
        R"({"stage":"BRAND_NEW","hardware":{"current":null,"requested":"t4-small"},"gcTimeout":null,
        "replicas":{"current":2,"requested":"auto"},"domains":[{"domain":"a.example","isCustom":false},{}],"errorMessage":"oops"})"));
    QVERIFY(runtime);
    QCOMPARE(*runtime,
             (SpaceRuntime{.stage = u"BRAND_NEW"_s,
                           .hardwareRequested = u"t4-small"_s,
                           .replicas = 2,
                           .errorMessage = u"oops"_s,
                           .domains = {u"a.example"_s}}));
    const auto hardware = parseHardware(
        bodyOf(R"([{"name":"t4-small","prettyName":"Nvidia T4","cpu":"4 vCPU","ram":"15 GB",
        "accelerator":{"type":"gpu","model":"T4","quantity":"1","vram":"16 GB"},"unitCostMicroUSD":6667},
        {"name":"cpu-basic","accelerator":null},{"prettyName":"nameless"}])"));
    QVERIFY(hardware);
    QCOMPARE(hardware->size(), 2);
    QCOMPARE(hardware->first().accelerator, u"1x T4, 16 GB"_s);
    QCOMPARE(hardware->first().microUsdPerMinute, 6667);
    QCOMPARE((*hardware)[1].title, u"cpu-basic"_s);
}

QTEST_GUILESS_MAIN(TestParse)
#include "tst_parse.moc"
