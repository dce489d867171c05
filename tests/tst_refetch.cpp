#include "app/cache/refetch.h"
#include "tests/support/scanvalues.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace ScanValues;
using Verdict = Refetch::Verdict;
using Asked = Refetch::Asked;

// Whether what goes can be fetched again: from the Hub's answer to a sentence.
class RefetchTest final : public QObject
{
    Q_OBJECT

private slots:
    void verdicts_data();
    void verdicts();
    void causes();
    void whatGoes();
};

// Source of codes and states: hub-api 2.4, 2.5.
void RefetchTest::verdicts_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<Asked>("asked");
    QTest::addColumn<Verdict>("verdict");
    const QByteArray none;
    QTest::newRow("no such repository") << 404 << "RepoNotFound"_ba << Asked::Repo << Verdict::Gone;
    QTest::newRow("nor a code") << 404 << none << Asked::Repo << Verdict::Gone;
    QTest::newRow("not signed in") << 401 << "RepoNotFound"_ba << Asked::Repo << Verdict::SignIn;
    QTest::newRow("gated, anonymous") << 401 << "GatedRepo"_ba << Asked::Repo << Verdict::NoAccess;
    QTest::newRow("gated, not let in") << 403 << "GatedRepo"_ba << Asked::Repo << Verdict::NoAccess;
    QTest::newRow("not with this token") << 403 << none << Asked::Repo << Verdict::NoAccess;
    QTest::newRow("disabled") << 403 << "DisabledRepo"_ba << Asked::Repo << Verdict::Gone;
    QTest::newRow("legal reasons") << 451 << none << Asked::Repo << Verdict::Gone;
    QTest::newRow("no such revision")
        << 404 << "RevisionNotFound"_ba << Asked::Revision << Verdict::RevisionGone;
    QTest::newRow("too many") << 429 << none << Asked::Repo << Verdict::Unknown;
    QTest::newRow("trouble") << 503 << none << Asked::Revision << Verdict::Unknown;
}

void RefetchTest::verdicts()
{
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    QFETCH(Asked, asked);
    QFETCH(Verdict, verdict);
    const Refetch refetch
        = Refetch::of(HubError::fromHttp({.status = status, .errorCode = code}), asked);
    QCOMPARE(refetch.verdict, verdict);
    QCOMPARE(refetch.isLost(), verdict != Verdict::Unknown);
    QVERIFY(refetch.why.endsWith(u'.'));
}

void RefetchTest::causes()
{
    QCOMPARE(Refetch::of({}, Asked::Revision).verdict, Verdict::Available);
    QVERIFY(!Refetch::of({}, Asked::Revision).isLost());
    const HubError noNetwork = HubError::fromHttp({.cause = HttpFailure::Cause::Unreachable});
    QCOMPARE(Refetch::of(noNetwork, Asked::Repo).verdict, Verdict::Unknown);
    QVERIFY(Refetch::of(noNetwork, Asked::Repo).why.contains(noNetwork.message));
    const HubError badToken = HubError::fromHttp(
        {.status = 401, .errorMessage = "Invalid credentials in Authorization header"});
    QCOMPARE(Refetch::of(badToken, Asked::Repo).verdict, Verdict::Unknown);
    QVERIFY(!Refetch::offline().isLost());
}

void RefetchTest::whatGoes()
{
    CacheRepo repo = repoOf(
        "m", {blobOf("a"), blobOf("b"), blobOf("p.incomplete", 1, CacheBlob::Kind::Unfinished)});
    repo.revisions << revisionOf(repo, "old", "a") << revisionOf(repo, "new", "b", {"main"});
    const CacheScan scan = scanOf({repo});
    const auto going = [&](const CacheItem &item, const QSet<QByteArray> &pins = {}) {
        return goingCommits(DeletePlan::of(scan, {item}, pins));
    };
    const auto &m = repo.folder;
    QCOMPARE(going({.repo = m}), (GoingCommits{{m, {"old", "new"}}}));
    QCOMPARE(going({.repo = m, .commit = "old"}), (GoingCommits{{m, {"old"}}}));
    QCOMPARE(going({.repo = m, .commit = "new", .path = "b"}), (GoingCommits{{m, {"new"}}}));
    QCOMPARE(going({.repo = m, .blob = "p.incomplete"}), (GoingCommits{{m, {}}}));
    QCOMPARE(going({.repo = m}, {m}), GoingCommits());
    QCOMPARE(going({.repo = m}, {m + "/new"}).value(m), QSet<QByteArray>{"old"});
}

QTEST_GUILESS_MAIN(RefetchTest)
#include "tst_refetch.moc"
