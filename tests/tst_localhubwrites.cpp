#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "tests/support/commitlines.h"
#include "tests/support/plainhttp.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using CommitLines::fileLine;
using CommitLines::headerLine;
using CommitLines::ndjson;

namespace {

RepoId upRepo()
{
    return *RepoId::parse(RepoKind::Model, u"ada/up");
}

} // namespace

// What clients change on the local Hub: repositories, files, discussions, Spaces.
class TestLocalHubWrites final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_dir->path()});
        QVERIFY(m_hub->start());
        m_hub->store().addUser({.name = u"bob"_s});
        m_hub->store().addToken({.token = "hf_bob", .user = u"bob"_s});
        m_hub->store().addToken({.token = "hf_bob_reads", .user = u"bob"_s, .role = u"read"_s});
        m_http.token = "hf_local_admin";
        const auto made = m_http.post(at(u"/api/repos/create"_s),
                                      {{u"name"_s, u"up"_s}, {u"type"_s, u"model"_s}});
        QCOMPARE(made.status, 200);
        QCOMPARE(made.object()["name"_L1].toString(), u"ada/up"_s);
    }

    void createSaysWhatIsWrong()
    {
        QCOMPARE(m_http.post(at(u"/api/repos/create"_s), {{u"name"_s, u"up"_s}}).status, 409);
        QCOMPARE(m_http.post(at(u"/api/repos/create"_s), {{u"name"_s, u"-x-"_s}}).status, 400);
        QCOMPARE(
            m_http.post(at(u"/api/repos/create"_s), {{u"name"_s, u"s"_s}, {u"type"_s, u"space"_s}})
                .status,
            400);
        m_http.token = "hf_bob";
        QCOMPARE(m_http
                     .post(at(u"/api/repos/create"_s),
                           {{u"name"_s, u"x"_s}, {u"organization"_s, u"ada"_s}})
                     .status,
                 403);
        m_http.token.clear();
        QCOMPARE(m_http.post(at(u"/api/repos/create"_s), {{u"name"_s, u"x"_s}}).status, 401);
    }

    void commitsAddAndDelete()
    {
        QCOMPARE(commit({{u"header"_s, headerLine()},
                         {u"file"_s, fileLine(u"d/a.txt"_s, "one")},
                         {u"file"_s, fileLine(u"d/b.txt"_s, "two")}})
                     .status,
                 200);
        QCOMPARE(m_hub->store().file(upRepo(), u"d/a.txt"_s)->content.all(), "one");
        QCOMPARE(
            commit({{u"header"_s, headerLine()}, {u"deletedFile"_s, {{u"path"_s, u"d/a.txt"_s}}}})
                .status,
            200);
        QVERIFY(!m_hub->store().file(upRepo(), u"d/a.txt"_s));
        QCOMPARE(commit({{u"header"_s, headerLine()}, {u"deletedFolder"_s, {{u"path"_s, u"d/"_s}}}})
                     .status,
                 200);
        QVERIFY(!m_hub->store().file(upRepo(), u"d/b.txt"_s));
        QVERIFY(m_hub->store().file(upRepo(), u".gitattributes"_s));
    }

    void badCommitsChangeNothing_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<int>("status");
        const QString other(40, u'a');
        QTest::newRow("another parent")
            << ndjson({{u"header"_s, headerLine(other)}, {u"file"_s, fileLine(u"a"_s, "x")}})
            << 412;
        QTest::newRow("no such file")
            << ndjson({{u"header"_s, headerLine()}, {u"deletedFile"_s, {{u"path"_s, u"none"_s}}}})
            << 404;
        QTest::newRow("card is a list") << ndjson(
            {{u"header"_s, headerLine()}, {u"file"_s, fileLine(u"README.md"_s, "---\n- a\n---\n")}})
                                        << 400;
        QTest::newRow("card is broken")
            << ndjson({{u"header"_s, headerLine()},
                       {u"file"_s, fileLine(u"README.md"_s, "---\na: [\n---\n")}})
            << 400;
        QTest::newRow("object unknown") << ndjson(
            {{u"header"_s, headerLine()},
             {u"lfsFile"_s,
              {{u"path"_s, u"w"_s}, {u"algo"_s, u"sha256"_s}, {u"oid"_s, QString(64, u'b')}}}})
                                        << 400;
        QTest::newRow("outside") << ndjson(
            {{u"header"_s, headerLine()}, {u"file"_s, fileLine(u"../a"_s, "x")}})
                                 << 400;
        QTest::newRow("no header") << ndjson({{u"file"_s, fileLine(u"a"_s, "x")}}) << 400;
        QTest::newRow("no JSON") << "{{{"_ba << 400;
    }
    void badCommitsChangeNothing()
    {
        QFETCH(QByteArray, lines);
        QFETCH(int, status);
        const QByteArray before = m_hub->store().head(upRepo());
        QCOMPARE(m_http.ask("POST", at(u"/api/models/ada/up/commit/main"_s), lines).status, status);
        QCOMPARE(m_hub->store().head(upRepo()), before);
    }

    void writersOnly_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("status");
        QTest::newRow("anonymous") << ""_ba << u""_s << 401;
        QTest::newRow("another") << "hf_bob"_ba << u""_s << 403;
        QTest::newRow("read token") << "hf_bob_reads"_ba << u""_s << 403;
        QTest::newRow("another, as a pull request") << "hf_bob"_ba << u"?create_pr=1"_s << 200;
        QTest::newRow("read token, as a pull request")
            << "hf_bob_reads"_ba << u"?create_pr=1"_s << 403;
    }
    void writersOnly() // N15
    {
        QFETCH(QByteArray, token);
        QFETCH(QString, query);
        QFETCH(int, status);
        const QByteArray before = m_hub->store().head(upRepo());
        m_http.token = token;
        const QByteArray lines
            = ndjson({{u"header"_s, headerLine()}, {u"file"_s, fileLine(u"a"_s, "x")}});
        QCOMPARE(m_http.ask("POST", at(u"/api/models/ada/up/commit/main"_s + query), lines).status,
                 status);
        QCOMPARE(m_hub->store().head(upRepo()), before);
    }

    void branchesAndTags()
    {
        const QUrl branch = at(u"/api/models/ada/up/branch/feature%2Fx"_s);
        QCOMPARE(m_http.post(branch, {}).status, 201);
        QCOMPARE(m_http.post(branch, {}).status, 409);
        QCOMPARE(m_hub->store().head(upRepo(), u"feature/x"_s), m_hub->store().head(upRepo()));
        QCOMPARE(m_http.ask("DELETE", branch).status, 200);
        QCOMPARE(m_http.ask("DELETE", branch).status, 404);
        QCOMPARE(m_http.ask("DELETE", at(u"/api/models/ada/up/branch/main"_s)).status, 403);
        QCOMPARE(m_http.post(at(u"/api/models/ada/up/tag/main"_s), {{u"tag"_s, u"v1"_s}}).status,
                 201);
        QCOMPARE(m_http.post(at(u"/api/models/ada/up/tag/main"_s), {{u"tag"_s, u"v1"_s}}).status,
                 409);
        QCOMPARE(m_http.ask("DELETE", at(u"/api/models/ada/up/tag/v1"_s)).status, 200);
    }

    void pullRequestsMerge()
    {
        m_http.token = "hf_bob";
        const auto pull = m_http.ask(
            "POST", at(u"/api/models/ada/up/commit/main?create_pr=1"_s),
            ndjson({{u"header"_s, headerLine()}, {u"file"_s, fileLine(u"new.txt"_s, "new")}}));
        QVERIFY(pull.object()["pullRequestUrl"_L1].toString().endsWith(u"/ada/up/discussions/1"_s));
        QVERIFY(!m_hub->store().file(upRepo(), u"new.txt"_s));
        QVERIFY(m_hub->store().file(upRepo(), u"new.txt"_s, u"refs/pr/1"_s));
        QCOMPARE(m_http.post(at(u"/api/models/ada/up/discussions/1/merge"_s), {}).status, 403);
        m_http.token = "hf_local_admin";
        QCOMPARE(m_http
                     .post(at(u"/api/models/ada/up/discussions/1/merge"_s),
                           {{u"comment"_s, u"Thanks"_s}})
                     .status,
                 200);
        QCOMPARE(m_hub->store().file(upRepo(), u"new.txt"_s)->content.all(), "new");
        const auto thread = m_http.get(at(u"/api/models/ada/up/discussions/1?diff=1"_s)).object();
        QCOMPARE(thread["status"_L1].toString(), u"merged"_s);
        QStringList types;
        for (const auto &event : thread["events"_L1].toArray())
            types.append(event["type"_L1].toString());
        QCOMPARE(types, QStringList({u"comment"_s, u"commit"_s, u"comment"_s, u"status-change"_s}));
        QCOMPARE(m_http.post(at(u"/api/models/ada/up/discussions/1/merge"_s), {}).status, 400);
    }

    void discussionsGoTheirWay()
    {
        const QUrl all = at(u"/api/models/ada/up/discussions"_s);
        QCOMPARE(m_http.post(all, {{u"title"_s, u"ab"_s}}).status, 400);
        QCOMPARE(m_http.post(all, {{u"title"_s, u"Question"_s}, {u"description"_s, u"Why?"_s}})
                     .object()["num"_L1]
                     .toInt(),
                 1);
        QCOMPARE(m_http
                     .post(at(u"/api/models/ada/up/discussions/1/comment"_s),
                           {{u"comment"_s, u"Because <b>"_s}})
                     .status,
                 201);
        QCOMPARE(
            m_http
                .post(at(u"/api/models/ada/up/discussions/1/title"_s), {{u"title"_s, u"Answer"_s}})
                .object()["newTitle"_L1]["data"_L1]["to"_L1]
                .toString(),
            u"Answer"_s);
        QCOMPARE(m_http
                     .post(at(u"/api/models/ada/up/discussions/1/status"_s),
                           {{u"status"_s, u"closed"_s}})
                     .status,
                 200);
        for (int i = 0; i < 60; ++i)
            m_hub->store().openDiscussion(upRepo(), u"Number %1"_s.arg(i), u"x"_s,
                                          i == 59 ? QString() : u"bob"_s);
        const auto page = m_http.get(at(u"/api/models/ada/up/discussions?p=1"_s)).object();
        QCOMPARE(page["count"_L1].toInt(), 61);
        QCOMPARE(page["start"_L1].toInt(), 50);
        QCOMPARE(page["discussions"_L1].toArray().size(), 11);
        QCOMPARE(m_http.get(at(u"/api/models/ada/up/discussions?status=closed"_s))
                     .object()["discussions"_L1][0]["title"_L1]
                     .toString(),
                 u"Answer"_s);
        QVERIFY(m_http.get(all)
                    .object()["discussions"_L1][0]["author"_L1]
                    .isUndefined()); // a deleted account
    }

    void theCardIsRead()
    {
        commit({{u"header"_s, headerLine()},
                {u"file"_s,
                 fileLine(u"README.md"_s,
                          "---\nlicense: mit\nlanguage:\n- en\ntags: [demo]\npipeline_tag: "
                          "fill-mask\n---\n# Hi\n")}});
        const auto info = m_http.get(at(u"/api/models/ada/up"_s)).object();
        QCOMPARE(info["pipeline_tag"_L1].toString(), u"fill-mask"_s);
        QCOMPARE(
            info["tags"_L1].toVariant().toStringList(),
            QStringList({u"demo"_s, u"fill-mask"_s, u"en"_s, u"license:mit"_s, u"region:us"_s}));
        QCOMPARE(m_http.post(at(u"/api/validate-yaml"_s), {{u"content"_s, u"---\na: 1\n---\n"_s}})
                     .status,
                 200);
        const auto bad
            = m_http.post(at(u"/api/validate-yaml"_s), {{u"content"_s, u"---\n- a\n---\n"_s}});
        QCOMPARE(bad.status, 400);
        QCOMPARE(bad.object()["errors"_L1].toArray().size(), 1);
    }

    void spacesChangeTheirState()
    {
        QCOMPARE(
            m_http
                .post(at(u"/api/repos/create"_s),
                      {{u"name"_s, u"app"_s}, {u"type"_s, u"space"_s}, {u"sdk"_s, u"gradio"_s}})
                .status,
            200);
        QCOMPARE(m_http.get(at(u"/api/spaces/ada/app/runtime"_s)).object()["stage"_L1].toString(),
                 u"RUNNING"_s);
        QCOMPARE(
            m_http.post(at(u"/api/spaces/ada/app/pause"_s), {}).object()["stage"_L1].toString(),
            u"PAUSED"_s);
        QCOMPARE(m_http.post(at(u"/api/spaces/ada/app/hardware"_s), {{u"flavor"_s, u"t4-small"_s}})
                     .object()["hardware"_L1]["requested"_L1]
                     .toString(),
                 u"t4-small"_s);
        QVERIFY(m_http.get(at(u"/api/spaces/hardware"_s)).array().size() > 5);
        const auto secret = m_http.post(at(u"/api/spaces/ada/app/secrets"_s),
                                        {{u"key"_s, u"K"_s}, {u"value"_s, u"hidden"_s}});
        QCOMPARE(secret.object()["K"_L1]["key"_L1].toString(), u"K"_s);
        QVERIFY(!secret.body.contains("hidden"));
        m_http.token = "hf_bob";
        QCOMPARE(m_http.post(at(u"/api/spaces/ada/app/restart"_s), {}).status, 403);
    }

private:
    QUrl at(const QString &target) const { return QUrl(m_hub->url().toString() + target); }
    PlainHttp::Answer commit(const QList<std::pair<QString, QJsonObject>> &lines)
    {
        return m_http.ask("POST", at(u"/api/models/ada/up/commit/main"_s), ndjson(lines));
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<LocalHub> m_hub;
    PlainHttp m_http;
};

QTEST_GUILESS_MAIN(TestLocalHubWrites)
#include "tst_localhubwrites.moc"
