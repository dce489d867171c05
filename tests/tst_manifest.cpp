#include "app/transfer/manifest.h"
#include "tests/support/oddserver.h"

using namespace OddServer;

// The same files of the same commit, fetched elsewhere from a list; and what is said of a list that
// cannot be used.
class ManifestTest final : public QObject
{
    Q_OBJECT

private slots:
    void thereAndBack();
    void badInput_data();
    void badInput();
    void sameSetElsewhere();
    void anotherContent_data();
    void anotherContent();
    void whatIsThereStays();
    void notPlannedYet_data();
    void notPlannedYet();
    void waitsForRoom();
    void visibilityIsAskedFor_data();
    void visibilityIsAskedFor();

private:
    static QString one() { return QString(40, u'1'); }
    static QByteArray set(const QByteArray &members)
    {
        return R"({"format":"hubnaut-manifest","version":1,"sets":[{)" + members + "}]}";
    }
    static QList<Manifest::Set> manifestOf(TransferBench &b, qint64 group)
    {
        auto future = b.transfers->manifestOf({group});
        future.waitForFinished();
        return future.result();
    }
};

void ManifestTest::thereAndBack()
{
    const QList<Manifest::Set> sets{
        {.repo = *RepoId::parse(RepoKind::Space, u"ada/space.x"),
         .commit = one(),
         .revision = u"refs/pr/3"_s,
         .files = {{u"نموذج/a \"b\".json"_s, {.blob = QByteArray(40, 'a'), .size = 0}},
                   {u"w.bin"_s, {.blob = QByteArray(64, 'b'), .size = qint64(1) << 45}},
                   {u"unknown"_s, {}}}},
        {.repo = *RepoId::parse(RepoKind::Model, u"gpt2"),
         .commit = one(),
         .revision = {},
         .files = {{u"x"_s, {}}}}};
    const auto read = Manifest::parse(Manifest::toJson(sets));
    QVERIFY2(read, qPrintable(read ? QString() : read.error().message));
    QVERIFY(*read == sets);
}

void ManifestTest::badInput_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("named");
    const QByteArray good
        = R"("type":"model","repo":"a/b@)" + QByteArray(40, '1') + R"(","files":)";
    QTest::newRow("nothing") << QByteArray() << u"line 1"_s;
    QTest::newRow("not JSON") << QByteArray("{\n\"format\": oops") << u"line 2"_s;
    QTest::newRow("another file") << QByteArray("[1, 2]") << u"format"_s;
    QTest::newRow("later version")
        << QByteArray(R"({"format":"hubnaut-manifest","version":2,"sets":[]})") << u"version"_s;
    QTest::newRow("no sets") << QByteArray(R"({"format":"hubnaut-manifest","version":1})")
                             << u"sets"_s;
    QTest::newRow("type") << set(R"("type":"thing")") << u"sets[0].type"_s;
    QTest::newRow("no commit") << set(R"("type":"model","repo":"a/b")") << u"sets[0].repo"_s;
    QTest::newRow("branch") << set(R"("type":"model","repo":"a/b@main")") << u"sets[0].repo"_s;
    QTest::newRow("name") << set(R"("type":"model","repo":"../b@)" + QByteArray(40, '1') + '"')
                          << u"sets[0].repo"_s;
    QTest::newRow("no files") << set(good + "[]") << u"sets[0].files"_s;
    QTest::newRow("path") << set(good + R"([{"path":"ok"},{"path":"../x"}])")
                          << u"sets[0].files[1].path"_s;
    QTest::newRow("twice") << set(good + R"([{"path":"x"},{"path":"x"}])")
                           << u"sets[0].files[1].path"_s;
    QTest::newRow("size") << set(good + R"([{"path":"x","size":-1}])") << u"files[0].size"_s;
    QTest::newRow("half a byte") << set(good + R"([{"path":"x","size":1.5}])")
                                 << u"files[0].size"_s;
    QTest::newRow("hash") << set(good + R"([{"path":"x","sha256":"ABC"}])") << u"files[0].sha256"_s;
    QTest::newRow("git") << set(good + R"([{"path":"x","git":7}])") << u"files[0].git"_s;
}

void ManifestTest::badInput()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, named);
    const auto read = Manifest::parse(json);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, HubError::Kind::BadInput);
    QVERIFY2(read.error().message.contains(named), qPrintable(read.error().message));
}

void ManifestTest::sameSetElsewhere()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    b.repo.files[u"readme.md"_s] = {"text", false};
    b.repo.files[u"left out"_s] = {"more", false};
    RUN_GROUP(b, b.request({u"w.bin"_s, u"readme.md"_s}));
    const QList<Manifest::Set> sets = manifestOf(b, id);
    QCOMPARE(sets.size(), 1);
    auto kept = b.transfers->history().find({});
    kept.waitForFinished();
    auto told = b.transfers->history().manifestOf({kept.result().first().id});
    told.waitForFinished();
    QVERIFY(told.result() == sets);
    const QByteArray json = Manifest::toJson(sets);
    QDir(b.root()).removeRecursively();
    const QByteArray then = b.repo.commit;
    FakeRepo old = b.repo;
    b.repo.commit = QByteArray("9876543210").repeated(4); // main has moved
    b.hub.setHandler([&b, old, then](const Request &request) {
        return request.path.contains(then) ? old.answer(request) : b.repo.answer(request);
    });
    const qint64 again
        = b.transfers->download(Manifest::requestFor(Manifest::parse(json)->first()));
    QTRY_VERIFY(b.hasEnded(again));
    QVERIFY(b.complete[again]);
    QCOMPARE(b.group(1).files, 2);
    QCOMPARE(b.group(1).commit, QString::fromLatin1(then));
    const QDir snapshot(b.repoFolder() + u"/snapshots/"_s + QString::fromLatin1(then));
    QCOMPARE(snapshot.entryList(QDir::Files), (QStringList{u"readme.md"_s, u"w.bin"_s}));
    QCOMPARE(b.contentOf(snapshot.filePath(u"w.bin"_s)), content());
}

void ManifestTest::anotherContent_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("SHA-256") << u"w.bin"_s;
    QTest::newRow("git") << u"readme.md"_s;
}

void ManifestTest::anotherContent()
{
    QFETCH(const QString, path);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    b.repo.files[u"readme.md"_s] = {"text", false};
    DownloadRequest request = b.request({u"w.bin"_s, u"readme.md"_s});
    for (const auto &[name, served] : b.repo.files.asKeyValueRange())
        request.expected.insert(name, {.blob = served.blob(), .size = served.content.size()});
    request.expected[path].blob[0] = request.expected[path].blob[0] == 'a' ? 'b' : 'a';
    const qint64 id = b.transfers->download(request);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(!b.complete[id]);
    for (const TransferFile &each : b.transfers->snapshot().files) {
        QCOMPARE(each.state, each.path == path ? TransferState::Failed : TransferState::Done);
        if (each.path == path) {
            QVERIFY2(each.error->message.contains(path), qPrintable(each.error->message));
            QVERIFY(each.error->detail.contains(QString::fromLatin1(request.expected[path].blob)));
            QVERIFY(each.error->detail.contains(QString::fromLatin1(b.repo.files[path].blob())));
        }
    }
    QCOMPARE(b.hub.count("GET", path.toUtf8()), 0); // nothing was fetched in vain
    QCOMPARE(b.breaches(), QStringList());
}

void ManifestTest::whatIsThereStays() // and is not asked for again
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    RUN_GROUP(b, b.request({u"w.bin"_s}));
    const DownloadRequest request = Manifest::requestFor(manifestOf(b, id).first());
    const auto before = b.hub.requests().size();
    const qint64 again = b.transfers->download(request);
    QTRY_VERIFY(b.hasEnded(again));
    QVERIFY(b.complete[again]);
    QVERIFY(b.file(1).wasCached);
    QCOMPARE(b.hub.requests().size(), before);
}

void ManifestTest::notPlannedYet_data()
{
    QTest::addColumn<bool>("byCommit");
    QTest::newRow("commit and names are known") << true;
    QTest::newRow("a branch may mean anything") << false;
}

void ManifestTest::notPlannedYet()
{
    QFETCH(const bool, byCommit);
    TransferBench b;
    b.hub.setHandler([](const Request &) { return Reply{.bytes = {}, .hold = true}; });
    DownloadRequest request = b.request({u"w.bin"_s, u"readme.md"_s, u"w.bin"_s, u"../no"_s});
    if (byCommit)
        request.revision = *Revision::parse(QString::fromLatin1(b.repo.commit));
    request.expected.insert(u"w.bin"_s, {.blob = file().blob(), .size = kSize});
    const qint64 id = b.transfers->download(request);
    const QList<Manifest::Set> sets = manifestOf(b, id);
    QCOMPARE(sets.size(), byCommit ? 1 : 0);
    if (!byCommit)
        return;
    QCOMPARE(sets.first().commit, QString::fromLatin1(b.repo.commit));
    QCOMPARE(sets.first().files.size(), 2);
    QCOMPARE(sets.first().files.at(0),
             (Manifest::File{u"w.bin"_s, {.blob = file().blob(), .size = kSize}}));
    QCOMPARE(sets.first().files.at(1), (Manifest::File{u"readme.md"_s, {}}));
    QVERIFY(*Manifest::parse(Manifest::toJson(sets)) == sets);
}

void ManifestTest::waitsForRoom() // D18: nothing of it is begun, but it is known
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    b.repo.files[u"readme.md"_s] = {"text", false};
    DownloadRequest request = b.request({u"w.bin"_s, u"readme.md"_s});
    request.expected.insert(u"w.bin"_s, {.blob = QByteArray(64, 'a'), .size = qint64(1) << 60});
    const qint64 id = b.transfers->download(request);
    QTRY_COMPARE(b.group().patience.cause, WaitCause::Disk);
    const QList<Manifest::Set> sets = manifestOf(b, id);
    QCOMPARE(sets.size(), 1);
    QCOMPARE(sets.first().commit, QString::fromLatin1(b.repo.commit));
    QCOMPARE(sets.first().files.size(), 2);
    QCOMPARE(
        sets.first().files.first(),
        (Manifest::File{u"readme.md"_s, {.blob = b.repo.files[u"readme.md"_s].blob(), .size = 4}}));
}

void ManifestTest::visibilityIsAskedFor_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("isPublic");
    QTest::newRow("public") << R"({"id":"ada/model","private":false})"_ba << true;
    QTest::newRow("A11 private") << R"({"id":"ada/model","private":true})"_ba << false;
    QTest::newRow("A11 not said") << R"({"id":"ada/model"})"_ba << false;
}

void ManifestTest::visibilityIsAskedFor() // what is public outlives the account
{
    QFETCH(const QByteArray, answer);
    QFETCH(const bool, isPublic);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    bool letGo = false;
    b.hub.setHandler([&b, answer, &letGo](const Request &r) {
        if (r.path.contains("?expand=private"))
            return Reply{RawHub::head("200 OK") + answer};
        Reply reply = b.repo.answer(r);
        if (r.method == "GET" && r.path.contains("/resolve/") && !letGo) {
            reply = cutAfter(reply, 1'000);
            reply.hold = true;
        }
        return reply;
    });
    DownloadRequest request = b.request({u"w.bin"_s});
    request.revision = *Revision::parse(QString::fromLatin1(b.repo.commit));
    request.expected.insert(u"w.bin"_s, {.blob = file().blob(), .size = kSize});
    const qint64 id = b.transfers->download(request);
    QTRY_COMPARE(b.file().done, 1'000);
    QTRY_COMPARE(b.hub.count("GET", "?expand=private"), 1);
    QTest::qWait(100); // its answer
    letGo = true;
    b.transfers->leaveAccount();
    if (!isPublic) {
        QTRY_COMPARE(b.transfers->snapshot().groups.size(), 0);
        return;
    }
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 20'000);
    QVERIFY(b.complete.value(id));
    QTRY_COMPARE(b.transfers->history().count(), 1);
    b.transfers->leaveAccount();
    auto kept = b.transfers->history().find({});
    kept.waitForFinished();
    QCOMPARE(kept.result().size(), 1);
}

QTEST_GUILESS_MAIN(ManifestTest)
#include "tst_manifest.moc"
