#include "app/disk/filedescriptor.h"
#include "tests/support/hookeddisk.h"
#include "tests/support/oddserver.h"
#include "tests/support/otherdatabase.h"

#include <fcntl.h>
#include <sys/vfs.h>

using namespace OddServer;

namespace {

constexpr unsigned kNone = 0;
constexpr unsigned kFat = 0x4d44; // linux/magic.h
std::atomic<unsigned> fileSystem = kNone; // that every disk claims to have

} // namespace

// In place of the C library's.
extern "C" int typeAsTold(int file, struct statfs *answer) asm("fstatfs");
int typeAsTold(int file, struct statfs *answer)
{
    const auto done = int(syscall(SYS_fstatfs, file, answer));
    if (fileSystem != kNone)
        answer->f_type = fileSystem;
    return done;
}

// What is on the disk when the program ends, or has ended a file: all that a next start needs, and
// nothing that nobody knows of.
class DownloadLeftTest final : public QObject
{
    Q_OBJECT

private slots:
    void noNoteOutlivesThePart();
    void endsWhileItIsTakenUp();
    void pausedByAnEarlierStart_data();
    void pausedByAnEarlierStart();
    void anotherProgramUsesIt();
    void filesWithoutNumbers();
    void saysWhyItBeginsAnew_data();
    void saysWhyItBeginsAnew();
    void cancelledBeforeItIsPlanned_data();
    void cancelledBeforeItIsPlanned();
    void anotherEntryGoesOn_data();
    void anotherEntryGoesOn();
    void secondProgramLeavesIt();

private:
    static constexpr qint64 kStall = 1'000'000;
    // A start of the program that got kStall bytes of the only file, was told to pause, and ended.
    static void pauseAndEnd(TransferBench &b)
    {
        serve(b, [](TransferBench &bench, const Request &r, int nth) {
            Reply reply = bench.repo.answer(r);
            if (nth == 1) {
                reply = cutAfter(reply, kStall);
                reply.hold = true;
            }
            return reply;
        });
        b.transfers->restore(queue(b));
        b.transfers->download(b.request());
        QTRY_COMPARE(b.file().done, kStall);
        b.transfers->pause({b.file().id});
        QTRY_COMPARE(b.file().state, TransferState::Paused);
        b.transfers.reset();
        QCOMPARE(inBlobs(b).size(), 2); // the part and what is known of it
    }
    static void startAgain(TransferBench &b)
    {
        b.restart();
        b.transfers->restore(queue(b));
        QTRY_COMPARE(b.file().state, TransferState::Paused);
    }
    static QString queue(const TransferBench &b) { return b.temp.filePath(u"queue.sqlite"_s); }
    static QStringList inBlobs(const TransferBench &b)
    {
        return QDir(b.repoFolder() + "/blobs"_L1).entryList(QDir::Files);
    }
};

void DownloadLeftTest::noNoteOutlivesThePart() // D15: the disk takes its time to make the name
                                               // durable
{
    const HookedDisk::Unhooked atEnd;
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    std::atomic<bool> named = false;
    HookedDisk::hook = [&named](const char *call, int) {
        if (QLatin1StringView(call) == "rename"_L1)
            named = true;
        else if (QLatin1StringView(call) == "sync"_L1 && named.exchange(false))
            QThread::msleep(900); // longer than a note waits
        return 0;
    };
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadLeftTest::endsWhileItIsTakenUp() // D16: by the next start, which ends at once
{
    const HookedDisk::Unhooked atEnd;
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) {
        Reply reply = cutAfter(bench.repo.answer(r), qMax<qint64>(0, kStall - r.rangeStart()));
        reply.hold = true;
        return reply;
    });
    b.transfers->restore(queue(b));
    b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kStall);
    b.transfers.reset();
    const QStringList left = inBlobs(b);
    QCOMPARE(left.size(), 2); // the part and what is known of it

    std::atomic<int> locks = 0;
    HookedDisk::hook = [&locks](const char *call, int) {
        constexpr int kOfTheList = 2; // the list's own, asked for twice
        if (QLatin1StringView(call) == "lock"_L1 && ++locks == kOfTheList + 1)
            QThread::msleep(300);
        return 0;
    };
    b.restart();
    b.transfers->restore(queue(b));
    QTRY_VERIFY(locks > 2);
    b.transfers.reset();
    QCOMPARE(inBlobs(b), left);
}

void DownloadLeftTest::pausedByAnEarlierStart_data()
{
    QTest::addColumn<QString>("then");
    for (const char *then :
         {"resumed", "cancelled", "group cancelled", "ended again", "come by another program"})
        QTest::newRow(then) << QString::fromLatin1(then);
}

// What is there is known before a byte is asked for, and goes when it is not wanted any more.
void DownloadLeftTest::pausedByAnEarlierStart()
{
    QFETCH(const QString, then);
    TransferBench b;
    pauseAndEnd(b);
    const QStringList left = inBlobs(b);
    if (then == "come by another program"_L1) {
        const QString link = b.snapshotPath(u"w.bin"_s);
        b.put(QString::fromUtf8(blobPath(b)), content());
        QDir().mkpath(QFileInfo(link).path());
        QVERIFY(QFile::link("../../blobs/"_L1 + QString::fromLatin1(file().blob()), link));
        b.restart();
        b.transfers->restore(queue(b));
        QTRY_COMPARE(b.file().state, TransferState::Done);
        QTRY_COMPARE(inBlobs(b), QStringList(QString::fromLatin1(file().blob())));
        return;
    }
    startAgain(b);
    QCOMPARE(b.file().done, kStall);
    if (then == "resumed"_L1) {
        b.transfers->resume({b.file().id});
        QTRY_COMPARE(b.file().state, TransferState::Done);
        QCOMPARE(b.hub.requests().last().rangeStart(), kStall);
        QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    } else if (then == "ended again"_L1) {
        b.transfers.reset();
        QCOMPARE(inBlobs(b), left);
        startAgain(b);
        QCOMPARE(b.file().done, kStall);
        return;
    } else if (then == "cancelled"_L1) {
        b.transfers->cancel({b.file().id});
        QTRY_COMPARE(inBlobs(b), QStringList());
    } else {
        b.transfers->cancelGroup(b.group().id);
        QTRY_COMPARE(inBlobs(b), QStringList());
    }
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadLeftTest::anotherProgramUsesIt() // which has its lock
{
    const HookedDisk::Unhooked atEnd;
    TransferBench b;
    pauseAndEnd(b);
    const QStringList left = inBlobs(b);
    startAgain(b);
    const QString lock = b.root() + "/.locks/models--ada--model/"_L1
        + QString::fromLatin1(file().blob()) + ".lock"_L1;
    const FileDescriptor held(open(QFile::encodeName(lock).constData(), O_RDWR | O_CLOEXEC));
    QCOMPARE(flock(held.get(), LOCK_EX | LOCK_NB), 0);
    b.transfers->cancel({b.file().id});
    QTRY_COMPARE(b.file().state, TransferState::Cancelled);
    b.transfers.reset(); // waits for the disk
    QCOMPARE(inBlobs(b), left);
}

// D25: a file on FAT is known by another number whenever it was not open for a while.
void DownloadLeftTest::filesWithoutNumbers()
{
    const auto atEnd = qScopeGuard([] { fileSystem = kNone; });
    TransferBench b;
    pauseAndEnd(b);
    const QString journal = b.repoFolder() + "/blobs/"_L1 + inBlobs(b).last();
    QByteArray text = b.contentOf(journal);
    text.replace("\"inode\":\"", "\"inode\":\"9");
    b.put(journal, text);
    startAgain(b);
    QCOMPARE(b.file().done, 0); // elsewhere it is another file, and not ours to touch
    b.transfers.reset();
    QCOMPARE(inBlobs(b).size(), 2);

    fileSystem = kFat;
    startAgain(b);
    QCOMPARE(b.file().done, kStall);
    b.transfers->resume({b.file().id});
    QTRY_COMPARE(b.file().state, TransferState::Done);
    QCOMPARE(b.hub.requests().last().rangeStart(), kStall);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadLeftTest::saysWhyItBeginsAnew_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("words");
    QTest::newRow("D27 no notes") << u"missing"_s << u"no valid notes"_s;
    QTest::newRow("D27 empty notes") << u"empty"_s << u"no valid notes"_s;
    QTest::newRow("D27 notes of another version") << u"version"_s << u"no valid notes"_s;
    QTest::newRow("D27 notes of more than is there") << u"cut"_s << u"cut it"_s;
    QTest::newRow("D25 another file") << u"inode"_s << u"changed it"_s;
}

void DownloadLeftTest::saysWhyItBeginsAnew()
{
    QFETCH(const QString, what);
    QFETCH(const QString, words);
    TransferBench b;
    pauseAndEnd(b);
    const QString journal = b.repoFolder() + "/blobs/"_L1 + inBlobs(b).last();
    QByteArray text = b.contentOf(journal);
    if (what == "missing"_L1) {
        QVERIFY(QFile::remove(journal));
    } else if (what == "cut"_L1) {
        QVERIFY(QFile::resize(b.repoFolder() + "/blobs/"_L1 + inBlobs(b).first(), kStall / 2));
    } else {
        text.replace("\"version\":", what == "version"_L1 ? "\"version\":9" : "\"version\":");
        text.replace("\"inode\":\"", what == "inode"_L1 ? "\"inode\":\"9" : "\"inode\":\"");
        b.put(journal, what == "empty"_L1 ? QByteArray() : text);
    }
    startAgain(b);
    b.transfers->resume({b.file().id});
    QTRY_COMPARE(b.file().state, TransferState::Done);
    QVERIFY2(b.file().note.contains(words), qPrintable(b.file().note));
    QCOMPARE(b.hub.requests().last().rangeStart(), 0);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

void DownloadLeftTest::cancelledBeforeItIsPlanned_data()
{
    QTest::addColumn<bool>("byName");
    QTest::addColumn<bool>("failed");
    QTest::addColumn<bool>("listed");
    QTest::newRow("snapshot") << false << false << true;
    QTest::newRow("file") << true << false << true;
    QTest::newRow("failed, removed from the list") << false << true << true;
    QTest::newRow("D15 killed before it was written down") << false << false << false;
}

// The Hub says nothing any more: what is on the disk is known all the same.
void DownloadLeftTest::cancelledBeforeItIsPlanned()
{
    QFETCH(const bool, byName);
    QFETCH(const bool, failed);
    QFETCH(const bool, listed);
    TransferBench b;
    serve(b, [failed](TransferBench &bench, const Request &r, int nth) {
        if (nth > 1 && failed)
            return Reply{RawHub::head("403 Forbidden", {"Content-Length: 0"})};
        Reply reply = cutAfter(bench.repo.answer(r), kStall);
        reply.hold = !failed;
        reply.abort = failed;
        return reply;
    });
    b.transfers->restore(queue(b));
    const qint64 first
        = b.transfers->download(b.request(byName ? QStringList{u"w.bin"_s} : QStringList()));
    if (failed)
        QTRY_VERIFY(b.hasEnded(first));
    else
        QTRY_COMPARE(b.file().done, kStall);
    b.transfers.reset();
    QCOMPARE(inBlobs(b).size(), 2);
    if (!listed)
        QVERIFY(changeElsewhere(
            queue(b), {u"UPDATE queue SET lists=json_set(lists,'$.parts',json('[]'))"_s}));
    b.hub.setHandler([](const Request &) { return Reply{.bytes = {}, .hold = true}; });
    b.restart();
    b.transfers->restore(queue(b));
    QTRY_COMPARE(b.transfers->snapshot().groups.size(), 1);
    if (failed)
        b.transfers->forget(b.group().id);
    else
        b.transfers->cancelGroup(b.group().id);
    QTRY_COMPARE(inBlobs(b), QStringList());
}

void DownloadLeftTest::anotherEntryGoesOn_data()
{
    QTest::addColumn<bool>("planned");
    QTest::newRow("planned") << true;
    QTest::newRow("not planned") << false;
}

// What is cancelled takes nothing from what else is asked for.
void DownloadLeftTest::anotherEntryGoesOn()
{
    QFETCH(const bool, planned);
    TransferBench b;
    b.repo.files[u"small"_s] = {"text", false};
    const auto answer = [&b](const Request &r) {
        Reply reply = b.repo.answer(r);
        if (r.path.contains("w.bin"))
            reply = cutAfter(reply, qMax<qint64>(0, kStall - r.rangeStart()));
        reply.hold = r.path.contains("w.bin");
        return reply;
    };
    b.repo.files[u"w.bin"_s] = file();
    b.hub.setHandler(answer);
    b.transfers->restore(queue(b));
    b.transfers->download(b.request(planned ? QStringList() : QStringList{u"small"_s, u"w.bin"_s}));
    QTRY_COMPARE(b.transfers->snapshot().done, kStall + 4);
    b.transfers.reset();
    QCOMPARE(inBlobs(b).size(), 3); // a file, a part and what is known of it
    b.hub.setHandler([answer, planned](const Request &r) {
        const bool isAnswered = planned || r.path.contains("/resolve/")
            || (r.path.contains("/paths-info/") && !r.body.contains("small"));
        return isAnswered ? answer(r) : Reply{.bytes = {}, .hold = true};
    });
    b.restart();
    b.transfers->restore(queue(b));
    DownloadRequest request = b.request({u"w.bin"_s});
    request.revision = *Revision::parse(QString::fromLatin1(b.repo.commit));
    const qint64 one = b.transfers->download(request);
    QTRY_COMPARE(b.group(1).done, kStall);
    b.transfers->pauseGroup(one);
    QTRY_COMPARE(b.group(1).state, TransferState::Paused);
    QTRY_COMPARE(b.group().files, planned ? 2 : 0);
    b.transfers->cancelGroup(b.group().id);
    QTRY_COMPARE(b.group().state, TransferState::Cancelled);
    b.transfers->clearFinished();
    QTRY_COMPARE(b.transfers->snapshot().groups.size(), 1);
    QTest::qWait(300);
    QCOMPARE(b.group().done, kStall);
    b.hub.setHandler([&b](const Request &r) { return b.repo.answer(r); });
    const qsizetype before = b.hub.requests().size();
    b.transfers->resumeGroups({one});
    QTRY_VERIFY(b.complete.value(one));
    QCOMPARE(inBlobs(b).size(), 2);
    QVERIFY(std::ranges::all_of(b.hub.requests().sliced(before), [](const Request &r) {
        return r.method != "GET" || r.rangeStart() >= kStall;
    }));
}

// One that keeps no list takes what another one will go on with, and gives it back.
void DownloadLeftTest::secondProgramLeavesIt()
{
    TransferBench b;
    bool letGo = false;
    serve(b, [&letGo](TransferBench &bench, const Request &r, int) {
        Reply reply = bench.repo.answer(r);
        if (!letGo) {
            reply = cutAfter(std::move(reply), r.rangeStart() == 0 ? kStall : kStall / 2);
            reply.hold = true;
        }
        return reply;
    });
    b.transfers->restore(queue(b));
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kStall);
    b.transfers->pause({b.file().id});
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    {
        Transfers second(b.config());
        second.download(b.request());
        QTRY_COMPARE(second.snapshot().files.value(0).done, kStall + kStall / 2);
    }
    QCOMPARE(inBlobs(b).size(), 2);
    letGo = true;
    b.transfers->resume({b.file().id});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QVERIFY(b.hub.requests().last().rangeStart() >= kStall);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

QTEST_GUILESS_MAIN(DownloadLeftTest)
#include "tst_downloadleft.moc"
