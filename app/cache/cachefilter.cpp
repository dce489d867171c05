#include "app/cache/cachefilter.h"

#include "app/cache/cachewishes.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

using namespace Qt::StringLiterals;

struct CacheFilter::Facts
{
    qint64 size = 0;
    qint64 accessedNs = 0;
    qint64 modifiedNs = 0;
    std::optional<RepoKind> kind;
    QList<QByteArray> refs;
    QString name;
    QString commit;
};

namespace {

constexpr qint64 kDaySeconds = 86'400; // seconds
constexpr qsizetype kLeastOfCommit = 4; // letters: "7b" is in every seventh commit

struct Unit
{
    QLatin1StringView name;
    qint64 worth;
};

constexpr std::array kSizes{Unit{""_L1, 1},
                            Unit{"k"_L1, 1'000},
                            Unit{"m"_L1, 1'000'000},
                            Unit{"g"_L1, 1'000'000'000},
                            Unit{"t"_L1, 1'000'000'000'000},
                            Unit{"p"_L1, 1'000'000'000'000'000}};
constexpr std::array kAges{Unit{"s"_L1, 1},
                           Unit{"m"_L1, 60},
                           Unit{"h"_L1, 3'600},
                           Unit{"d"_L1, kDaySeconds},
                           Unit{"w"_L1, 7 * kDaySeconds},
                           Unit{"mo"_L1, 30 * kDaySeconds},
                           Unit{"y"_L1, 365 * kDaySeconds}};

std::optional<qint64> quantity(const QString &text, std::span<const Unit> units)
{
    static const QRegularExpression form(u"^(\\d{1,15}(?:\\.\\d+)?)([a-z]*)$"_s);
    const auto match = form.match(text.toLower());
    const auto unit = std::ranges::find_if(
        units, [&match](const Unit &u) { return match.captured(2) == u.name; });
    if (!match.hasMatch() || unit == units.end())
        return {};
    const double value = match.captured(1).toDouble() * double(unit->worth);
    return value < 9e18 ? std::optional(std::llround(value)) : std::nullopt;
}

// As the Python client counts: each content once that a revision has.
qint64 sizeOf(const CacheRepo &repo, const QList<CacheRevision> &revisions)
{
    QSet<qint32> seen;
    qint64 bytes = 0;
    for (const CacheRevision &revision : revisions)
        for (const CacheEntry &e : revision.files)
            if (e.blob >= 0 && !seen.contains(e.blob)) {
                seen << e.blob;
                if (qAddOverflow(bytes, repo.blobs.at(e.blob).size, &bytes))
                    return std::numeric_limits<qint64>::max(); // sparse ones say anything
            }
    return bytes;
}

QString nameOf(const CacheRepo &repo)
{
    return repo.id ? repo.id->id() : QString::fromUtf8(repo.folder);
}

} // namespace

std::expected<CacheFilter::Term, QString> CacheFilter::term(const QString &key, const QString &op,
                                                            const QString &value)
{
    static const QStringList kKeys{u"size"_s, u"accessed"_s, u"modified"_s, u"type"_s, u"refs"_s};
    static const QStringList kOps{u"="_s, u"!="_s, u">"_s, u"<"_s, u">="_s, u"<="_s};
    const auto at = kKeys.indexOf(key.toLower());
    if (at < 0)
        return std::unexpected(tr("\"%1\" is not known here: use size, accessed, modified, type "
                                  "or refs.")
                                   .arg(key));
    Term term{.key = Key(at), .is = Is(op == "=="_L1 ? 0 : kOps.indexOf(op)), .text = value};
    const bool isOrder = term.is > Is::Other;
    switch (term.key) {
    case Key::Size: {
        QString plain = value.toLower();
        if (plain.endsWith(u'b'))
            plain.chop(1);
        const auto bytes = quantity(plain, kSizes);
        if (!bytes)
            return std::unexpected(
                tr("\"%1\" is not a size: write it as 500MB or 2GB.").arg(value));
        term.number = *bytes;
        break;
    }
    case Key::Accessed:
    case Key::Modified: {
        const auto seconds = quantity(value, kAges);
        if (!seconds)
            return std::unexpected(
                tr("\"%1\" is not an age: write it as 12h, 30d, 2w, 6mo or 1y.").arg(value));
        term.number = *seconds;
        break;
    }
    case Key::Type:
        term.text = value.toLower();
        if (isOrder || !QStringList{u"model"_s, u"dataset"_s, u"space"_s}.contains(term.text))
            return std::unexpected(tr("A type is model, dataset or space: write type=model."));
        break;
    case Key::Refs:
        if (term.is != Is::Equal)
            return std::unexpected(tr("Refs can only be named: write refs=main."));
        break;
    }
    return term;
}

std::expected<CacheFilter, QString> CacheFilter::parse(const QString &text)
{
    static const QRegularExpression spaced(u"\\s*(!=|>=|<=|==|=|>|<)\\s*"_s);
    static const QRegularExpression form(u"^([A-Za-z_]*)(!=|>=|<=|==|=|>|<)(.*)$"_s);
    static const QRegularExpression blank(u"\\s+"_s);
    CacheFilter filter;
    const QStringList words
        = QString(text).replace(spaced, u"\\1"_s).split(blank, Qt::SkipEmptyParts);
    for (const QString &word : words) {
        const auto match = form.match(word);
        if (!match.hasMatch()) {
            filter.m_words << word;
            continue;
        }
        if (match.captured(3).isEmpty())
            return std::unexpected(tr("After \"%1\" a value is missing.").arg(word));
        const auto term
            = CacheFilter::term(match.captured(1), match.captured(2), match.captured(3));
        if (!term)
            return std::unexpected(term.error());
        filter.m_terms << *term;
    }
    return filter;
}

CacheFilter CacheFilter::withoutWords() const
{
    CacheFilter terms = *this;
    terms.m_words.clear();
    return terms;
}

bool CacheFilter::holds(qint64 have, Is is, qint64 want)
{
    switch (is) {
    case Is::Equal: return have == want;
    case Is::Other: return have != want;
    case Is::More: return have > want;
    case Is::Less: return have < want;
    case Is::AtLeast: return have >= want;
    case Is::AtMost: return have <= want;
    }
    Q_UNREACHABLE();
}

bool CacheFilter::match(const Facts &facts, qint64 nowMs) const
{
    const auto age = [nowMs](qint64 ns) { return nowMs / 1'000 - ns / 1'000'000'000; };
    const auto termHolds = [&](const Term &term) {
        switch (term.key) {
        case Key::Size: return holds(facts.size, term.is, term.number);
        case Key::Accessed: return holds(age(facts.accessedNs), term.is, term.number);
        case Key::Modified: return holds(age(facts.modifiedNs), term.is, term.number);
        case Key::Type: {
            const QString prefix = facts.kind ? cacheFolderPrefix(*facts.kind) : QString();
            return (prefix == term.text + u's') == (term.is == Is::Equal);
        }
        case Key::Refs: return facts.refs.contains(term.text.toUtf8());
        }
        Q_UNREACHABLE();
    };
    return std::ranges::all_of(m_terms, termHolds)
        && std::ranges::all_of(m_words, [&facts](const QString &word) {
               return facts.name.contains(word, Qt::CaseInsensitive)
                   || (word.size() >= kLeastOfCommit && facts.commit.startsWith(word.toLower()));
           });
}

bool CacheFilter::matches(const CacheRepo &repo, qint64 nowMs) const
{
    if (isEmpty())
        return true;
    Facts facts{.name = nameOf(repo), .commit = {}};
    if (!m_terms.isEmpty()) { // words alone ask for no sums
        facts = {.size = sizeOf(repo, repo.revisions),
                 .accessedNs = CacheWishes::lastUsedNs(repo),
                 .modifiedNs = CacheWishes::lastChangedNs(repo),
                 .kind = repo.id.transform(&RepoId::kind),
                 .name = facts.name,
                 .commit = {}};
        for (const CacheRevision &revision : repo.revisions)
            facts.refs += revision.refs;
    }
    return match(facts, nowMs);
}

bool CacheFilter::matches(const CacheRepo &repo, const CacheRevision &revision, qint64 nowMs) const
{
    if (isEmpty())
        return true;
    const QString commit = QString::fromLatin1(revision.commit);
    if (m_terms.isEmpty())
        return match({.name = nameOf(repo), .commit = commit}, nowMs);
    qint64 modified = 0;
    for (const CacheEntry &e : revision.files)
        if (e.blob >= 0)
            modified = std::max(modified, repo.blobs.at(e.blob).modifiedNs);
    return match({.size = sizeOf(repo, {revision}),
                  .accessedNs = CacheWishes::lastUsedNs(repo),
                  .modifiedNs = modified ? modified : revision.modifiedNs,
                  .kind = repo.id.transform(&RepoId::kind),
                  .refs = revision.refs,
                  .name = nameOf(repo),
                  .commit = commit},
                 nowMs);
}

bool CacheFilter::matchesName(const QByteArray &path) const
{
    const QString name = QString::fromUtf8(path);
    return std::ranges::all_of(
        m_words, [&name](const QString &word) { return name.contains(word, Qt::CaseInsensitive); });
}
