#include "ui/tour/tourstep.h"

#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "ui/commit/draftstrip.h"
#include "ui/commit/fileeditor.h"
#include "ui/repo/filessection.h"
#include "ui/repo/filetreeview.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>

#include <memory>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

namespace {

const QString &editedRepo()
{
    static const QString id = u"ada/compass-7b-support-lora"_s;
    return id;
}

void press(QWidget &widget, const QKeySequence &keys)
{
    for (QShortcut *shortcut : widget.findChildren<QShortcut *>())
        if (shortcut->key() == keys)
            emit shortcut->activated();
}

// Presses the keys on the row of that path, then whatever then says until it is content.
TourStep commitStep(const QString &name, const QString &what, const QString &path,
                    const QKeySequence &keys, const std::function<bool(TourStage &)> &then)
{
    const auto isPressed = std::make_shared<bool>(false);
    return {.name = name,
            .what = what,
            .prepare =
                [isPressed](TourStage &stage) {
                    *isPressed = false;
                    stage.hub().clearFaults();
                    stage.open(RepoKind::Model, editedRepo(), Section::Files);
                },
            .ready =
                [path, keys, then, isPressed](TourStage &stage) {
                    auto *tree = stage.visible<FileTreeView>();
                    if (!*isPressed) {
                        if (!tree || !stage.rowsShown("FileTreeView"))
                            return false;
                        tree->select(path);
                        if (tree->currentIndex().data(FileTreeModel::PathRole).toString() != path)
                            return false;
                        *isPressed = true;
                        press(*stage.visible<FilesSection>(), keys);
                        return false;
                    }
                    return then(stage);
                }};
}

QPushButton *buttonOf(const QWidget &dialog, const QString &text)
{
    for (auto *button : dialog.findChildren<QPushButton *>())
        if (button->isVisible() && button->text() == text)
            return button;
    return nullptr;
}

bool isAsked(TourStage &stage)
{
    return stage.visible<CommitDialog>();
}

// Types something and opens the question of what was changed.
bool isEdited(TourStage &stage, bool saves)
{
    auto *editor = stage.visible<FileEditor>();
    if (!editor || !editor->text()->isVisible())
        return false;
    if (!editor->isChanged()) {
        QTextCursor cursor(editor->text()->document());
        cursor.movePosition(QTextCursor::Down, QTextCursor::MoveAnchor, 2);
        cursor.insertText(u"  \"lora_dropout\": 0.1,\n"_s);
        if (saves)
            editor->save();
        return false;
    }
    return !saves || stage.visible<CommitDialog>();
}

bool isRefused(TourStage &stage)
{
    auto *dialog = stage.visible<CommitDialog>();
    if (!dialog)
        return false;
    if (QPushButton *remove = buttonOf(*dialog, u"Delete"_s); remove && remove->isEnabled()) {
        stage.hub().setFault("forbidden", (u"/api/models/%1/commit"_s.arg(editedRepo())).toUtf8());
        remove->click();
    }
    return buttonOf(*dialog, u"Try again"_s) != nullptr;
}

// Somebody else changes it before the commit.
bool isOvertaken(TourStage &stage, const QString &path)
{
    auto *editor = stage.visible<FileEditor>();
    if (auto *dialog = stage.visible<CommitDialog>()) {
        if (QPushButton *newer = buttonOf(*dialog, u"Look at the newer one"_s)) {
            newer->click();
        } else if (QPushButton *commit = buttonOf(*dialog, u"Commit"_s);
                   commit && commit->isEnabled()) {
            const RepoId repo = *RepoId::parse(RepoKind::Model, editedRepo());
            stage.hub().store().commit(
                repo, u"main"_s, {.title = u"Theirs"_s, .adds = {{path, Content::bytes("{}\n")}}});
            commit->click();
        }
        return false;
    }
    if (editor && buttonOf(*editor, u"Compare with mine"_s))
        return true;
    isEdited(stage, true);
    return false;
}

// Something was typed before the program ended.
TourStep draftStep()
{
    return {.name = u"editor-draft"_s,
            .what = u"A file that was changed and not committed, after a new start"_s,
            .prepare =
                [](TourStage &stage) {
                    const RepoId repo = *RepoId::parse(RepoKind::Model, editedRepo());
                    const QString path = u"adapter_config.json"_s;
                    const Draft draft{.place = {stage.app().hub().endpoint(), repo, {}},
                                      .opened = path,
                                      .path = path,
                                      .base = "{}\n",
                                      .text = u"{\"lora_dropout\": 0.1}\n"_s,
                                      .at = QDateTime::currentDateTimeUtc().addSecs(-7'200)};
                    static_cast<void>(stage.app().drafts().keep(draft));
                    stage.open(RepoKind::Model, editedRepo(), Section::Files);
                },
            .ready =
                [](TourStage &stage) {
                    return stage.rowsShown("FileTreeView") && stage.visible<DraftStrip>();
                }};
}

} // namespace

QList<TourScene> commitScenes()
{
    const QString config = u"adapter_config.json"_s;
    const QKeySequence edit(Qt::CTRL | Qt::Key_E);
    return {{.steps = {commitStep(u"commit-delete"_s, u"The question before files are deleted"_s,
                                  u"notebooks"_s, QKeySequence(Qt::Key_Delete), isAsked)}},
            {.steps = {commitStep(u"commit-failed"_s, u"A commit that the Hub refuses"_s, config,
                                  QKeySequence(Qt::Key_Delete), isRefused)}},
            {.steps = {commitStep(u"commit-move"_s, u"A file that is renamed"_s, config,
                                  QKeySequence(Qt::Key_F2), isAsked)}},
            {.steps = {commitStep(u"editor"_s, u"A file that is edited"_s, config, edit,
                                  [](TourStage &stage) { return isEdited(stage, false); })}},
            {.steps = {commitStep(u"editor-save"_s, u"What was changed in a file"_s, config, edit,
                                  [](TourStage &stage) { return isEdited(stage, true); })}},
            {.steps = {commitStep(
                 u"editor-newer"_s, u"A file that somebody else has changed"_s, config, edit,
                 [config](TourStage &stage) { return isOvertaken(stage, config); })}},
            {.steps = {draftStep()}}};
}
