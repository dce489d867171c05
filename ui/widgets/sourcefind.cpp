#include "ui/widgets/sourcefind.h"

#include "app/disk/background.h"
#include "app/preview/textsource.h"

#include <algorithm>

namespace {

constexpr qint64 kFindReads = qint64(64) << 20; // bytes read on in one go; what TextSource keeps
constexpr qint64 kFindReadAhead = qint64(4) << 20; // bytes of one wish: few round trips
constexpr qsizetype kPiecesSearched = 16; // in one go on the pool, 4 MiB: some ms for plain words

} // namespace

SourceFind::~SourceFind()
{
    if (m_stopped)
        *m_stopped = true;
}

void SourceFind::setSource(TextSource *source)
{
    if (m_source)
        disconnect(m_source, nullptr, this, nullptr);
    m_source = source;
    if (source) {
        connect(source, &TextSource::loaded, this, &SourceFind::goOn);
        connect(source, &TextSource::failed, this, &SourceFind::onFailed);
    }
    start({});
}

void SourceFind::start(const TextQuery &query)
{
    if (m_stopped)
        *m_stopped = true;
    m_stopped = std::make_shared<std::atomic<bool>>(false);
    m_busy = m_reading = false;
    m_query = query;
    m_matches = {.problem = queryProblem(query)};
    m_seen.clear();
    m_firstGap = 0;
    m_error.reset();
    // What had to be dropped from memory is not read again without being asked for.
    m_readTo = m_source && m_source->lines().bytes() < kFindReads ? kFindReads : 0;
    goOn();
    if (!m_busy)
        emit changed();
}

void SourceFind::readOn()
{
    m_readTo = m_firstGap * TextSource::kPiece + kFindReads;
    m_error.reset();
    goOn();
}

void SourceFind::stopReading()
{
    m_readTo = 0;
    m_reading = false;
    emit changed();
}

bool SourceFind::isWhole() const
{
    return !m_source || m_query.text.isEmpty() || !m_matches.problem.isEmpty() || m_matches.more
        || m_firstGap * TextSource::kPiece >= m_source->size();
}

qint64 SourceFind::searchedBytes() const
{
    return m_source ? qMin(m_source->size(), m_seen.size() * TextSource::kPiece) : 0;
}

// One step: searches what is here and was not searched, else reads on.
void SourceFind::goOn()
{
    m_reading = m_reading && !isWhole();
    if (m_busy || isWhole())
        return;
    const TextRun run = nextRun();
    if (!run.pieces.isEmpty())
        return search(run);
    m_reading = m_firstGap * TextSource::kPiece < m_readTo;
    if (m_reading)
        read();
    emit changed();
}

// With the pieces around the gap: a match may reach over its borders.
void SourceFind::read()
{
    if (!m_source->isReading())
        m_source->want(qMax(qint64(0), m_firstGap - 1) * TextSource::kPiece,
                       kFindReadAhead + 2 * TextSource::kPiece);
}

bool SourceFind::isNeeded(qint64 piece) const
{
    const auto seen = m_seen.constFind(piece);
    if (seen == m_seen.cend())
        return true;
    const auto &here = m_source->pieces();
    return (!(*seen & SeenBefore) && here.contains(piece - 1))
        || (!(*seen & SeenBehind) && here.contains(piece + 1));
}

// Only of the part whose lines are known: elsewhere nothing could be shown.
TextRun SourceFind::nextRun() const
{
    const auto &here = m_source->pieces();
    TextRun run;
    qint64 first = 0;
    for (auto it = here.cbegin(); it != here.cend(); ++it) {
        const bool next = run.pieces.isEmpty() || it.key() == first + run.pieces.size();
        if (it.key() * TextSource::kPiece >= m_source->lines().bytes() || !next
            || run.pieces.size() == kPiecesSearched)
            break;
        if (!isNeeded(it.key())) {
            if (run.pieces.isEmpty())
                continue;
            break;
        }
        if (run.pieces.isEmpty())
            first = it.key();
        run.pieces.append(*it);
    }
    if (run.pieces.isEmpty())
        return run;
    run.offset = first * TextSource::kPiece;
    run.before = here.value(first - 1);
    run.after = here.value(first + run.pieces.size());
    const auto earlier
        = std::ranges::lower_bound(m_matches.list, run.offset, {}, &TextMatch::offset);
    run.from = earlier == m_matches.list.cbegin() ? run.offset
                                                  : qMax(run.offset, std::prev(earlier)->end());
    return run;
}

void SourceFind::search(const TextRun &run)
{
    m_busy = true;
    inBackground(
        *QThreadPool::globalInstance(), this,
        [run, query = m_query, stopped = m_stopped] {
            return findInRun(run, query, [&stopped] { return stopped->load(); });
        },
        [this, run, mine = m_stopped](const TextMatches &found) {
            if (mine != m_stopped)
                return; // of an earlier question
            m_busy = false;
            take(run, found);
            goOn();
            if (m_busy || isWhole())
                emit changed();
        });
}

// In the place of what was found there when less of it was known.
void SourceFind::take(const TextRun &run, const TextMatches &found)
{
    QList<TextMatch> &list = m_matches.list;
    qint64 end = run.offset;
    for (const QByteArray &piece : run.pieces)
        end += piece.size();
    if (!found.list.isEmpty())
        end = qMax(end, found.list.last().end());
    const auto first = std::ranges::lower_bound(list, run.offset, {}, &TextMatch::offset);
    const auto last = std::ranges::lower_bound(list, end, {}, &TextMatch::offset);
    const qsizetype at = first - list.begin();
    QList<TextMatch> behind(last, list.end());
    list.resize(at);
    list += found.list;
    list += behind;
    m_matches.gaveUp = m_matches.gaveUp || found.gaveUp;
    m_matches.more = found.more || list.size() > TextMatches::kMost;
    list.resize(qMin(list.size(), TextMatches::kMost));
    markSearched(run);
}

void SourceFind::markSearched(const TextRun &run)
{
    const qint64 first = run.offset / TextSource::kPiece;
    const qsizetype count = run.pieces.size();
    for (qsizetype i = 0; i < count; ++i) {
        const qint64 piece = first + i;
        const bool last = (piece + 1) * TextSource::kPiece >= m_source->size();
        const bool before = i > 0 || piece == 0 || !run.before.isEmpty() || !looksBack(m_query);
        const bool behind = i + 1 < count || last || !run.after.isEmpty();
        m_seen.insert(piece, (before ? SeenBefore : Alone) | (behind ? SeenBehind : Alone));
    }
    while (m_seen.value(m_firstGap) == SeenWhole)
        ++m_firstGap;
}

void SourceFind::onFailed(const HubError &error)
{
    if (!m_reading)
        return;
    m_error = error;
    stopReading();
}
