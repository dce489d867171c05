#include "app/transfer/contentcheck.h"

#include "app/disk/background.h"
#include "app/transfer/transfercontext.h"

#include <algorithm>

namespace {

constexpr qint64 kHashStep = qint64(4) << 20; // bytes; less is not worth a job
constexpr qint64 kHashAtOnce = qint64(32) << 20; // bytes; so that stopping takes little time
constexpr qint64 kMostMarks = 256; // of one file: they are written down often
constexpr qsizetype kMarkDigits = 16;

} // namespace

ContentCheck::ContentCheck(TransferContext &context, const FileSpec &spec,
                           std::shared_ptr<PartFile> part, qint64 step, const HashMarks &known,
                           Handlers handlers)
    : m_context(context)
    , m_part(std::move(part))
    , m_size(spec.size)
    , m_handlers(std::move(handlers))
    , m_hash(std::make_shared<ContentHash>(spec.blob, spec.size))
    , m_markHash(m_hash->copy())
    , m_marks{.step = std::max(step, spec.size / kMostMarks), .digests = {}}
{
    if (known.step == m_marks.step)
        m_marks = known;
}

ContentCheck::ContentCheck(const ContentCheck &from, Handlers handlers)
    : m_context(from.m_context)
    , m_part(from.m_part)
    , m_size(from.m_size)
    , m_handlers(std::move(handlers))
    , m_hash(from.m_markHash->copy())
    , m_markHash(from.m_markHash)
    , m_marks{.step = from.m_marks.step,
              .digests = from.m_marks.digests.first(from.m_markAt / from.m_marks.step)}
    , m_markAt(from.m_markAt)
    , m_hashed(from.m_markAt)
{ }

std::unique_ptr<ContentCheck> ContentCheck::fork(Handlers handlers) const
{
    return std::unique_ptr<ContentCheck>(new ContentCheck(*this, std::move(handlers)));
}

void ContentCheck::follow(qint64 frontier)
{
    m_frontier = frontier;
    const qint64 behind = m_frontier - m_hashed;
    if (m_hashing || behind == 0
        || (behind < std::min(kHashStep, m_marks.step) && m_frontier < m_size))
        return;
    m_hashing = true;
    const qint64 upTo
        = m_hashed + std::min({behind, kHashAtOnce, m_markAt + m_marks.step - m_hashed});
    const bool marks = upTo == m_markAt + m_marks.step;
    inBackground(
        m_context.pool, this,
        [hash = m_hash, part = m_part, from = m_hashed, upTo, marks] {
            // So that the final sync has little left to do.
            startWriteback(part->file(), from, upTo - from);
            Look look{.done = hash->addRange(part->file(), from, upTo)};
            if (look.done && marks) {
                look.then = hash->copy();
                look.digest = hash->copy()->result().first(kMarkDigits);
            }
            return look;
        },
        [this, upTo](const Look &look) { takeLook(upTo, look); });
}

void ContentCheck::takeLook(qint64 upTo, const Look &look)
{
    m_hashing = false;
    // Copies: the handlers may delete this object.
    if (!look.done || (look.then && !agrees(look.digest))) {
        m_hash = m_markHash->copy();
        m_hashed = m_frontier = m_markAt;
        return std::invoke(std::function(m_handlers.changed), ByteRange{m_markAt, upTo},
                           look.done ? 0 : look.done.error());
    }
    m_hashed = upTo;
    if (look.then) {
        m_markHash = look.then;
        m_markAt = upTo;
    }
    if (m_hashed < m_frontier)
        follow(m_frontier);
    if (!m_hashing)
        std::invoke(std::function(m_handlers.followed));
}

// With what an earlier look found at the same place; a new mark otherwise. A place that does not
// agree twice arrived in two ways: what was known from there on is of no use.
bool ContentCheck::agrees(const QByteArray &digest)
{
    const qsizetype nth = m_markAt / m_marks.step;
    if (nth < m_marks.digests.size() && m_marks.digests[nth] != digest) {
        if (std::exchange(m_doubted, nth) != nth)
            return false;
        m_marks.digests.resize(nth);
    }
    if (nth == m_marks.digests.size())
        m_marks.digests << digest;
    return true;
}

QByteArray ContentCheck::result()
{
    if (m_result.isEmpty())
        m_result = m_hash->result();
    return m_result;
}
