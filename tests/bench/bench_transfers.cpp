// How long the GUI thread is busy at a time while the page of transfers shows ten thousand files,
// of which the most that can run at once change ten times a second, or all of them, which no queue
// does: beside a QTreeWidget that is told the same.
#include "tests/bench/figures.h"
#include "tests/bench/stage.h"

#include "app/settings/settings.h"
#include "app/text/format.h"
#include "app/transfer/transfers.h"
#include "ui/theme/theme.h"
#include "ui/transfers/queuetree.h"
#include "ui/transfers/transferspane.h"

#include <QAbstractItemView>
#include <QSettings>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kGroups = 20;
constexpr int kFilesEach = 500; // ten thousand in all
constexpr int kUpdates = 40; // four seconds
constexpr qint64 kFileSize = qint64(4) << 30; // bytes
constexpr int kMostRunning = 32; // as the settings allow

TransferSnapshot queueAt(int update, int running = kGroups * kFilesEach)
{
    TransferSnapshot now;
    for (int g = 1; g <= kGroups; ++g) {
        now.groups << TransferGroup{
            .id = g,
            .repo = *RepoId::parse(RepoKind::Model, u"northwind/compass-%1b"_s.arg(g)),
            .revision = u"main"_s,
            .state = TransferState::Downloading,
            .done = update * kFileSize,
            .total = kFilesEach * kFileSize,
            .files = kFilesEach,
            .running = kFilesEach,
            .bytesPerSecond = 1e6 * update};
        for (int f = 0; f < kFilesEach; ++f) {
            const bool runs = now.files.size() < running;
            now.files << TransferFile{
                .id = g * 10'000 + f,
                .group = g,
                .path = u"model-%1-of-00500.safetensors"_s.arg(f, 5, 10, QChar(u'0')),
                .state = runs ? TransferState::Downloading : TransferState::Queued,
                .done = runs ? update * (kFileSize / kUpdates) : 0,
                .total = kFileSize,
                .bytesPerSecond = runs ? 1e6 + f + update : 0,
                .secondsLeft = runs ? 1'000 - update : -1};
        }
    }
    now.done = update * kFileSize;
    now.total = kGroups * kFilesEach * kFileSize;
    now.running = kGroups * kFilesEach;
    return now;
}

// Applies each snapshot at its time and scrolls on a little every 16 ms, as a hand does; the time
// of each turn of the event loop that did something, in milliseconds.
Samples busyTurns(const QList<TransferSnapshot> &updates, QAbstractItemView *view,
                  const std::function<void(const TransferSnapshot &)> &apply)
{
    Samples turns;
    int next = 0;
    QTimer updater;
    QObject::connect(&updater, &QTimer::timeout, view, [&] { apply(updates.at(next++)); });
    updater.start(100);
    QTimer scroller;
    scroller.setTimerType(Qt::PreciseTimer);
    QObject::connect(&scroller, &QTimer::timeout, view, [view] {
        QScrollBar *bar = view->verticalScrollBar();
        bar->setValue((bar->value() + 37) % qMax(1, bar->maximum()));
    });
    scroller.start(16);
    QTimer ticker;
    ticker.setTimerType(Qt::PreciseTimer);
    QElapsedTimer since;
    QObject::connect(&ticker, &QTimer::timeout, view, [&] {
        turns.push_back(double(since.nsecsElapsed()) / 1e6);
        since.start();
    });
    since.start();
    ticker.start(1);
    while (next < updates.size())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return turns;
}

Samples turnsOfOurs(const QList<TransferSnapshot> &updates, bool selected)
{
    const QTemporaryDir folder;
    QSettings store(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
    Settings settings(store);
    Transfers transfers({.endpoint = QUrl(u"http://127.0.0.1:1"_s),
                         .token = {},
                         .cacheRoot = folder.filePath(u"hub"_s),
                         .offline = true});
    TransfersPane pane(transfers, settings);
    Stage::show(pane);
    emit transfers.changed(queueAt(0));
    Stage::settle(200);
    auto *tree = pane.findChild<QueueTree *>();
    if (selected)
        tree->selectAll();
    return busyTurns(updates, tree,
                     [&](const TransferSnapshot &now) { emit transfers.changed(now); });
}

Samples turnsOfTheirs(const QList<TransferSnapshot> &updates)
{
    QWidget window;
    Stage::plainStyle(window);
    auto *tree = new QTreeWidget;
    (new QVBoxLayout(&window))->addWidget(tree);
    tree->setColumnCount(4);
    tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    QHash<qint64, QTreeWidgetItem *> items;
    const auto show = [&](const TransferSnapshot &now) {
        for (const TransferFile &file : now.files) {
            QTreeWidgetItem *&item = items[file.id];
            if (!item) {
                item = new QTreeWidgetItem(tree);
                item->setText(0, file.path);
            }
            item->setText(1, Format::percent(file.done, file.total));
            item->setText(2, Format::sizeOf(file.done, file.total));
            item->setText(3, Format::speed(qint64(file.bytesPerSecond)));
        }
    };
    show(queueAt(0));
    Stage::show(window);
    return busyTurns(updates, tree, show);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    applyTheme(app, Settings::Theme::Light);
    QList<TransferSnapshot> updates;
    for (int i = 1; i <= kUpdates; ++i)
        updates << queueAt(i);
    QList<TransferSnapshot> queued;
    for (int i = 1; i <= kUpdates; ++i)
        queued << queueAt(i, kMostRunning);
    const Samples some = turnsOfOurs(queued, false);
    const Samples ours = turnsOfOurs(updates, false);
    const Samples selected = turnsOfOurs(updates, true);
    const Samples theirs = turnsOfTheirs(updates);
    constexpr const char *kPeer = "QTreeWidget";
    constexpr Goal kFrame{.most = 16}; // of a screen with 60 frames a second
    const auto print = [&theirs](const char *figure, const Samples &turns, double share,
                                 std::optional<Goal> goal) {
        printFigure(figure, {percentileOf(turns, share)}, "ms", kPeer,
                    {percentileOf(theirs, share)}, goal);
    };
    print("10,000 transfers, 32 of them running, gaps p99", some, 0.99, kFrame);
    print("10,000 transfers, 32 of them running, longest gap", some, 1, kFrame);
    print("10,000 transfers changing, gaps p99", ours, 0.99, kFrame);
    print("10,000 transfers changing, longest gap", ours, 1, kFrame);
    print("10,000 transfers changing, all selected, gaps p99", selected, 0.99, kFrame);
    print("10,000 transfers changing, all selected, longest gap", selected, 1, kFrame);
    return 0;
}
