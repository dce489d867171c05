// Whether the kernel's word that the network may be back arrives; in a network of the test's own.

#include "app/networkwatch.h"

#include <QSignalSpy>
#include <QTest>

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

class TestNetworkWatch final : public QObject
{
    Q_OBJECT

public:
    static void initMain() { hasOwn = unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0; }

private slots:
    void tellsOfAnAddress();

private:
    static inline bool hasOwn = false;

    static bool setLoopback(bool up)
    {
        const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        ifreq wanted{};
        memcpy(wanted.ifr_name, "lo", 3);
        if (up)
            wanted.ifr_flags = IFF_UP;
        const bool done = ioctl(any, SIOCSIFFLAGS, &wanted) == 0;
        close(any);
        return done;
    }
};

void TestNetworkWatch::tellsOfAnAddress() // N34
{
    if (!hasOwn)
        QSKIP("This system gives the test no network of its own.");
    const NetworkWatch watch;
    QSignalSpy back(&watch, &NetworkWatch::maybeBack);
    QVERIFY(setLoopback(true));
    QTRY_COMPARE(back.size(), 1);
    QVERIFY(setLoopback(false)); // takes addresses away: no news
    QTest::qWait(500);
    QCOMPARE(back.size(), 1);
    QVERIFY(setLoopback(true));
    QTRY_COMPARE(back.size(), 2);
}

QTEST_GUILESS_MAIN(TestNetworkWatch)
#include "tst_networkwatch.moc"
