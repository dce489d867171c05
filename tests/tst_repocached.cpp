#include "tests/support/repobench.h"
#include "ui/repo/downloadbutton.h"
#include "ui/repo/factsline.h"
#include "ui/repo/repopane.h"
#include "ui/search/quicklookpane.h"

#include <QMenu>
#include <QTest>

using namespace Qt::StringLiterals;

// What the window says of a repository whose files are in the cache only in part.
class tst_RepoCached final : public QObject
{
    Q_OBJECT

private slots:
    void downloadNamesWhatIsLeft();
    void wholeSnapshotLeavesNothing();
    void anotherCommitHasItsOwnFiles();
    void emptyFilesWeighNothing();
    void quickLookNamesWhatIsLeft();

private:
    // A cache without links holds the files themselves.
    static void keep(const RepoBench &bench, const QStringList &paths,
                     const QByteArray &commit = SampleRepo::commit())
    {
        const QString snapshot = bench.folder.filePath(u"models--openfjord--skald-13b/snapshots/"_s
                                                       + QString::fromLatin1(commit) + u'/');
        for (const QString &path : paths) {
            QFile file(snapshot + path);
            QVERIFY(QDir().mkpath(QFileInfo(file).path()) && file.open(QIODevice::WriteOnly));
        }
    }
    static QString allText(const DownloadButton &button)
    {
        return button.menu()->actions().first()->text();
    }
};

void tst_RepoCached::downloadNamesWhatIsLeft()
{
    RepoBench bench;
    keep(bench, {u"model-00001-of-00006.safetensors"_s, u"config.json"_s, u"gone.txt"_s});
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1200, 700);
    pane.show();
    const auto *button = pane.findChild<DownloadButton *>();
    const auto *facts = pane.findChild<FactsLine *>();
    QTRY_COMPARE(button->toolTip(), u"2 of 15 files are cached"_s);
    QCOMPARE(button->text(), u"Download · 21.9 GB"_s); // of 26.8 GB
    QCOMPARE(allText(*button), u"Rest of the snapshot · 13 files, 21.9 GB"_s);
    QVERIFY(facts->accessibleName().contains(u"partly cached"_s));
    QVERIFY(button->isEnabled());

    const QString commit = QString::fromLatin1(SampleRepo::commit());
    for (const QString &path : bench.sample.files()) {
        QVERIFY(button->text() != u"Cached"_s);
        pane.noteCached(bench.address.repo, commit, path);
    }
    QCOMPARE(button->text(), u"Cached"_s);
    QVERIFY(facts->accessibleName().contains(u", cached,"_s));
}

void tst_RepoCached::wholeSnapshotLeavesNothing()
{
    RepoBench bench;
    keep(bench, bench.sample.files());
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1200, 700);
    pane.show();
    const auto *button = pane.findChild<DownloadButton *>();
    QTRY_COMPARE(button->text(), u"Cached"_s);
    QCOMPARE(button->toolTip(), u"All 15 files are cached: nothing is left to download"_s);
    QCOMPARE(allText(*button), u"Whole snapshot · nothing left to download"_s);
    QVERIFY(button->isEnabled()); // to a folder is another matter
}

void tst_RepoCached::anotherCommitHasItsOwnFiles()
{
    RepoBench bench;
    keep(bench, bench.sample.files(), QByteArray(40, '7'));
    keep(bench, {u"config.json"_s});
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.show();
    const auto *button = pane.findChild<DownloadButton *>();
    QTRY_COMPARE(button->toolTip(), u"1 of 15 files are cached"_s);
    pane.noteCached(bench.address.repo, QString(40, u'7'), u"LICENSE"_s);
    QCOMPARE(button->toolTip(), u"1 of 15 files are cached"_s);
}

void tst_RepoCached::emptyFilesWeighNothing()
{
    DownloadButton button;
    button.setListing(FileListing({{u"a"_s, 1'000}, {u"b"_s, 0}}));
    QCOMPARE(button.text(), u"Download · 1.0 kB"_s);
    button.setCached({u"a"_s});
    QCOMPARE(button.cached(), DownloadButton::Cached::Part);
    QCOMPARE(button.text(), u"Download"_s);
    button.addCached(u"b"_s);
    button.addCached(u"b"_s);
    QCOMPARE(button.cached(), DownloadButton::Cached::Whole);
    button.setListing({});
    QVERIFY(!button.isEnabled());
    QCOMPARE(button.cached(), DownloadButton::Cached::Nothing);
}

void tst_RepoCached::quickLookNamesWhatIsLeft()
{
    RepoBench bench;
    keep(bench, {u"model-00001-of-00006.safetensors"_s});
    QuickLookLoader loader(bench.hub, bench.cache);
    QuickLookPane pane(loader);
    pane.resize(pane.sizeHint());
    pane.setVisible(true);
    loader.look({.id = bench.address.repo});
    QTRY_VERIFY(buttonWith(pane, u"Download · 21.9 GB"_s));
    const auto *button = buttonWith(pane, u"Download"_s);
    QCOMPARE(button->toolTip(), u"1 of 15 files are cached"_s);
    keep(bench, bench.sample.files());
    bench.cache.refresh(); // as after each download
    QTRY_COMPARE(button->text(), u"Cached"_s);
    QVERIFY(!button->isEnabled());
    QCOMPARE(bench.server.asked("/revision/"), 1);
}

QTEST_MAIN(tst_RepoCached)
#include "tst_repocached.moc"
