#include "app/watch/watchplan.h"

#include <QElapsedTimer>
#include <QTest>

#include <cerrno>

using namespace Qt::StringLiterals;

// What a round of a watched folder sends, from values only.
class WatchPlanTest final : public QObject
{
    Q_OBJECT

private slots:
    void keptAndRead();
    void sends_data();
    void sends();
    void gone_data();
    void gone();
    void deletes_data();
    void deletes();
    void manyAway();

private:
    static WatchWish wish()
    {
        return {.local = "/w", .repo = *RepoId::parse(RepoKind::Model, u"ada/up"), .folder = {}};
    }
    static QByteArray idOf(const QByteArray &content)
    {
        return content.toHex().leftJustified(64, '0');
    }
    static UploadFile file(const QString &path, const QByteArray &content)
    {
        return {.path = *RepoPath::parse(path),
                .local = "/w/" + path.toUtf8(),
                .size = content.size(),
                .modifiedNs = 1'000,
                .changedNs = 1'000,
                .sha256 = idOf(content),
                .gitOid = idOf(content).first(40)};
    }
    static TreeEntry entry(const QString &path, const QByteArray &content)
    {
        TreeEntry entry;
        entry.path = path;
        entry.size = content.size();
        entry.oid = QString::fromLatin1(idOf(content).first(40));
        return entry;
    }
    static QByteArray known(const QByteArray &content) { return idOf(content).first(40); }
};

void WatchPlanTest::keptAndRead()
{
    WatchedFolder folder{
        .id = u"12"_s,
        .wish = {.local = "/w/\xff\n",
                 .repo = *RepoId::parse(RepoKind::Space, u"ada/up"),
                 .revision = *Revision::parse(u"dev"),
                 .folder = u"in/it"_s,
                 .allow = {u"*.txt"_s},
                 .ignore = {u"a\"b"_s, u"*"_s},
                 .removes = true,
                 .pullRequest = true,
                 .minutes = 7},
        .owner = {.endpoint = QUrl(u"http://127.0.0.1:1"_s), .account = u"12"_s, .user = u"ada"_s},
        .isPaused = true,
        .isEdited = true,
        .pull = *Revision::parse(u"refs/pr/3"),
        .pullPage = QUrl(u"http://127.0.0.1:1/x"_s)};
    folder.last = {.kind = WatchResult::Kind::Failed,
                   .at = QDateTime::fromMSecsSinceEpoch(1'234, QTimeZone::UTC),
                   .files = 3,
                   .deleted = 2,
                   .commit = "abc",
                   .words = u"no"_s,
                   .young = 4,
                   .others = 5,
                   .held = {{u"p"_s, u"q"_s}},
                   .allHeld = 9};
    folder.sent = folder.last;
    folder.sent.kind = WatchResult::Kind::Sent;
    const auto again = WatchedFolder::fromJson(folder.toJson());
    QVERIFY(again);
    QCOMPARE(again->toJson(), folder.toJson());
    QVERIFY(again->wish == folder.wish && again->owner == folder.owner);
    QVERIFY(again->last == folder.last && again->sent == folder.sent);
    QVERIFY(again->isPaused && again->isEdited);
    QVERIFY(again->pull == folder.pull && again->pullPage == folder.pullPage);
    QVERIFY(!WatchedFolder::fromJson("{}"));
    QVERIFY(!WatchedFolder::fromJson("nonsense"));
}

void WatchPlanTest::sends_data()
{
    QTest::addColumn<QByteArray>("here");
    QTest::addColumn<QByteArray>("there"); // on the Hub; null: not there
    QTest::addColumn<QByteArray>("before"); // when it was the same; null: never
    QTest::addColumn<bool>("isPull");
    QTest::addColumn<QString>("what"); // becomes of it
    const QByteArray none;
    QTest::newRow("new") << "a"_ba << none << none << false << u"sent"_s;
    QTest::newRow("the same") << "a"_ba << "a"_ba << none << false << u"same"_s;
    QTest::newRow("differs, never the same") << "a"_ba << "b"_ba << none << false << u"sent"_s;
    QTest::newRow("changed here") << "a"_ba << "b"_ba << "b"_ba << false << u"sent"_s;
    QTest::newRow("changed there") << "a"_ba << "b"_ba << "a"_ba << false << u"others"_s;
    QTest::newRow("deleted there") << "a"_ba << none << "a"_ba << false << u"others"_s;
    QTest::newRow("changed both") << "a"_ba << "b"_ba << "c"_ba << false << u"held"_s;
    QTest::newRow("changed both to the same") << "a"_ba << "a"_ba << "c"_ba << false << u"same"_s;
    QTest::newRow("changed here, deleted there") << "a"_ba << none << "c"_ba << false << u"held"_s;
    QTest::newRow("changed here, for a review") << "a"_ba << "b"_ba << "b"_ba << true << u"sent"_s;
    QTest::newRow("changed both, for a review") << "a"_ba << "b"_ba << "c"_ba << true << u"held"_s;
}

void WatchPlanTest::sends()
{
    QFETCH(const QByteArray, here);
    QFETCH(const QByteArray, there);
    QFETCH(const QByteArray, before);
    QFETCH(const bool, isPull);
    QFETCH(const QString, what);
    WatchPlan::Given given{.wish = wish(), .nowNs = qint64(1) << 60, .quietNs = 10};
    given.wish.pullRequest = isPull;
    given.upload.files = given.scanned = {file(u"f"_s, here)};
    if (!there.isNull())
        given.upload.remote = {entry(u"f"_s, there)};
    if (!before.isNull())
        given.memory.contents.insert(u"f"_s, known(before));
    const WatchPlan plan = WatchPlan::of(given);
    QCOMPARE(plan.files.size(), what == "sent"_L1 ? 1 : 0);
    QCOMPARE(plan.held.size(), what == "held"_L1 ? 1 : 0);
    QCOMPARE(plan.others, what == "others"_L1 ? 1 : 0);
    QVERIFY(plan.deleted.isEmpty() && plan.young == 0);
    if (what == "same"_L1)
        QCOMPARE(plan.memory.contents.value(u"f"_s), known(here));
    else
        QVERIFY(plan.memory == given.memory); // nothing of it has arrived yet

    given.nowNs = 1'005; // it was written a moment ago
    QCOMPARE(WatchPlan::of(given).young, what == "same"_L1 ? 0 : 1);
    QVERIFY(WatchPlan::of(given).isEmpty());
    given.nowNs = 995; // the clock was put back
    QVERIFY(WatchPlan::of(given).isEmpty());
    given.nowNs = 1'011;
    QCOMPARE(WatchPlan::of(given).isEmpty(), what != "sent"_L1);
    given.scanned[0].modifiedNs = 999; // it changed while it was read
    QVERIFY(WatchPlan::of(given).isEmpty());
}

void WatchPlanTest::gone_data()
{
    QTest::addColumn<QStringList>("here");
    QTest::addColumn<int>("error"); // of the folder
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<bool>("removes");
    QTest::addColumn<bool>("isGone");
    QTest::newRow("as before") << QStringList{u"a"_s} << 0 << QStringList{u"a"_s} << true << false;
    QTest::newRow("missing") << QStringList() << ENOENT << QStringList{u"a"_s} << false << true;
    QTest::newRow("missing from the first")
        << QStringList() << ENOENT << QStringList() << false << true;
    QTest::newRow("empty") << QStringList() << 0 << QStringList{u"a"_s} << false << true;
    QTest::newRow("empty from the first") << QStringList() << 0 << QStringList() << true << false;
    QTest::newRow("others") << QStringList{u"b"_s} << 0 << QStringList{u"a"_s} << true << true;
    QTest::newRow("others, kept") << QStringList{u"b"_s} << 0 << QStringList{u"a"_s} << false
                                  << false;
    QTest::newRow("one is left") << QStringList{u"b"_s, u"c"_s} << 0 << QStringList{u"a"_s, u"b"_s}
                                 << true << false;
}

void WatchPlanTest::gone()
{
    QFETCH(const QStringList, here);
    QFETCH(const int, error);
    QFETCH(const QStringList, before);
    QFETCH(const bool, removes);
    QFETCH(const bool, isGone);
    WatchWish wanted = wish();
    wanted.removes = removes;
    QList<UploadFile> files;
    for (const QString &path : here)
        files << file(path, "x");
    QList<UploadLeft> left;
    if (error != 0)
        left << UploadLeft{.local = "/w", .why = UploadLeft::Why::Unreadable, .error = error};
    WatchMemory memory;
    for (const QString &path : before)
        memory.contents.insert(path, known("x"));
    QCOMPARE(!WatchPlan::whyGone(wanted, files, left, memory).isEmpty(), isGone);
}

void WatchPlanTest::deletes_data()
{
    QTest::addColumn<QString>("path"); // that is not here any more
    QTest::addColumn<bool>("removes");
    QTest::addColumn<QByteArray>("there");
    QTest::addColumn<bool>("isDeleted");
    QTest::newRow("sent before") << u"a"_s << true << "x"_ba << true;
    QTest::newRow("not wanted") << u"a"_s << false << "x"_ba << false;
    QTest::newRow("somebody changed it there") << u"a"_s << true << "y"_ba << false;
    QTest::newRow("deleted there as well") << u"a"_s << true << QByteArray() << false;
    QTest::newRow("by a pattern left out") << u"a.log"_s << true << "x"_ba << false;
    QTest::newRow("in a folder that is empty") << u"disk/a"_s << true << "x"_ba << false;
    QTest::newRow("in one that cannot be read") << u"shut/b/a"_s << true << "x"_ba << false;
    QTest::newRow("beside one") << u"shutter"_s << true << "x"_ba << true;
    QTest::newRow("git's own") << u".gitattributes"_s << true << "x"_ba << false;
}

void WatchPlanTest::deletes()
{
    QFETCH(const QString, path);
    QFETCH(const bool, removes);
    QFETCH(const QByteArray, there);
    QFETCH(const bool, isDeleted);
    using Why = UploadLeft::Why;
    WatchPlan::Given given{.wish = wish(), .nowNs = qint64(1) << 60};
    given.wish.removes = removes;
    given.wish.ignore = {u"*.log"_s};
    given.upload.choice.ignore = given.wish.ignore;
    given.upload.files = given.scanned = {file(u"kept"_s, "k")};
    given.upload.remote = {entry(u"kept"_s, "k"), entry(u"theirs"_s, "t")};
    given.left = {{.local = "/w/disk", .why = Why::EmptyFolder, .place = "disk"},
                  {.local = "/w/shut", .why = Why::Unreadable, .error = EACCES, .place = "shut"}};
    if (!there.isNull())
        given.upload.remote << entry(path, there);
    given.memory.contents = {{u"kept"_s, known("k")}, {path, known("x")}};
    const WatchPlan plan = WatchPlan::of(given);
    QCOMPARE(plan.deleted.size(), isDeleted ? 1 : 0);
    if (isDeleted)
        QCOMPARE(plan.deleted.constFirst().text(), path);
    QVERIFY(plan.files.isEmpty());
    QVERIFY(plan.memory.contents.contains(u"kept"_s));
}

void WatchPlanTest::manyAway() // and as many empty folders: each is looked up, not looked for
{
    constexpr int kMany = 20'000;
    WatchPlan::Given given{.wish = wish(), .nowNs = qint64(1) << 60};
    given.wish.removes = true;
    given.upload.files = given.scanned = {file(u"kept"_s, "k")};
    for (int i = 0; i < kMany; ++i) {
        const QString path = u"away/%1"_s.arg(i);
        given.upload.remote << entry(path, "x");
        given.memory.contents.insert(path, known("x"));
        const QByteArray folder = "empty/" + QByteArray::number(i);
        given.left << UploadLeft{
            .local = "/w/" + folder, .why = UploadLeft::Why::EmptyFolder, .place = folder};
    }
    QElapsedTimer time;
    time.start();
    QCOMPARE(WatchPlan::of(given).deleted.size(), kMany);
    QVERIFY2(time.elapsed() < 3'000, qPrintable(QString::number(time.elapsed())));
    given.left << UploadLeft{.local = "/w", .why = UploadLeft::Why::Unreadable, .error = EIO};
    QVERIFY(WatchPlan::of(given).deleted.isEmpty()); // all of it is below that
}

QTEST_GUILESS_MAIN(WatchPlanTest)
#include "tst_watchplan.moc"
