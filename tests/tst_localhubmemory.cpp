// Large bodies pass through the local Hub, both ways, and never lie in its memory. The Hub is a
// process of its own, so that what is measured is the Hub.
#include "app/disk/contenthash.h"
#include "app/localhub/content.h"
#include "app/localhub/localstore.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kBody = qint64(2) << 30;
constexpr qint64 kBlock = qint64(1) << 20;
// A Hub takes 29 MiB: libraries, an almost empty store, the blocks that are under way.
constexpr qint64 kMostResident = qint64(64) << 20;
// Of one body; of the Hub's processor time, so that a busy computer fails no test.
constexpr double kMostSeconds = 20;
constexpr int kPatience = 30'000; // ms; for one step of a connection

// The block that an upload consists of, again and again.
QByteArray uploadBlock()
{
    return Content::synthetic(kBlock, 7).all();
}

QByteArray uploadSha256()
{
    const QByteArray block = uploadBlock();
    ContentHash hash(QByteArray(64, '0'), 0); // SHA-256
    for (qint64 sent = 0; sent < kBody; sent += kBlock)
        hash.add(block);
    return hash.result();
}

struct PlainAnswer
{
    int status = 0;
    QByteArray head;
    QByteArray body; // only of short answers
    qint64 bodySize = 0;
};

// One request over a socket of its own; the body comes from a function and the answer goes nowhere,
// so that this process stays small too.
PlainAnswer talk(const QUrl &url, const QByteArray &requestHead, qint64 bodySize,
                 const QByteArray &block)
{
    QTcpSocket socket;
    socket.connectToHost(url.host(), quint16(url.port()));
    if (!socket.waitForConnected(kPatience))
        return {};
    socket.write(requestHead + "Host: " + url.host().toLatin1() + ':'
                 + QByteArray::number(url.port()) + "\r\nContent-Length: "
                 + QByteArray::number(bodySize) + "\r\nConnection: close\r\n\r\n");
    for (qint64 sent = 0; sent < bodySize; sent += block.size()) {
        socket.write(block.constData(), qMin(qint64(block.size()), bodySize - sent));
        while (socket.bytesToWrite() > kBlock)
            if (!socket.waitForBytesWritten(kPatience))
                return {};
    }
    PlainAnswer answer;
    QByteArray start;
    qsizetype headEnd = -1;
    socket.setReadBufferSize(4 * kBlock);
    while (socket.waitForReadyRead(kPatience) || socket.bytesAvailable() > 0) {
        const QByteArray bytes = socket.readAll();
        if (headEnd >= 0) {
            answer.bodySize += bytes.size();
            if (answer.body.size() < kBlock)
                answer.body += bytes;
            continue;
        }
        start += bytes;
        headEnd = start.indexOf("\r\n\r\n");
        if (headEnd >= 0) {
            answer.head = start.first(headEnd);
            answer.body = start.sliced(headEnd + 4);
            answer.bodySize = answer.body.size();
        }
    }
    answer.status = answer.head.split(' ').value(1).toInt();
    return answer;
}

QByteArray locationIn(const QByteArray &head)
{
    for (const QByteArray &line : head.split('\n'))
        if (line.toLower().startsWith("location:"))
            return line.sliced(9).trimmed();
    return {};
}

QByteArray requestLine(const QByteArray &method, const QUrl &url)
{
    return method + ' ' + url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority)
        + " HTTP/1.1\r\n";
}

} // namespace

class TestLocalHubMemory final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void anUploadIsNotHeld();
    void aDownloadIsNotHeld();

private:
    qint64 peakResident() const; // bytes, of the Hub's process, since it started
    double processorSeconds() const; // of the Hub's process, likewise

    QTemporaryDir m_folder;
    QProcess m_hub;
    QUrl m_url;
};

void TestLocalHubMemory::initTestCase()
{
    const QString folder = m_folder.filePath(u"hub"_s);
    {
        LocalStore store(folder);
        QVERIFY(store.open());
        const RepoId repo = *RepoId::parse(RepoKind::Model, u"ada/large");
        QVERIFY(store.createRepo(repo));
        CommitInput input;
        input.adds.insert(u"weights.safetensors"_s, Content::synthetic(kBody, 1));
        QVERIFY(!store.commit(repo, u"main"_s, input).isEmpty());
    }
    m_hub.start(QStringLiteral(HUBNAUT_LOCALHUB), {folder});
    QVERIFY(m_hub.waitForReadyRead(kPatience));
    m_url = QUrl(QString::fromLatin1(m_hub.readLine().trimmed()));
    QVERIFY(m_url.port() > 0);
    QVERIFY(peakResident() > 0);
}

void TestLocalHubMemory::cleanupTestCase()
{
    m_hub.terminate();
    QVERIFY(m_hub.waitForFinished(kPatience));
}

qint64 TestLocalHubMemory::peakResident() const
{
    QFile status(u"/proc/%1/status"_s.arg(m_hub.processId()));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines)
        if (line.startsWith("VmHWM:"))
            return line.sliced(6).trimmed().split(' ').first().toLongLong() * 1024;
    return 0;
}

double TestLocalHubMemory::processorSeconds() const
{
    QFile stat(u"/proc/%1/stat"_s.arg(m_hub.processId()));
    if (!stat.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray line = stat.readAll();
    const QList<QByteArray> fields = line.sliced(line.lastIndexOf(')') + 2).split(' ');
    // utime and stime, fields 14 and 15 of proc_pid_stat(5), counted from the state on.
    const qint64 ticks = fields.value(11).toLongLong() + fields.value(12).toLongLong();
    return double(ticks) / double(sysconf(_SC_CLK_TCK));
}

void TestLocalHubMemory::anUploadIsNotHeld()
{
    const QByteArray sha256 = uploadSha256();
    const QByteArray wanted
        = QJsonDocument(QJsonObject{{u"operation"_s, u"upload"_s},
                                    {u"transfers"_s, QJsonArray{u"basic"_s}},
                                    {u"objects"_s,
                                     QJsonArray{QJsonObject{{u"oid"_s, QString::fromLatin1(sha256)},
                                                            {u"size"_s, kBody}}}}})
              .toJson();
    const PlainAnswer batch
        = talk(m_url,
               "POST /ada/large.git/info/lfs/objects/batch HTTP/1.1\r\nAuthorization: Bearer "
               "hf_local_admin\r\nContent-Type: application/vnd.git-lfs+json\r\n",
               wanted.size(), wanted);
    QCOMPARE(batch.status, 200);
    const QUrl to(QJsonDocument::fromJson(batch.body)
                      .object()["objects"_L1][0]["actions"_L1]["upload"_L1]["href"_L1]
                      .toString());
    QVERIFY(to.isValid());

    const double before = processorSeconds();
    const PlainAnswer put = talk(to, requestLine("PUT", to), kBody, uploadBlock());
    QCOMPARE(put.status, 200);
    const double seconds = processorSeconds() - before;
    qInfo("%lld MiB resident at most, %.1f s", peakResident() >> 20, seconds);
    QVERIFY2(peakResident() < kMostResident, qPrintable(QString::number(peakResident())));
    QVERIFY2(seconds < kMostSeconds, qPrintable(QString::number(seconds)));
}

void TestLocalHubMemory::aDownloadIsNotHeld()
{
    const double before = processorSeconds();
    QUrl url = m_url.resolved(QUrl(u"/ada/large/resolve/main/weights.safetensors"_s));
    const PlainAnswer hop = talk(url, requestLine("GET", url), 0, {});
    QCOMPARE(hop.status, 302);
    url = QUrl::fromEncoded(locationIn(hop.head));
    const PlainAnswer file = talk(url, requestLine("GET", url), 0, {});
    QCOMPARE(file.status, 200);
    QCOMPARE(file.bodySize, kBody);
    const double seconds = processorSeconds() - before;
    qInfo("%lld MiB resident at most, %.1f s", peakResident() >> 20, seconds);
    QVERIFY2(peakResident() < kMostResident, qPrintable(QString::number(peakResident())));
    QVERIFY2(seconds < kMostSeconds, qPrintable(QString::number(seconds)));
}

QTEST_GUILESS_MAIN(TestLocalHubMemory)
#include "tst_localhubmemory.moc"
