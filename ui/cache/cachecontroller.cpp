#include "ui/cache/cachecontroller.h"

#include "app/cache/cachefilter.h"
#include "app/cache/cleanwords.h"
#include "app/cache/inuse.h"
#include "app/disk/background.h"
#include "app/text/format.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;
using Phase = ViewState::Phase;

namespace {

// Of a repository either all, or its revisions that fit, or of these the files that do.
CacheTreeModel::Filter rowFilter(const CacheFilter &filter)
{
    return [filter, terms = filter.withoutWords(),
            now = QDateTime::currentMSecsSinceEpoch()](const CacheRepo &repo) {
        CacheTreeModel::Shown shown;
        if (filter.matches(repo, now))
            return shown;
        QSet<qint32> revisions;
        for (qint32 n = 0; n < repo.revisions.size(); ++n)
            if (filter.matches(repo, repo.revisions.at(n), now))
                revisions << n;
        if (!revisions.isEmpty()) {
            shown.revision = [revisions](qint32 n) { return revisions.contains(n); };
            return shown;
        }
        shown.file = [filter](const QByteArray &path) { return filter.matchesName(path); };
        shown.repo = filter.hasWords() && terms.matches(repo, now)
            && (std::ranges::any_of(repo.revisions,
                                    [&shown](const CacheRevision &revision) {
                                        return std::ranges::any_of(revision.files, shown.file,
                                                                   &CacheEntry::path);
                                    })
                || std::ranges::any_of(looseBlobs(repo), [&](qint32 blob) {
                       return shown.file(repo.blobs.at(blob).name);
                   }));
        return shown;
    };
}

} // namespace

CacheController::CacheController(CacheScanner &scanner, CacheCleaner &cleaner, QObject *parent)
    : QObject(parent)
    , m_scanner(scanner)
    , m_cleaner(cleaner)
{
    connectScanner();
    connectCleaner();
    connect(&m_model, &CacheTreeModel::ticksChanged, this, &CacheController::planAgain);
    if (!scan().root.isEmpty())
        takeScan();
}

void CacheController::connectScanner()
{
    connect(&m_scanner, &CacheScanner::begun, this, [this] {
        m_error.reset();
        tellState();
    });
    connect(&m_scanner, &CacheScanner::found, this, [this](const QList<CacheRepoPtr> &repos) {
        m_model.add(repos);
        tellState();
        emit scanChanged();
    });
    connect(&m_scanner, &CacheScanner::finished, this, &CacheController::takeScan);
    connect(&m_scanner, &CacheScanner::failed, this, [this](const HubError &error) {
        m_error = error;
        forget();
        tellState();
    });
}

void CacheController::connectCleaner()
{
    connect(&m_cleaner, &CacheCleaner::cleaned, this, &CacheController::tellCleaned);
    connect(&m_cleaner, &CacheCleaner::returned, this,
            [this](const QByteArray &, const Quarantine::Returned &result) {
                emit said(CleanWords::sentence(result));
                look();
            });
    connect(&m_cleaner, &CacheCleaner::freed, this, [this](const QByteArray &, bool complete) {
        emit said(complete ? tr("The space is free.")
                           : tr("A part of it could not be freed; it is tried again later."));
        look();
    });
    connect(&m_cleaner, &CacheCleaner::failed, this,
            [this](const HubError &error) { emit said(error.message); });
}

void CacheController::look()
{
    m_scanner.scan();
}

void CacheController::forget()
{
    m_model.clear();
    m_digest = {};
    ++m_digestRound;
    emit scanChanged();
    emit digestChanged();
}

void CacheController::takeScan()
{
    m_error.reset();
    m_digest.uses.reset(); // of what is no more
    QSet<QByteArray> folders;
    for (const CacheRepoPtr &repo : scan().repos)
        folders << repo->folder;
    m_model.add(scan().repos);
    m_model.keepOnly(folders);
    tellState();
    emit scanChanged();
    digestAgain();
    planAgain();
}

ViewState CacheController::state() const
{
    if (m_error)
        return {Phase::Failed, m_error};
    if (m_model.repoCount() > 0)
        return {Phase::Ready, {}};
    return {m_scanner.isScanning() || scan().root.isEmpty() ? Phase::Loading : Phase::Empty, {}};
}

void CacheController::tellState()
{
    emit stateChanged(state());
}

void CacheController::digestAgain()
{
    inBackground(
        *QThreadPool::globalInstance(), this,
        [scan = scan(), days = m_days] {
            return CacheDigest::of(scan, days, QDateTime::currentMSecsSinceEpoch());
        },
        [this, round = ++m_digestRound](const CacheDigest &digest) {
            if (round != m_digestRound)
                return;
            m_digest = digest;
            m_model.setFrees(digest.frees());
            emit digestChanged();
        });
}

qint64 CacheController::quarantined() const
{
    qint64 bytes = 0;
    for (const Cleaning &cleaning : m_cleaner.history())
        bytes += cleaning.state == Cleaning::State::Kept ? cleaning.bytes : 0;
    return bytes;
}

void CacheController::setDays(int days)
{
    m_days = days;
    digestAgain();
}

void CacheController::setPolicy(const CachePolicy &policy)
{
    if (policy == m_policy)
        return;
    m_policy = policy;
    m_model.setPins(policy.pins);
    planAgain();
    emit policyChanged();
}

QString CacheController::setFilter(const QString &text)
{
    const auto filter = CacheFilter::parse(text);
    if (!filter)
        return filter.error();
    m_nameSearched = filter->hasWords();
    m_model.setFilter(filter->isEmpty() ? CacheTreeModel::Filter() : rowFilter(*filter));
    return {};
}

void CacheController::planAgain()
{
    m_hasPlan = false;
    const int round = ++m_planRound;
    if (m_model.ticked().isEmpty()) {
        m_plan = {};
        m_words = {};
        m_model.setStays({});
        emit planChanged();
        return;
    }
    emit planBegun();
    struct Planned
    {
        DeletePlan plan;
        CachePlanWords words;
    };
    inBackground(
        *QThreadPool::globalInstance(), this,
        [scan = scan(), ticked = m_model.ticked(), pins = m_policy.pins, uses = m_digest.uses] {
            Planned planned{.plan = DeletePlan::of(scan, ticked, pins), .words = {}};
            planned.words
                = CachePlanWords::of(planned.plan, scan, ticked, uses ? *uses : CacheUses(scan));
            planned.words.noteUsers(InUse::of(planned.plan));
            return planned;
        },
        [this, round](const Planned &planned) {
            if (round != m_planRound)
                return;
            m_hasPlan = true;
            m_plan = planned.plan;
            m_words = planned.words;
            m_model.setStays(m_words.staying);
            emit planChanged();
        });
}

void CacheController::clean(CacheCleaner::How how)
{
    if (!m_hasPlan || m_plan.isEmpty())
        return;
    m_cleaner.clean({.plan = m_plan, .what = m_words.what, .busy = m_busy}, how);
}

void CacheController::tellCleaned(const CleanReport &report)
{
    if (report.cleaning.id.isEmpty() && report.stayed.isEmpty())
        return look();
    const QString size = Format::size(report.cleaning.bytes);
    QStringList parts{report.cleaning.id.isEmpty() ? tr("Nothing was removed")
                          : report.cleaning.state == Cleaning::State::Freed
                          ? tr("%1 freed").arg(size)
                          : tr("%1 are in the quarantine and can be brought back").arg(size)};
    const auto add = [&](CleanReport::Stayed::Why why, const QString &one, const QString &many) {
        if (const auto count = std::ranges::count(report.stayed, why, &CleanReport::Stayed::why))
            parts << Format::plural(count, one, many);
    };
    using Why = CleanReport::Stayed::Why;
    add(Why::Downloading, tr("1 thing stays: it is being downloaded or shown"),
        tr("%1 things stay: they are being downloaded or shown"));
    add(Why::Changed, tr("1 thing stays: it changed meanwhile"),
        tr("%1 things stay: they changed meanwhile"));
    add(Why::Used, tr("1 thing stays: it is needed now"),
        tr("%1 things stay: they are needed now"));
    add(Why::Failed, tr("1 thing stays: the disk refused"), tr("%1 things stay: the disk refused"));
    add(Why::Stopped, tr("1 thing stays: you stopped before it"),
        tr("%1 things stay: you stopped before them"));
    emit said(parts.join(u" · "_s));
    if (report.stayed.isEmpty())
        m_model.clearTicks();
    else if (!std::ranges::all_of(
                 report.stayed, [](Why why) { return why == Why::Stopped; },
                 &CleanReport::Stayed::why))
        emit leftOver(report); // stopped: who did it knows
    look();
}
