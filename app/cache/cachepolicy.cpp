#include "app/cache/cachepolicy.h"

#include "app/cache/cachewishes.h"
#include "app/text/format.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kDayMs = qint64(24) * 60 * 60 * 1'000;

QList<CacheProposal> oldRevisions(const CacheScan &scan, const CachePolicy &policy,
                                  const CacheUses &uses)
{
    QList<CacheProposal> all;
    for (qsizetype r = 0; r < scan.repos.size(); ++r) {
        const CacheRepo &repo = *scan.repos.at(r);
        QList<qsizetype> detached; // the newest first
        for (qsizetype v = 0; repo.isReadWhole() && v < repo.revisions.size(); ++v)
            if (repo.revisions.at(v).refs.isEmpty())
                detached << v;
        std::ranges::stable_sort(detached, std::ranges::greater(),
                                 [&repo](qsizetype v) { return repo.revisions.at(v).modifiedNs; });
        for (const qsizetype v :
             detached.sliced(std::min<qsizetype>(policy.keepRevisions, detached.size()))) {
            const QByteArray &commit = repo.revisions.at(v).commit;
            if (repo.id && !policy.pins.contains(repo.folder)
                && !policy.pins.contains(repo.folder + '/' + commit))
                all << CacheProposal{.item = {repo.folder, commit, {}, {}},
                                     .why = CacheProposal::Why::OldRevision,
                                     .frees = uses.frees(r, v),
                                     .limit = policy.keepRevisions};
        }
    }
    return all;
}

// What the disk holds, each content once, while repositories go.
class Contents final
{
public:
    explicit Contents(const CacheScan &scan)
    {
        for (const CacheRepoPtr &repo : scan.repos) {
            m_bytes += repo->notes;
            each(*repo, [this](const Number &number, qint64 bytes) {
                m_bytes += m_users[number]++ == 0 ? bytes : 0;
            });
        }
    }
    void remove(const CacheRepo &repo)
    {
        m_bytes -= repo.notes;
        each(repo, [this](const Number &number, qint64 bytes) {
            m_bytes -= --m_users[number] == 0 ? bytes : 0;
        });
    }
    qint64 bytes() const { return m_bytes; }

private:
    using Number = std::pair<quint64, quint64>;

    template<typename Use>
    static void each(const CacheRepo &repo, Use use)
    {
        for (const CacheBlob &blob : repo.blobs)
            if (blob.allocated > 0)
                use(Number(blob.device, blob.inode), blob.allocated);
    }

    QHash<Number, int> m_users; // names, of the repositories that are left
    qint64 m_bytes = 0;
};

bool hasPin(const CacheRepo &repo, const QSet<QByteArray> &pins)
{
    return pins.contains(repo.folder)
        || std::ranges::any_of(repo.revisions, [&](const CacheRevision &revision) {
               return pins.contains(repo.folder + '/' + revision.commit);
           });
}

} // namespace

QByteArray CachePolicy::toJson() const
{
    QStringList names;
    for (const QByteArray &pin : pins)
        names << QString::fromUtf8(pin);
    names.sort();
    return QJsonDocument(QJsonObject{{u"revisions"_s, keepRevisions},
                                     {u"days"_s, mostDays},
                                     {u"bytes"_s, mostBytes},
                                     {u"pins"_s, QJsonArray::fromStringList(names)}})
        .toJson(QJsonDocument::Compact);
}

CachePolicy CachePolicy::fromJson(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    CachePolicy policy{.keepRevisions = std::max(0, object["revisions"_L1].toInt()),
                       .mostDays = std::max(0, object["days"_L1].toInt()),
                       .mostBytes = std::max<qint64>(0, object["bytes"_L1].toInteger()),
                       .pins = {}};
    for (const QJsonValue &pin : object["pins"_L1].toArray())
        policy.pins << pin.toString().toUtf8();
    policy.pins.remove({});
    return policy;
}

QString CacheProposal::reason() const
{
    switch (why) {
    case CacheProposal::Why::OldRevision:
        return Format::plural(
            limit, tr("No branch or tag names it, and it is not the newest of such revisions."),
            tr("No branch or tag names it, and it is not one of the %1 newest of such revisions."));
    case CacheProposal::Why::NotUsed:
        return Format::plural(days, tr("Not used for one day."), tr("Not used for %1 days."));
    case CacheProposal::Why::TooMuch:
        return tr("Used least recently, and the cache is larger than %1.").arg(Format::size(limit));
    }
    Q_UNREACHABLE();
}

QList<CacheProposal> proposals(const CacheScan &scan, const CachePolicy &policy, qint64 nowMs)
{
    const CacheUses uses(scan);
    QList<qsizetype> byUse; // repositories that may go, the least recently used first
    Contents left(scan);
    for (qsizetype r = 0; r < scan.repos.size(); ++r) {
        if (scan.repos.at(r)->id && !hasPin(*scan.repos.at(r), policy.pins))
            byUse << r;
    }
    std::ranges::stable_sort(
        byUse, {}, [&scan](qsizetype r) { return CacheWishes::lastUsedNs(*scan.repos.at(r)); });
    QList<CacheProposal> all;
    QSet<CacheItem> ticked;
    for (const qsizetype r : std::as_const(byUse)) {
        const CacheRepo &repo = *scan.repos.at(r);
        const int days = int((nowMs - CacheWishes::lastUsedNs(repo) / 1'000'000) / kDayMs);
        const bool isOld = policy.mostDays > 0 && days > policy.mostDays;
        if (!isOld && (policy.mostBytes <= 0 || left.bytes() <= policy.mostBytes))
            continue;
        const CacheProposal proposal{.item = {repo.folder, {}, {}, {}},
                                     .why = isOld ? CacheProposal::Why::NotUsed
                                                  : CacheProposal::Why::TooMuch,
                                     .frees = uses.frees(r),
                                     .days = days,
                                     .limit = isOld ? policy.mostDays : policy.mostBytes};
        left.remove(repo);
        ticked << proposal.item;
        all << proposal;
    }
    if (policy.keepRevisions > 0)
        for (const CacheProposal &old : oldRevisions(scan, policy, uses))
            if (!ticked.contains({old.item.repo, {}, {}, {}}))
                all << old;
    return all;
}
