// What the rows of the cache's tree say.
#include "models/cachetreenode.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/columnheader.h"

#include <QTimeZone>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace {

QDateTime timeOfNs(qint64 ns)
{
    return ns > 0 ? QDateTime::fromMSecsSinceEpoch(ns / 1'000'000, QTimeZone::UTC) : QDateTime();
}

QString cacheWord(const QByteArray &bytes)
{
    return SafeText::line(QString::fromUtf8(bytes));
}

QString shortCommit(const QByteArray &commit)
{
    return cacheWord(commit.size() == 40 ? commit.first(7) : commit);
}

// For screen readers, which do not see the columns.
QString cacheRowMeaning(const QModelIndex &row)
{
    using Model = CacheTreeModel;
    const QString frees = row.siblingAtColumn(Model::FreesColumn).data().toString();
    QStringList parts{row.data().toString(),
                      row.siblingAtColumn(Model::SizeColumn).data().toString(),
                      frees.isEmpty() ? QString() : Model::tr("frees %1").arg(frees),
                      row.siblingAtColumn(Model::RefsColumn).data().toString()};
    parts.removeAll(QString());
    return parts.join(u", "_s);
}

} // namespace

CacheItem CacheTreeModel::itemOf(const Spot &spot) const
{
    CacheItem item;
    if (!spot.node)
        return item;
    const CacheRepo &repo = *spot.node->repo;
    item.repo = repo.folder;
    if (spot.kind == Kind::Revision || spot.kind == Kind::File)
        item.commit = repo.revisions.at(spot.branch->revision).commit;
    if (spot.kind == Kind::File)
        item.path = repo.revisions.at(spot.branch->revision).files.at(spot.file).path;
    if (spot.kind == Kind::Blob)
        item.blob = repo.blobs.at(spot.file).name;
    return item;
}

const CacheBlob *CacheTreeModel::blobOf(const Spot &spot) const
{
    const CacheRepo &repo = *spot.node->repo;
    const qint32 blob = spot.kind == Kind::Blob
        ? spot.file
        : repo.revisions.at(spot.branch->revision).files.at(spot.file).blob;
    return blob < 0 ? nullptr : &repo.blobs.at(blob);
}

qint64 CacheTreeModel::sizeOf(const Spot &spot) const
{
    switch (spot.kind) {
    case Kind::Group: return keyOf(*m_groups[size_t(spot.group)]);
    case Kind::Repo: return spot.node->size;
    case Kind::Revision:
    case Kind::Loose: return spot.branch->size;
    case Kind::File:
    case Kind::Blob: break;
    }
    const CacheBlob *blob = blobOf(spot);
    return blob ? blob->size : -1;
}

qint64 CacheTreeModel::timeOf(const Spot &spot, int column) const
{
    const bool used = column == UsedColumn;
    switch (spot.kind) {
    case Kind::Group: return 0;
    case Kind::Repo: return used ? spot.node->used : spot.node->changed;
    case Kind::Revision:
    case Kind::Loose: return used ? spot.branch->used : spot.branch->changed;
    case Kind::File:
    case Kind::Blob: break;
    }
    const CacheBlob *blob = blobOf(spot);
    return !blob ? 0 : used ? blob->accessedNs : blob->modifiedNs;
}

qint64 CacheTreeModel::freesOf(const Spot &spot) const
{
    const auto sum = [this](const auto &places, const auto &one) {
        qint64 all = m_frees ? 0 : -1;
        for (const qint32 slot : places)
            all += m_frees ? std::max<qint64>(0, one(slot)) : 0;
        return all;
    };
    switch (spot.kind) {
    case Kind::Group:
        return sum(m_groups[size_t(spot.group)]->shown,
                   [this](qint32 slot) { return m_nodes[size_t(slot)]->frees; });
    case Kind::Repo: return spot.node->frees;
    case Kind::Loose:
        return sum(spot.branch->files, [this, &spot](qint32 blob) {
            return freesOf(
                {.repo = spot.node->repo->folder, .blob = spot.node->repo->blobs.at(blob).name});
        });
    case Kind::Revision:
    case Kind::File:
    case Kind::Blob: break;
    }
    return freesOf(itemOf(spot));
}

QString CacheTreeModel::nameOf(const Spot &spot) const
{
    switch (spot.kind) {
    case Kind::Group: return SafeText::line(m_groups[size_t(spot.group)]->title);
    case Kind::Repo:
        if (const auto &id = spot.node->repo->id)
            return SafeText::repoName(id->owner(), id->name());
        return cacheWord(spot.node->repo->folder);
    case Kind::Revision:
        return shortCommit(spot.node->repo->revisions.at(spot.branch->revision).commit);
    case Kind::Loose: {
        const auto unfinished = [&](qint32 blob) {
            return spot.node->repo->blobs.at(blob).kind == CacheBlob::Kind::Unfinished;
        };
        return std::ranges::all_of(spot.branch->files, unfinished) ? tr("Unfinished downloads")
                                                                   : tr("Not used by any revision");
    }
    case Kind::File: return SafeText::path(QString::fromUtf8(itemOf(spot).path));
    case Kind::Blob: return cacheWord(itemOf(spot).blob);
    }
    Q_UNREACHABLE_RETURN({});
}

QString CacheTreeModel::refsOf(const Spot &spot) const
{
    if (const QString why = m_stays.isEmpty() ? QString() : m_stays.value(itemOf(spot));
        !why.isEmpty())
        return tr("stays: %1").arg(SafeText::line(why));
    const auto &revisions = spot.node ? spot.node->repo->revisions : QList<CacheRevision>();
    switch (spot.kind) {
    case Kind::Group: {
        const auto count
            = std::ranges::count_if(m_groups[size_t(spot.group)]->shown, [this](qint32 slot) {
                  return m_nodes[size_t(slot)]->repo->id.has_value();
              });
        return count == 0 ? QString()
                          : Format::plural(count, tr("1 repository"), tr("%1 repositories"));
    }
    case Kind::Repo: {
        const QList<CacheProblem> &problems = spot.node->repo->problems;
        if (std::ranges::contains(problems, CacheProblem::Kind::MissingBlob, &CacheProblem::kind))
            return tr("file missing");
        if (!problems.isEmpty())
            return Format::plural(problems.size(), tr("1 warning"), tr("%1 warnings"));
        QList<QByteArray> refs;
        for (const CacheRevision &revision : revisions)
            refs += revision.refs;
        return refs.isEmpty()  ? tr("none")
            : refs.size() == 1 ? cacheWord(refs.first())
                               : Format::plural(refs.size(), tr("1 ref"), tr("%1 refs"));
    }
    case Kind::Revision: {
        QStringList names;
        for (const QByteArray &ref : revisions.at(spot.branch->revision).refs)
            names << cacheWord(ref);
        return names.isEmpty() ? tr("none") : names.join(", "_L1);
    }
    case Kind::Loose: return {};
    case Kind::File:
    case Kind::Blob: break;
    }
    const CacheBlob *blob = blobOf(spot);
    if (!blob || blob->kind == CacheBlob::Kind::Lost)
        return tr("file missing");
    switch (blob->kind) {
    case CacheBlob::Kind::Unfinished: return tr("unfinished");
    case CacheBlob::Kind::Shared: return tr("in the shared store");
    case CacheBlob::Kind::Elsewhere: return tr("lies elsewhere");
    case CacheBlob::Kind::Content:
    case CacheBlob::Kind::InSnapshot:
    case CacheBlob::Kind::Other:
    case CacheBlob::Kind::Lost: break;
    }
    return {};
}

QString CacheTreeModel::pathOf(const Spot &spot) const
{
    if (!spot.node)
        return {};
    const CacheItem item = itemOf(spot);
    QByteArray path = item.repo;
    if (!item.commit.isEmpty())
        path += "/snapshots/" + item.commit;
    if (!item.path.isEmpty())
        path += '/' + item.path;
    if (spot.kind == Kind::Loose || spot.kind == Kind::Blob)
        path += "/blobs";
    if (!item.blob.isEmpty())
        path += '/' + item.blob;
    return QString::fromUtf8(path);
}

bool CacheTreeModel::isPinned(const Spot &spot) const
{
    if (!spot.node || m_pins.isEmpty())
        return false;
    const CacheItem item = itemOf(spot);
    return m_pins.contains(item.repo)
        || (!item.commit.isEmpty() && m_pins.contains(item.repo + '/' + item.commit));
}

QString CacheTreeModel::toolTipOf(const Spot &spot) const
{
    QStringList lines{spot.kind == Kind::Group ? nameOf(spot) : SafeText::path(pathOf(spot))};
    if (const qint64 size = sizeOf(spot); size >= 0)
        lines << tr("%1 bytes").arg(Format::exactCount(size));
    if (const qint64 frees = freesOf(spot); frees >= 0)
        lines << tr("Frees %1: whole blocks of the disk, with links and notes")
                     .arg(Format::size(frees));
    if (spot.kind == Kind::Revision)
        lines << refsOf(spot);
    if (isPinned(spot))
        lines << tr("Never cleaned");
    if (spot.kind == Kind::Repo && !spot.node->repo->problems.isEmpty())
        lines << Format::plural(spot.node->repo->problems.size(), tr("1 warning"),
                                tr("%1 warnings"));
    return lines.join(u'\n');
}

QString CacheTreeModel::text(const Spot &spot, int column) const
{
    switch (column) {
    case NameColumn: return nameOf(spot);
    case SizeColumn: return Format::size(sizeOf(spot));
    case FreesColumn: return Format::size(freesOf(spot));
    case UsedColumn:
    case ChangedColumn: return Format::ago(timeOfNs(timeOf(spot, column)), m_now);
    case RefsColumn: return refsOf(spot);
    default: return {};
    }
}

Qt::CheckState CacheTreeModel::tickOf(const Spot &spot) const
{
    const auto joint = [](const auto &places, const auto &one) {
        bool all = !places.empty();
        bool any = false;
        for (const qint32 slot : places) {
            const Qt::CheckState state = one(slot);
            all = all && state == Qt::Checked;
            any = any || state != Qt::Unchecked;
        }
        return all ? Qt::Checked : any ? Qt::PartiallyChecked : Qt::Unchecked;
    };
    if (spot.kind == Kind::Group)
        return joint(m_groups[size_t(spot.group)]->shown, [this](qint32 slot) {
            return m_ticks.of({.repo = m_nodes[size_t(slot)]->repo->folder});
        });
    if (spot.kind == Kind::Loose)
        return joint(spot.branch->files, [this, &spot](qint32 blob) {
            return m_ticks.of(
                {.repo = spot.node->repo->folder, .blob = spot.node->repo->blobs.at(blob).name});
        });
    return m_ticks.of(itemOf(spot));
}

QVariant CacheTreeModel::roleOf(const Spot &spot, int role) const
{
    switch (role) {
    case KindRole: return QVariant::fromValue(spot.kind);
    case RepoKindRole:
        return spot.node && spot.node->repo->id ? QVariant::fromValue(spot.node->repo->id->kind())
                                                : QVariant();
    case ItemRole:
        return spot.kind == Kind::Group || spot.kind == Kind::Loose
            ? QVariant()
            : QVariant::fromValue(itemOf(spot));
    case RefsRole: {
        QStringList refs;
        if (spot.kind == Kind::Revision)
            for (const QByteArray &ref : spot.node->repo->revisions.at(spot.branch->revision).refs)
                refs << cacheWord(ref);
        return refs;
    }
    case ProblemsRole: return spot.kind == Kind::Repo ? int(spot.node->repo->problems.size()) : 0;
    case StaysRole: return spot.node && (m_stays.contains(itemOf(spot)) || isPinned(spot));
    case PinnedRole: return isPinned(spot);
    case PathRole: return pathOf(spot);
    default: return {};
    }
}

QVariant CacheTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Spot spot = spotOf(index);
    switch (role) {
    case Qt::DisplayRole: return text(spot, index.column());
    case Qt::ToolTipRole: return toolTipOf(spot);
    case Qt::CheckStateRole:
        return index.column() == NameColumn ? QVariant(tickOf(spot)) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == NameColumn || index.column() == RefsColumn
            ? int(Qt::AlignLeft | Qt::AlignVCenter)
            : int(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return index.column() == NameColumn ? QVariant(cacheRowMeaning(index)) : QVariant();
    default: return roleOf(spot, role);
    }
}

bool CacheTreeModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !index.isValid() || index.column() != NameColumn)
        return false;
    tick(itemsOf(index), value.value<Qt::CheckState>() == Qt::Checked);
    return true;
}

Qt::ItemFlags CacheTreeModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (index.column() == NameColumn)
        flags |= Qt::ItemIsUserCheckable;
    if (cachetree::below(index.internalId()) == cachetree::Below::Branch)
        flags |= Qt::ItemNeverHasChildren;
    return flags;
}

QVariant CacheTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (section < 0 || section >= kColumns)
        return {};
    const auto name = std::array{tr("Repository, revision, file"),
                                 tr("Size"),
                                 tr("Frees"),
                                 tr("Last used"),
                                 tr("Last changed"),
                                 tr("Refs")};
    return columnHeader(name[size_t(section)], section != NameColumn && section != RefsColumn,
                        orientation, role);
}
