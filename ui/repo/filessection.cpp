#include "ui/repo/filessection.h"

#include "app/cache/cacheindex.h"
#include "app/disk/cachelayout.h"
#include "app/text/repopath.h"
#include "app/text/safetext.h"
#include "ui/commit/draftstrip.h"
#include "ui/commit/fileeditor.h"
#include "ui/preview/previewpane.h"
#include "ui/repo/breadcrumb.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/hairline.h"
#include "ui/repo/selectionbar.h"
#include "ui/theme/icon.h"
#include "ui/widgets/stateview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kLeastPreview = 320;
constexpr int kTreeFirst = 456; // names, sizes and cached marks; the buttons below them
constexpr int kTreeShare = 45; // percent, where there is room for more
constexpr qsizetype kShownFilter = 40; // characters; what was typed is in its field

} // namespace

FilesSection::FilesSection(HubClient &hub, CacheIndex &cache, QWidget *parent)
    : RepoSection(parent)
    , m_controller(hub, cache)
    , m_view(new FileTreeView(*m_controller.model()))
    , m_memory(*m_view, *m_controller.model())
    , m_states(new StateView(m_view))
    , m_crumbs(new Breadcrumb)
    , m_filter(new QLineEdit)
    , m_expand(new QToolButton)
    , m_selection(new SelectionBar)
    , m_preview(new PreviewPane(hub))
    , m_splitter(new QSplitter)
    , m_body(new QStackedWidget)
    , m_hub(hub)
    , m_cache(cache)
    , m_access([this] { return HubAccess{.endpoint = m_hub.endpoint(), .token = m_hub.token()}; })
    , m_draftStrip(new DraftStrip)
    , m_upload(new QToolButton)
{
    m_states->setSkeletonRowHeight(metrics::kRow);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(filesColumn());
    m_splitter->addWidget(m_preview);
    m_preview->setMinimumWidth(kLeastPreview);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] {
        const QList<int> sizes = m_splitter->sizes();
        m_previewShare = qBound(1, sizes.last() * 100 / qMax(1, sizes.first() + sizes.last()), 99);
        emit previewShareChosen(m_previewShare);
    });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_body->addWidget(m_splitter);
    layout->addWidget(m_body);
    connectView();
    connectPreview();
    connectDrags();
    connectUploads();
    connectChanges();
    connectEditing();
}

// The tree's columns come first, the preview gets the rest.
void FilesSection::split()
{
    const int width = m_splitter->width() - m_splitter->handleWidth();
    const int tree = m_previewShare > 0 ? width - width * m_previewShare / 100
                                        : qMax(kTreeFirst, width * kTreeShare / 100);
    m_splitter->setSizes({tree, width - tree});
}

void FilesSection::setPreviewShare(int percent)
{
    m_previewShare = qBound(0, percent, 99);
    split();
}

void FilesSection::resizeEvent(QResizeEvent *event)
{
    RepoSection::resizeEvent(event);
    split();
}

QWidget *FilesSection::toolBar()
{
    auto *bar = new QWidget;
    bar->setFixedHeight(metrics::kToolBar);
    m_filter->setPlaceholderText(tr("Filter files"));
    m_filter->setAccessibleName(tr("Filter files"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon(u"search"_s), QLineEdit::LeadingPosition);
    m_filter->setMaximumWidth(220);
    m_filter->setMinimumWidth(110);
    m_expand->setIcon(icon(u"unfold"_s));
    m_expand->setAutoRaise(true);
    m_expand->setToolTip(tr("Open all folders"));
    m_expand->setAccessibleName(tr("Open all folders"));
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(metrics::kPagePadding, 0, metrics::kColumnGap, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_crumbs, 2);
    layout->addWidget(m_filter, 1);
    layout->addWidget(m_expand);
    layout->addWidget(m_upload);
    return bar;
}

QWidget *FilesSection::filesColumn()
{
    auto *column = new QWidget;
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(toolBar());
    layout->addWidget(hairline());
    layout->addWidget(m_draftStrip);
    layout->addWidget(m_states, 1);
    layout->addWidget(m_selection);
    return column;
}

void FilesSection::showPreview()
{
    const auto *entry
        = m_view->currentIndex().data(FileTreeModel::EntryRole).value<const TreeEntry *>();
    if (!place() || !entry || entry->type != TreeEntry::Type::File) {
        if (m_wanted.isEmpty() && m_view->currentIndex().isValid())
            m_preview->clear();
        return;
    }
    // The Hub counts the newest revision's parameters.
    PreviewFile file{.repo = place()->repo(),
                     .revision = place()->pinned(),
                     .entry = *entry,
                     .repoParameters = place()->isNewest() ? place()->info.summary.parameters : -1};
    file.localPath = cachedPath(entry->path);
    m_preview->show(file);
}

QString FilesSection::cachedPath(const QString &path) const
{
    if (!place() || !m_controller.isCached(path) || !RepoPath::parse(path))
        return {};
    return m_cache.root() + u'/' + CacheLayout::repoFolder(place()->repo()) + u"/snapshots/"_s
        + place()->pinned().name() + u'/' + path;
}

void FilesSection::retryRefused()
{
    m_preview->retryRefused();
}

void FilesSection::openFind()
{
    if (isEditing())
        return m_editor->openFind();
    const QWidget *keys = window()->focusWidget();
    if (keys != m_view && keys != m_filter && m_preview->openFind())
        return;
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

QWidget *FilesSection::keyTarget() const
{
    if (isEditing())
        return m_editor->keyTarget();
    return m_view;
}

void FilesSection::load(const RepoPlace &place)
{
    if (const auto &last = m_controller.place(); last && last->revision != place.revision)
        leaveWhatIsSaved();
    m_expanding = false;
    m_states->forgetContent();
    if (m_wanted.isEmpty()) {
        m_wanted = m_missing.isEmpty() ? currentPath() : m_missing; // stays at another revision
        m_unfold = false; // unless it was open
    }
    if (!m_missing.isEmpty())
        m_preview->clear();
    m_missing.clear();
    if (m_controller.model()->filter().isEmpty())
        m_memory.keep();
    m_controller.open(place);
    offerDrafts();
    if (!m_controller.model()->filter().isEmpty()) {
        m_expanding = true; // its matches may lie deep
        m_controller.loadAll();
    }
    onSelectionEdited();
}

FileListing::Sum FilesSection::selection() const
{
    return m_controller.selection(m_view->selectedPaths());
}

void FilesSection::applyFilter()
{
    const QString text = m_filter->text().trimmed();
    if (text == m_controller.model()->filter())
        return;
    const QString current = currentPath();
    if (m_controller.model()->filter().isEmpty())
        m_memory.keep();
    m_controller.model()->setFilter(text);
    m_expanding = !text.isEmpty();
    if (m_expanding) {
        m_controller.loadAll();
        m_view->expandAll();
    } else {
        if (!current.isEmpty())
            m_view->select(current);
        remember();
    }
    showMatches();
}

// What was open and selected before; the row that is to be shown comes first, for it selects.
void FilesSection::remember()
{
    m_memory.reopen();
    if (m_wanted.isEmpty())
        m_memory.reselect();
}

void FilesSection::clearFilter()
{
    m_filter->clear();
    applyFilter();
    m_view->setFocus(Qt::OtherFocusReason);
}

void FilesSection::render(const ViewState &state)
{
    m_state = state;
    m_unmatched.clear();
    m_states->setEmptyWords({u"folder-open"_s, tr("This revision has no files yet."), {}, {}});
    m_states->render(state);
    showMatches();
}

// Only what is listed to its end can be said not to match.
void FilesSection::showMatches()
{
    const FileTreeModel *model = m_controller.model();
    const QString filter = model->filter();
    const bool none = m_state.phase == ViewState::Phase::Ready && !filter.isEmpty()
        && model->rowCount() == 0 && model->isComplete();
    if (m_unmatched == (none ? filter : QString()))
        return;
    if (!none)
        return render(m_state);
    m_unmatched = filter;
    const QString shown = filter.size() > kShownFilter ? filter.left(kShownFilter) + u'…' : filter;
    m_states->setEmptyWords(
        {u"search"_s,
         tr("No file matches “%1”.").arg(SafeText::isolated(SafeText::line(shown))),
         {},
         tr("Clear the filter")});
    m_states->render({ViewState::Phase::Empty, {}});
}

void FilesSection::expandAll()
{
    m_expanding = true;
    m_controller.loadAll();
    m_view->expandAll();
}

void FilesSection::showPath(const QString &path, const Revision &revision)
{
    leaveWhatIsSaved();
    m_wanted = path;
    m_unfold = true;
    if (place() && place()->revision == revision)
        pursue();
}

// Opens the deepest folder above the wanted path that is here; its rows bring us back.
void FilesSection::pursue()
{
    if (m_wanted.isEmpty())
        return;
    FileTreeModel *const model = m_controller.model();
    if (model->indexOf(m_wanted).isValid()) {
        m_view->select(m_wanted);
        if (m_unfold)
            m_view->expand(m_view->currentIndex());
        m_wanted.clear();
        return;
    }
    const QString folder = model->deepestFolderOf(m_wanted);
    if (model->isListed(folder))
        return giveUp();
    m_view->expand(model->indexOf(folder));
    model->load(model->indexOf(folder));
}

void FilesSection::giveUp()
{
    m_missing = std::exchange(m_wanted, {});
    const QString path = SafeText::path(m_missing);
    const QString revision = SafeText::isolated(SafeText::line(place()->revision.name()));
    m_preview->clear(tr("%1 is not in revision %2.").arg(path, revision));
}

QString FilesSection::currentPath() const
{
    return m_view->currentIndex().data(FileTreeModel::PathRole).toString();
}

void FilesSection::onSelectionEdited()
{
    const QString path = currentPath();
    if (!path.isEmpty())
        m_missing.clear();
    QStringList parts;
    if (place())
        parts << SafeText::line(place()->repo().name());
    if (!path.isEmpty())
        for (const QString &part : path.split(u'/'))
            parts << SafeText::line(part);
    m_crumbs->setParts(parts);
    sumSelection();
    emit pathShown(path);
}

void FilesSection::sumSelection()
{
    const FileListing::Sum sum = selection();
    m_selection->setSelection(sum);
    emit selectionChanged(sum);
}

void FilesSection::openMenu(const QPoint &at)
{
    const QModelIndex index = m_view->indexAt(at);
    const QString path = index.data(FileTreeModel::PathRole).toString();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    if (path.isEmpty()) {
        addEditing(*menu, nullptr);
        addUploads(*menu);
        return menu->popup(m_view->viewport()->mapToGlobal(at));
    }
    const FileListing::Sum sum = selection();
    QAction *download = menu->addAction(icon(u"download"_s), tr("Download"), this,
                                        [this, sum] { emit downloadClicked(sum.paths); });
    QAction *toFolder = menu->addAction(icon(u"folder"_s), tr("Download to a folder…"), this,
                                        [this, sum] { emit toFolderClicked(sum.paths); });
    for (QAction *action : {download, toFolder}) {
        action->setEnabled(sum.files > 0 && m_offline.isEmpty());
        action->setToolTip(m_offline);
    }
    addUploads(*menu);
    addEditing(*menu, entryAt(path));
    addChanges(*menu);
    menu->addAction(icon(u"copy"_s), tr("Copy path"), this,
                    [path] { QGuiApplication::clipboard()->setText(path); });
    menu->addAction(icon(u"link"_s), sum.files > 1 ? tr("Copy addresses") : tr("Copy address"),
                    this, [this, sum] { emit copyWanted(sum.paths); });
    QAction *copyOut = menu->addAction(icon(u"copy"_s), tr("Copy for a file manager"), this,
                                       [this] { takeOut(Way::Clipboard); });
    copyOut->setEnabled(sum.files > 0);
    QAction *own = menu->addAction(icon(u"disk"_s), tr("Use a file I already have…"), this,
                                   [this, path] { askForOwnFile(path); });
    own->setEnabled(entryAt(path) && !m_controller.isCached(path));
    menu->addAction(icon(u"external"_s), tr("Open in browser"), this,
                    [this, path] { emit browserWanted(path); });
    menu->popup(m_view->viewport()->mapToGlobal(at));
}
