#include "tests/support/oddserver.h"

#include <QStorageInfo>

using namespace OddServer;

// The user decides what is fetched next, and the next start of the program knows it.
class QueueOrderTest final : public QObject
{
    Q_OBJECT

private slots:
    void movesInAList_data();
    void movesInAList();
    void startsInTheOrder_data();
    void startsInTheOrder();
    void nowTakesAPlace();
    void nowTakesPlacesForTwoDisks();
    void nowResumes();
    void filesMoveInTheirGroup();
    void survivesTheProgram();
    void dropped();

private:
    // Each group has one file: a.bin stops coming after some bytes until let go, and takes the only
    // place.
    struct Queue
    {
        Queue();
        void letGo() { m_letGo = true; }
        QStringList order() const; // of the groups, by the file's first letter
        qint64 add(const QString &name);

        TransferBench b;
        QHash<qint64, QString> names;

    private:
        bool m_letGo = false;
    };
};

QueueOrderTest::Queue::Queue()
{
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s, u"d"_s})
        b.repo.files[name + u".bin"_s] = {QByteArray(2'000'000, name[0].toLatin1()), true};
    b.hub.setHandler([this](const Request &request) {
        Reply reply = b.repo.answer(request);
        if (!m_letGo && request.method == "GET" && request.path.contains("a.bin")) {
            reply = cutAfter(reply, qMax<qint64>(0, 500'000 - request.rangeStart()));
            reply.hold = true;
        }
        return reply;
    });
    auto config = b.config();
    config.filesAtOnce = 1;
    b.restart(config);
}

qint64 QueueOrderTest::Queue::add(const QString &name)
{
    const qint64 id = b.transfers->download(b.request({name + u".bin"_s}));
    names[id] = name;
    return id;
}

QStringList QueueOrderTest::Queue::order() const
{
    QStringList all;
    for (const TransferGroup &group : b.transfers->snapshot().groups)
        all << names.value(group.id);
    return all;
}

void QueueOrderTest::movesInAList_data()
{
    QTest::addColumn<QueueMove>("move");
    QTest::addColumn<QByteArray>("chosen");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("up") << QueueMove::Up << QByteArray("c") << QByteArray("acbde");
    QTest::newRow("up, some") << QueueMove::Up << QByteArray("bde") << QByteArray("badec");
    QTest::newRow("up, at the edge") << QueueMove::Up << QByteArray("abd") << QByteArray("abdce");
    QTest::newRow("down") << QueueMove::Down << QByteArray("c") << QByteArray("abdce");
    QTest::newRow("down, some") << QueueMove::Down << QByteArray("ab") << QByteArray("cabde");
    QTest::newRow("down, edge") << QueueMove::Down << QByteArray("be") << QByteArray("acbde");
    QTest::newRow("top") << QueueMove::Top << QByteArray("bd") << QByteArray("bdace");
    QTest::newRow("bottom") << QueueMove::Bottom << QByteArray("ca") << QByteArray("bdeac");
    QTest::newRow("all") << QueueMove::Up << QByteArray("abcde") << QByteArray("abcde");
    QTest::newRow("none") << QueueMove::Bottom << QByteArray() << QByteArray("abcde");
}

void QueueOrderTest::movesInAList()
{
    QFETCH(const QueueMove, move);
    QFETCH(const QByteArray, chosen);
    std::vector<char> list{'a', 'b', 'c', 'd', 'e'};
    moveInQueue(list, [&chosen](char each) { return chosen.contains(each); }, move);
    QTEST(QByteArray(list.data(), qsizetype(list.size())), "after");
}

void QueueOrderTest::startsInTheOrder_data()
{
    using Change = std::function<void(Transfers &, const QList<qint64> &)>; // of a, b, c
    QTest::addColumn<Change>("change");
    QTest::addColumn<QStringList>("queue");
    QTest::addColumn<QStringList>("started");
    const QStringList abc{u"a"_s, u"b"_s, u"c"_s};
    const QStringList acb{u"a"_s, u"c"_s, u"b"_s};
    QTest::newRow("as asked for") << Change([](Transfers &, const QList<qint64> &) { }) << abc
                                  << abc;
    QTest::newRow("up") << Change([](Transfers &t, const QList<qint64> &ids) {
        t.move({ids[2]}, {}, QueueMove::Up);
    }) << acb << acb;
    QTest::newRow("top") << Change(
        [](Transfers &t, const QList<qint64> &ids) { t.move({ids[2]}, {}, QueueMove::Top); })
                         << QStringList{u"c"_s, u"a"_s, u"b"_s} << acb;
    QTest::newRow("low") << Change([](Transfers &t, const QList<qint64> &ids) {
        t.setPriority({ids[1]}, {}, TransferPriority::Low);
    }) << abc << acb;
    QTest::newRow("high") << Change([](Transfers &t, const QList<qint64> &ids) {
        t.setPriority({ids[2]}, {}, TransferPriority::High);
    }) << abc << acb;
    QTest::newRow("a high file of a low group")
        << Change([](Transfers &t, const QList<qint64> &ids) {
               t.setPriority({ids[2]}, {}, TransferPriority::Low);
               t.setPriority({}, {t.snapshot().files.last().id}, TransferPriority::High);
           })
        << abc << acb;
}

void QueueOrderTest::startsInTheOrder()
{
    using Change = std::function<void(Transfers &, const QList<qint64> &)>;
    QFETCH(const Change, change);
    QFETCH(const QStringList, queue);
    Queue q;
    const qint64 first = q.add(u"a"_s);
    QTRY_VERIFY(q.b.file().done > 0);
    const QList<qint64> ids{first, q.add(u"b"_s), q.add(u"c"_s)};
    QTRY_COMPARE(q.b.transfers->snapshot().files.size(), 3);
    change(*q.b.transfers, ids);
    QTRY_COMPARE(q.order(), queue);
    q.letGo();
    QTRY_COMPARE_WITH_TIMEOUT(q.b.done.size(), 3, 30'000);
    QStringList started;
    for (const qint64 id : std::as_const(q.b.done))
        started << q.names[id];
    QTEST(started, "started");
}

void QueueOrderTest::nowTakesAPlace() // what gave its own goes on later with what it has
{
    Queue q;
    const qint64 a = q.add(u"a"_s);
    QTRY_COMPARE(q.b.file().done, 500'000);
    q.add(u"b"_s);
    const qint64 c = q.add(u"c"_s);
    QTRY_COMPARE(q.b.transfers->snapshot().files.size(), 3);
    q.b.transfers->startNow({c}, {});
    QTRY_VERIFY(q.b.hasEnded(c));
    QVERIFY(q.b.complete[c]);
    QVERIFY(!q.b.hasEnded(a));
    QCOMPARE(q.b.file().done, 500'000);
    q.letGo();
    QTRY_COMPARE_WITH_TIMEOUT(q.b.done.size(), 3, 30'000);
    QCOMPARE(q.b.contentOf(q.b.snapshotPath(u"a.bin"_s)), QByteArray(2'000'000, 'a'));
    for (const Request &request : q.b.hub.requests())
        if (request.method == "GET" && request.path.contains("a.bin"))
            QVERIFY(request.rangeStart() == 0 || request.rangeStart() == 500'000);
    QCOMPARE(q.b.breaches(), QStringList());
}

void QueueOrderTest::nowTakesPlacesForTwoDisks() // as many as are wanted on both
{
    TransferBench b;
    const QTemporaryDir other(u"/dev/shm/hubnaut-XXXXXX"_s);
    if (!other.isValid()
        || QStorageInfo(other.path()).device() == QStorageInfo(b.temp.path()).device())
        QSKIP("/dev/shm and the temporary folder are on one file system.");
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s, u"d"_s})
        b.repo.files[name] = {QByteArray(2'000'000, name[0].toLatin1()), true};
    b.hub.setHandler([&b](const Request &r) { // every file stops in the middle
        Reply reply = b.repo.answer(r);
        if (r.path.contains("/resolve/") && r.method == "GET") {
            reply = cutAfter(reply, qMax<qint64>(0, 500'000 - r.rangeStart()));
            reply.hold = true;
        }
        return reply;
    });
    auto config = b.config();
    config.filesAtOnce = 2;
    config.silenceSeconds = 60;
    b.restart(config);
    (void)b.transfers->download(b.request({u"a"_s, u"b"_s}));
    QTRY_VERIFY(b.file(0).done == 500'000 && b.file(1).done == 500'000);
    const qint64 here = b.transfers->download(b.request({u"c"_s}));
    DownloadRequest request = b.request({u"d"_s});
    request.folder = other.filePath(u"out"_s);
    const qint64 there = b.transfers->download(request);
    QTRY_COMPARE(b.transfers->snapshot().files.size(), 4);
    b.transfers->startNow({here, there}, {});
    QTRY_VERIFY(b.file(2).done == 500'000 && b.file(3).done == 500'000);
}

void QueueOrderTest::nowResumes()
{
    Queue q;
    q.add(u"a"_s);
    QTRY_VERIFY(q.b.file().done > 0);
    const qint64 b = q.add(u"b"_s);
    q.b.transfers->pauseGroup(b);
    QTRY_COMPARE(q.b.group(1).state, TransferState::Paused);
    QVERIFY(q.b.group(1).pausedAt > 0);
    q.b.transfers->startNow({b}, {});
    QTRY_VERIFY(q.b.hasEnded(b));
    QVERIFY(q.b.complete[b]);
}

void QueueOrderTest::filesMoveInTheirGroup()
{
    Queue q;
    const qint64 id
        = q.b.transfers->download(q.b.request({u"a.bin"_s, u"b.bin"_s, u"c.bin"_s, u"d.bin"_s}));
    QTRY_VERIFY(q.b.file().done > 0);
    q.b.transfers->move({}, {q.b.file(2).id, q.b.file(3).id}, QueueMove::Top);
    QTRY_COMPARE(q.b.file().path, u"c.bin");
    QCOMPARE(q.b.file(1).path, u"d.bin");
    QCOMPARE(q.b.file(3).path, u"b.bin");
    q.letGo();
    QTRY_VERIFY_WITH_TIMEOUT(q.b.hasEnded(id), 30'000);
    QByteArrayList asked;
    for (const Request &request : q.b.hub.requests())
        if (request.method == "GET" && request.path.endsWith(".bin")
            && !asked.contains(request.path.last(5)))
            asked << request.path.last(5);
    QCOMPARE(asked, (QByteArrayList{"a.bin", "c.bin", "d.bin", "b.bin"}));
}

void QueueOrderTest::survivesTheProgram()
{
    Queue q;
    const QString list = q.b.temp.filePath(u"data/queue.sqlite"_s);
    q.b.transfers->restore(list);
    for (const QString &name : {u"b"_s, u"c"_s})
        q.b.transfers->pauseGroup(q.add(name));
    const qint64 both = q.b.transfers->download(q.b.request({u"a.bin"_s, u"d.bin"_s}));
    q.b.transfers->pauseGroup(both);
    q.b.transfers->resumeGroup(both);
    QTRY_COMPARE(q.b.transfers->snapshot().files.size(), 2);
    q.b.transfers->pauseGroup(both);
    const qint64 d = q.b.file(1).id;
    q.b.transfers->move({both}, {}, QueueMove::Top);
    q.b.transfers->move({}, {d}, QueueMove::Top);
    q.b.transfers->setPriority({q.names.key(u"c"_s)}, {d}, TransferPriority::High);
    QTRY_COMPARE(q.b.file().priority, TransferPriority::High);
    const auto state = [&q] {
        QStringList all;
        for (const TransferGroup &group : q.b.transfers->snapshot().groups)
            all << group.repo.id() + QString::number(int(group.priority))
                    + QString::number(group.pausedAt);
        for (const TransferFile &file : q.b.transfers->snapshot().files)
            all << file.path + QString::number(int(file.priority))
                    + (file.pausedAt > 0 ? u'p' : u'-');
        return all;
    };
    QTRY_COMPARE(q.b.file(1).state, TransferState::Paused);
    const QStringList before = state();
    q.b.transfers.reset();
    q.b.restart();
    q.b.transfers->restore(list);
    QTRY_COMPARE(state(), before);
}

void QueueOrderTest::dropped()
{
    Queue q;
    q.add(u"a"_s);
    QTRY_VERIFY(q.b.file().done > 0);
    const qint64 b = q.add(u"b"_s);
    const qint64 c = q.add(u"c"_s);
    QTRY_COMPARE(q.b.transfers->snapshot().files.size(), 3);
    q.b.transfers->moveBefore({c}, b);
    QTRY_COMPARE(q.order(), (QStringList{u"a"_s, u"c"_s, u"b"_s}));
    q.b.transfers->moveBefore({q.names.key(u"a"_s)}, 0);
    QTRY_COMPARE(q.order(), (QStringList{u"c"_s, u"b"_s, u"a"_s}));
    q.b.transfers->moveBefore({b}, b); // on itself
    q.b.transfers->moveBefore({b, c}, q.names.key(u"a"_s));
    QTRY_COMPARE(q.order(), (QStringList{u"c"_s, u"b"_s, u"a"_s}));
}

QTEST_GUILESS_MAIN(QueueOrderTest)
#include "tst_queueorder.moc"
