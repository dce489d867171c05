#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "tests/support/plainhttp.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

RepoId pastRepo(QStringView id = u"ada/past")
{
    return *RepoId::parse(RepoKind::Model, id);
}

QDateTime day(int number)
{
    return QDateTime(QDate(2026, 1, number), QTime(12, 0), QTimeZone::UTC);
}

} // namespace

// What the local Hub tells and changes of the past: differences, squashed branches, large files
// taken out of history; and likes.
class TestLocalHubHistory final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        open();
        LocalStore &store = m_hub->store();
        store.addUser({.name = u"bob"_s, .fullName = u"Bob B."_s});
        store.addToken({.token = "hf_bob", .user = u"bob"_s});
        QVERIFY(store.createRepo(pastRepo(), {.likes = 5}));
        m_first
            = store.commit(pastRepo(), u"main"_s,
                           {.date = day(1),
                            .adds = {{u"a.txt"_s, Content::bytes("1\n2\n3\n4\n5\n6\n7\n8\n9\n")},
                                     {u"old.bin"_s, Content::synthetic(2'000, 1)},
                                     {u"w.bin"_s, Content::synthetic(3'000, 2)}}});
        m_second
            = store.commit(pastRepo(), u"main"_s,
                           {.date = day(2),
                            .adds = {{u"a.txt"_s, Content::bytes("1\n2\n3\n4\nfive\n6\n7\n8\n9\n")},
                                     {u"b.txt"_s, Content::bytes("new\n")}},
                            .deletes = {u"old.bin"_s}});
        m_http.token = "hf_local_admin";
    }

    void compares()
    {
        const QByteArray diff = textAt(u"/compare/%1..main"_s.arg(QString::fromLatin1(m_first)));
        QVERIFY2(
            diff.contains("diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -2,7 +2,7 @@\n"
                          " 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"),
            diff.constData());
        QVERIFY(diff.contains(
            "new file mode 100644\n--- /dev/null\n+++ b/b.txt\n@@ -0,0 +1,1 @@\n+new\n"));
        QVERIFY(diff.contains(
            "--- a/old.bin\n+++ /dev/null\n@@ -1,3 +0,0 @@\n-version https://git-lfs"));
        QVERIFY(!diff.contains("w.bin"));
        QCOMPARE(textAt(u"/compare/main"_s), diff); // with its parent
        QVERIFY(textAt(u"/compare/%1"_s.arg(QString::fromLatin1(m_first))).contains("b/w.bin"));
        QCOMPARE(textAt(u"/compare/main..main"_s), QByteArray());
        const QByteArray raw = textAt(u"/compare/%1..main?raw"_s.arg(QString::fromLatin1(m_first)));
        QCOMPARE(raw.count('\n'), 3);
        QVERIFY(raw.startsWith(":100644 100644 ") && raw.contains(" M\ta.txt\n"));
        QVERIFY(raw.contains(" A\tb.txt\n")
                && raw.contains(' ' + QByteArray(40, '0') + " D\told.bin\n"));
        QCOMPARE(m_http.get(at(u"/compare/none..main"_s)).header("X-Error-Code"),
                 "RevisionNotFound");
    }

    void comparesFromTheFork()
    {
        m_hub->store().setRef(pastRepo(), u"refs/heads/dev"_s, m_first);
        m_hub->store().commit(pastRepo(), u"dev"_s,
                              {.adds = {{u"c.txt"_s, Content::bytes("c\n")}}});
        const QByteArray two = textAt(u"/compare/main..dev"_s);
        QVERIFY(two.contains("b/c.txt") && two.contains("-five"));
        const QByteArray three = textAt(u"/compare/main...dev"_s);
        QVERIFY(three.contains("b/c.txt") && !three.contains("five"));
    }

    void squashes()
    {
        m_hub->store().setRef(pastRepo(), u"refs/tags/v1"_s, m_first);
        m_hub->store().setRef(pastRepo(), u"refs/pr/1"_s, m_first);
        const auto post = [this](const QString &revision, const QString &message) {
            return m_http.post(at(u"/super-squash/"_s + revision), {{u"message"_s, message}});
        };
        QCOMPARE(post(u"v1"_s, {}).status, 400);
        QCOMPARE(post(u"refs%2Fpr%2F1"_s, {}).status, 400);
        QCOMPARE(post(u"none"_s, {}).status, 404);
        QCOMPARE(post(u"main"_s, QString(501, u'x')).status, 400);
        QCOMPARE(m_hub->store().head(pastRepo()), m_second);
        const auto done = post(u"main"_s, u"All in one"_s);
        QCOMPARE(done.status, 200);
        const QByteArray commit = done.object()["commitId"_L1].toString().toLatin1();
        QCOMPARE(commit.size(), 40);
        QCOMPARE(m_hub->store().head(pastRepo()), commit);
        const auto commits = m_http.get(at(u"/commits/main"_s)).array();
        QCOMPARE(commits.size(), 1);
        QCOMPARE(commits[0]["title"_L1].toString(), u"All in one"_s);
        QCOMPARE(m_hub->store().file(pastRepo(), u"b.txt"_s)->content.all(), "new\n");
        QCOMPARE(m_hub->store().file(pastRepo(), u"w.bin"_s)->lastCommit, commit);
        open();
        QCOMPARE(m_hub->store().head(pastRepo()), commit);
        QCOMPARE(m_hub->store().file(pastRepo(), u"b.txt"_s)->content.all(), "new\n");
        m_http.token = "hf_bob";
        QCOMPARE(m_http.post(at(u"/super-squash/main"_s), {}).status, 403);
    }

    void listsLargeFiles()
    {
        const auto all = m_http.get(at(u"/lfs-files"_s));
        QCOMPARE(all.array().size(), 2); // of the whole history
        const auto row = all.array()[1].toObject();
        QCOMPARE(row["filename"_L1].toString(), u"w.bin"_s);
        const Content weights = Content::synthetic(3'000, 2);
        QCOMPARE(row["oid"_L1].toString().toLatin1(), weights.sha256());
        QCOMPARE(row["fileOid"_L1].toString().toLatin1(),
                 gitBlobOid(lfsPointer(weights.sha256(), 3'000)));
        QCOMPARE(row["size"_L1].toInteger(), 3'000);
        QCOMPARE(row["pusher"_L1]["name"_L1].toString(), u"ada"_s);
        const auto page = m_http.get(at(u"/lfs-files?limit=1"_s));
        QCOMPARE(page.array().size(), 1);
        const QByteArray link = page.header("Link");
        const auto next = m_http.get(QUrl::fromEncoded(link.mid(1, link.indexOf('>') - 1)));
        QCOMPARE(next.array()[0].toObject(), row);
        QVERIFY(next.header("Link").isEmpty());
        m_http.token = "hf_bob";
        QCOMPARE(m_http.get(at(u"/lfs-files"_s)).status, 403);
    }

    void deletesLargeFiles_data()
    {
        QTest::addColumn<bool>("batch");
        QTest::newRow("one") << false;
        QTest::newRow("batch") << true;
    }
    void deletesLargeFiles()
    {
        QFETCH(bool, batch);
        const Content old = Content::synthetic(2'000, 1);
        const QString oid = QString::fromLatin1(gitBlobOid(lfsPointer(old.sha256(), 2'000)));
        QVERIFY(m_hub->store().hasObject(old.sha256()));
        QCOMPARE(m_http.ask("DELETE", at(u"/lfs-files/"_s + QString(40, u'a'))).status, 404);
        QCOMPARE(m_http.ask("DELETE", at(u"/lfs-files/%1?rewriteHistory=false"_s.arg(oid))).status,
                 400);
        const auto done = batch
            ? m_http.post(at(u"/lfs-files/batch"_s),
                          {{u"deletions"_s,
                            QJsonObject{{u"sha"_s, QJsonArray{oid}}, {u"rewriteHistory"_s, true}}}})
            : m_http.ask("DELETE", at(u"/lfs-files/%1?rewriteHistory=true"_s.arg(oid)));
        QCOMPARE(done.status, 200);
        for (int start = 0; start < 2; ++start) {
            const LocalStore &store = m_hub->store();
            QVERIFY(!store.hasObject(old.sha256()));
            QVERIFY(store.head(pastRepo(), QString::fromLatin1(m_first)).isEmpty()); // a new id
            QCOMPARE(store.file(pastRepo(), u"b.txt"_s)->content.all(), "new\n");
            QCOMPARE(store.file(pastRepo(), u"w.bin"_s)->content.all(),
                     Content::synthetic(3'000, 2).all());
            const auto commits = m_http.get(at(u"/commits/main"_s)).array();
            QCOMPARE(commits.size(), 2);
            const QString first = commits[1]["id"_L1].toString();
            QVERIFY(!store.file(pastRepo(), u"old.bin"_s, first));
            QVERIFY(store.file(pastRepo(), u"w.bin"_s, first));
            open();
        }
    }

    void whatWasReplacedDoesNotComeBack()
    {
        const Content newer = Content::synthetic(3'000, 9);
        m_hub->store().commit(pastRepo(), u"main"_s, {.adds = {{u"w.bin"_s, newer}}});
        const QString oid = QString::fromLatin1(gitBlobOid(lfsPointer(newer.sha256(), 3'000)));
        QCOMPARE(m_http.ask("DELETE", at(u"/lfs-files/"_s + oid)).status, 200);
        QVERIFY(!m_hub->store().file(pastRepo(), u"w.bin"_s));
        QVERIFY(m_hub->store().file(pastRepo(), u"w.bin"_s, QString::fromLatin1(m_second)));
    }

    void bytesThatOthersHaveStay()
    {
        const Content weights = Content::synthetic(3'000, 2);
        m_hub->store().createRepo(pastRepo(u"ada/other"));
        m_hub->store().commit(pastRepo(u"ada/other"), u"main"_s, {.adds = {{u"x.bin"_s, weights}}});
        const QString oid = QString::fromLatin1(gitBlobOid(lfsPointer(weights.sha256(), 3'000)));
        QCOMPARE(m_http.ask("DELETE", at(u"/lfs-files/"_s + oid)).status, 200);
        QVERIFY(!m_hub->store().file(pastRepo(), u"w.bin"_s));
        QVERIFY(m_hub->store().hasObject(weights.sha256()));
        QCOMPARE(m_hub->store().file(pastRepo(u"ada/other"), u"x.bin"_s)->content.all(),
                 weights.all());
    }

    void likes()
    {
        const auto count = [this] { return m_http.get(at({})).object()["likes"_L1].toInt(); };
        m_http.token.clear();
        QCOMPARE(m_http.post(at(u"/like"_s), {}).status, 401);
        m_http.token = "hf_bob";
        QCOMPARE(m_http.post(at(u"/like"_s), {}).status, 200);
        QCOMPARE(m_http.post(at(u"/like"_s), {}).status, 200); // once is enough
        QCOMPARE(count(), 6);
        const auto who = m_http.get(at(u"/likers"_s)).array();
        QCOMPARE(who.size(), 1);
        QCOMPARE(who[0]["user"_L1].toString(), u"bob"_s);
        QCOMPARE(who[0]["fullname"_L1].toString(), u"Bob B."_s);
        open();
        m_http.token = "hf_bob";
        QCOMPARE(count(), 6);
        QCOMPARE(m_http.ask("DELETE", at(u"/like"_s)).status, 200);
        QCOMPARE(m_http.ask("DELETE", at(u"/like"_s)).status, 200);
        QCOMPARE(count(), 5);
        QCOMPARE(m_http.get(at(u"/likers"_s)).array().size(), 0);
    }

    void likedRepositories()
    {
        m_hub->store().createRepo(pastRepo(u"ada/hidden"), {.isPrivate = true});
        const RepoId data = *RepoId::parse(RepoKind::Dataset, u"ada/rows");
        m_hub->store().createRepo(data);
        for (const RepoId &id : {pastRepo(), pastRepo(u"ada/hidden"), data})
            m_hub->store().setLike(id, u"bob"_s, true);
        const QUrl likes(m_hub->url().toString() + u"/api/users/bob/likes?limit=1"_s);
        QStringList seen;
        QUrl next = likes;
        for (int page = 0; page < 2; ++page) {
            const auto a = m_http.get(next);
            QCOMPARE(a.array().size(), 1);
            seen << a.array()[0]["repo"_L1]["type"_L1].toString() + u' '
                    + a.array()[0]["repo"_L1]["name"_L1].toString();
            const QByteArray link = a.header("Link");
            QCOMPARE(link.isEmpty(), page == 1); // the private one is not among them
            next = QUrl::fromEncoded(link.mid(1, link.indexOf('>') - 1));
        }
        seen.sort();
        QCOMPARE(seen, QStringList({u"dataset ada/rows"_s, u"model ada/past"_s}));
        QCOMPARE(m_http.get(QUrl(m_hub->url().toString() + u"/api/users/none/likes"_s)).status,
                 404);
    }

private:
    void open()
    {
        m_hub.reset();
        m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_dir->path()});
        QVERIFY(m_hub->start());
    }
    QUrl at(const QString &target) const
    {
        return QUrl(m_hub->url().toString() + u"/api/models/ada/past"_s + target);
    }
    QByteArray textAt(const QString &target)
    {
        const auto a = m_http.get(at(target));
        return a.status == 200 ? a.body : "status " + QByteArray::number(a.status);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<LocalHub> m_hub;
    PlainHttp m_http;
    QByteArray m_first, m_second;
};

QTEST_GUILESS_MAIN(TestLocalHubHistory)
#include "tst_localhubhistory.moc"
