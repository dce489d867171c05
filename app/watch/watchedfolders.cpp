#include "app/watch/watchedfolders.h"

#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

QString newId()
{
    return QUuid::createUuid().toString(QUuid::Id128);
}

} // namespace

WatchedFolders::WatchedFolders(HubClient &hub, Uploads &uploads, const Setup &setup,
                               QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_uploads(uploads)
    , m_setup(setup)
    , m_store(setup.file)
{
    m_looks.setInterval(setup.look);
    connect(&m_looks, &QTimer::timeout, this, &WatchedFolders::look);
    connect(&m_uploads, &Uploads::loaded, this, [this] {
        m_isLoaded = true;
        attach();
        look();
    });
    connect(&m_uploads, &Uploads::ended, this, &WatchedFolders::onUploaded);
    connect(&m_uploads, &Uploads::changed, this, [this](qint64 upload) {
        for (const auto &entry : m_entries)
            if (entry->upload == upload)
                emit changed(entry->folder.id);
    });
    m_store.open().then(this, [this](const WatchStore::Found &found) { take(found); });
}

WatchedFolders::~WatchedFolders() = default;

WatchedFolders::Entry *WatchedFolders::find(const QString &id) const
{
    const auto it = std::ranges::find_if(
        m_entries, [&id](const auto &entry) { return entry->folder.id == id; });
    return it == m_entries.end() ? nullptr : it->get();
}

// Some may have been added before the disk answered.
void WatchedFolders::take(const WatchStore::Found &found)
{
    m_isRead = true;
    m_trouble = found.trouble;
    m_aside = found.aside;
    for (auto it = found.folders.crbegin(); it != found.folders.crend(); ++it) {
        auto entry = std::make_unique<Entry>(Entry{.folder = *it});
        plan(*entry);
        m_entries.insert(m_entries.begin(), std::move(entry));
    }
    adopt();
    attach();
    emit listChanged();
    look();
}

void WatchedFolders::setOwner(const WatchOwner &owner)
{
    m_owner = owner;
    adopt();
    emit listChanged();
    look();
}

void WatchedFolders::leaveOwner()
{
    m_owner = {};
    m_isLoaded = false;
    for (const auto &entry : m_entries) {
        entry->round.reset();
        entry->upload.reset();
        entry->seen = {};
    }
    emit listChanged();
}

// Somebody who has another token by now is still the same.
void WatchedFolders::adopt()
{
    for (const auto &entry : m_entries) {
        WatchOwner &owner = entry->folder.owner;
        if (!owner.isSame(m_owner))
            continue;
        const WatchOwner before = owner;
        owner.account = m_owner.account;
        if (!m_owner.user.isEmpty())
            owner.user = m_owner.user;
        if (owner.account != before.account || owner.user != before.user)
            keep(*entry);
    }
}

QString WatchedFolders::whyRefused(const WatchWish &wish, const QString &besides) const
{
    if (!m_trouble.isEmpty())
        return m_trouble;
    if (m_owner.account.isEmpty())
        return tr("Sign in to watch a folder.");
    if (wish.pullRequest && wish.revision != Revision())
        return tr("A pull request can be opened for the main branch only.");
    const bool isThere = std::ranges::any_of(m_entries, [&](const auto &entry) {
        return entry->folder.id != besides && entry->folder.wish.leadsTo(wish);
    });
    return isThere ? tr("This folder is watched for this place already.") : QString();
}

QString WatchedFolders::add(const WatchWish &wish)
{
    if (const QString why = whyRefused(wish, {}); !why.isEmpty())
        return why;
    auto entry = std::make_unique<Entry>(
        Entry{.folder = {.id = newId(), .wish = wish, .owner = m_owner}, .next = m_setup.now()});
    keep(*entry);
    m_entries.push_back(std::move(entry));
    emit listChanged();
    look();
    return {};
}

// At another place it is another one: nothing that is known of the first is true of it.
QString WatchedFolders::edit(const QString &id, const WatchWish &wish)
{
    if (const QString why = whyRefused(wish, id); !why.isEmpty())
        return why;
    Entry *entry = find(id);
    if (!entry)
        return {};
    if (!entry->folder.wish.leadsTo(wish)) {
        drop(id);
        entry->folder = {.id = newId(),
                         .wish = wish,
                         .owner = entry->folder.owner,
                         .isPaused = entry->folder.isPaused};
        entry->upload.reset(); // it goes on for itself
    } else if (!entry->folder.wish.sendsAs(wish)) {
        entry->folder.isEdited = true;
        dropOutdated(*entry);
    }
    entry->round.reset();
    entry->seen = {};
    entry->folder.wish = wish;
    keep(*entry);
    entry->next = m_setup.now();
    emit listChanged();
    look();
    return {};
}

void WatchedFolders::remove(const QString &id)
{
    drop(id);
    std::erase_if(m_entries, [&id](const auto &entry) { return entry->folder.id == id; });
    emit listChanged();
}

void WatchedFolders::setPaused(const QString &id, bool paused)
{
    Entry *entry = find(id);
    if (!entry || entry->folder.isPaused == paused)
        return;
    entry->folder.isPaused = paused;
    if (paused)
        entry->round.reset();
    keep(*entry);
    plan(*entry);
    emit changed(id);
    look();
}

void WatchedFolders::runNow(const QString &id)
{
    Entry *entry = find(id);
    if (!entry || !whyNotNow(id).isEmpty())
        return;
    entry->isByHand = true;
    entry->seen = {};
    begin(*entry);
    entry->isByHand = false;
}

QString WatchedFolders::whyNotNow(const QString &id) const
{
    const Entry *entry = find(id);
    if (!entry)
        return tr("It is not watched any more.");
    if (!m_isLoaded && whyNot(*entry).isEmpty())
        return tr("The uploads of the last start are looked at first.");
    if (isTaken(*entry))
        return tr("Another folder is on its way to the same branch.");
    const WatchStatus status = statusOf(*entry);
    return status.phase == WatchStatus::Phase::Idle ? whyNot(*entry) : tr("It is being looked at.");
}

QList<WatchStatus> WatchedFolders::all() const
{
    QList<WatchStatus> all;
    for (const auto &entry : m_entries)
        all << statusOf(*entry);
    return all;
}

WatchStatus WatchedFolders::statusOf(const Entry &entry) const
{
    using Phase = WatchStatus::Phase;
    WatchStatus status{.folder = entry.folder,
                       .phase = Phase::Idle,
                       .next = entry.next,
                       .whyNot = whyNot(entry),
                       .reading = {},
                       .upload = entry.upload};
    if (status.whyNot.isEmpty() && entry.folder.isPaused)
        status.whyNot = tr("Paused.");
    if (entry.upload && !isOver(m_uploads.progress(*entry.upload).step)) {
        status.phase = Phase::Sending;
    } else if (entry.round) {
        status.phase = entry.round->isReading() ? Phase::Reading : Phase::Looking;
        status.reading = entry.round->reading();
    }
    return status;
}

QString WatchedFolders::whyNot(const Entry &entry) const
{
    const WatchOwner &owner = entry.folder.owner;
    if (!m_trouble.isEmpty())
        return m_trouble;
    if (m_owner.endpoint != owner.endpoint && !m_owner.endpoint.isEmpty())
        return tr("Paused: it is for the Hub at %1.").arg(owner.endpoint.host());
    const bool isOurs = owner.isSame(m_owner);
    if (!isOurs && m_owner.account.isEmpty())
        return owner.user.isEmpty() ? tr("Paused: sign in to go on.")
                                    : tr("Paused: sign in as %1 to go on.").arg(owner.user);
    if (!isOurs)
        return owner.user.isEmpty()
            ? tr("Paused: it belongs to another account.")
            : tr("Paused: it belongs to %1, who is not signed in.").arg(owner.user);
    if (m_hub.isOffline())
        return m_hub.offlineReason();
    return {};
}

bool WatchedFolders::isTaken(const Entry &entry) const
{
    const WatchWish &wish = entry.folder.wish;
    return std::ranges::any_of(m_entries, [&](const auto &other) {
        const WatchWish &its = other->folder.wish;
        return other.get() != &entry && its.repo == wish.repo && its.revision == wish.revision
            && statusOf(*other).phase != WatchStatus::Phase::Idle;
    });
}

// A clock that was put back does not make it wait for longer than it was told to.
void WatchedFolders::plan(Entry &entry)
{
    const QDateTime now = m_setup.now();
    const std::chrono::minutes interval{entry.folder.wish.minutes};
    const QDateTime &last = entry.folder.last.at;
    entry.next = last.isValid() ? last.addDuration(interval) : now;
    entry.next = std::min(entry.next, now.addDuration(interval));
}

void WatchedFolders::look()
{
    if (m_entries.empty())
        m_looks.stop();
    else if (!m_looks.isActive())
        m_looks.start();
    const QDateTime now = m_setup.now();
    for (const auto &entry : m_entries) {
        const std::chrono::minutes interval{entry->folder.wish.minutes};
        entry->next = std::min(entry->next, now.addDuration(interval));
        if (entry->next <= now && !entry->folder.isPaused)
            begin(*entry);
    }
}

void WatchedFolders::begin(Entry &entry)
{
    const QString id = entry.folder.id;
    if (!m_isLoaded || !m_isRead || statusOf(entry).phase != WatchStatus::Phase::Idle
        || !whyNot(entry).isEmpty() || isTaken(entry) || goesOn(entry))
        return;
    WatchRound::Setup setup = m_setup.round;
    setup.beginsAnew = std::exchange(entry.isByHand, false);
    entry.round = std::make_unique<WatchRound>(m_hub, entry.folder, setup);
    WatchRound *round = entry.round.get();
    connect(round, &WatchRound::changed, this, [this, id] { emit changed(id); });
    connect(
        round, &WatchRound::finished, this,
        [this, id, round] {
            if (const Entry *ended = find(id); ended && ended->round.get() == round)
                endRound(id);
        },
        Qt::QueuedConnection);
    using Memory = std::optional<WatchMemory>;
    m_store.memory(id).then(
        round, [round, seen = entry.seen](const Memory &memory) { round->start(memory, seen); });
    emit changed(id);
}

void WatchedFolders::endRound(const QString &id)
{
    Entry &entry = *find(id);
    const WatchRound::End end = entry.round->end();
    entry.round.reset();
    entry.seen = end.seen;
    if (end.isAsSeen) {
        const WatchResult same = entry.folder.last;
        return note(entry, same);
    }
    if (end.error || !end.gone.isEmpty()) {
        entry.seen = {};
        return note(entry,
                    {.kind = end.error ? WatchResult::Kind::Failed : WatchResult::Kind::Waits,
                     .words = end.error ? end.error->message : end.gone});
    }
    if (end.isMemoryNew)
        remember(id, end.plan.memory, true);
    WatchResult result{
        .kind = WatchResult::Kind::Same,
        .young = end.plan.young,
        .others = end.plan.others,
        .held = end.plan.held.first(std::min(end.plan.held.size(), WatchResult::kMostHeld)),
        .allHeld = end.plan.held.size()};
    if (entry.folder.wish.pullRequest && end.pull == Revision()) {
        entry.folder.pull = {};
        entry.folder.pullPage.clear();
    }
    note(entry, std::move(result));
    if (end.order)
        send(entry, end);
}

void WatchedFolders::note(Entry &entry, WatchResult result)
{
    result.at = m_setup.now();
    entry.folder.last = std::move(result);
    keep(entry);
    plan(entry);
    emit changed(entry.folder.id);
    QMetaObject::invokeMethod(this, &WatchedFolders::look, Qt::QueuedConnection); // who waited
}
