// Start to first paint and memory then: Hubnaut's window beside an empty Qt window with a menu and a
// table. Each run is a process of its own; the clock starts before it is made.
#include "tests/bench/figures.h"

#include "app/appcontext.h"
#include "ui/mainwindow.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QMenuBar>
#include <QProcess>
#include <QStandardPaths>
#include <QStatusBar>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QToolBar>

#include <ctime>

using namespace Qt::StringLiterals;

namespace {

qint64 nowNs()
{
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return qint64(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

qint64 residentKiB()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n'))
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').first().toLongLong();
    return 0;
}

// Says when the window was painted for the first time, and ends.
class FirstPaint final : public QObject
{
public:
    using QObject::QObject;
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && !m_seen) {
            m_seen = true;
            QMetaObject::invokeMethod(
                qApp,
                [] {
                    std::printf("%lld %lld\n", static_cast<long long>(nowNs()), static_cast<long long>(residentKiB()));
                    std::fflush(stdout);
                    std::_Exit(0);
                },
                Qt::QueuedConnection);
        }
        return false;
    }

private:
    bool m_seen = false;
};

int showPeer()
{
    QMainWindow window;
    auto *file = window.menuBar()->addMenu(u"File"_s);
    file->addAction(u"Open"_s);
    window.addToolBar(u"Tools"_s)->addAction(u"Open"_s);
    auto *table = new QTableWidget(50, 5);
    window.setCentralWidget(table);
    window.statusBar()->showMessage(u"Ready"_s);
    window.resize(1440, 900);
    FirstPaint paint;
    window.installEventFilter(&paint);
    window.show();
    return QApplication::exec();
}

struct StartRun
{
    double ms = 0;
    double mib = 0;
};

StartRun startOnce(const QString &program, const QString &which)
{
    QTemporaryDir home;
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HF_HOME"_s, home.path());
    environment.insert(u"XDG_CONFIG_HOME"_s, home.path());
    environment.insert(u"HF_HUB_OFFLINE"_s, u"1"_s);
    process.setProcessEnvironment(environment);
    const qint64 before = nowNs();
    process.start(program, {which});
    process.waitForFinished(30'000);
    const QList<QByteArray> words = process.readAllStandardOutput().trimmed().split(' ');
    return {.ms = double(words.value(0).toLongLong() - before) / 1e6, .mib = words.value(1).toDouble() / 1024};
}

} // namespace

int main(int argc, char **argv)
{
    const QByteArray which = argc > 1 ? argv[1] : "";
    if (which == "peer") {
        const QApplication app(argc, argv);
        return showPeer();
    }
    if (which == "ours") {
        QApplication app(argc, argv);
        return showOurs(app);
    }
    const QCoreApplication app(argc, argv);
    const QString program = QCoreApplication::applicationFilePath();
    std::vector<double> oursMs, oursMib, peerMs, peerMib;
    startOnce(program, u"ours"_s); // the first run reads the disk
    startOnce(program, u"peer"_s);
    for (int i = 0; i < 9; ++i) {
        const StartRun ours = startOnce(program, u"ours"_s);
        const StartRun peer = startOnce(program, u"peer"_s);
        oursMs.push_back(ours.ms);
        oursMib.push_back(ours.mib);
        peerMs.push_back(peer.ms);
        peerMib.push_back(peer.mib);
    }
    printFigure("start to first paint", medianOf(oursMs), "ms", "empty Qt window with menu and table", medianOf(peerMs));
    printFigure("memory after first paint", medianOf(oursMib), "MiB", "empty Qt window with menu and table", medianOf(peerMib));
    return 0;
}
