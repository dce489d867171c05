#include "tests/support/transferbench.h"

using namespace Qt::StringLiterals;

// What was paused goes on together, and what is urgent first.
class QueueResumeTest final : public QObject
{
    Q_OBJECT

private slots:
    void urgentFirst();
    void nothingIsLeftToCount();
};

void QueueResumeTest::urgentFirst()
{
    TransferBench b;
    for (const QString &name : {u"a.bin"_s, u"b.bin"_s, u"c.bin"_s})
        b.repo.files[name] = {QByteArray(100'000, 'x') + name.toLatin1(), true};
    auto config = b.config();
    config.filesAtOnce = 1;
    b.restart(config);
    bool letGo = false;
    b.hub.setHandler([&](const RawHub::Request &request) {
        RawHub::Reply reply = b.repo.answer(request);
        if (request.method == "GET" && request.path.contains("/resolve/") && !letGo) {
            reply.bytes.truncate(reply.bytes.indexOf("\r\n\r\n") + 4);
            reply.hold = true;
        }
        return reply;
    });
    QList<qint64> groups;
    for (const QString &name : {u"a.bin"_s, u"b.bin"_s, u"c.bin"_s}) {
        groups << b.transfers->download(b.request({name}));
        QTRY_COMPARE(b.hub.count("GET", "/resolve/"), 1); // the one that is planned first begins
    }
    QTRY_COMPARE(b.transfers->snapshot().files.size(), 3);
    // What is not planned yet has nothing that could be begun.
    QTRY_VERIFY(std::ranges::all_of(
        b.transfers->snapshot().groups.sliced(1),
        [](const TransferGroup &group) { return group.state == TransferState::Queued; }));
    for (int i = 2; i >= 0; --i) // so that no other one is begun meanwhile
        b.transfers->pauseGroup(groups[i]);
    QTRY_COMPARE(b.transfers->snapshot().paused, 3);
    b.transfers->setPriority({groups[2]}, {}, TransferPriority::High);
    const auto before = b.hub.requests().size();
    letGo = true;
    b.transfers->resumeGroups(groups);
    QTRY_COMPARE(b.done.size(), 3);
    // The first one is known to be small by now, and a small file may always run.
    QStringList asked;
    for (const RawHub::Request &request : b.hub.requests().mid(before))
        for (const char *name : {"b.bin", "c.bin"})
            if (request.method == "GET" && request.path.contains(name))
                asked << QString::fromLatin1(name);
    QCOMPARE(asked, (QStringList{u"c.bin"_s, u"b.bin"_s}));
}

void QueueResumeTest::nothingIsLeftToCount() // while nothing moves
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = TransferBench::weights();
    b.hub.setHandler([&b](const RawHub::Request &request) {
        RawHub::Reply reply = b.repo.answer(request);
        if (request.method == "GET" && request.path.contains("/resolve/")) {
            reply.bytes.chop(50'000);
            reply.hold = true;
        }
        return reply;
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, 50'000);
    b.transfers->pauseGroup(id);
    QTRY_COMPARE(b.group().state, TransferState::Paused);
    QTRY_COMPARE(b.transfers->snapshot().running, 0);
    QCOMPARE(b.transfers->snapshot().secondsLeft, -1);
    QCOMPARE(b.group().secondsLeft, -1);
}

QTEST_GUILESS_MAIN(QueueResumeTest)
#include "tst_queueresume.moc"
