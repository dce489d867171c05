// From the bytes of an answer with 1,000 models to rows on the screen: parsed on the pool into the
// search list, beside QJsonDocument and a QStandardItemModel of two-line texts.
#include "tests/bench/figures.h"
#include "tests/bench/repos.h"
#include "tests/bench/stage.h"

#include "app/hub/parse.h"
#include "models/repolistmodel.h"
#include "ui/search/repodelegate.h"
#include "ui/search/resultview.h"
#include "ui/theme/theme.h"

#include <QFuture>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardItemModel>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace {

constexpr int kModels = 1'000; // the most that one page has

void fill(QStandardItemModel &model, const QByteArray &bytes)
{
    const QJsonArray array = QJsonDocument::fromJson(bytes).array();
    for (const QJsonValue value : array) {
        const QJsonObject o = value.toObject();
        const QDateTime at = QDateTime::fromString(o["lastModified"_L1].toString(), Qt::ISODate);
        model.appendRow(
            new QStandardItem(u"%1\n%2 · %3 · %4 · %5"_s
                                  .arg(o["id"_L1].toString(), o["pipeline_tag"_L1].toString(),
                                       at.toString(u"yyyy-MM-dd"_s))
                                  .arg(o["downloads"_L1].toInteger())
                                  .arg(o["likes"_L1].toInteger())));
    }
}

double showOurs(const QByteArray &bytes)
{
    RepoListModel model;
    ResultView view;
    RepoDelegate delegate;
    view.setItemDelegate(&delegate);
    view.setModel(&model);
    Stage::show(view);
    return Stage::untilPainted(
        view.viewport(),
        [&] {
            QtConcurrent::run([bytes] {
                return parseRepoPage(RepoKind::Model, {.bytes = bytes, .url = {}, .nextPage = {}});
            }).then(&model, [&model](const Result<RepoPage> &page) { model.setPage(*page); });
        },
        [&] { return model.rowCount() == kModels; });
}

double showTheirs(const QByteArray &bytes)
{
    QStandardItemModel model;
    QListView view;
    Stage::plainStyle(view);
    view.setUniformItemSizes(true);
    view.setModel(&model);
    Stage::show(view);
    return Stage::untilPainted(
        view.viewport(), [&] { fill(model, bytes); }, [&] { return model.rowCount() == kModels; });
}

} // namespace

int main(int argc, char **argv)
{
    Stage::paintAtOnce();
    QApplication app(argc, argv);
    applyTheme(app, Settings::Theme::Light);
    const QByteArray bytes = BenchRepos::listAnswer(kModels);
    compareFigure(
        "1,000 models, answer to rows on screen", "ms",
        "QJsonDocument, QStandardItemModel, QListView", [&] { return showOurs(bytes); },
        [&] { return showTheirs(bytes); });
    return 0;
}
