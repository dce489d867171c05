#include "app/cache/cachefilter.h"
#include "tests/support/scanvalues.h"

#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace ScanValues;

// Source of what the words mean: hub-api 26.2.
class CacheFilterTest final : public QObject
{
    Q_OBJECT

private slots:
    void matches_data();
    void matches();
    void errors_data();
    void errors();
    void revisions();
    void hugeSizes();
    void partsOfHashes();
};

namespace {

constexpr qint64 kNow = 1'800'000'000'000; // ms
constexpr qint64 kDayNs = qint64(86'400) * 1'000'000'000;

CacheRepo sample() // 2 GB, read 40 days ago, changed 10 days ago
{
    CacheBlob blob = blobOf("w");
    blob.size = 2'000'000'000;
    blob.accessedNs = kNow * 1'000'000 - 40 * kDayNs;
    blob.modifiedNs = kNow * 1'000'000 - 10 * kDayNs;
    CacheRepo repo = repoOf("Model", {blob, blobOf("unfinished", 10)});
    repo.revisions << revisionOf(repo, "new", "w", {"main"}) << revisionOf(repo, "old", "w");
    return repo;
}

} // namespace

void CacheFilterTest::matches_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("does");
    for (const char *yes : {"",
                            "  ",
                            "size>1GB",
                            "size>=2g",
                            "size=2000000000",
                            "SIZE <= 2000MB",
                            "size>1.9gb",
                            "size!=1",
                            "accessed>30d",
                            "accessed<2mo",
                            "accessed<1y",
                            "accessed>1.33mo",
                            "accessed>0.109y",
                            "modified<2w",
                            "modified>1.42w",
                            "modified=14400m",
                            "modified=864000s",
                            "modified>=240h",
                            "type=model",
                            "type!=dataset",
                            "refs=main",
                            "ada",
                            "model",
                            "ada size>1GB type=model",
                            "size == 2G"})
        QTest::newRow(yes) << QString::fromLatin1(yes) << true;
    for (const char *no : {"size<1GB", "size>2g", "accessed<30d", "accessed>6w", "accessed>1.34mo",
                           "accessed>0.11y", "modified>10d", "type=dataset", "type!=model",
                           "refs=old", "bert", "ada bert", "ada size<1k"})
        QTest::newRow(no) << QString::fromLatin1(no) << false;
}

void CacheFilterTest::matches()
{
    QFETCH(const QString, text);
    const auto filter = CacheFilter::parse(text);
    QVERIFY2(filter, filter ? "" : qPrintable(filter.error()));
    QTEST(filter->matches(sample(), kNow), "does");
}

void CacheFilterTest::errors_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("names"); // what the sentence says of it
    QTest::newRow("key") << u"sizes>1"_s << u"\"sizes\""_s;
    QTest::newRow("size") << u"size>1XB"_s << u"\"1XB\""_s;
    QTest::newRow("negative") << u"size>-1"_s << u"\"-1\""_s;
    QTest::newRow("too much") << u"size>999999999999999p"_s << u"999"_s;
    QTest::newRow("age") << u"accessed>30"_s << u"\"30\""_s;
    QTest::newRow("type") << u"type=kernel"_s << u"type=model"_s;
    QTest::newRow("order of types") << u"type>model"_s << u"type=model"_s;
    QTest::newRow("order of refs") << u"refs!=main"_s << u"refs=main"_s;
    QTest::newRow("no value") << u"size>"_s << u"\"size>\""_s;
    QTest::newRow("no key") << u">5"_s << u"size"_s;
}

void CacheFilterTest::errors()
{
    QFETCH(const QString, text);
    QFETCH(const QString, names);
    const auto filter = CacheFilter::parse(text);
    QVERIFY(!filter);
    QVERIFY2(filter.error().contains(names) && filter.error().endsWith(u'.'),
             qPrintable(filter.error()));
}

void CacheFilterTest::revisions()
{
    const CacheRepo repo = sample();
    const auto filter = CacheFilter::parse(u"refs=main"_s);
    QVERIFY(filter->matches(repo, repo.revisions.at(0), kNow));
    QVERIFY(!filter->matches(repo, repo.revisions.at(1), kNow));
    const auto recent = CacheFilter::parse(u"modified<2w"_s);
    QVERIFY(recent->matches(repo, repo.revisions.at(1), kNow)); // as its contents
    QVERIFY(CacheFilter::parse(u"conf"_s)->matchesName("a/Config.json"));
}

void CacheFilterTest::hugeSizes() // S17
{
    CacheRepo repo = sample();
    repo.blobs << repo.blobs.at(0);
    repo.blobs[0].size = repo.blobs[2].size = std::numeric_limits<qint64>::max() - 1;
    repo.revisions[0].files << CacheEntry{"x", 2};
    QVERIFY(CacheFilter::parse(u"size>1p"_s)->matches(repo, kNow));
    QVERIFY(!CacheFilter::parse(u"size<1k"_s)->matches(repo, kNow));
}

void CacheFilterTest::partsOfHashes() // "7b" is a size of a model, not a part of a hash
{
    CacheRepo repo = sample();
    repo.revisions[0].commit = "17b" + QByteArray(37, '0');
    const auto matches = [&repo](const char *text) {
        return CacheFilter::parse(QString::fromLatin1(text))
            ->matches(repo, repo.revisions.at(0), kNow);
    };
    QVERIFY(!matches("7b"));
    QVERIFY(!matches("17b"));
    QVERIFY(matches("17b0"));
}

QTEST_APPLESS_MAIN(CacheFilterTest)
#include "tst_cachefilter.moc"
