// Frames while a list of 100,000 repositories scrolls: steps of half a row and jumps, the slowest
// of a hundred, beside a QListView of two-line texts.
#include "tests/bench/figures.h"
#include "tests/bench/repos.h"
#include "tests/bench/stage.h"

#include "models/repolistmodel.h"
#include "ui/search/repodelegate.h"
#include "ui/search/resultview.h"
#include "ui/theme/theme.h"

#include <QStringListModel>

using namespace Qt::StringLiterals;

namespace {

constexpr int kRows = 100'000;
constexpr int kStep = 28; // pixels; half a row
constexpr int kSteps = 300;

Samples scrollOnce(QListView &view)
{
    view.verticalScrollBar()->setValue(0);
    Stage::settle(20);
    return Stage::scrollFrames(view.verticalScrollBar(), view.viewport(), kStep, kSteps);
}

} // namespace

int main(int argc, char **argv)
{
    Stage::paintAtOnce();
    QApplication app(argc, argv);
    applyTheme(app, Settings::Theme::Light);

    RepoPage page;
    QStringList texts;
    for (int i = 0; i < kRows; ++i) {
        page.repos << BenchRepos::summary(i);
        texts << u"%1\ntext-generation · transformers · 7.2B · 2 hours ago"_s.arg(
            BenchRepos::idOf(i));
    }
    RepoListModel model;
    model.setPage(page);
    RepoDelegate delegate;
    ResultView ours;
    ours.setItemDelegate(&delegate);
    ours.setModel(&model);
    Stage::show(ours);

    QStringListModel plainModel(texts);
    QListView theirs;
    Stage::plainStyle(theirs);
    theirs.setUniformItemSizes(true);
    theirs.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    theirs.setModel(&plainModel);
    Stage::show(theirs);

    Samples p50[2];
    Samples p99[2];
    for (int i = 0; i < kPairs; ++i) {
        for (std::size_t side = 0; side < 2; ++side) {
            delegate.forget();
            const Samples frames = scrollOnce(side == 0 ? ours : theirs);
            p50[side].push_back(medianOf(frames));
            p99[side].push_back(percentileOf(frames, 0.99));
        }
    }
    constexpr const char *kPeer = "QListView, QStringListModel";
    printFigure("scrolling 100,000 rows, median frame", p50[0], "ms", kPeer, p50[1]);
    printFigure("scrolling 100,000 rows, p99 frame", p99[0], "ms", kPeer, p99[1]);
    return 0;
}
