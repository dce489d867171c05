// How long the GUI thread is busy at a time while files download at full speed: the transfers page
// beside QNetworkAccessManager writing files in the GUI thread with a progress bar. The Hub is a
// process of its own.
#include "tests/bench/figures.h"
#include "tests/bench/stage.h"

#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "app/settings/settings.h"
#include "app/transfer/transfers.h"
#include "ui/theme/theme.h"
#include "ui/transfers/transferspane.h"

#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QProgressBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kFiles = 8; // at once; as the goals mean it
constexpr qint64 kFileBytes = qint64(96) << 20;
const QString kRepo = u"ada/weights"_s;

QString fileName(int i)
{
    return u"part-%1.safetensors"_s.arg(i);
}

// The child: says its address, serves until its input ends.
int serve(const QString &folder)
{
    LocalHub hub({.folder = folder});
    if (!hub.start())
        return 1;
    const RepoId repo = *RepoId::parse(RepoKind::Model, kRepo);
    CommitInput input;
    for (int i = 0; i < kFiles; ++i)
        input.adds.insert(fileName(i), Content::synthetic(kFileBytes, quint64(i) + 1));
    hub.store().createRepo(repo);
    hub.store().commit(repo, u"main"_s, input);
    std::printf("%s\n", hub.url().toEncoded().constData());
    std::fflush(stdout);
    std::getchar();
    return 0;
}

// Intervals between turns of the event loop, in milliseconds, while it runs. A turn is taken every
// millisecond: what an idle loop shows is 1.
class GapMeter final : public QObject
{
public:
    GapMeter()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            gaps.push_back(double(m_clock.nsecsElapsed()) / 1e6);
            m_clock.start();
        });
        m_clock.start();
        m_timer.start(1);
    }
    Samples gaps;

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
};

void runUntil(const bool &done)
{
    while (!done)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

Samples downloadOurs(const QUrl &endpoint)
{
    const QTemporaryDir folder;
    QSettings store(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
    Settings settings(store);
    Transfers transfers({.endpoint = endpoint,
                         .token = {},
                         .cacheRoot = folder.filePath(u"hub"_s),
                         .filesAtOnce = kFiles});
    TransfersPane pane(transfers, settings);
    Stage::show(pane);
    bool done = false;
    QObject::connect(&transfers, &Transfers::groupDone, &pane, [&done](qint64, bool complete) {
        if (!complete)
            qWarning("a download failed");
        done = true;
    });
    GapMeter meter;
    transfers.download({.repo = *RepoId::parse(RepoKind::Model, kRepo),
                        .revision = {},
                        .paths = {},
                        .allow = {},
                        .ignore = {},
                        .folder = {}});
    runUntil(done);
    return meter.gaps;
}

struct PlainDownload
{
    QFile file;
    QNetworkReply *reply = nullptr;
};

Samples downloadTheirs(const QUrl &endpoint)
{
    const QTemporaryDir folder;
    QWidget window;
    Stage::plainStyle(window);
    auto *column = new QVBoxLayout(&window);
    QNetworkAccessManager network;
    std::vector<std::unique_ptr<PlainDownload>> downloads;
    int left = kFiles;
    bool done = false;
    for (int i = 0; i < kFiles; ++i) {
        auto *bar = new QProgressBar;
        bar->setMaximum(1000);
        column->addWidget(bar);
        downloads.push_back(std::make_unique<PlainDownload>());
    }
    Stage::show(window);
    GapMeter meter;
    for (int i = 0; i < kFiles; ++i) {
        PlainDownload *download = downloads[std::size_t(i)].get();
        auto *bar = qobject_cast<QProgressBar *>(column->itemAt(i)->widget());
        download->file.setFileName(folder.filePath(fileName(i)));
        if (!download->file.open(QIODevice::WriteOnly))
            qFatal("The temporary folder cannot be written.");
        QUrl url = endpoint;
        url.setPath(u"/%1/resolve/main/%2"_s.arg(kRepo, fileName(i)));
        download->reply = network.get(QNetworkRequest(url));
        QObject::connect(download->reply, &QIODevice::readyRead, &window,
                         [download] { download->file.write(download->reply->readAll()); });
        QObject::connect(download->reply, &QNetworkReply::downloadProgress, bar,
                         [bar](qint64 now, qint64 total) {
                             bar->setValue(total > 0 ? int(now * 1000 / total) : 0);
                         });
        QObject::connect(download->reply, &QNetworkReply::finished, &window,
                         [download, &left, &done] {
                             download->file.close();
                             if (download->file.size() != kFileBytes)
                                 qWarning("a download failed");
                             done = --left == 0;
                         });
    }
    runUntil(done);
    return meter.gaps;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 2 && QByteArrayView(argv[1]) == "serve") {
        const QCoreApplication app(argc, argv);
        return serve(QString::fromLocal8Bit(argv[2]));
    }
    QApplication app(argc, argv);
    applyTheme(app, Settings::Theme::Light);
    const QTemporaryDir folder;
    QProcess hub;
    hub.start(QCoreApplication::applicationFilePath(), {u"serve"_s, folder.filePath(u"hub"_s)});
    if (!hub.waitForReadyRead(60'000))
        qFatal("The Hub for the benchmark did not start.");
    const QUrl endpoint(QString::fromLatin1(hub.readLine().trimmed()));

    Samples p50[2];
    Samples p99[2];
    Samples longest[2];
    for (int i = 0; i <= kPairs; ++i) {
        const Samples runs[2] = {downloadOurs(endpoint), downloadTheirs(endpoint)};
        for (std::size_t side = 0; i > 0 && side < 2; ++side) { // the first ones warm the Hub up
            p50[side].push_back(medianOf(runs[side]));
            p99[side].push_back(percentileOf(runs[side], 0.99));
            longest[side].push_back(percentileOf(runs[side], 1));
        }
    }
    hub.closeWriteChannel();
    hub.waitForFinished(10'000);
    constexpr const char *kPeer = "QNetworkAccessManager and QProgressBar in the GUI thread";
    printFigure("gaps while downloading, p50", p50[0], "ms", kPeer, p50[1]);
    constexpr Goal kFrame{.most = 16}; // of a screen with 60 frames a second
    printFigure("gaps while downloading, p99", p99[0], "ms", kPeer, p99[1], kFrame);
    constexpr Goal kUnseen{.most = 50}; // three frames; a longer one is seen as a jerk
    printFigure("gaps while downloading, longest of all", {percentileOf(longest[0], 1)}, "ms",
                kPeer, {percentileOf(longest[1], 1)}, kUnseen);
    return 0;
}
