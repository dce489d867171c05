#include "tests/support/crashpoints.h"
#include "tests/support/uploadhub.h"

#include <QDirIterator>
#include <QProcess>
#include <QRandomGenerator>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace {

constexpr int kLongestRun = 300'000; // ms; a machine may have much else to do
constexpr int kLanes = 5; // parts on their way at once
constexpr int kLarge = 3;
constexpr int kSmall = 40;
constexpr int kOfCommit = 12; // files
constexpr qint64 kPart = 100'000; // bytes

} // namespace

// U10: the program is killed at random times while it sends a folder, until it is all there:
// one chain of commits, the same content, and no part that was there is sent again but those on
// their way at each kill. HUBNAUT_CRASH_POINTS says how often, HUBNAUT_CRASH_SEED repeats a run.
class UploadCrashTest final : public QObject
{
    Q_OBJECT

private slots:
    void killedAnyTime();

private:
    // -1: killed.
    static int run(const UploadHub &b, bool opens, int killAfter)
    {
        QStringList arguments{b.hub.url().toString(),
                              u"model/ada/up"_s,
                              b.temp.filePath(u"src"_s),
                              u"--commit-files"_s,
                              QString::number(kOfCommit),
                              u"--state"_s,
                              b.temp.filePath(u"state/uploads.sqlite"_s)};
        if (opens)
            arguments << u"--pull-request"_s;
        QProcess process;
        QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
        variables.insert(u"HF_TOKEN"_s, u"hf_local_admin"_s);
        process.setProcessEnvironment(variables);
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        QSignalSpy finished(&process, &QProcess::finished);
        process.start(QCoreApplication::applicationDirPath() + "/hubnaut-upload-test"_L1,
                      arguments);
        if (killAfter > 0)
            QTimer::singleShot(killAfter, &process, &QProcess::kill);
        const bool ended = finished.wait(kLongestRun);
        return ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }
    static std::unique_ptr<UploadHub> filled(quint64 seed)
    {
        auto b = std::make_unique<UploadHub>();
        b->hub.store().setMultipart({.above = kPart, .chunk = kPart});
        for (const QByteArray &slow : {"commit/"_ba, "discussions"_ba}) // and often hit by a kill
            b->hub.setFault("drip", "/api/models/ada/up/" + slow, -1, "hub", 1);
        for (int i = 0; i < kLarge; ++i)
            b->put(u"large%1.bin"_s.arg(i),
                   UploadHub::binary(25 * kPart + i, seed * kLarge + quint64(i)));
        for (int i = 0; i < kSmall; ++i)
            b->put(u"many/%1.txt"_s.arg(i), QByteArray::number(i + qint64(seed)));
        return b;
    }
    // Parts that came whole, by object and number: how often.
    static QHash<QByteArray, int> parts(const UploadHub &b)
    {
        QHash<QByteArray, int> all;
        for (const SeenRequest &request : b.hub.requests("cdn"))
            if (const auto names = request.target.split('?').first().split('/'); names.size() == 6)
                ++all[names.at(2) + ' ' + names.at(5)];
        return all;
    }
    static void complete(UploadHub &b, const QString &revision);
};

void UploadCrashTest::complete(UploadHub &b, const QString &revision)
{
    QStringList titles{u"Upload folder"_s, u"First"_s};
    for (int part = 2; part <= (kLarge + kSmall + kOfCommit - 1) / kOfCommit; ++part)
        titles.prepend(u"Upload folder (part %1)"_s.arg(part));
    QCOMPARE(b.titles(revision), titles);
    QVERIFY(b.hub.store().head(UploadHub::id(), u"refs/pr/2"_s).isEmpty());
    QDirIterator it(b.temp.filePath(u"src"_s), QDir::Files, QDirIterator::Subdirectories);
    int files = 0;
    for (; it.hasNext(); ++files) {
        QFile file(it.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto stored
            = b.stored(QDir(b.temp.filePath(u"src"_s)).relativeFilePath(file.fileName()), revision);
        QVERIFY2(stored && stored->content.all() == file.readAll(), qPrintable(file.fileName()));
    }
    QCOMPARE(files, kLarge + kSmall);
}

void UploadCrashTest::killedAnyTime()
{
    const int points = crashPoints(15);
    QRandomGenerator random = crashRandom();
    auto b = filled(0);
    QElapsedTimer whole;
    whole.start();
    QCOMPARE(run(*b, false, 0), 0);
    complete(*b, u"main"_s);
    if (QTest::currentTestFailed())
        return;
    const int longest = int(whole.elapsed() * 5 / 4); // ms
    int killed = 0;
    int begunAgain = 0;
    int sentAgain = 0;
    int uploads = 0;
    while (killed < points) {
        const bool opens = ++uploads % 3 == 0;
        b = filled(quint64(uploads));
        int kills = 0;
        for (int code = -1; code != 0;) {
            // At times it comes to its end, however slow the machine is by now.
            const int after
                = random.bounded(4) == 0 ? 0 : random.bounded(1, kills > 0 ? longest / 2 : longest);
            code = run(*b, opens, after);
            kills += code < 0 ? 1 : 0;
            QVERIFY2(code <= 0 || code == 3, qPrintable(QString::number(code)));
            if (code != 3)
                continue;
            // Nothing was kept: it was not begun, or was over.
            QVERIFY(QDir(b->temp.filePath(u"state"_s)).removeRecursively());
            if (!b->hub.store().head(UploadHub::id(), u"refs/pr/1"_s).isEmpty()
                || b->titles().size() > 1)
                break;
            QVERIFY(parts(*b).isEmpty());
            ++begunAgain;
        }
        complete(*b, opens ? u"refs/pr/1"_s : u"main"_s);
        if (QTest::currentTestFailed())
            return;
        int again = 0;
        for (const int times : parts(*b))
            again += times - 1;
        QVERIFY2(again <= kLanes * kills,
                 qPrintable(u"%1 parts sent again after %2 kills"_s.arg(again).arg(kills)));
        killed += kills;
        sentAgain += again;
    }
    qInfo("killed %d times in %d uploads, %d of them before anything was begun; parts sent again: "
          "%d of %d",
          killed, uploads, begunAgain, sentAgain, uploads * kLarge * 26);
}

QTEST_GUILESS_MAIN(UploadCrashTest)
#include "tst_uploadcrash.moc"
