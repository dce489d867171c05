// The plan of an upload of 50,000 files in 500 folders: to rows on the screen, filtered and sorted,
// beside QStandardItemModel, QSortFilterProxyModel and a plain QTreeView.
#include "tests/bench/figures.h"
#include "tests/bench/stage.h"

#include "models/uploadmodel.h"
#include "ui/theme/theme.h"
#include "ui/upload/uploadview.h"

#include <QSortFilterProxyModel>
#include <QStandardItemModel>

using namespace Qt::StringLiterals;

namespace {

constexpr int kFolders = 500;
constexpr int kFilesEach = 100;
const QString kWanted = u"file-0077"_s;

struct StagingRun
{
    double shown = 0; // ms
    double filtered = 0; // ms
    double sorted = 0; // ms
};

QList<UploadPlanRow> rows()
{
    QList<UploadPlanRow> rows;
    for (int i = 0; i < kFolders * kFilesEach; ++i)
        rows << UploadPlanRow{
            .group = UploadPlanRow::Group(i % 3),
            .mayTick = true,
            .mayRename = true,
            .path = QString::asprintf("folder-%04d/file-%04d.bin", i / kFilesEach, i * 7 % 10'000),
            .size = qint64(i) * 104'729 % 1'000'003,
            .reason = {}};
    return rows;
}

StagingRun showOurs(const UploadTree &tree)
{
    UploadModel model;
    UploadView view(model);
    Stage::show(view);
    StagingRun run;
    run.shown = Stage::untilPainted(view.viewport(), [&] { model.setTree(tree); });
    run.filtered = Stage::untilPainted(view.viewport(), [&] { model.setFilter({}, kWanted); });
    model.setFilter({}, {});
    Stage::settle(50);
    run.sorted = Stage::untilPainted(
        view.viewport(), [&] { view.sortByColumn(UploadModel::SizeColumn, Qt::DescendingOrder); });
    return run;
}

void fill(QStandardItemModel &model, const QList<UploadPlanRow> &rows)
{
    QHash<QString, QStandardItem *> folders;
    for (const UploadPlanRow &row : rows) {
        const QString folder = row.path.section(u'/', 0, 0);
        QStandardItem *&parent = folders[folder];
        if (!parent) {
            parent = new QStandardItem(folder);
            model.appendRow(parent);
        }
        auto *name = new QStandardItem(row.path.section(u'/', 1));
        name->setCheckable(true);
        auto *size = new QStandardItem;
        size->setData(row.size, Qt::DisplayRole);
        parent->appendRow({name, new QStandardItem(UploadPlanRow::word(row.group)), size});
    }
}

StagingRun showTheirs(const QList<UploadPlanRow> &rows)
{
    QStandardItemModel model;
    QSortFilterProxyModel proxy;
    proxy.setRecursiveFilteringEnabled(true);
    proxy.setSourceModel(&model);
    QTreeView view;
    Stage::plainStyle(view);
    view.setUniformRowHeights(true);
    view.setModel(&proxy);
    Stage::show(view);
    StagingRun run;
    run.shown = Stage::untilPainted(
        view.viewport(), [&] { fill(model, rows); }, [&] { return proxy.rowCount() == kFolders; });
    run.filtered
        = Stage::untilPainted(view.viewport(), [&] { proxy.setFilterFixedString(kWanted); });
    proxy.setFilterFixedString({});
    Stage::settle(50);
    run.sorted
        = Stage::untilPainted(view.viewport(), [&] { view.sortByColumn(2, Qt::DescendingOrder); });
    return run;
}

} // namespace

int main(int argc, char **argv)
{
    Stage::paintAtOnce();
    QApplication app(argc, argv);
    applyTheme(app, Settings::Theme::Light);
    const QList<UploadPlanRow> all = rows();
    const UploadTree tree = UploadTree::of(all); // made beside the window
    Samples shown[2];
    Samples filtered[2];
    Samples sorted[2];
    for (int i = 0; i <= kPairs; ++i) {
        const StagingRun runs[2] = {showOurs(tree), showTheirs(all)};
        for (std::size_t side = 0; i > 0 && side < 2; ++side) { // the first ones load the fonts
            shown[side].push_back(runs[side].shown);
            filtered[side].push_back(runs[side].filtered);
            sorted[side].push_back(runs[side].sorted);
        }
    }
    constexpr const char *kPeer = "QStandardItemModel, QSortFilterProxyModel, QTreeView";
    constexpr Goal kGoal{.most = 100};
    printFigure("upload of 50,000 files, plan to rows on screen", shown[0], "ms", kPeer, shown[1],
                kGoal);
    printFigure("upload of 50,000 files, filtered", filtered[0], "ms", kPeer, filtered[1], kGoal);
    printFigure("upload of 50,000 files, sorted by size", sorted[0], "ms", kPeer, sorted[1], kGoal);
    return 0;
}
