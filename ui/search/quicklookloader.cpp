#include "ui/search/quicklookloader.h"

#include "app/cache/cacheindex.h"
#include "app/text/frontmatter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr auto kQuickLookPause = std::chrono::milliseconds(150); // arrow keys pass over many rows
constexpr int kQuickLooksKept = 60;
constexpr qint64 kCardBeginning = qint64(64) << 10; // bytes; front matter with results can be long
constexpr qsizetype kCardShown = 4000; // characters; some three screens of the panel

// The text after the front matter, cut at a paragraph's end.
QString cardBeginning(const QByteArray &bytes)
{
    QString readme = QString::fromUtf8(bytes);
    readme.replace("\r\n"_L1, "\n"_L1);
    const SplitCard card = splitCard(readme);
    if (card.unclosed && bytes.size() >= kCardBeginning)
        return {}; // the front matter alone fills what was read
    if (card.body.size() <= kCardShown)
        return card.body.toString();
    const auto paragraph = card.body.lastIndexOf("\n\n"_L1, kCardShown);
    return card.body.first(paragraph > 0 ? paragraph : kCardShown).toString();
}

} // namespace

qint64 QuickLook::totalSize() const
{
    if (!info || info->files.isEmpty())
        return -1;
    qint64 total = 0;
    for (const RepoFile &file : info->files)
        total += qMax(file.size, qint64(0));
    return total;
}

qint64 QuickLook::missingSize() const
{
    qint64 missing = totalSize();
    if (missing >= 0)
        for (const RepoFile &file : info->files)
            if (cached.contains(file.path))
                missing -= qMax(file.size, qint64(0));
    return missing;
}

int QuickLook::cachedFiles() const
{
    if (!info)
        return 0;
    return static_cast<int>(std::ranges::count_if(
        info->files, [this](const RepoFile &file) { return cached.contains(file.path); }));
}

QuickLookLoader::QuickLookLoader(HubClient &hub, CacheIndex &cache, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_cache(cache)
    , m_images(hub)
    , m_known(kQuickLooksKept)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(kQuickLookPause);
    connect(&m_settle, &QTimer::timeout, this, &QuickLookLoader::load);
    connect(&cache, &CacheIndex::refreshed, this, &QuickLookLoader::lookIntoCache);
    connect(&cache, &CacheIndex::filesKnown, this,
            [this](const RepoId &repo, const QString &commit, const QSet<QString> &paths) {
                if (!m_current || !m_current->info || repo != m_current->summary.id
                    || commit != m_current->info->commit || paths == m_current->cached)
                    return;
                m_current->cached = paths;
                emit changed();
            });
}

void QuickLookLoader::lookIntoCache()
{
    if (m_current && m_current->info)
        m_cache.lookAt(m_current->summary.id, m_current->info->commit);
}

void QuickLookLoader::look(const RepoSummary &repo)
{
    if (m_current && m_current->summary.id == repo.id)
        return;
    m_info.reset();
    m_card.reset();
    if (const QuickLook *known = m_known.object(repo.id)) {
        m_settle.stop();
        m_current = *known;
        m_images.setBase({.revision = {}, .info = *m_current->info});
        lookIntoCache();
    } else {
        m_current = QuickLook{.summary = repo};
        m_settle.start();
    }
    emit changed();
}

void QuickLookLoader::retry()
{
    if (!m_current)
        return;
    m_current->error.reset();
    emit changed();
    load();
}

void QuickLookLoader::clear()
{
    m_settle.stop();
    m_info.reset();
    m_card.reset();
    if (!std::exchange(m_current, std::nullopt))
        return;
    emit changed();
}

void QuickLookLoader::forget()
{
    m_known.clear();
    clear();
}

void QuickLookLoader::load()
{
    m_info = m_hub.repoInfo(m_current->summary.id, Revision(), [this](Result<RepoInfo> info) {
        m_info.reset();
        if (info)
            m_current->info = *std::move(info);
        else
            m_current->error = info.error();
        if (m_current->info) {
            lookIntoCache();
            loadCard();
        }
        emit changed();
    });
}

void QuickLookLoader::loadCard()
{
    const auto isCard = [](const RepoFile &file) { return file.path == "README.md"_L1; };
    const auto commit = Revision::parse(m_current->info->commit);
    if (!commit || std::ranges::none_of(m_current->info->files, isCard)) {
        m_known.insert(m_current->summary.id, new QuickLook(*m_current));
        return;
    }
    m_images.setBase({.revision = {}, .info = *m_current->info});
    m_current->loadingCard = true;
    m_card = m_hub.readFile(
        m_current->summary.id, *commit, u"README.md"_s, 0, kCardBeginning,
        [this](const Result<Body> &body) {
            m_card.reset();
            m_current->loadingCard = false;
            if (body) {
                m_current->card = cardBeginning(body->bytes);
                m_known.insert(m_current->summary.id, new QuickLook(*m_current));
            }
            emit
            changed(); // a card that cannot be read is left out: gated repositories keep theirs
        });
}
