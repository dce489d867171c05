#include "ui/cache/cachedigest.h"

#include "app/cache/cachewishes.h"
#include "app/cache/cleanwords.h"
#include "app/text/format.h"
#include "app/text/safetext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostStaying = 20'000; // files that say why: more nobody opens
constexpr qsizetype kMostStayingLines = 1'000;

CacheRepoPtr repoIn(const CacheScan &scan, const QByteArray &folder)
{
    const auto it = std::ranges::lower_bound(scan.repos, folder, {},
                                             [](const CacheRepoPtr &repo) { return repo->folder; });
    return it == scan.repos.end() || (*it)->folder != folder ? nullptr : *it;
}

const CacheRevision *revisionIn(const CacheRepo &repo, const QByteArray &commit)
{
    const auto it = std::ranges::find(repo.revisions, commit, &CacheRevision::commit);
    return it == repo.revisions.end() ? nullptr : &*it;
}

// What people call a revision: a name that leads to it, else the beginning of its hash.
QString revisionName(const CacheRepo *repo, const QByteArray &commit)
{
    const CacheRevision *revision = repo ? revisionIn(*repo, commit) : nullptr;
    const QByteArray name = revision && !revision->refs.isEmpty() ? revision->refs.first()
        : commit.size() == 40                                     ? commit.first(7)
                                                                  : commit;
    return SafeText::line(QString::fromUtf8(name));
}

using PlanKept = DeletePlan::Kept;

QString keptWord(const CacheScan &scan, const PlanKept &kept)
{
    switch (kept.reason) {
    case PlanKept::Reason::UsedByRevision:
        return revisionName(repoIn(scan, kept.item.repo).get(), kept.by);
    case PlanKept::Reason::UsedByRepo: return cacheRepoName(scan, kept.by);
    case PlanKept::Reason::LinkedElsewhere: return CachePlanWords::tr("linked elsewhere");
    case PlanKept::Reason::NoNote: return CachePlanWords::tr("users not known");
    case PlanKept::Reason::StoreReadOnly: return CachePlanWords::tr("store not known");
    case PlanKept::Reason::Outside: return CachePlanWords::tr("lies elsewhere");
    case PlanKept::Reason::Pinned: return CachePlanWords::tr("pinned");
    case PlanKept::Reason::NotARepo: return CachePlanWords::tr("not of the Hub");
    case PlanKept::Reason::FolderIsLink: return CachePlanWords::tr("folder is a link");
    }
    Q_UNREACHABLE_RETURN({});
}

// The plan says which content of a revision stays; the rows are files.
class StayingFiles
{
public:
    void add(const PlanKept &kept, const QString &word)
    {
        if (kept.blob.isEmpty() || !kept.item.path.isEmpty() || !kept.item.blob.isEmpty())
            m_words.insert(kept.item, word);
        else
            m_contents[{.repo = kept.item.repo, .commit = kept.item.commit}].insert(kept.blob,
                                                                                    word);
    }

    QHash<CacheItem, QString> words(const CacheScan &scan) const
    {
        QHash<CacheItem, QString> all = m_words;
        for (const auto &[item, contents] : m_contents.asKeyValueRange())
            if (const CacheRepoPtr repo = repoIn(scan, item.repo))
                for (const CacheRevision &revision : repo->revisions)
                    if (item.commit.isEmpty() || item.commit == revision.commit)
                        addFiles(*repo, revision, contents, all);
        return all;
    }

private:
    static void addFiles(const CacheRepo &repo, const CacheRevision &revision,
                         const QHash<QByteArray, QString> &contents, QHash<CacheItem, QString> &all)
    {
        for (const CacheEntry &file : revision.files)
            if (const auto word = file.blob < 0 ? contents.cend()
                                                : contents.constFind(repo.blobs.at(file.blob).name);
                word != contents.cend() && all.size() < kMostStaying)
                all.insert({.repo = repo.folder, .commit = revision.commit, .path = file.path},
                           *word);
    }

    QHash<CacheItem, QString> m_words;
    QHash<CacheItem, QHash<QByteArray, QString>> m_contents; // of revisions or repositories
};

// Where the folder of a repository leads; empty: it is one.
QString linkOf(const CacheScan &scan, const QByteArray &folder)
{
    const CacheRepoPtr repo = repoIn(scan, folder);
    if (!repo || !repo->isLink)
        return {};
    const auto link = std::ranges::find(repo->problems, folder, &CacheProblem::path);
    return link == repo->problems.cend() ? CachePlanWords::tr("another place")
                                         : SafeText::path(QString::fromUtf8(link->detail));
}

// Revisions with a name that lose files and stay.
QString losersOf(const CacheScan &scan, const QSet<CacheItem> &ticked)
{
    QStringList names;
    for (const CacheItem &item : ticked) {
        const CacheRepoPtr repo = item.path.isEmpty() ? nullptr : repoIn(scan, item.repo);
        const CacheRevision *revision = repo ? revisionIn(*repo, item.commit) : nullptr;
        if (!revision || revision->refs.isEmpty())
            continue;
        const QString name = revisionName(repo.get(), item.commit);
        if (!names.contains(name))
            names << name;
    }
    names.sort();
    return names.join(u", "_s);
}

} // namespace

QString cacheItemName(const CacheScan &scan, const CacheItem &item)
{
    const QString repo = cacheRepoName(scan, item.repo);
    if (item.blob.endsWith(".incomplete"))
        return CachePlanWords::tr("%1 · unfinished download").arg(repo);
    if (!item.blob.isEmpty())
        return CachePlanWords::tr("%1 · %2").arg(
            repo, SafeText::line(QString::fromUtf8(item.blob.left(12))));
    if (item.commit.isEmpty())
        return repo;
    const CacheRepoPtr in = repoIn(scan, item.repo);
    const QString revision = revisionName(in.get(), item.commit);
    return item.path.isEmpty()
        ? CachePlanWords::tr("%1 · %2").arg(repo, revision)
        : CachePlanWords::tr("%1 · %2 · %3")
              .arg(repo, revision, SafeText::path(QString::fromUtf8(item.path)));
}

QString cacheRepoName(const CacheScan &scan, const QByteArray &folder)
{
    const CacheRepoPtr repo = repoIn(scan, folder);
    return repo && repo->id ? SafeText::repoName(repo->id->owner(), repo->id->name())
                            : SafeText::line(QString::fromUtf8(folder));
}

CacheDigest CacheDigest::of(const CacheScan &scan, int days, qint64 nowMs)
{
    CacheDigest digest;
    digest.uses = std::make_shared<const CacheUses>(scan);
    for (qsizetype n = 0; n < scan.repos.size(); ++n) {
        const CacheRepo &repo = *scan.repos.at(n);
        digest.known.insert({.repo = repo.folder}, digest.uses->frees(n));
        for (qsizetype r = 0; r < repo.revisions.size(); ++r)
            digest.known.insert({.repo = repo.folder, .commit = repo.revisions.at(r).commit},
                                digest.uses->frees(n, r));
    }
    using What = CacheWish::What;
    const auto add = [&](What what, const QSet<CacheItem> &items) {
        digest.wishes << CacheWish{what, items,
                                   items.isEmpty() ? 0 : DeletePlan::of(scan, items).frees};
    };
    add(What::OldRevisions, CacheWishes::detached(scan));
    add(What::Unfinished, CacheWishes::unfinished(scan, nowMs));
    add(What::NotUsed, CacheWishes::notUsedFor(scan, days, nowMs));
    add(What::Duplicates, CacheWishes::duplicates(scan));
    add(What::Superseded, CacheWishes::supersededQuantisations(scan));
    add(What::Broken, CacheWishes::broken(scan));
    return digest;
}

CacheTreeModel::Frees CacheDigest::frees() const
{
    return [uses = uses, known = known](const CacheItem &item) {
        const auto it = known.constFind(item);
        return it == known.cend() ? uses->freesAlone(item) : *it;
    };
}

CachePlanWords CachePlanWords::of(const DeletePlan &plan, const CacheScan &scan,
                                  const QSet<CacheItem> &ticked, const CacheUses &uses)
{
    CachePlanWords words;
    words.title = tr("Frees %1").arg(Format::size(plan.frees));
    QStringList counts;
    const auto count = [&counts](qint64 number, const QString &one, const QString &many) {
        if (number > 0)
            counts << Format::plural(number, one, many);
    };
    count(plan.repos, tr("1 repository"), tr("%1 repositories"));
    count(plan.revisions, tr("1 revision"), tr("%1 revisions"));
    count(plan.files, tr("1 file"), tr("%1 files"));
    if (plan.files == 0)
        count(plan.contents, tr("1 content"), tr("%1 contents"));
    const QString went = counts.join(u", "_s);
    words.takeKept(plan, scan);
    QSet<CacheItem> kept;
    for (const PlanKept &each : plan.kept)
        if (each.blob.isEmpty())
            kept << each.item;
    for (const CacheItem &item : ticked - kept) {
        const QString link = linkOf(scan, item.repo);
        words.goes << Line{cacheItemName(scan, item), uses.freesAlone(item),
                           link.isEmpty() ? QString() : tr("Lies at %1.").arg(link), item};
    }
    words.going = goingCommits(plan);
    for (const DeletePlan::VanishingRef &ref : plan.refs)
        words.refs << Line{tr("%1 · %2").arg(cacheRepoName(scan, ref.repo),
                                             SafeText::line(QString::fromUtf8(ref.ref))),
                           -1, tr("It leads nowhere until the revision is fetched again.")};
    std::ranges::stable_sort(words.goes, std::greater(), &Line::bytes);
    if (!words.goes.isEmpty())
        words.what = words.goes.size() == 1
            ? tr("%1: %2").arg(words.goes.first().what, went)
            : tr("%1 and %2 more: %3")
                  .arg(words.goes.first().what, Format::exactCount(words.goes.size() - 1), went);
    QStringList all{went, words.counts};
    all.removeAll(QString());
    words.counts = all.join(u" · "_s);
    QStringList detail;
    const QString losers = losersOf(scan, ticked);
    if (!plan.refs.isEmpty())
        detail << (plan.refs.size() == 1
                       ? tr("A ref vanishes: %1.").arg(words.refs.first().what)
                       : tr("%1 refs vanish.").arg(Format::exactCount(plan.refs.size())));
    else if (!plan.isEmpty() && !losers.isEmpty())
        detail << tr("It belongs to %1; loading it needs the network again.").arg(losers);
    else if (!plan.isEmpty())
        detail << tr("No branch, tag or pull request points to any of it.");
    detail << tr("The quarantine keeps it for 7 days, then frees the space.");
    words.detail = detail.join(u' ');
    return words;
}

void CachePlanWords::takeKept(const DeletePlan &plan, const CacheScan &scan)
{
    QHash<QString, qint64> keeps;
    QHash<std::pair<QString, QString>, qsizetype> lines; // what and why
    StayingFiles files;
    for (const PlanKept &kept : plan.kept) {
        const QString word = keptWord(scan, kept);
        const QString reason = CleanWords::reason(kept, word);
        const QString item = cacheItemName(scan, kept.item);
        const auto known = lines.constFind({item, reason});
        if (known != lines.cend()) {
            stays[*known].bytes += kept.bytes;
        } else if (stays.size() < kMostStayingLines) {
            lines.insert({item, reason}, stays.size());
            stays << Line{item, kept.bytes, reason};
        }
        keeps[word] += kept.bytes;
        files.add(kept, word);
    }
    staying = files.words(scan);
    std::ranges::stable_sort(stays, std::greater(), &Line::bytes);
    if (plan.stays > 0)
        counts = keeps.size() == 1
            ? tr("%1 stay: %2").arg(Format::size(plan.stays), keeps.cbegin().key())
            : tr("%1 stay, needed elsewhere").arg(Format::size(plan.stays));
}

void CachePlanWords::noteUsers(const QList<InUse> &found)
{
    QStringList programs;
    for (const InUse &user : found)
        programs << SafeText::line(user.program);
    programs.removeDuplicates();
    if (!programs.isEmpty())
        users = tr("%1 has some of it open, and the space comes free when it closes that.")
                    .arg(programs.join(u", "_s));
}
