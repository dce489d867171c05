// What somebody changes in the repository, as small commits.
#include "app/text/safetext.h"
#include "ui/commit/commitdialog.h"
#include "ui/commit/fileeditor.h"
#include "ui/commit/repocopy.h"
#include "ui/preview/previewpane.h"
#include "ui/repo/filessection.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/selectionbar.h"
#include "ui/theme/icon.h"
#include "ui/theme/tokens.h"

#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostNames = 500; // that somebody reads
constexpr int kNamesShown = 6;

QWidget *namesOf(const QStringList &files)
{
    if (files.size() < 2)
        return nullptr;
    auto *list = new QListWidget;
    list->setAccessibleName(FilesSection::tr("Files"));
    list->setUniformItemSizes(true);
    list->setTextElideMode(Qt::ElideMiddle);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const QString &file : files.first(qMin(files.size(), kMostNames)))
        list->addItem(SafeText::path(file));
    if (const qsizetype more = files.size() - kMostNames; more > 0)
        list->addItem(FilesSection::tr("and %1 more").arg(more));
    list->setFixedHeight(qMin(list->count(), kNamesShown)
                             * qMax(list->sizeHintForRow(0), metrics::kChip)
                         + 2 * list->frameWidth());
    return list;
}

// The name without its folders and its ending, for typing over.
void selectName(QLineEdit &field)
{
    const QString text = field.text();
    const qsizetype from = text.lastIndexOf(u'/') + 1;
    const qsizetype dot = text.lastIndexOf(u'.');
    field.setSelection(int(from), int((dot > from ? dot : text.size()) - from));
}

} // namespace

CommitNews FilesSection::newsOf(const FileChange &made, const RepoChanged &end)
{
    CommitNews news{.repo = made.change.repo, .sentence = made.done};
    if (end.revision != made.change.revision) { // a pull request was opened
        news.pullRequest = end.revision.name().section(u'/', -1).toInt();
        news.detail = tr("In pull request %1.").arg(news.pullRequest);
    } else {
        news.undo = made.undone(end.commit);
        news.detail = tr("Committed to %1.")
                          .arg(SafeText::isolated(SafeText::line(made.change.revision.name())));
    }
    return news;
}

void FilesSection::connectChanges()
{
    const auto onKey = [this](const QKeySequence &key, void (FilesSection::*function)()) {
        auto *shortcut = new QShortcut(key, m_view);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, function] {
            if (const QString why = changeRefusal(); !why.isEmpty())
                emit said(why);
            else if (!chosen().isEmpty())
                (this->*function)();
        });
    };
    onKey(QKeySequence(Qt::Key_Delete), &FilesSection::askToDelete);
    onKey(QKeySequence(Qt::Key_F2), &FilesSection::askToMove);
}

void FilesSection::setOffline(const QString &why)
{
    m_offline = why;
    m_selection->setOffline(why);
    m_preview->setOffline(why);
    if (m_editor)
        m_editor->setOffline(why);
    for (auto *dialog : findChildren<CommitDialog *>())
        dialog->render();
}

// Who may write is known to the Hub only, which says so when it is asked to.
QString FilesSection::changeRefusal() const
{
    if (m_hub.isOffline())
        return m_hub.offlineReason();
    if (!m_hub.hasToken())
        return tr("Sign in to change files.");
    if (!place())
        return tr("The repository is not here yet.");
    return place()->revision.isCommit()
        ? tr("This is a single commit. Choose a branch to change its files.")
        : QString();
}

QStringList FilesSection::chosen() const
{
    return FileChange::topmost(m_view->selectedPaths());
}

void FilesSection::addChanges(QMenu &menu)
{
    const QString why = changeRefusal();
    QAction *move = menu.addAction(icon(u"edit"_s), tr("Rename or move…\tF2"), this,
                                   &FilesSection::askToMove);
    QAction *remove
        = menu.addAction(icon(u"trash"_s), tr("Delete…\tDel"), this, &FilesSection::askToDelete);
    for (QAction *action : {move, remove}) {
        action->setEnabled(why.isEmpty() && !chosen().isEmpty());
        action->setToolTip(why);
    }
    QAction *copy = menu.addAction(icon(u"copy"_s), tr("Copy to another repository…"), this,
                                   &FilesSection::askToCopy);
    copy->setEnabled(place() && m_account && m_account() && !m_hub.isOffline()
                     && !chosen().isEmpty());
    copy->setToolTip(m_hub.hasToken() ? m_hub.offlineReason() : tr("Sign in to change files."));
    if (!place() || !place()->revision.isCommit())
        return;
    QAction *restore = menu.addAction(icon(u"history"_s), tr("Restore on main…"), this,
                                      &FilesSection::askToRestore);
    restore->setEnabled(m_hub.hasToken() && !m_hub.isOffline() && !chosen().isEmpty());
    restore->setToolTip(m_hub.hasToken() ? m_hub.offlineReason() : tr("Sign in to change files."));
}

CommitDialog *FilesSection::openCommit(bool deletes, const QString &title, const QString &button,
                                       QWidget *body, const FileChange &change)
{
    auto *dialog
        = new CommitDialog({.hub = m_hub, .access = m_access},
                           deletes ? CommitDialog::Kind::Deletion : CommitDialog::Kind::Usual,
                           title, button, body, change, this);
    dialog->open();
    return dialog;
}

void FilesSection::askToDelete()
{
    const QStringList paths = chosen();
    const FileListing &listing = m_controller.listing();
    const FileChange change = FileChange::deletion(*place(), listing, paths);
    auto *dialog
        = openCommit(true, tr("Delete"), tr("Delete"), namesOf(listing.below(paths).paths), change);
    connect(dialog, &CommitDialog::newerWanted, this, &FilesSection::newerWanted);
    connect(dialog, &CommitDialog::committed, this,
            [this, after = rowBeside(paths)](const FileChange &made, const RepoChanged &end) {
                tell(made, end, after);
            });
}

void FilesSection::askToMove()
{
    const QStringList paths = chosen();
    const RepoPlace at = *place();
    const FileListing listing = m_controller.listing();
    const QString first = paths.first();
    const bool single = paths.size() == 1;
    auto *field = new QLineEdit(single ? first : first.section(u'/', 0, -2));
    field->setPlaceholderText(single ? QString() : tr("The repository's top folder"));
    field->setAccessibleName(single ? tr("New name, with its folders") : tr("Folder to move to"));
    auto *dialog = openCommit(false, tr("Rename or move"), single ? tr("Rename") : tr("Move"),
                              field, FileChange::movement(at, listing, paths, field->text()));
    connect(field, &QLineEdit::textChanged, dialog,
            [dialog, at, listing, paths](const QString &to) {
                dialog->setChange(FileChange::movement(at, listing, paths, to.trimmed()));
            });
    field->setFocus();
    selectName(*field);
    connect(dialog, &CommitDialog::newerWanted, this, &FilesSection::newerWanted);
    connect(dialog, &CommitDialog::committed, this,
            [this, paths, field](const FileChange &made, const RepoChanged &end) {
                tell(made, end, FileChange::movedTo(paths, field->text().trimmed()).constFirst());
            });
}

// Where the keys go when these rows are gone: the next one that stays, else the one before.
QString FilesSection::rowBeside(const QStringList &gone) const
{
    const QModelIndex row = m_view->currentIndex().siblingAtColumn(FileTreeModel::NameColumn);
    const auto pathAt
        = [&row](int at) { return row.siblingAtRow(at).data(FileTreeModel::PathRole).toString(); };
    const int rows = row.isValid() ? m_view->model()->rowCount(row.parent()) : 0;
    for (int at = row.row() + 1; at < rows; ++at)
        if (const QString path = pathAt(at); !path.isEmpty() && !gone.contains(path))
            return path;
    for (int at = row.row() - 1; at >= 0; --at)
        if (const QString path = pathAt(at); !path.isEmpty() && !gone.contains(path))
            return path;
    return row.parent().data(FileTreeModel::PathRole).toString();
}

// What an older commit has becomes what main has.
void FilesSection::askToRestore()
{
    m_restoring = m_hub.repoInfo(
        place()->repo(), Revision(),
        [this, paths = chosen(), old = *place(),
         oldListing = m_controller.listing()](const Result<RepoInfo> &info) {
            if (!info)
                return emit said(info.error().message);
            if (!isVisible() || !place() || place()->info.commit != old.info.commit)
                return; // somebody looks at something else by now
            RepoPlace now{Revision(), *info};
            now.info.summary.id = old.repo();
            const FileListing listing(now.info.files);
            const FileChange change = FileChange::restoration(now, listing, old, oldListing, paths);
            auto *dialog = openCommit(false, tr("Restore"), tr("Restore"),
                                      namesOf(oldListing.below(paths).paths), change);
            connect(dialog, &CommitDialog::newerWanted, this, &FilesSection::askToRestore);
            connect(dialog, &CommitDialog::committed, this,
                    [this](const FileChange &made, const RepoChanged &end) {
                        tell(made, end, currentPath());
                    });
        });
}

void FilesSection::askToCopy()
{
    auto *copy = new RepoCopy({.hub = m_hub, .access = m_access}, *m_account(),
                              {*place(), m_controller.listing(), chosen()}, this);
    connect(copy, &RepoCopy::said, this, &FilesSection::said);
    connect(copy, &RepoCopy::committed, this,
            [this](const FileChange &made, const RepoChanged &end) {
                if (made.change.repo == place()->repo())
                    return tell(made, end, currentPath());
                emit committed(newsOf(made, end));
            });
}

void FilesSection::tell(const FileChange &made, const RepoChanged &end, const QString &after)
{
    if (end.revision == made.change.revision) {
        m_wanted = after;
        m_unfold = false;
    }
    emit committed(newsOf(made, end));
}
