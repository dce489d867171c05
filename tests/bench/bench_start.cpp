// Start to first paint and memory then: Hubnaut's window beside a plain Qt window with a menu and a
// table. Each run is a process of its own; the clock starts before it is made.
#include "tests/bench/figures.h"
#include "tests/bench/firstpaint.h"

#include "app/appcontext.h"
#include "ui/mainwindow.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace {

// As app/main.cpp does it.
int showOurs(QApplication &app)
{
    QApplication::setApplicationName(u"hubnaut"_s);
    QApplication::setWindowIcon(QIcon(u":/hubnaut.svg"_s));
    AppContext context({.variables = QProcessEnvironment::systemEnvironment(),
                        .homeFolder = QDir::homePath(),
                        .settingsFile = {}});
    followTheme(app, context.settings());
    MainWindow window(context);
    FirstPaint paint;
    window.installEventFilter(&paint);
    window.show();
    context.start();
    return QApplication::exec();
}

struct StartRun
{
    double ms = 0;
    double residentMiB = 0;
    double privateMiB = 0;
};

StartRun startOnce(const QString &program, const QStringList &arguments)
{
    const QTemporaryDir home;
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HF_HOME"_s, home.path());
    environment.insert(u"XDG_CONFIG_HOME"_s, home.path());
    environment.insert(u"HF_HUB_OFFLINE"_s, u"1"_s);
    // A certificate bundle is read at the start and takes its time: not every computer names one.
    for (const QString &name : {u"SSL_CERT_FILE"_s, u"REQUESTS_CA_BUNDLE"_s, u"CURL_CA_BUNDLE"_s})
        environment.remove(name);
    process.setProcessEnvironment(environment);
    const qint64 before = monotonicNs();
    process.start(program, arguments);
    process.waitForFinished(60'000);
    const QList<QByteArray> words = process.readAllStandardOutput().trimmed().split(' ');
    if (words.size() != 3)
        qFatal("%s showed no window.", qPrintable(program));
    return {.ms = double(words.value(0).toLongLong() - before) / 1e6,
            .residentMiB = words.value(1).toDouble() / 1024,
            .privateMiB = words.value(2).toDouble() / 1024};
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 1 && QByteArrayView(argv[1]) == "window") {
        QApplication app(argc, argv);
        return showOurs(app);
    }
    const QCoreApplication app(argc, argv);
    const QString ours = QCoreApplication::applicationFilePath();
    const QString peer = QCoreApplication::applicationDirPath() + u"/start_peer"_s;
    Samples times[2];
    Samples resident[2];
    Samples unshared[2];
    for (int i = 0; i <= kPairs; ++i) {
        const StartRun runs[2] = {startOnce(ours, {u"window"_s}), startOnce(peer, {})};
        for (std::size_t side = 0; i > 0 && side < 2; ++side) { // the first runs read the disk
            times[side].push_back(runs[side].ms);
            resident[side].push_back(runs[side].residentMiB);
            unshared[side].push_back(runs[side].privateMiB);
        }
    }
    constexpr const char *kPeer = "plain Qt window with menu and table";
    constexpr Goal kGoal{.most = 2.5, .timesPeer = true};
    printFigure("start to first paint", times[0], "ms", kPeer, times[1], kGoal);
    printFigure("memory of the window, resident", resident[0], "MiB", kPeer, resident[1], kGoal);
    printFigure("memory of the window, written by it", unshared[0], "MiB", kPeer, unshared[1],
                kGoal);
    return 0;
}
