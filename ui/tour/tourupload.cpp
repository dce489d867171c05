#include "ui/tour/tourstep.h"

#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "ui/mainwindow.h"
#include "ui/repo/filessection.h"
#include "ui/transfers/transferspane.h"
#include "ui/upload/repoquestion.h"
#include "ui/upload/uploaddialog.h"
#include "ui/upload/uploaddoor.h"
#include "ui/upload/uploadview.h"

#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QListView>
#include <QTabBar>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;
using Step = UploadController::Phase;
using Section = HubAddress::Section;

namespace {

constexpr qint64 kUploadPause = 600; // seconds; the tour is over before

const QString &uploadRepo()
{
    static const QString id = u"ada/compass-7b-support-lora"_s;
    return id;
}

// What somebody has on their disk: the same as on the Hub, changed, new and left out.
class UploadFolder final
{
public:
    QString path() const { return m_folder.filePath(u"support-lora-v2"_s); }
    void put(const QString &path, const QByteArray &content) const
    {
        const QString file = this->path() + u'/' + path;
        QDir().mkpath(file.left(file.lastIndexOf(u'/')));
        QFile out(file);
        if (out.open(QIODevice::WriteOnly))
            out.write(content);
    }
    void fill(TourStage &stage) const
    {
        const RepoId repo = *RepoId::parse(RepoKind::Model, uploadRepo());
        if (const auto same = stage.hub().store().file(repo, u"adapter_config.json"_s, u"main"_s))
            put(u"adapter_config.json"_s, same->content.all());
        put(u"README.md"_s, "---\nlicense: apache-2.0\n---\n# Support, second version\n");
        put(u"checkpoints/step-1200/trainer_state.json"_s, "{\"step\": 1200}\n");
        put(u"checkpoints/step-1200/adapter.bin"_s, QByteArray(600'000, '\0'));
        put(u"scripts/prepare_data.py"_s, "import json\n");
        put(u".git/config"_s, "[core]\n");
    }
    QList<QByteArray> entries() const
    {
        QList<QByteArray> all;
        for (const QString &name :
             QDir(path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot))
            all << QFile::encodeName(path() + u'/' + name);
        return all;
    }

private:
    QTemporaryDir m_folder;
};

using Ready = std::function<bool(UploadDialog &)>;

// Drops the folder as soon as the tree is there; the rest is up to ready.
TourStep uploadStep(const QString &name, const QString &what,
                    const std::function<void(TourStage &, UploadFolder &)> &fill,
                    const Ready &ready, bool moves = false)
{
    const auto folder = std::make_shared<UploadFolder>();
    return {.name = name,
            .what = what,
            .prepare =
                [folder, fill](TourStage &stage) {
                    folder->fill(stage);
                    fill(stage, *folder);
                    stage.open(RepoKind::Model, uploadRepo(), Section::Files);
                },
            .ready =
                [folder, ready](TourStage &stage) {
                    if (auto *dialog = stage.visible<UploadDialog>())
                        return ready(*dialog);
                    auto *section = stage.visible<FilesSection>();
                    if (section && stage.rowsShown("FileTreeView"))
                        emit section->uploadWanted({}, folder->entries());
                    return false;
                },
            .moves = moves};
}

bool isReadyToSend(UploadDialog &dialog)
{
    return dialog.controller().whyNot().isEmpty();
}

// Presses the button once there is a plan.
Ready sent(Step until)
{
    return [until](UploadDialog &dialog) {
        if (isReadyToSend(dialog))
            dialog.send();
        const UploadController &now = dialog.controller();
        return now.phase() == until && (until == Step::Over || !now.progress().reason.isEmpty());
    };
}

// A folder where the Hub has a file: what is in it is called something else.
bool isBeingRenamed(UploadDialog &dialog)
{
    auto *list = dialog.findChild<UploadView *>();
    const QModelIndex row
        = static_cast<UploadModel *>(list->model())->indexOf(u"config.json/base.json"_s);
    if (!dialog.controller().isPlanned() || !row.isValid())
        return false;
    if (auto *line = list->findChild<QLineEdit *>()) {
        line->setText(u"config/base.json"_s);
        return true;
    }
    list->setCurrentIndex(row);
    list->edit(row);
    return false;
}

TourStep whereStep()
{
    return {.name = u"upload-where"_s,
            .what = u"Files that were dropped where no repository is open"_s,
            .prepare = [](TourStage &stage) { stage.window().openPage(PageId::Models); },
            .ready =
                [](TourStage &stage) {
                    auto *question = stage.visible<RepoQuestion>();
                    if (!question && stage.app().session().account())
                        stage.window().findChild<UploadDoor *>()->askWhere(
                            {u"/tmp/pippin/model.safetensors"_s, u"/tmp/pippin/config.json"_s});
                    const auto *list = question ? question->findChild<QListView *>() : nullptr;
                    return list && list->model()->rowCount() > 0;
                }};
}

TourStep listStep()
{
    return {.name = u"transfers-uploads"_s,
            .what = u"The uploads among the transfers, one that waits and one that is paused"_s,
            .prepare =
                [](TourStage &stage) {
                    if (auto *dialog = stage.visible<UploadDialog>())
                        dialog->done(QDialog::Rejected); // it goes on in the background
                    Uploads &uploads = stage.app().uploads();
                    const qint64 paused = uploads.begin(
                        {.repo = *RepoId::parse(RepoKind::Model, u"orchard/pippin-2b"),
                         .revision = {},
                         .parent = {},
                         .summary = u"Remove what is not needed"_s,
                         .description = {},
                         .files = {},
                         .deletedFiles = {*RepoPath::parse(u"README.md")},
                         .deletedFolders = {}});
                    uploads.pause(paused);
                    stage.window().openPage(PageId::Transfers);
                },
            .ready =
                [](TourStage &stage) {
                    auto *pane = stage.visible<TransfersPane>();
                    auto *tabs = pane ? pane->findChild<QTabBar *>() : nullptr;
                    if (!tabs)
                        return false;
                    tabs->setCurrentIndex(2);
                    return std::ranges::any_of(stage.app().uploads().all(), [](const auto &each) {
                        return each.second.progress.step == UploadStep::Paused;
                    });
                },
            .moves = true};
}

} // namespace

QList<TourScene> uploadScenes()
{
    const auto asItIs = [](TourStage &, UploadFolder &) { };
    const auto withSecrets = [](TourStage &, const UploadFolder &folder) {
        folder.put(u"scripts/train.py"_s,
                   "import os\nlogin(\"hf_" + QByteArray("abcdefghijklmnopqrstuvwxyzABCDEFGH")
                       + "\")\n");
        folder.put(u".env"_s, "MODE=test\n");
        folder.put(u"README.md"_s, "# Support\n");
    };
    const auto pauses = [](TourStage &stage, const UploadFolder &folder) {
        folder.put(u"notes.txt"_s, "Third version\n");
        stage.hub().setFault("too-many", (u"/api/models/%1/preupload"_s.arg(uploadRepo())).toUtf8(),
                             -1, "hub", kUploadPause);
    };
    const auto refuses = [](TourStage &stage, UploadFolder &) {
        stage.hub().setFault("forbidden",
                             (u"/api/models/%1/preupload"_s.arg(uploadRepo())).toUtf8());
    };
    const auto meetsAFile = [](TourStage &, const UploadFolder &folder) {
        folder.put(u"config.json/base.json"_s, "{}\n");
    };
    return {{.steps = {whereStep()}},
            {.steps = {uploadStep(u"upload-rename"_s, u"A file that is in conflict gets a name"_s,
                                  meetsAFile, isBeingRenamed)}},
            {.steps
             = {uploadStep(u"upload-staging"_s, u"The plan of an upload"_s, asItIs, isReadyToSend),
                uploadStep(u"upload-warnings"_s, u"The plan of an upload with warnings"_s,
                           withSecrets, isReadyToSend),
                uploadStep(u"upload-failed"_s, u"An upload that the Hub refuses"_s, refuses,
                           sent(Step::Over)),
                uploadStep(u"upload-receipt"_s, u"The receipt of an upload"_s, asItIs,
                           sent(Step::Over))}},
            {.steps = {uploadStep(u"upload-sending"_s, u"An upload that waits for the Hub"_s,
                                  pauses, sent(Step::Sending), true),
                       listStep()}}};
}
