// Verifying, repairing and moving a cache, as the page offers them.
#include "tests/support/carebench.h"
#include "ui/cache/cachedialog.h"
#include "ui/cache/cachedialogs.h"
#include "ui/cache/linkstrip.h"
#include "ui/cache/repairs.h"
#include "ui/cache/verifystrip.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QSpinBox>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;

class tst_CacheCare final : public QObject
{
    Q_OBJECT

private slots:
    void repairs();
    void sharedIsRepairedEverywhere();
    void nothingCanBeDone();
    void stripTells();
    void damageIsNamedByItsFile();
    void savesElsewhere();
    void linksCopies();
    void policyIsKept();
    void rulesPropose();

private:
    static CacheRepo repoNamed(const QByteArray &folder, const QList<CacheBlob> &blobs)
    {
        CacheRepo repo;
        repo.folder = folder;
        repo.id = RepoId::parse(RepoKind::Model, u"ada/model"_s);
        repo.blobs = blobs;
        return repo;
    }
    static CacheBlob blobNamed(const QByteArray &name, quint64 inode)
    {
        return {.name = name, .size = 1, .device = 1, .inode = inode};
    }
    static CacheScan scanOf(const QList<CacheRepo> &repos)
    {
        CacheScan scan;
        for (const CacheRepo &repo : repos)
            scan.repos << std::make_shared<CacheRepo>(repo);
        return scan;
    }
};

void tst_CacheCare::repairs() // S20
{
    CacheRepo repo = repoNamed("models--ada--model", {blobNamed("a", 1), blobNamed("b", 2)});
    const QByteArray old(40, '1');
    const QByteArray now(40, '2');
    repo.revisions = {{.commit = "odd", .files = {{"z", 0}}},
                      {.commit = old, .files = {{"d/x.bin", 0}, {"y.bin", 1}}},
                      {.commit = now, .files = {{"d/x.bin", 0}}}};
    const Repairs done = Repairs::of(scanOf({repo}), {{.repo = repo.folder, .blob = "a"}});
    QCOMPARE(done.hopeless, 0);
    QCOMPARE(done.requests.size(), 1);
    const DownloadRequest &request = done.requests.constFirst();
    QCOMPARE(request.repo, *repo.id);
    QCOMPARE(request.revision.name(), QString::fromLatin1(old));
    QCOMPARE(request.paths, {u"d/x.bin"_s});
    QVERIFY(request.checks); // else what is there would do
}

void tst_CacheCare::sharedIsRepairedEverywhere()
{
    CacheRepo one = repoNamed("models--ada--model", {blobNamed("a", 7)});
    one.revisions = {{.commit = QByteArray(40, '1'), .files = {{"x", 0}}}};
    CacheRepo other = one;
    other.folder = "models--bob--copy";
    other.id = RepoId::parse(RepoKind::Model, u"bob/copy"_s);
    const Repairs done = Repairs::of(scanOf({one, other}), {{.repo = one.folder, .blob = "a"}});
    QCOMPARE(done.requests.size(), 2);
    QCOMPARE(done.requests.at(1).repo, *other.id);
}

void tst_CacheCare::nothingCanBeDone()
{
    CacheRepo orphan = repoNamed("models--ada--model", {blobNamed("a", 1)});
    CacheRepo nobody = orphan;
    nobody.folder = "odd";
    nobody.id = {};
    nobody.blobs.first().inode = 2;
    nobody.revisions = {{.commit = QByteArray(40, '1'), .files = {{"x", 0}}}};
    const Repairs done
        = Repairs::of(scanOf({orphan, nobody}),
                      {{.repo = orphan.folder, .blob = "a"}, {.repo = nobody.folder, .blob = "a"}});
    QCOMPARE(done.requests.size(), 0);
    QCOMPARE(done.hopeless, 2);
}

void tst_CacheCare::stripTells()
{
    CacheScan scan = scanOf({repoNamed("models--ada--model", {blobNamed(QByteArray(64, 'a'), 1)})});
    const CacheFolder cache;
    cache.file("models--ada--model/blobs/" + QByteArray(64, 'a'), "content");
    scan.root = cache.path();
    VerifyStrip strip;
    QVERIFY(strip.isHidden());
    QSignalSpy ends(&strip.verifier(), &CacheVerifier::finished);
    strip.start(scan);
    QVERIFY(!strip.isHidden());
    QVERIFY(buttonIn(strip, u"Pause"_s) && buttonIn(strip, u"Stop"_s));
    QTRY_COMPARE(ends.size(), 1);
    QCOMPARE(strip.accessibleName(), u"1 content is not what its name says, or cannot be read."_s);
    QSignalSpy repair(&strip, &VerifyStrip::repairWanted);
    buttonIn(strip, u"Repair"_s)->click();
    QCOMPARE(repair.size(), 1);
    buttonIn(strip, u"Close"_s)->click();
    QVERIFY(strip.isHidden());

    strip.start({.root = scan.root});
    QTRY_COMPARE(ends.size(), 2);
    QCOMPARE(strip.accessibleName(), u"There is nothing to compare."_s);
    QVERIFY(!buttonIn(strip, u"Repair"_s));
}

void tst_CacheCare::damageIsNamedByItsFile()
{
    const CacheFolder cache;
    const QByteArray name(64, 'a');
    cache.file("models--ada--model/blobs/" + name, "content");
    cache.link("models--ada--model/snapshots/" + QByteArray(40, '1') + "/weights.bin",
               "../../blobs/" + name);
    CareBench bench(cache.path());
    QVERIFY(bench.look());
    QSignalSpy ends(&bench.care.strip()->verifier(), &CacheVerifier::finished);
    bench.care.verify();
    bench.care.verify({"models--ada--model"}); // it runs: nothing is begun anew
    QTRY_COMPARE(ends.size(), 1);
    QVERIFY(ends.at(0).at(0).toBool());
    emit bench.care.strip()->findingsWanted();
    const auto *list = bench.page.findChild<CacheDialog *>()->findChild<QTreeView *>();
    const QModelIndex top = list->model()->index(0, 0);
    QCOMPARE(plain(top.data().toString()), u"ada / model"_s);
    QCOMPARE(plain(list->model()->index(0, 0, top).data().toString()), u"weights.bin"_s);
    QCOMPARE(list->model()->index(0, 1, top).data().toString(), u"7 B"_s);
}

void tst_CacheCare::savesElsewhere()
{
    const CacheFolder cache;
    const QByteArray snapshot = "models--ada--model/snapshots/" + QByteArray(40, '1');
    cache.file("models--ada--model/blobs/x", "content");
    cache.link(snapshot + "/y.bin", "../../blobs/x");
    cache.link(snapshot + "/z.bin", "../../blobs/gone");
    CareBench bench(cache.path());
    QVERIFY(bench.look());
    QList<DownloadRequest> asked;
    connect(&bench.care, &CacheCare::downloadRequested, this,
            [&asked](const DownloadRequest &request) { asked << request; });
    bench.care.save({.repo = "models--ada--model", .commit = QByteArray(40, '1')});
    auto *question = bench.page.findChild<QFileDialog *>();
    QVERIFY(question);
    const QString folder = cache.home() + u"/files"_s;
    QVERIFY(QDir().mkpath(folder));
    emit question->fileSelected(folder);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.constFirst().folder, folder);
    QCOMPARE(asked.constFirst().paths, {u"y.bin"_s}); // what is there
}

void tst_CacheCare::linksCopies()
{
    const CacheFolder cache;
    for (const QByteArray repo : {"models--ada--a", "models--ada--b"}) {
        cache.file(repo + "/blobs/" + QByteArray(64, 'a'), QByteArray(100'000, 'x'));
        cache.folder(repo + "/snapshots");
    }
    CareBench bench(cache.path());
    QSignalSpy said(&bench.care, &CacheCare::said);
    QVERIFY(bench.look());
    bench.care.offerLinks();
    QTRY_VERIFY(bench.page.findChild<QMessageBox *>());
    auto *question = bench.page.findChild<QMessageBox *>();
    QVERIFY(question->text().contains(u"1 content is there more than once"_s));
    QVERIFY(said.isEmpty()); // nothing happens before it is said
    question->defaultButton()->click();
    QVERIFY(
        !said.isEmpty() // done already
        || (!bench.care.linkStrip()->isHidden() && buttonIn(*bench.care.linkStrip(), u"Stop"_s)));
    QTRY_COMPARE(said.size(), 1);
    QVERIFY2(said.at(0).at(0).toString().startsWith(u"1 copy became a link"_s),
             qPrintable(said.at(0).at(0).toString()));
    QVERIFY(bench.care.linkStrip()->isHidden());
}

void tst_CacheCare::policyIsKept()
{
    const CachePolicy policy{.keepRevisions = 2,
                             .mostDays = 90,
                             .mostBytes = qint64(5'000'000'000'000),
                             .pins = {"models--ada--model", "models--b--c/1111"}};
    QCOMPARE(CachePolicy::fromJson(policy.toJson()), policy);
    QCOMPARE(CachePolicy::fromJson("no JSON"), CachePolicy());
    QCOMPARE(CachePolicy::fromJson(R"j({"revisions":-4,"days":"x","pins":[1,""]})j"),
             CachePolicy());
}

void tst_CacheCare::rulesPropose()
{
    const CacheFolder cache;
    cache.file("models--ada--model/blobs/x", "content");
    for (const char name : {'1', '2', '3'})
        cache.folder("models--ada--model/snapshots/" + QByteArray(40, name));
    CareBench bench(cache.path());
    CacheController &controller = bench.controller;
    CacheDialogs dialogs(controller, bench.hub, &bench.page);
    QVERIFY(bench.look());
    controller.setPolicy({.pins = {"models--ada--model/" + QByteArray(40, '2')}});
    dialogs.policy();
    auto *dialog = bench.page.findChild<CacheDialog *>();
    QVERIFY(dialog);
    auto *tick = buttonIn(*dialog, u"Tick these"_s);
    QVERIFY(tick && !tick->isEnabled()); // no rule is set
    dialog->findChild<QSpinBox *>()->setValue(1);
    QTRY_VERIFY(tick->isEnabled());
    QCOMPARE(controller.policy().keepRevisions, 1);
    QCOMPARE(controller.policy().pins.size(), 1); // as it was
    QCOMPARE(controller.model().ticked().size(), 0); // only proposed
    tick->click();
    const QSet<CacheItem> ticked = controller.model().ticked();
    QCOMPARE(ticked.size(), 1);
    QVERIFY(ticked.cbegin()->commit != QByteArray(40, '2'));
}

QTEST_MAIN(tst_CacheCare)
#include "tst_cachecare.moc"
