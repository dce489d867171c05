// A tree of 10,000 files in 100 folders: from the bytes of the answer to rows on the screen, and
// opening every folder, beside QJsonDocument, QStandardItemModel and a plain QTreeView.
#include "tests/bench/figures.h"
#include "tests/bench/repos.h"
#include "tests/bench/stage.h"

#include "app/hub/parse.h"
#include "models/filetreemodel.h"
#include "ui/repo/filetreeview.h"
#include "ui/theme/theme.h"

#include <QFuture>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardItemModel>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace {

constexpr int kFolders = 100;
constexpr int kFilesEach = 100;

struct TreeRun
{
    double shown = 0; // ms
    double opened = 0; // ms
};

TreeRun showOurs(const QByteArray &bytes)
{
    FileTreeModel model;
    FileTreeView view(model);
    Stage::show(view);
    TreeRun run;
    run.shown = Stage::untilPainted(
        view.viewport(),
        [&] {
            QtConcurrent::run([bytes] {
                return parseTreePage({.bytes = bytes, .url = {}, .nextPage = {}});
            }).then(&model, [&model](const Result<TreePage> &page) { model.addRecursive(*page); });
        },
        [&] { return model.entryCount() == kFolders * (kFilesEach + 1); });
    run.opened = Stage::untilPainted(view.viewport(), [&] { view.expandAll(); });
    return run;
}

void fill(QStandardItemModel &model, const QByteArray &bytes)
{
    QHash<QString, QStandardItem *> folders;
    const QJsonArray array = QJsonDocument::fromJson(bytes).array();
    for (const QJsonValue value : array) {
        const QString path = value["path"_L1].toString();
        const qsizetype slash = path.lastIndexOf(u'/');
        QStandardItem *parent = slash < 0 ? model.invisibleRootItem() : folders[path.first(slash)];
        auto *name = new QStandardItem(path.sliced(slash + 1));
        auto *size = new QStandardItem(
            QLocale().formattedDataSize(value["lfs"_L1]["size"_L1].toInteger()));
        auto *oid = new QStandardItem(value["oid"_L1].toString().first(8));
        if (value["type"_L1].toString() == "directory"_L1)
            folders.insert(path, name);
        parent->appendRow({name, size, oid});
    }
}

TreeRun showTheirs(const QByteArray &bytes)
{
    QStandardItemModel model;
    QTreeView view;
    Stage::plainStyle(view);
    view.setUniformRowHeights(true);
    view.setModel(&model);
    Stage::show(view);
    TreeRun run;
    run.shown = Stage::untilPainted(
        view.viewport(), [&] { fill(model, bytes); }, [&] { return model.rowCount() == kFolders; });
    run.opened = Stage::untilPainted(view.viewport(), [&] { view.expandAll(); });
    return run;
}

} // namespace

int main(int argc, char **argv)
{
    Stage::paintAtOnce();
    QApplication app(argc, argv);
    applyTheme(app, Settings::Theme::Light);
    const QByteArray bytes = BenchRepos::treeAnswer(kFolders, kFilesEach);
    Samples shown[2];
    Samples opened[2];
    for (int i = 0; i <= kPairs; ++i) {
        const TreeRun runs[2] = {showOurs(bytes), showTheirs(bytes)};
        for (std::size_t side = 0; i > 0 && side < 2; ++side) { // the first ones load the fonts
            shown[side].push_back(runs[side].shown);
            opened[side].push_back(runs[side].opened);
        }
    }
    constexpr const char *kPeer = "QJsonDocument, QStandardItemModel, QTreeView";
    printFigure("tree of 10,000 files, answer to rows on screen", shown[0], "ms", kPeer, shown[1]);
    printFigure("tree of 10,000 files, opening all folders", opened[0], "ms", kPeer, opened[1]);
    return 0;
}
