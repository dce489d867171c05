#include "ui/cache/cacheactions.h"

#include "app/hub/revision.h"
#include "ui/cache/cachecontroller.h"
#include "ui/cache/cacheview.h"
#include "ui/cache/partfinder.h"
#include "ui/cache/planpanel.h"
#include "ui/theme/icon.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeySequence>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;
using CacheKind = CacheTreeModel::Kind;

CacheActions::CacheActions(CacheView *view, CacheController &controller, QWidget *page)
    : QObject(view)
    , m_view(view)
    , m_controller(controller)
    , m_tick(add(view, tr("Tick or untick"), Qt::Key_Space, u"check"_s))
    , m_remove(add(view, tr("Quarantine"), QKeySequence::Delete, u"archive"_s))
    , m_removeForGood(
          add(view, tr("Delete for good…"), QKeySequence(Qt::SHIFT | Qt::Key_Delete), u"trash"_s))
    , m_undo(add(page, tr("Undo the last cleaning"), QKeySequence::Undo, u"back"_s))
    , m_look(add(page, tr("Look again"), QKeySequence(Qt::Key_F5), u"retry"_s))
{
    connect(m_tick, &QAction::triggered, view, &CacheView::tickSelected);
    connect(m_remove, &QAction::triggered, this, [this] { remove(false); });
    connect(m_removeForGood, &QAction::triggered, this, [this] { remove(true); });
    connect(m_undo, &QAction::triggered, this, &CacheActions::undoWanted);
    connect(m_look, &QAction::triggered, this, &CacheActions::lookWanted);
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(view, &QWidget::customContextMenuRequested, this, &CacheActions::showMenu);
    connect(view, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        const QModelIndex row = index.siblingAtColumn(0);
        m_view->setExpanded(row, !m_view->isExpanded(row));
    });
    enable();
}

QAction *CacheActions::add(QWidget *place, const QString &text, const QKeySequence &keys,
                           const QString &iconName)
{
    auto *action = new QAction(icon(iconName), text, place);
    action->setShortcut(keys);
    action->setShortcutContext(place == m_view ? Qt::WidgetShortcut
                                               : Qt::WidgetWithChildrenShortcut);
    place->addAction(action);
    return action;
}

void CacheActions::enable()
{
    const auto &history = m_controller.cleaner().history();
    const bool busy = m_controller.cleaner().isBusy();
    m_remove->setEnabled(!busy);
    m_removeForGood->setEnabled(!busy);
    m_undo->setEnabled(!busy && !history.isEmpty() && canUndo(history.first()));
}

bool CacheActions::meansTicked() const
{
    const QSet<CacheItem> chosen = m_view->selectedItems();
    return !m_controller.model().ticked().isEmpty()
        && std::ranges::all_of(chosen, [this](const CacheItem &item) {
               return m_controller.model().tickOf(item) == Qt::Checked;
           });
}

// What is ticked goes when the chosen rows are, too; else these are ticked instead, and what they
// would take with them is shown before anything happens. What was ticked before is so again after.
void CacheActions::remove(bool forGood)
{
    const bool ticked = meansTicked();
    if (!ticked) {
        const QSet<CacheItem> before = m_controller.model().ticked();
        m_controller.model().clearTicks();
        m_controller.model().tick(m_view->selectedItems(), true);
        m_setAside = before;
    }
    if (m_controller.model().ticked().isEmpty())
        return;
    if (ticked && !forGood && m_controller.hasPlan())
        emit cleanWanted();
    else
        emit reviewWanted(forGood);
}

void CacheActions::tickAgain()
{
    const QSet<CacheItem> before = std::exchange(m_setAside, {});
    if (before.isEmpty())
        return;
    m_controller.model().clearTicks();
    m_controller.model().tick(before, true);
}

void CacheActions::copy(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
}

QString CacheActions::pathOf(const QModelIndex &row) const
{
    const QString below = row.data(CacheTreeModel::PathRole).toString();
    return below.isEmpty() ? m_controller.root() : m_controller.root() + u'/' + below;
}

// Source: hub-api 26.2: "model/owner/name" or a commit.
QString CacheActions::commandOf(const QModelIndex &row)
{
    const auto item = row.data(CacheTreeModel::ItemRole).value<CacheItem>();
    const auto kind = row.data(CacheTreeModel::KindRole).value<CacheKind>();
    if (kind == CacheKind::Revision && isSha1Hex(QString::fromLatin1(item.commit)))
        return u"hf cache rm %1"_s.arg(QString::fromLatin1(item.commit));
    const QString path = QString::fromUtf8(item.repo);
    const QStringList parts = path.split(u"--"_s);
    if (kind != CacheKind::Repo || parts.size() < 2
        || !row.data(CacheTreeModel::RepoKindRole).isValid())
        return {};
    return u"hf cache rm %1/%2"_s.arg(parts.first().chopped(1), parts.sliced(1).join(u'/'));
}

// A repository, or the revision that the row is or belongs to.
void CacheActions::addPin(QMenu *menu, const CacheItem &item)
{
    const CacheRepoPtr repo = m_controller.model().repo(item.repo);
    if (!repo || !repo->id)
        return;
    const QByteArray pin = item.commit.isEmpty() ? item.repo : item.repo + '/' + item.commit;
    QAction *action = menu->addAction(icon(u"pin"_s),
                                      item.commit.isEmpty() ? tr("Never clean this repository")
                                                            : tr("Never clean this revision"));
    action->setCheckable(true);
    action->setChecked(m_controller.policy().pins.contains(pin));
    connect(action, &QAction::toggled, this, [this, pin](bool on) {
        CachePolicy policy = m_controller.policy();
        if (on)
            policy.pins.insert(pin);
        else
            policy.pins.remove(pin);
        m_controller.setPolicy(policy);
    });
}

// What the row is, or its repository has, when that is one revision of the Hub.
CacheItem CacheActions::revisionOf(const QModelIndex &row) const
{
    const auto item = row.data(CacheTreeModel::ItemRole).value<CacheItem>();
    const CacheRepoPtr repo = m_controller.model().repo(item.repo);
    if (!repo || !repo->id || !item.path.isEmpty() || !item.blob.isEmpty())
        return {};
    const bool isOne = item.commit.isEmpty() && repo->revisions.size() == 1;
    const QByteArray commit = isOne ? repo->revisions.constFirst().commit : item.commit;
    return isSha1Hex(QString::fromLatin1(commit)) ? CacheItem{.repo = item.repo, .commit = commit}
                                                  : CacheItem();
}

bool CacheActions::isUnfinished(const CacheItem &item) const
{
    const CacheRepoPtr repo = m_controller.model().repo(item.repo);
    return repo && repo->id && !PartFinder::contentOf(item.blob).isEmpty()
        && std::ranges::any_of(repo->blobs, [&item](const CacheBlob &blob) {
               return blob.kind == CacheBlob::Kind::Unfinished && blob.name == item.blob;
           });
}

CacheItem CacheActions::itemOf(QModelIndex row) const
{
    while (row.isValid() && !row.data(CacheTreeModel::ItemRole).isValid())
        row = row.parent();
    return row.data(CacheTreeModel::ItemRole).value<CacheItem>();
}

void CacheActions::showMenu(QPoint position)
{
    const QModelIndex row = m_view->indexAt(position).siblingAtColumn(0);
    if (!row.isValid())
        return;
    auto *menu = new QMenu(m_view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const CacheItem item = itemOf(row);
    if (const CacheRepoPtr repo = m_controller.model().repo(item.repo); repo && repo->id)
        menu->addAction(icon(u"cube"_s), tr("Open in Hubnaut"), this,
                        [this, id = *repo->id] { emit openRequested(id); });
    menu->addAction(icon(u"folder-open"_s), tr("Show in the file manager"), this,
                    [this, path = pathOf(row)] { emit showRequested(path); });
    if (const CacheItem revision = revisionOf(row); !revision.commit.isEmpty())
        menu->addAction(icon(u"save"_s), tr("Save as plain files…"), this,
                        [this, revision] { emit saveWanted(revision); });
    if (isUnfinished(item))
        menu->addAction(icon(u"download"_s), tr("Continue the download"), this,
                        [this, item] { emit continueWanted(item); });
    menu->addSeparator();
    const bool ticked = meansTicked();
    m_remove->setText(ticked ? tr("Quarantine what is ticked") : tr("Quarantine"));
    m_removeForGood->setText(ticked ? tr("Delete what is ticked for good…")
                                    : tr("Delete for good…"));
    menu->addActions({m_tick, m_remove, m_removeForGood});
    addPin(menu, item);
    menu->addAction(icon(u"clock"_s), tr("Propose by rules…"), this, &CacheActions::policyWanted);
    menu->addSeparator();
    if (!item.repo.isEmpty())
        menu->addAction(icon(u"shield"_s), tr("Verify this repository"), this,
                        [this, item] { emit verifyWanted(item.repo); });
    menu->addAction(icon(u"link"_s), tr("Turn copies into links…"), this,
                    &CacheActions::linkWanted);
    menu->addSeparator();
    menu->addAction(icon(u"copy"_s), tr("Copy the path"), this,
                    [this, path = pathOf(row)] { copy(path); });
    if (const QString command = commandOf(row); !command.isEmpty())
        menu->addAction(icon(u"terminal"_s), tr("Copy “%1”").arg(command), this,
                        [this, command] { copy(command); });
    menu->addSeparator();
    menu->addActions({m_undo, m_look});
    menu->popup(m_view->viewport()->mapToGlobal(position));
}
