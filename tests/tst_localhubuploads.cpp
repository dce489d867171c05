#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "tests/support/commitlines.h"
#include "tests/support/plainhttp.h"

#include <QCryptographicHash>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <utility>

using namespace Qt::StringLiterals;
using CommitLines::fileLine;
using CommitLines::headerLine;
using CommitLines::ndjson;

namespace {

RepoId upRepo()
{
    return *RepoId::parse(RepoKind::Model, u"ada/up");
}

QByteArray hexOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QUrl urlIn(const QJsonValue &value)
{
    return QUrl::fromEncoded(value.toString().toLatin1());
}

} // namespace

// Large files on their way to the local Hub.
class TestLocalHubUploads final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_dir->path()});
        QVERIFY(m_hub->start());
        QVERIFY(m_hub->store().createRepo(upRepo()));
        m_hub->store().commit(
            upRepo(), u"main"_s,
            {.adds = {{u".gitattributes"_s, Content::bytes(defaultGitattributes())}}});
        m_http.token = "hf_local_admin";
    }

    void preuploadDecides()
    {
        const auto file = [](const QString &path, qint64 size, const QByteArray &sample) {
            return QJsonObject{{u"path"_s, path},
                               {u"size"_s, size},
                               {u"sample"_s, QString::fromLatin1(sample.toBase64())}};
        };
        commit({{u"header"_s, headerLine()}, {u"file"_s, fileLine(u"a.txt"_s, "same")}});
        const QJsonArray files{file(u"a.txt"_s, 4, "same"),
                               file(u"w.bin"_s, 5, "abc"),
                               file(u"empty.bin"_s, 0, ""),
                               file(u"b.dat"_s, 3, QByteArray("\0\1", 2)),
                               file(u"long.txt"_s, 11'000'000, "text"),
                               file(u"tmp/x.log"_s, 1, "x")};
        const auto rows = m_http
                              .post(at(u"/api/models/ada/up/preupload/main"_s),
                                    {{u"files"_s, files}, {u"gitIgnore"_s, u"*.log\n"_s}})
                              .object()["files"_L1]
                              .toArray();
        QStringList modes;
        for (const auto &row : rows)
            modes.append(row["uploadMode"_L1].toString());
        QCOMPARE(
            modes,
            QStringList({u"regular"_s, u"lfs"_s, u"regular"_s, u"lfs"_s, u"lfs"_s, u"regular"_s}));
        QCOMPARE(rows[0]["oid"_L1].toString().toLatin1(), gitBlobOid("same"));
        QVERIFY(rows[5]["shouldIgnore"_L1].toBool() && !rows[0]["shouldIgnore"_L1].toBool());
        QCOMPARE(m_http.post(at(u"/api/models/ada/up/preupload/main"_s), {}).status, 422);
    }

    void basicUpload()
    {
        const QByteArray bytes = Content::synthetic(300'000, 5).all();
        const QJsonObject actions
            = batch(bytes, {u"basic"_s, u"multipart"_s})["actions"_L1].toObject();
        const QUrl put = urlIn(actions["upload"_L1]["href"_L1]);
        QCOMPARE(m_http.ask("PUT", put, bytes).status, 400); // a token beside the signature
        const QByteArray token = std::exchange(m_http.token, {});
        QCOMPARE(m_http.ask("PUT", put, bytes.left(1000)).status, 400);
        QByteArray wrong = bytes;
        wrong[5] = char(~wrong[5]);
        QCOMPARE(m_http.ask("PUT", put, wrong).status, 400);
        QVERIFY(!m_hub->store().hasObject(hexOf(bytes)));
        QCOMPARE(m_http.ask("PUT", put, bytes).status, 200);
        m_http.token = token;
        const QJsonObject object{{u"oid"_s, QString::fromLatin1(hexOf(bytes))},
                                 {u"size"_s, bytes.size()}};
        QCOMPARE(m_http.post(urlIn(actions["verify"_L1]["href"_L1]), object).status, 200);
        QVERIFY(!batch(bytes, {u"basic"_s}).contains("actions"_L1)); // stored already
        QCOMPARE(commit({{u"header"_s, headerLine()},
                         {u"lfsFile"_s,
                          {{u"path"_s, u"w.bin"_s},
                           {u"algo"_s, u"sha256"_s},
                           {u"oid"_s, object["oid"_L1]},
                           {u"size"_s, bytes.size()}}}})
                     .status,
                 200);
        const auto stored = m_hub->store().file(upRepo(), u"w.bin"_s);
        QVERIFY(stored->isLfs());
        QCOMPARE(stored->content.all(), bytes);
    }

    void multipartUpload()
    {
        m_hub->store().setMultipart({.above = 100, .chunk = 1000});
        const QByteArray bytes
            = Content::synthetic(11'500, 6).all(); // twelve parts: "00010" sorts as a number
        const QJsonObject upload
            = batch(bytes, {u"basic"_s, u"multipart"_s})["actions"_L1]["upload"_L1].toObject();
        QCOMPARE(upload["header"_L1]["chunk_size"_L1].toString(), u"1000"_s);
        QCOMPARE(upload["header"_L1].toObject().size(), 13);
        QCOMPARE(sendParts(upload, bytes, 1).status, 400); // the last one is missing
        QCOMPARE(sendParts(upload, bytes, 0, true).status, 400); // not the part that came
        QVERIFY(!m_hub->store().hasObject(hexOf(bytes)));
        QCOMPARE(sendParts(upload, bytes).status, 200);
        QCOMPARE(m_hub->store().object(hexOf(bytes))->all(), bytes);
    }

    void wrongBytesAreRefusedAtVerify() // parts and size are right, the bytes are not
    {
        m_hub->store().setMultipart({.above = 100, .chunk = 1000});
        const QByteArray bytes = Content::synthetic(2'500, 6).all();
        QByteArray other = bytes;
        other[1'234] = char(~other[1'234]);
        const QJsonObject actions
            = batch(bytes, {u"basic"_s, u"multipart"_s})["actions"_L1].toObject();
        const QJsonObject upload = actions["upload"_L1].toObject();
        const QJsonObject object{{u"oid"_s, QString::fromLatin1(hexOf(bytes))},
                                 {u"size"_s, bytes.size()}};
        const QUrl verify = urlIn(actions["verify"_L1]["href"_L1]);
        QCOMPARE(sendParts(upload, other).status, 200);
        QCOMPARE(m_http.post(verify, object).status, 404);
        QVERIFY(!m_hub->store().hasObject(hexOf(bytes)));
        QVERIFY(!m_hub->store().hasObject(hexOf(other)));
        QCOMPARE(sendParts(upload, bytes).status, 200); // sent again, rightly
        QCOMPARE(m_http.post(verify, object).status, 200);
    }

    void discardedParts_data()
    {
        using Keeps = LocalStore::Multipart::Keeps;
        QTest::addColumn<Keeps>("keeps");
        QTest::newRow("hashed") << Keeps::Hash;
        QTest::newRow("counted") << Keeps::Size;
    }
    void discardedParts()
    {
        QFETCH(const LocalStore::Multipart::Keeps, keeps);
        m_hub->store().setMultipart({.above = 100, .chunk = 1000, .keeps = keeps});
        const QByteArray bytes = Content::synthetic(11'500, 6).all();
        const QByteArray oid = hexOf(bytes);
        const auto begin = [&] {
            return batch(bytes, {u"basic"_s, u"multipart"_s})["actions"_L1]["upload"_L1].toObject();
        };
        QByteArray other = bytes; // of the same size
        other[5000] = char(~other[5000]);
        QCOMPARE(sendParts(begin(), other).status, 200);
        const bool isHashed = keeps == LocalStore::Multipart::Keeps::Hash;
        QCOMPARE(m_hub->store().hasObject(oid), !isHashed);
        if (!isHashed)
            return;
        const QJsonObject upload = begin();
        const QByteArray token = std::exchange(m_http.token, {});
        for (const int part : {3, 2}) // before their turn
            QCOMPARE(
                m_http
                    .ask("PUT",
                         urlIn(upload["header"_L1][QString::number(part).rightJustified(5, u'0')]),
                         bytes.mid((part - 1) * 1000, 1000))
                    .status,
                200);
        m_http.token = token;
        QCOMPARE(sendParts(upload, bytes, 1).status, 400); // the last one is missing
        QCOMPARE(sendParts(upload, bytes, 0, true).status, 400); // not the part that came
        QVERIFY(!m_hub->store().hasObject(oid));
        QCOMPARE(sendParts(upload, bytes).status, 200); // those that came twice changed nothing
        QCOMPARE(m_hub->store().object(oid)->size(), bytes.size());
        QVERIFY(QDir(m_dir->filePath(u"incoming"_s)).isEmpty());
    }

    void shortPartIsNoWhole()
    {
        m_hub->store().setMultipart(
            {.above = 100, .chunk = 1000, .keeps = LocalStore::Multipart::Keeps::Size});
        const QByteArray bytes = Content::synthetic(2500, 6).all();
        const QJsonObject upload
            = batch(bytes, {u"basic"_s, u"multipart"_s})["actions"_L1]["upload"_L1].toObject();
        QCOMPARE(sendParts(upload, bytes.chopped(1)).status, 400);
        QVERIFY(!m_hub->store().hasObject(hexOf(bytes)));
    }

    void largeBodiesGoToDisk()
    {
        const QByteArray bytes = Content::synthetic(19'000'000, 8).all();
        const QUrl put = urlIn(batch(bytes, {u"basic"_s})["actions"_L1]["upload"_L1]["href"_L1]);
        m_http.token.clear();
        QCOMPARE(m_http.ask("PUT", put, bytes).status, 200);
        QCOMPARE(m_hub->store().object(hexOf(bytes))->sha256(), hexOf(bytes));
        QCOMPARE(m_hub->store().object(hexOf(bytes))->read(18'999'000, 2000),
                 bytes.mid(18'999'000));
    }

private:
    QUrl at(const QString &target) const { return QUrl(m_hub->url().toString() + target); }
    PlainHttp::Answer commit(const QList<std::pair<QString, QJsonObject>> &lines)
    {
        return m_http.ask("POST", at(u"/api/models/ada/up/commit/main"_s), ndjson(lines));
    }
    QJsonObject batch(const QByteArray &bytes, const QStringList &transfers)
    {
        const QJsonObject object{{u"oid"_s, QString::fromLatin1(hexOf(bytes))},
                                 {u"size"_s, bytes.size()}};
        const auto a = m_http.post(at(u"/ada/up.git/info/lfs/objects/batch"_s),
                                   {{u"operation"_s, u"upload"_s},
                                    {u"transfers"_s, QJsonArray::fromStringList(transfers)},
                                    {u"objects"_s, QJsonArray{object}}});
        return a.object()["objects"_L1][0].toObject();
    }
    // Every part by its signed address, then the end; leaveOut: so many of the last are not named;
    // spoil: the first is named by another etag.
    PlainHttp::Answer sendParts(const QJsonObject &upload, const QByteArray &bytes,
                                int leaveOut = 0, bool spoil = false)
    {
        const QByteArray token = std::exchange(m_http.token, {});
        QJsonArray parts;
        for (int i = 1; (i - 1) * 1000 < bytes.size(); ++i) {
            const QUrl url = urlIn(upload["header"_L1][QString::number(i).rightJustified(5, u'0')]);
            const auto sent = m_http.ask("PUT", url, bytes.mid((i - 1) * 1000, 1000));
            parts.append(QJsonObject{{u"partNumber"_s, i},
                                     {u"etag"_s, QString::fromLatin1(sent.header("ETag"))}});
        }
        if (spoil)
            parts[0] = QJsonObject{{u"partNumber"_s, 1}, {u"etag"_s, QString(32, u'0')}};
        for (int i = 0; i < leaveOut; ++i)
            parts.removeLast();
        const auto ended
            = m_http.post(urlIn(upload["href"_L1]),
                          {{u"oid"_s, QString::fromLatin1(hexOf(bytes))}, {u"parts"_s, parts}});
        m_http.token = token;
        return ended;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<LocalHub> m_hub;
    PlainHttp m_http;
};

QTEST_GUILESS_MAIN(TestLocalHubUploads)
#include "tst_localhubuploads.moc"
