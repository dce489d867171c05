#include "app/hub/parse.h"
#include "app/hub/repopagejson.h"
#include "app/session/firstpages.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

RepoPage onePage(const QString &id)
{
    RepoSummary repo{.id = *RepoId::parse(RepoKind::Model, id)};
    repo.author = repo.id.owner();
    return {.repos = {repo}, .next = QUrl(u"https://hub.test/2"_s)};
}

} // namespace

class tst_FirstPages final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_home = std::make_unique<QTemporaryDir>(); }
    void summariesComeBackWhole_data();
    void summariesComeBackWhole();
    void keptAndFound();
    void brokenFilesAreNothing_data();
    void brokenFilesAreNothing();
    void onlyOneAccountsPages(); // A11
    void nothingBeforeTheAccountIsKnown(); // A11
    void neverMany();
    void nowhereIsFine();

private:
    static std::optional<FirstPages::Page> found(const FirstPages &pages, const QString &search)
    {
        return pages.find(RepoKind::Model, search).result();
    }
    QString pagesFolder() const { return m_home->filePath(u"cache/pages"_s); }
    static QUrl hubAddress() { return QUrl(u"https://hub.test"_s); }
    QStringList files() const // paths of all that is kept
    {
        QStringList paths;
        QDirIterator all(pagesFolder(), QDir::Files, QDirIterator::Subdirectories);
        while (all.hasNext())
            paths << all.next();
        return paths;
    }

    std::unique_ptr<QTemporaryDir> m_home;
};

void tst_FirstPages::summariesComeBackWhole_data()
{
    QTest::addColumn<RepoKind>("kind");
    QTest::newRow("model") << RepoKind::Model;
    QTest::newRow("dataset") << RepoKind::Dataset;
    QTest::newRow("space") << RepoKind::Space;
}

void tst_FirstPages::summariesComeBackWhole()
{
    QFETCH(RepoKind, kind);
    const QDateTime time(QDate(2026, 2, 3), QTime(4, 5, 6, 789), QTimeZone::UTC);
    const RepoSummary full{.id = *RepoId::parse(kind, u"owner/name"),
                           .author = u"somebody"_s,
                           .downloads = 5'000'000'000,
                           .likes = 7,
                           .createdAt = time,
                           .updatedAt = time.addDays(3),
                           .tags = {u"license:mit"_s, u"en"_s},
                           .task = u"text-generation"_s,
                           .library = u"transformers"_s,
                           .parameters = 7'600'000'000,
                           .isPrivate = true,
                           .gate = Gate::Manual,
                           .sdk = u"gradio"_s,
                           .emoji = u"🌊"_s,
                           .stage = u"RUNNING"_s};
    const RepoSummary bare{.id = *RepoId::parse(kind, u"a/b"), .author = u"a"_s};
    const auto read = parseRepoPage(kind, {.bytes = repoPageJson({.repos = {full, bare}})});
    QVERIFY(read);
    QCOMPARE(read->repos.size(), 2);
    QVERIFY(read->repos.at(0) == full);
    QVERIFY(read->repos.at(1) == bare);
}

void tst_FirstPages::keptAndFound()
{
    FirstPages pages(pagesFolder());
    pages.setAccount(hubAddress(), "hf_a");
    QVERIFY(!found(pages, u"one"_s));
    pages.keep(u"one"_s, onePage(u"a/1"_s));
    pages.keep(u"two"_s, onePage(u"a/2"_s));
    QTRY_VERIFY(found(pages, u"one"_s) && found(pages, u"two"_s));
    FirstPages next(pagesFolder()); // another start
    next.setAccount(hubAddress(), "hf_a");
    const auto page = found(next, u"one"_s);
    QVERIFY(page->page.repos == onePage(u"a/1"_s).repos);
    QVERIFY(page->page.next.isEmpty());
    QVERIFY(qAbs(page->at.secsTo(QDateTime::currentDateTimeUtc())) < 60);
    const auto others = QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup | QFile::ExeOther;
    QVERIFY(!(QFile::permissions(QFileInfo(files().first()).path()) & others));
}

void tst_FirstPages::brokenFilesAreNothing_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << QByteArray("[{\"id\":\"a/b\"},{\"id");
    QTest::newRow("an object") << QByteArray("{}");
    QTest::newRow("no rows") << QByteArray("[]");
    QTest::newRow("huge") << QByteArray(5 << 20, ' ');
}

void tst_FirstPages::brokenFilesAreNothing()
{
    QFETCH(QByteArray, bytes);
    FirstPages pages(pagesFolder());
    pages.setAccount(hubAddress(), "hf_a");
    pages.keep(u"one"_s, onePage(u"a/1"_s));
    QTRY_VERIFY(found(pages, u"one"_s));
    for (const QString &path : files()) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    QVERIFY(!found(pages, u"one"_s));
}

void tst_FirstPages::onlyOneAccountsPages()
{
    FirstPages pages(pagesFolder());
    pages.setAccount(hubAddress(), {});
    pages.keep(u"one"_s, onePage(u"a/public"_s));
    QTRY_VERIFY(found(pages, u"one"_s));
    pages.setAccount(hubAddress(), "hf_a");
    QVERIFY(!found(pages, u"one"_s));
    pages.keep(u"one"_s, onePage(u"a/private"_s));
    pages.keep(u"two"_s, onePage(u"a/private"_s));
    pages.setAccount(hubAddress(), "hf_b"); // while those are still being written
    QVERIFY(!found(pages, u"one"_s));
    pages.keep(u"three"_s, onePage(u"b/1"_s));
    QTRY_VERIFY(found(pages, u"three"_s)); // written last: all before it is done
    QCOMPARE(files().size(), 1);
    pages.setAccount(QUrl(u"https://other.test"_s), "hf_b");
    QVERIFY(!found(pages, u"one"_s));
}

void tst_FirstPages::nothingBeforeTheAccountIsKnown()
{
    const FirstPages pages(pagesFolder());
    pages.keep(u"one"_s, onePage(u"a/1"_s));
    QVERIFY(!found(pages, u"one"_s));
    QVERIFY(files().isEmpty());
}

void tst_FirstPages::neverMany()
{
    FirstPages pages(pagesFolder());
    pages.setAccount(hubAddress(), "hf_a");
    for (int i = 0; i < 70; ++i)
        pages.keep(QString::number(i), onePage(u"a/1"_s));
    QTRY_VERIFY(files().size() >= 50);
    pages.keep(u"last"_s, onePage(u"a/2"_s));
    QTRY_VERIFY(files().size() <= 60 && found(pages, u"last"_s));
}

void tst_FirstPages::nowhereIsFine()
{
    FirstPages pages{QString()};
    pages.setAccount(hubAddress(), "hf_a");
    pages.keep(u"one"_s, onePage(u"a/1"_s));
    QVERIFY(!found(pages, u"one"_s));
}

QTEST_GUILESS_MAIN(tst_FirstPages)
#include "tst_firstpages.moc"
