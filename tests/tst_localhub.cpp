#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "tests/support/plainhttp.h"

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

RepoId repoOf(RepoKind kind, QStringView id)
{
    return *RepoId::parse(kind, id);
}

const RepoId &tinyModel()
{
    static const RepoId id = repoOf(RepoKind::Model, u"ada/tiny");
    return id;
}

QByteArray sha256Hex(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QStringList namesOf(const QJsonArray &rows, const QString &key)
{
    QStringList out;
    for (const auto &row : rows)
        out.append(row[key].toString());
    return out;
}

} // namespace

// The local Hub's routes, seen from outside over HTTP.
class TestLocalHub final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_dir->path()});
        QString error;
        QVERIFY2(m_hub->start(&error), qPrintable(error));
        m_http.token.clear();
        LocalStore &store = m_hub->store();
        store.addUser({.name = u"bob"_s});
        store.addToken({.token = "hf_bob", .user = u"bob"_s});
        store.addToken({.token = "hf_bob_reads", .user = u"bob"_s, .role = u"read"_s});
        store.addToken({.token = "hf_bob_fine",
                        .user = u"bob"_s,
                        .role = u"fineGrained"_s,
                        .readsGated = false});
        QVERIFY(store.createRepo(tinyModel(),
                                 {.tags = {u"en"_s},
                                  .task = u"text-generation"_s,
                                  .library = u"transformers"_s,
                                  .likes = 5,
                                  .trendingScore = 3}));
        m_first = store.commit(
            tinyModel(), u"main"_s,
            {.title = u"First"_s,
             .adds = {{u"config.json"_s, Content::bytes("{\"a\": 1}\n")},
                      {u"weights/model.safetensors"_s, Content::synthetic(100'000, 4)}}});
        m_head = store.commit(
            tinyModel(), u"main"_s,
            {.title = u"Second"_s, .adds = {{u"a b/#ü.txt"_s, Content::bytes("odd")}}});
    }

    void listing_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("ids");
        QTest::newRow("trending") << u""_s << QStringList{u"ada/tiny"_s, u"lab/large"_s};
        QTest::newRow("downloads")
            << u"?sort=downloads"_s << QStringList{u"lab/large"_s, u"ada/tiny"_s};
        QTest::newRow("search") << u"?search=LARG"_s << QStringList{u"lab/large"_s};
        QTest::newRow("author") << u"?author=ada"_s << QStringList{u"ada/tiny"_s};
        QTest::newRow("tag") << u"?filter=en"_s << QStringList{u"ada/tiny"_s};
        QTest::newRow("license of the card")
            << u"?filter=license:mit"_s << QStringList{u"lab/large"_s};
        QTest::newRow("two tags") << u"?filter=en&filter=license:mit"_s << QStringList{};
        QTest::newRow("task") << u"?pipeline_tag=text-generation"_s << QStringList{u"ada/tiny"_s};
        QTest::newRow("gated") << u"?gated=true"_s << QStringList{u"lab/large"_s};
        QTest::newRow("parameters")
            << u"?num_parameters=min:6B,max:8B"_s << QStringList{u"lab/large"_s};
        QTest::newRow("too many parameters") << u"?num_parameters=min:8B"_s << QStringList{};
        QTest::newRow("page") << u"?limit=1"_s << QStringList{u"ada/tiny"_s};
    }
    void listing()
    {
        QFETCH(QString, query);
        QFETCH(QStringList, ids);
        m_hub->store().createRepo(
            repoOf(RepoKind::Model, u"lab/large"),
            {.gated = u"auto"_s,
             .cardData = {{u"license"_s, u"mit"_s}},
             .downloads = 9,
             .info = {{u"safetensors"_s, QJsonObject{{u"total"_s, 7'000'000'000LL}}}}});
        m_hub->store().createRepo(repoOf(RepoKind::Model, u"ada/secret"), {.isPrivate = true});
        const auto a = m_http.get(at(u"/api/models"_s + query));
        QCOMPARE(a.status, 200);
        QCOMPARE(namesOf(a.array(), u"id"_s), ids);
    }

    void listPagesFollowOneAnother()
    {
        for (int i = 0; i < 5; ++i)
            m_hub->store().createRepo(repoOf(RepoKind::Dataset, u"ada/set-%1"_s.arg(i)),
                                      {.likes = i});
        QStringList seen;
        QUrl next = at(u"/api/datasets?limit=2&sort=likes&expand[]=likes"_s);
        for (int page = 0; page < 3; ++page) {
            const auto a = m_http.get(next);
            seen += namesOf(a.array(), u"id"_s);
            const QByteArray link = a.header("Link");
            QCOMPARE(link.isEmpty(), page == 2);
            next = QUrl::fromEncoded(link.mid(1, link.indexOf('>') - 1));
        }
        QCOMPARE(seen,
                 QStringList({u"ada/set-4"_s, u"ada/set-3"_s, u"ada/set-2"_s, u"ada/set-1"_s,
                              u"ada/set-0"_s}));
    }

    void expandTakesKnownNamesOnly()
    {
        const auto a = m_http.get(at(u"/api/models/ada/tiny?expand=likes&expand=sha"_s));
        QCOMPARE(a.object().keys(), QStringList({u"_id"_s, u"id"_s, u"likes"_s, u"sha"_s}));
        QCOMPARE(m_http.get(at(u"/api/models/ada/tiny?expand=nonsense"_s)).status, 400);
        const auto bad = m_http.get(at(u"/api/models?expand=nonsense"_s));
        QCOMPARE(bad.status, 400);
        QVERIFY(bad.object()["error"_L1].toString().contains(u"downloadsAllTime"_s));
        QCOMPARE(m_http.get(at(u"/api/models?expand=sha&full=true"_s)).status, 400);
    }

    void infoAndTree()
    {
        const auto info = m_http.get(at(u"/api/models/ada/tiny?blobs=true"_s)).object();
        QCOMPARE(info["sha"_L1].toString().toLatin1(), m_head);
        QCOMPARE(info["siblings"_L1].toArray().size(), 3);
        QCOMPARE(info["siblings"_L1].toArray().last()["lfs"_L1]["size"_L1].toInteger(), 100'000);
        const auto root = m_http.get(at(u"/api/models/ada/tiny/tree/main"_s)).array();
        QCOMPARE(m_http.get(at(u"/api/models/ada/tiny/tree/HEAD"_s)).array(), root);
        QCOMPARE(namesOf(root, u"path"_s), QStringList({u"a b"_s, u"config.json"_s, u"weights"_s}));
        QCOMPARE(namesOf(root, u"type"_s),
                 QStringList({u"directory"_s, u"file"_s, u"directory"_s}));
        const auto all
            = m_http.get(at(u"/api/models/ada/tiny/tree/main?recursive=true&expand=1"_s)).array();
        QCOMPARE(all.size(), 5);
        QCOMPARE(all[2]["lastCommit"_L1]["title"_L1].toString(), u"First"_s);
        const auto old = m_http
                             .get(at(u"/api/models/ada/tiny/tree/%1?recursive=1"_s.arg(
                                 QString::fromLatin1(m_first))))
                             .array();
        QCOMPARE(old.size(), 3);
        QCOMPARE(m_http.get(at(u"/api/models/ada/tiny/tree/main/weights"_s)).array().size(), 1);
        QCOMPARE(m_http.get(at(u"/api/models/ada/tiny/tree/main/none"_s)).header("X-Error-Code"),
                 "EntryNotFound");
        QCOMPARE(m_http.get(at(u"/api/models/ada/tiny/tree/none"_s)).header("X-Error-Code"),
                 "RevisionNotFound");
        const auto page
            = m_http.get(at(u"/api/models/ada/tiny/tree/main?recursive=true&limit=2"_s));
        QCOMPARE(page.array().size(), 2);
        QVERIFY(page.header("Link").endsWith("; rel=\"next\""));
        QCOMPARE(m_http.get(at(u"/api/models/ada/tiny/treesize/main/weights"_s))
                     .object()["size"_L1]
                     .toInteger(),
                 100'000);
    }

    void pathsInfo_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("type");
        QTest::newRow("JSON")
            << "{\"paths\":[\"config.json\",\"weights\",\"none\",\"a b/#ü.txt\"]}"_ba
            << "application/json"_ba;
        QTest::newRow("form")
            << "paths=config.json&paths=weights&paths=none&paths=a+b%2F%23%C3%BC.txt&expand=False"_ba
            << "application/x-www-form-urlencoded"_ba;
    }
    void pathsInfo()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, type);
        const auto a = m_http.ask("POST", at(u"/api/models/ada/tiny/paths-info/main"_s), body,
                                  {{"Content-Type", type}});
        QCOMPARE(namesOf(a.array(), u"path"_s),
                 QStringList({u"config.json"_s, u"weights"_s, u"a b/#ü.txt"_s}));
    }

    void refsAndCommits()
    {
        m_hub->store().setRef(tinyModel(), u"refs/tags/v1"_s, m_first);
        m_hub->store().setRef(tinyModel(), u"refs/pr/1"_s, m_first);
        const auto refs = m_http.get(at(u"/api/models/ada/tiny/refs?include_prs=1"_s)).object();
        QCOMPARE(refs["branches"_L1][0]["targetCommit"_L1].toString().toLatin1(), m_head);
        QCOMPARE(refs["tags"_L1][0]["name"_L1].toString(), u"v1"_s);
        QCOMPARE(refs["pullRequests"_L1][0]["ref"_L1].toString(), u"refs/pr/1"_s);
        const auto page = m_http.get(at(u"/api/models/ada/tiny/commits/main?limit=1"_s));
        QCOMPARE(page.header("X-Total-Count"), "2");
        QCOMPARE(namesOf(page.array(), u"title"_s), QStringList{u"Second"_s});
        QVERIFY(page.header("Link").contains("p=1"));
        const auto next = m_http.get(at(u"/api/models/ada/tiny/commits/main?limit=1&p=1"_s));
        QCOMPARE(namesOf(next.array(), u"title"_s), QStringList{u"First"_s});
        QCOMPARE(m_http.get(at(u"/api/models/ada/tiny/commits/refs%2Fpr%2F1"_s)).array().size(), 1);
    }

    void smallFile()
    {
        const auto first = m_http.ask("HEAD", at(u"/ada/tiny/resolve/main/config.json"_s));
        QCOMPARE(first.status, 307);
        QCOMPARE(first.header("X-Repo-Commit"), m_head);
        QVERIFY(first.header("Location")
                    .startsWith("/api/resolve-cache/models/ada/tiny/" + m_head + "/config.json?"));
        const QUrl cache = m_hub->url().resolved(QUrl::fromEncoded(first.header("Location")));
        const auto whole = m_http.get(cache);
        QCOMPARE(whole.body, "{\"a\": 1}\n");
        QCOMPARE(whole.header("ETag"), '"' + gitBlobOid("{\"a\": 1}\n") + '"');
        QCOMPARE(m_http.get(cache, {{"If-None-Match", whole.header("ETag")}}).status, 304);
        const auto part = m_http.get(cache, {{"Range", "bytes=2-4"}});
        QCOMPARE(part.status, 206);
        QCOMPARE(part.body, "a\":");
        QCOMPARE(part.header("Content-Range"), "bytes 2-4/9");
        QCOMPARE(m_http.get(cache, {{"Range", "bytes=-2"}}).body, "}\n");
        QCOMPARE(m_http.get(cache, {{"Range", "bytes=9-"}}).status, 416);
        const auto missing = m_http.get(at(u"/ada/tiny/resolve/main/none.txt"_s));
        QCOMPARE(missing.status, 404);
        QCOMPARE(missing.header("X-Error-Code"), "EntryNotFound");
        QCOMPARE(missing.header("X-Repo-Commit"), m_head);
        const auto odd = m_http.get(at(u"/ada/tiny/resolve/main/a%20b/%23%C3%BC.txt"_s));
        QCOMPARE(m_http.get(m_hub->url().resolved(QUrl::fromEncoded(odd.header("Location")))).body,
                 "odd");
    }

    void largeFile()
    {
        const Content weights = Content::synthetic(100'000, 4);
        m_http.token = "hf_local_admin";
        const auto first
            = m_http.ask("HEAD", at(u"/ada/tiny/resolve/main/weights/model.safetensors"_s));
        QCOMPARE(first.status, 302);
        QCOMPARE(first.header("X-Linked-Etag"), '"' + weights.sha256() + '"');
        QCOMPARE(first.header("X-Linked-Size"), "100000");
        QUrl cdn = QUrl::fromEncoded(first.header("Location"));
        QCOMPARE(cdn.port(), m_hub->url("cdn").port());
        QCOMPARE(m_http.get(cdn).status, 400); // a token beside the signature
        m_http.token.clear();
        const auto part = m_http.get(cdn, {{"Range", "bytes=99990-"}});
        QCOMPARE(part.status, 206);
        QCOMPARE(part.body, weights.read(99990, 10));
        QVERIFY(part.header("ETag") != first.header("X-Linked-Etag"));
        QCOMPARE(m_http.get(cdn).body, weights.all());
        cdn.setQuery(cdn.query().replace(u"Expires="_s, u"Expires=9"_s));
        QCOMPARE(m_http.get(cdn).status, 403);
        QCOMPARE(m_http.get(at(u"/ada/tiny/raw/main/weights/model.safetensors"_s)).body,
                 lfsPointer(weights.sha256(), 100'000));
    }

    void access_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QString>("repo");
        QTest::addColumn<int>("info");
        QTest::addColumn<int>("resolve");
        QTest::addColumn<QByteArray>("code");
        const QByteArray gate = "GatedRepo", none = "RepoNotFound";
        QTest::newRow("missing, anonymous") << ""_ba << u"ada/none"_s << 401 << 401 << none;
        QTest::newRow("missing, signed in") << "hf_bob"_ba << u"ada/none"_s << 404 << 404 << none;
        QTest::newRow("private, anonymous") << ""_ba << u"ada/secret"_s << 401 << 401 << none;
        QTest::newRow("private, another") << "hf_bob"_ba << u"ada/secret"_s << 404 << 404 << none;
        QTest::newRow("private, owner")
            << "hf_local_admin"_ba << u"ada/secret"_s << 200 << 307 << ""_ba;
        QTest::newRow("gated, anonymous") << ""_ba << u"lab/gated"_s << 200 << 401 << gate;
        QTest::newRow("gated, not asked") << "hf_bob"_ba << u"lab/gated"_s << 200 << 403 << gate;
        QTest::newRow("gated, accepted") << "hf_bob"_ba << u"lab/open"_s << 200 << 307 << ""_ba;
        QTest::newRow("gated, accepted, token may not")
            << "hf_bob_fine"_ba << u"lab/open"_s << 200 << 403 << gate;
        QTest::newRow("disabled") << "hf_bob"_ba << u"lab/disabled"_s << 403 << 403 << ""_ba;
        QTest::newRow("bad token") << "hf_wrong"_ba << u"ada/tiny"_s << 401 << 401 << ""_ba;
    }
    void access() // N15
    {
        QFETCH(QByteArray, token);
        QFETCH(QString, repo);
        QFETCH(int, info);
        QFETCH(int, resolve);
        QFETCH(QByteArray, code);
        addRepo(u"ada/secret"_s, {.isPrivate = true});
        addRepo(u"lab/gated"_s, {.gated = u"manual"_s});
        addRepo(u"lab/open"_s, {.gated = u"manual"_s});
        addRepo(u"lab/disabled"_s, {.disabled = true});
        m_hub->store().setAccess(repoOf(RepoKind::Model, u"lab/open"), u"bob"_s, u"accepted"_s);
        m_http.token = token;
        QCOMPARE(m_http.get(at(u"/api/models/"_s + repo)).status, info);
        const auto a = m_http.get(at(u'/' + repo + u"/resolve/main/config.json"_s));
        QCOMPARE(a.status, resolve);
        QCOMPARE(a.header("X-Error-Code"), code);
        QVERIFY(resolve < 400 || !a.header("X-Error-Message").isEmpty());
        QVERIFY(!a.header("X-Request-Id").isEmpty());
        QVERIFY(a.header("RateLimit").startsWith("\"resolvers\";r="));
    }

    void gateTellsHowItStands()
    {
        addRepo(u"lab/gated"_s, {.gated = u"manual"_s});
        const RepoId gated = repoOf(RepoKind::Model, u"lab/gated");
        m_http.token = "hf_bob";
        m_hub->store().setAccess(gated, u"bob"_s, u"pending"_s);
        QVERIFY(m_http.get(at(u"/api/models/lab/gated/auth-check"_s))
                    .header("X-Error-Message")
                    .contains("awaiting"));
        m_hub->store().setAccess(gated, u"bob"_s, u"rejected"_s);
        QVERIFY(m_http.get(at(u"/api/models/lab/gated/auth-check"_s))
                    .header("X-Error-Message")
                    .contains("rejected"));
        m_hub->store().setAccess(gated, u"bob"_s, u"accepted"_s);
        QCOMPARE(m_http.get(at(u"/api/models/lab/gated/auth-check"_s)).status, 200);
    }

    void oldNamesRedirect() // N09
    {
        m_hub->store().addRedirect(repoOf(RepoKind::Model, u"tiny"), tinyModel());
        m_http.token = "hf_local_admin";
        QCOMPARE(m_http
                     .post(at(u"/api/repos/move"_s),
                           {{u"fromRepo"_s, u"ada/tiny"_s},
                            {u"toRepo"_s, u"ada/new"_s},
                            {u"type"_s, u"model"_s}})
                     .status,
                 200);
        QCOMPARE(m_http.get(at(u"/api/models/ada/tiny/revision/main?blobs=1"_s)).header("Location"),
                 "/api/models/ada/new/revision/main?blobs=1");
        QCOMPARE(m_http.get(at(u"/ada/tiny/resolve/main/config.json"_s)).header("Location"),
                 "/ada/new/resolve/main/config.json");
        QCOMPARE(m_http.get(at(u"/tiny/resolve/main/config.json"_s)).header("Location"),
                 "/ada/new/resolve/main/config.json");
        QCOMPARE(m_http.get(at(u"/api/models/ada/new"_s)).status, 200);
    }

    void whoAmI()
    {
        QCOMPARE(m_http.get(at(u"/api/whoami-v2"_s)).status, 401);
        m_http.token = "hf_bob_reads";
        const auto me = m_http.get(at(u"/api/whoami-v2"_s)).object();
        QCOMPARE(me["name"_L1].toString(), u"bob"_s);
        QCOMPARE(me["auth"_L1]["accessToken"_L1]["role"_L1].toString(), u"read"_s);
    }

    void theRecorderKeepsWhatCame()
    {
        m_hub->forgetRequests();
        m_http.token = "hf_bob";
        m_http.post(at(u"/api/validate-yaml"_s), {{u"content"_s, u"x"_s}});
        const auto seen = m_hub->requests();
        QCOMPARE(seen.size(), 1);
        QCOMPARE(seen[0].method, "POST");
        QCOMPARE(seen[0].target, "/api/validate-yaml");
        QCOMPARE(seen[0].header("authorization"), "Bearer hf_bob");
        QCOMPARE(seen[0].bodySha256, sha256Hex("{\"content\":\"x\"}"));
        QCOMPARE(m_hub->requests("evil").size(), 0);
    }

    void theMirrorAnswersBelowAPrefix() // N36
    {
        const QUrl mirror = m_hub->url("mirror");
        const auto a
            = m_http.get(mirror.resolved(QUrl(u"/hf/ada/tiny/resolve/main/config.json"_s)));
        QVERIFY(a.header("Location").startsWith("/hf/api/resolve-cache/"));
        QCOMPARE(m_http.get(mirror.resolved(QUrl::fromEncoded(a.header("Location")))).status, 200);
        QVERIFY(m_http.get(mirror.resolved(QUrl(u"/hf/api/models/ada/tiny/tree/main?limit=1"_s)))
                    .header("Link")
                    .contains("/hf/api/models/"));
    }

private:
    QUrl at(const QString &target) const { return QUrl(m_hub->url().toString() + target); }
    void addRepo(const QString &id, const RepoSetup &setup)
    {
        const RepoId repo = repoOf(RepoKind::Model, id);
        m_hub->store().createRepo(repo, setup);
        m_hub->store().commit(repo, u"main"_s,
                              {.adds = {{u"config.json"_s, Content::bytes("{}")}}});
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<LocalHub> m_hub;
    PlainHttp m_http;
    QByteArray m_first, m_head;
};

QTEST_GUILESS_MAIN(TestLocalHub)
#include "tst_localhub.moc"
