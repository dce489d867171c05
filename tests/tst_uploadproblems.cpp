#include "app/localhub/localhub.h"
#include "app/net/hubclient.h"
#include "app/upload/uploadhash.h"
#include "app/upload/uploadplan.h"
#include "tests/support/addrepo.h"
#include "tests/support/hookeddisk.h"
#include "tests/support/scannedupload.h"

#include <sys/fsuid.h>

#include <cerrno>

using namespace Qt::StringLiterals;
using namespace ScannedUpload;
using Verdict = UploadPlan::Verdict;
using Kind = UploadWarning::Kind;
using Why = UploadLeft::Why;

// From a folder on the disk and a repository on a Hub to the plan, before anything is sent.
class UploadProblemsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_state.path()});
        QVERIFY(m_hub->start());
    }
    void sameAsOnTheHub();
    void twentyKinds();

private:
    UploadPlan::Given given(const UploadScan &scan, const RepoId &repo);
    bool wroteNothing() const
    {
        return std::ranges::all_of(m_hub->requests(),
                                   [](const SeenRequest &seen) { return seen.method == "GET"; });
    }

    QTemporaryDir m_state;
    std::unique_ptr<LocalHub> m_hub;
};

UploadPlan::Given UploadProblemsTest::given(const UploadScan &scan, const RepoId &repo)
{
    UploadHash hash({});
    hash.setPatience({.between = std::chrono::milliseconds(1), .looks = 2});
    QSignalSpy finished(&hash, &UploadHash::finished);
    hash.start(scan.files);
    finished.wait(30'000);
    QNetworkAccessManager network;
    HubClient client(m_hub->url(), network);
    client.setToken("hf_local_admin");
    std::optional<Result<TreePage>> page;
    const RequestHandle tree
        = client.tree(repo, Revision(), {}, HubClient::Depth::Recursive, HubClient::Detail::Plain,
                      [&page](const Result<TreePage> &answer) { page = answer; });
    (void)QTest::qWaitFor([&page] { return page.has_value(); }, 30'000);
    return {.files = hash.files(),
            .secrets = hash.secrets(),
            .failures = hash.failures(),
            .card = scan.card,
            .remote = page && *page ? (*page)->entries : QList<TreeEntry>()};
}

void UploadProblemsTest::sameAsOnTheHub()
{
    const QMap<QString, QByteArray> content{{u"README.md"_s, "---\nlicense: mit\n---\n"},
                                            {u"config.json"_s, "{}"},
                                            {u"empty"_s, ""},
                                            {u"model.safetensors"_s, QByteArray(2 << 20, '\0')},
                                            {u"模型/a b.txt"_s, "text"}};
    const CacheFolder disk;
    for (const auto &[path, bytes] : content.asKeyValueRange())
        disk.file("drop/" + path.toUtf8(), bytes);
    const RepoId repo = *RepoId::parse(RepoKind::Model, u"ada/same");
    QVERIFY(addRepo(m_hub->store(), repo, content));
    m_hub->forgetRequests();
    UploadPlan::Given all = given(contentOf(disk.at("drop")), repo);
    const UploadPlan plan = UploadPlan::of(all);
    QCOMPARE(plan.tally(Verdict::Unchanged).files, 5);
    QCOMPARE(plan.commits(), 0);
    QCOMPARE(plan.warnings(), QList<UploadWarning>());
    const bool hasLarge = std::ranges::any_of(
        all.remote, [](const TreeEntry &entry) { return !entry.sha256.isEmpty(); });
    QVERIFY(hasLarge && all.remote.size() >= 5);
    QVERIFY(wroteNothing());

    disk.file("drop/config.json", "[]"); // of the same size
    all = given(contentOf(disk.at("drop")), repo);
    QCOMPARE(pathsOf(UploadPlan::of(all).sent(all.files)), QStringList{u"config.json"_s});
    QCOMPARE(UploadPlan::of(all).commits(), 1);
}

void UploadProblemsTest::twentyKinds() // U01, U03, U04, U13
{
    const CacheFolder disk;
    const QByteArray dash = "-----";
    disk.file("outside", "not dropped");
    disk.file("drop/.git/config", "x"); // 1
    disk.file("drop/sub/.cache/huggingface/x", "x"); // 2
    disk.link("drop/outside", "../outside"); // 3
    disk.link("drop/loop", "."); // 4
    disk.link("drop/dangling", "gone"); // 5
    QCOMPARE(mkfifo(disk.at("drop/pipe").constData(), 0600), 0); // 6
    disk.folder("drop/nothing"); // 7
    disk.file("drop/closed", "x"); // 8
    disk.file("drop/latin\xe9", "x"); // 9
    disk.file("drop/back\\slash", "x"); // 10
    disk.file("drop/busy.log", "x"); // 11
    disk.file("drop/broken.bin", "x"); // 12
    disk.file("drop/.env", "A=b"); // 13
    disk.file("drop/notes.py",
              "\nkey = 'hf_" + QByteArray("abcdefghijklmnopqrstuvwxyzABCDEFGH'")); // 14
    disk.file("drop/sub/deploy", dash + "BEGIN OPENSSH PRIVATE KEY" + dash + "\n"); // 15
    disk.file("drop/model.bin", "x"); // 16
    disk.file("drop/model.safetensors", "x");
    disk.file("drop/Config.json", "x"); // 17
    disk.file("drop/e\xcc\x81.txt", "x"); // 18
    disk.file("drop/data", "x"); // 19
    disk.file("drop/README.md", "# No licence\n"); // 20
    disk.link("drop/folder", "sub"); // 21
    QCOMPARE(truncate(disk.at("drop/model.bin").constData(), qint64(1) << 20), 0);
    const RepoId repo = *RepoId::parse(RepoKind::Model, u"ada/problems");
    QVERIFY(addRepo(m_hub->store(), repo, {{u"config.json"_s, "{}"}, {u"data/a"_s, "a"}}));

    QCOMPARE(chmod(disk.at("drop/closed").constData(), 0), 0);
    for (const QByteArray &around : {QFile::encodeName(disk.home()), disk.at("")})
        QCOMPARE(chmod(around.constData(), 0755), 0);
    setfsuid(65534); // root may read everything; threads take it over
    auto future = UploadScan::begin({{.local = disk.at("drop"), .folder = {}, .name = {}}});
    setfsuid(geteuid());
    const UploadScan scan = future.takeResult();
    QHash<QByteArray, Why> left;
    for (const UploadLeft &each : scan.left) {
        left.insert(each.local.mid(disk.at("drop/").size()), each.why);
        QVERIFY(!each.reason().isEmpty());
    }
    QCOMPARE(left,
             (QHash<QByteArray, Why>{{".git", Why::Never},
                                     {"sub/.cache", Why::Never},
                                     {"outside", Why::LinkOutside},
                                     {"loop", Why::LinkLoop},
                                     {"dangling", Why::LinkDangling},
                                     {"pipe", Why::NotAFile},
                                     {"nothing", Why::EmptyFolder},
                                     {"closed", Why::Unreadable},
                                     {"latin\xe9", Why::Name},
                                     {"back\\slash", Why::Name},
                                     {"folder", Why::LinkToFolder}}));

    const QByteArray busy = disk.at("drop/busy.log"), broken = disk.at("drop/broken.bin");
    HookedDisk::hook = [&](const char *call, int file) {
        if (QByteArrayView(call) != "read")
            return 0;
        const QByteArray path
            = QFile::encodeName(QFile::symLinkTarget(u"/proc/self/fd/%1"_s.arg(file)));
        QFile log(QFile::decodeName(busy));
        if (path == busy && log.open(QIODevice::Append))
            log.write("more");
        return path == broken ? EIO : 0;
    };
    const HookedDisk::Unhooked unhooked;
    m_hub->forgetRequests();
    const UploadPlan::Given all = given(scan, repo);
    QVERIFY(wroteNothing());
    const UploadPlan plan = UploadPlan::of(all);
    QHash<QString, Verdict> notSent;
    for (qsizetype i = 0; i < all.files.size(); ++i)
        if (!plan.row(i).isSent())
            notSent.insert(all.files.at(i).path.text(), plan.row(i).verdict);
    QCOMPARE(notSent,
             (QHash<QString, Verdict>{{u"busy.log"_s, Verdict::Unreadable},
                                      {u"broken.bin"_s, Verdict::Unreadable},
                                      {u"data"_s, Verdict::Conflict}}));
    QCOMPARE(all.failures.values().contains(EAGAIN), true);
    QCOMPARE(
        plan.warnings(),
        (QList<UploadWarning>{
            {Kind::SecretInside, u"notes.py"_s, 2, Secrets::words(Secrets::Kind::HubToken)},
            {Kind::SecretInside, u"sub/deploy"_s, 1, Secrets::words(Secrets::Kind::PrivateKey)},
            {.kind = Kind::SecretName, .path = u".env"_s},
            {.kind = Kind::CaseOnly, .path = u"Config.json"_s, .other = u"config.json"_s},
            {.kind = Kind::Decomposed, .path = u"e\u0301.txt"_s},
            {.kind = Kind::Pickle, .path = u"model.bin"_s, .other = u"model.safetensors"_s},
            {.kind = Kind::NoLicence, .path = u"README.md"_s}}));
    for (const UploadWarning &warning : plan.warnings())
        QVERIFY(!warning.text().isEmpty() && !warning.text().contains("hf_"_L1));
}

QTEST_GUILESS_MAIN(UploadProblemsTest)
#include "tst_uploadproblems.moc"
