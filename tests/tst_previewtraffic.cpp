#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "app/net/hubclient.h"
#include "app/preview/bytesource.h"
#include "app/preview/headerreading.h"
#include "app/preview/textsource.h"
#include "tests/support/tensorfiles.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kHugeFile = 50'000'000'000;
constexpr qint64 kLargeJson = 200'000'000;

} // namespace

// What a look into large files costs on the wire, against a real server.
class tst_PreviewTraffic final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup() { m_hub->clearFaults(); }
    void headersOfHugeFiles_data();
    void headersOfHugeFiles();
    void hugeVocabularyAsksFirst();
    void opensLargeJsonAtOnce();
    void refusesLies_data();
    void refusesLies();
    void answersWithoutAPart_data();
    void answersWithoutAPart();
    void droppedReadsAreSilent();

private:
    // A sparse file on disk: head, then zeros up to size.
    void put(CommitInput &commit, const QString &name, const QByteArray &head, qint64 size);
    std::unique_ptr<ByteSource> source(const QString &path, qint64 size);
    qint64 rangeRequests() const;

    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
    QNetworkAccessManager m_nam;
    std::unique_ptr<HubClient> m_client;
    RepoId m_repo = *RepoId::parse(RepoKind::Model, u"ada/large");
};

void tst_PreviewTraffic::put(CommitInput &commit, const QString &name, const QByteArray &head,
                             qint64 size)
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(head) != head.size() || !file.resize(size))
        qFatal("cannot write the test's file");
    file.close();
    const QByteArray sha256 = QByteArray(62, 'a') + QByteArray::number(10 + commit.adds.size());
    if (!m_hub->store().storeObject(sha256, file.fileName())) // taken, not copied
        qFatal("cannot store the test's file");
    commit.adds.insert(name, *m_hub->store().object(sha256));
    commit.attributes.insert(name, u"lfs"_s);
}

void tst_PreviewTraffic::initTestCase()
{
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(u"hub"_s)});
    QString error;
    QVERIFY2(m_hub->start(&error), qPrintable(error));
    QVERIFY(m_hub->store().createRepo(m_repo));
    CommitInput commit;
    put(commit, u"small.safetensors"_s, manyTensors(20'000), kHugeFile);
    put(commit, u"large.safetensors"_s, manyTensors(1'500'000), kHugeFile);
    put(commit, u"model.gguf"_s, smallGguf(), kHugeFile);
    put(commit, u"vocabulary.gguf"_s, ggufWithWords(250'000), kHugeFile); // 4.6 MB
    put(commit, u"huge.gguf"_s, ggufWithWords(1'200'000), kHugeFile); // 22 MB
    QByteArray json = "{\n";
    while (json.size() < 2'000'000)
        json += "  \"some key\": \"some value\",\n";
    put(commit, u"large.json"_s, json, kLargeJson);
    commit.adds.insert(u"empty.txt"_s, Content::bytes({}));
    commit.adds.insert(u"ten.txt"_s, Content::bytes("0123456789"));
    QVERIFY(!m_hub->store().commit(m_repo, u"main"_s, commit).isEmpty());
    m_client = std::make_unique<HubClient>(m_hub->url(), m_nam);
}

std::unique_ptr<ByteSource> tst_PreviewTraffic::source(const QString &path, qint64 size)
{
    m_hub->forgetRequests();
    return hubByteSource(*m_client, m_repo, Revision(), path, size);
}

qint64 tst_PreviewTraffic::rangeRequests() const
{
    qint64 ranged = 0;
    for (const SeenRequest &request : m_hub->requests("cdn"))
        ranged += request.header("range").startsWith("bytes=") ? 1 : 0;
    return ranged;
}

void tst_PreviewTraffic::headersOfHugeFiles_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<HeaderReading::Format>("format");
    QTest::addColumn<int>("reads");
    QTest::addColumn<qint64>("most");
    QTest::newRow("safetensors") << u"small.safetensors"_s << HeaderReading::Format::Safetensors
                                 << 1 << qint64(100'000);
    QTest::newRow("safetensors, large header")
        << u"large.safetensors"_s << HeaderReading::Format::Safetensors << 2
        << HeaderReading::allowance(HeaderReading::Format::Safetensors);
    QTest::newRow("gguf") << u"model.gguf"_s << HeaderReading::Format::Gguf << 1
                          << qint64(256 << 10);
    QTest::newRow("gguf, large vocabulary")
        << u"vocabulary.gguf"_s << HeaderReading::Format::Gguf << 6 << (qint64(8) << 20);
}

// 50 GB of weights cost at most 2 MiB; with a vocabulary, what that takes and less than as much
// again.
void tst_PreviewTraffic::headersOfHugeFiles()
{
    QFETCH(QString, path);
    QFETCH(HeaderReading::Format, format);
    QFETCH(int, reads);
    QFETCH(qint64, most);
    HeaderReading reading(source(path, kHugeFile), format);
    std::optional<Result<HeaderReading::Outcome>> outcome;
    reading.start([&](Result<HeaderReading::Outcome> got) { outcome = std::move(got); });
    QTRY_VERIFY(outcome);
    QVERIFY2(*outcome, qPrintable(outcome->has_value() ? QString() : outcome->error().detail));
    QCOMPARE((*outcome)->wanted, 0);
    QVERIFY(!(*outcome)->set.tensors.isEmpty());
    QCOMPARE(reading.reads(), reads);
    QVERIFY(reading.bytesRead() <= most);
    QCOMPARE(rangeRequests(), reads);
}

void tst_PreviewTraffic::hugeVocabularyAsksFirst()
{
    HeaderReading reading(source(u"huge.gguf"_s, kHugeFile), HeaderReading::Format::Gguf);
    std::optional<Result<HeaderReading::Outcome>> outcome;
    const auto take = [&](Result<HeaderReading::Outcome> got) { outcome = std::move(got); };
    reading.start(take);
    QTRY_VERIFY(outcome);
    QVERIFY(*outcome);
    QVERIFY((*outcome)->wanted > 0);
    QCOMPARE(reading.bytesRead(), qint64(16) << 20);
    outcome.reset();
    reading.goOn(take);
    QTRY_VERIFY(outcome);
    QVERIFY(*outcome);
    QCOMPARE((*outcome)->wanted, 0);
    QCOMPARE((*outcome)->set.tensors.size(), 1);
}

// 200 MB of JSON: the first lines after one small read, the end after another.
void tst_PreviewTraffic::opensLargeJsonAtOnce()
{
    TextSource text(source(u"large.json"_s, kLargeJson));
    QSignalSpy loaded(&text, &TextSource::loaded);
    QElapsedTimer timer;
    timer.start();
    text.more();
    QTRY_COMPARE(loaded.size(), 1);
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(text.lines().lineCount() > 5'000);
    text.want(kLargeJson - 100, 100);
    QTRY_COMPARE(loaded.size(), 2);
    QVERIFY(text.isLoaded(kLargeJson - 100, 100));
    QVERIFY(text.loadedBytes() <= 512 << 10);
    QCOMPARE(rangeRequests(), 2);
}

// P17: a server that answers another part, everything, or too much.
void tst_PreviewTraffic::refusesLies_data()
{
    QTest::addColumn<QByteArray>("fault");
    for (const char *fault : {"ignore-range", "range-shifted", "range-missing", "range-star",
                              "range-malformed", "range-multipart", "longer", "captive-portal"})
        QTest::newRow(fault) << QByteArray(fault);
}

void tst_PreviewTraffic::refusesLies()
{
    QFETCH(QByteArray, fault);
    const auto bytes = source(u"large.json"_s, kLargeJson);
    m_hub->setFault(fault, "/", -1, "cdn");
    m_hub->setFault(fault, "/ada/large/resolve", -1, "hub");
    std::optional<Result<QByteArray>> answer;
    bytes->read(1'000, 5'000, [&](Result<QByteArray> got) { answer = std::move(got); });
    QTRY_VERIFY_WITH_TIMEOUT(answer, 20'000);
    QVERIFY(!*answer);
    QVERIFY(!answer->error().message.isEmpty());
}

// P17: a server answers 416 to a part that a file does not have. Its words are never the file's.
void tst_PreviewTraffic::answersWithoutAPart_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<qint64>("size"); // as the tree says
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<bool>("fine");
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *tag, const QString &path, qint64 size, qint64 offset, bool fine,
                        const QByteArray &bytes = {}) {
        QTest::newRow(tag) << path << size << offset << fine << bytes;
    };
    row("P17 empty", u"empty.txt"_s, 0, 0, true);
    row("P17 empty, size not known", u"empty.txt"_s, -1, 0, true);
    row("P17 empty now", u"empty.txt"_s, 5, 0, false);
    row("P17 ten, size not known", u"ten.txt"_s, -1, 4, true, "456789");
    row("P17 behind the end, size not known", u"ten.txt"_s, -1, 20, false);
    row("P17 shorter now", u"ten.txt"_s, 30, 20, false);
    row("P17 longer now", u"ten.txt"_s, 5, 0, true, "01234"); // as far as it was known
}

void tst_PreviewTraffic::answersWithoutAPart()
{
    QFETCH(QString, path);
    QFETCH(qint64, size);
    QFETCH(qint64, offset);
    QFETCH(bool, fine);
    QFETCH(QByteArray, bytes);
    const auto part = source(path, size);
    std::optional<Result<QByteArray>> answer;
    part->read(offset, 10, [&](Result<QByteArray> got) { answer = std::move(got); });
    QTRY_VERIFY(answer);
    QCOMPARE(answer->has_value(), fine);
    QCOMPARE(answer->value_or(QByteArray()), bytes);
    QVERIFY(fine || !answer->error().message.isEmpty());
}

void tst_PreviewTraffic::droppedReadsAreSilent() // I14
{
    const auto bytes = source(u"large.json"_s, kLargeJson);
    int old = 0;
    std::optional<QByteArray> last;
    for (int i = 0; i < 20; ++i)
        bytes->read(i, 10, [&](const Result<QByteArray> &) { ++old; });
    bytes->read(0, 2, [&](const Result<QByteArray> &got) { last = got.value_or("failed"); });
    QTRY_VERIFY(last);
    QCOMPARE(*last, QByteArray("{\n"));
    QCOMPARE(old, 0);
}

QTEST_GUILESS_MAIN(tst_PreviewTraffic)
#include "tst_previewtraffic.moc"
