#include "app/text/wildcard.h"

#include <algorithm>

using namespace Qt::StringLiterals;

Wildcard::Wildcard(QStringView pattern)
{
    QString text = pattern.toString().replace(u'\\', u'/');
    if (text.endsWith(u'/'))
        text += u'*';
    const QList<uint> p = text.toUcs4();
    for (qsizetype i = 0; i < p.size(); ++i) {
        if (p[i] == '*') {
            if (m_steps.isEmpty() || m_steps.last().kind != Step::Kind::Any)
                m_steps << Step{.kind = Step::Kind::Any};
        } else if (p[i] == '?') {
            m_steps << Step{.kind = Step::Kind::One};
        } else if (const qsizetype end = p[i] == '[' ? readSet(p, i) : i; end > i) {
            i = end;
        } else {
            m_steps << Step{.kind = Step::Kind::Text, .character = p[i]};
        }
    }
}

// Reads "[...]" from its bracket; the index of the closing one, or at when none closes it.
qsizetype Wildcard::readSet(const QList<uint> &p, qsizetype at)
{
    qsizetype begin = at + 1;
    Step step{.kind = Step::Kind::Set};
    step.negated = begin < p.size() && p[begin] == '!';
    if (step.negated)
        ++begin;
    // A bracket right at the beginning stands for itself.
    const qsizetype end = p.indexOf(']', begin + 1);
    if (end < 0)
        return at;
    for (qsizetype k = begin; k < end;) {
        if (k + 2 < end && p[k + 1] == '-') {
            if (p[k] <= p[k + 2]) // a range that runs backwards is empty
                step.ranges.emplaceBack(p[k], p[k + 2]);
            k += 3;
        } else {
            step.ranges.emplaceBack(p[k], p[k]);
            ++k;
        }
    }
    m_steps << step;
    return end;
}

bool Wildcard::Step::takes(char32_t c) const
{
    switch (kind) {
    case Kind::Text: return c == character;
    case Kind::One: return true;
    case Kind::Any: return false;
    case Kind::Set: {
        const bool inside = std::ranges::any_of(
            ranges, [c](const auto &r) { return r.first <= c && c <= r.second; });
        return inside != negated;
    }
    }
    Q_UNREACHABLE();
}

QList<uint> Wildcard::prepared(QStringView path)
{
    return path.toString().replace(u'\\', u'/').toUcs4();
}

bool Wildcard::matches(const QList<uint> &text) const
{
    qsizetype step = 0;
    qsizetype at = 0;
    // After a mismatch only the last "*" needs to take one character more: earlier ones cannot do
    // better.
    qsizetype starStep = -1;
    qsizetype starAt = 0;
    while (at < text.size()) {
        if (step < m_steps.size() && m_steps[step].kind == Step::Kind::Any) {
            starStep = step++;
            starAt = at;
        } else if (step < m_steps.size() && m_steps[step].takes(text[at])) {
            ++step;
            ++at;
        } else if (starStep >= 0) {
            step = starStep + 1;
            at = ++starAt;
        } else {
            return false;
        }
    }
    while (step < m_steps.size() && m_steps[step].kind == Step::Kind::Any)
        ++step;
    return step == m_steps.size();
}

PatternList::PatternList(const QStringList &patterns)
{
    for (const QString &pattern : patterns)
        m_entries << Entry{pattern, Wildcard(pattern)};
}

// All are asked, so that those that never match are known.
qsizetype PatternList::firstMatch(const QList<uint> &path)
{
    qsizetype first = -1;
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        Entry &entry = m_entries[i];
        if ((first >= 0 && entry.hasMatched) || !entry.wildcard.matches(path))
            continue;
        entry.hasMatched = true;
        if (first < 0)
            first = i;
    }
    return first;
}

QStringList PatternList::idle() const
{
    QStringList idle;
    for (const Entry &entry : m_entries)
        if (!entry.hasMatched)
            idle << entry.text;
    return idle;
}

QStringList PathFilter::kept(const QStringList &paths) const
{
    const auto compiled = [](const QStringList &patterns) {
        QList<Wildcard> list;
        for (const QString &pattern : patterns)
            list << Wildcard(pattern);
        return list;
    };
    const QList<Wildcard> allowed = compiled(allow.value_or(QStringList()));
    const QList<Wildcard> ignored = compiled(ignore);
    const auto anyMatches = [](const QList<Wildcard> &list, const QList<uint> &path) {
        return std::ranges::any_of(list, [&path](const Wildcard &w) { return w.matches(path); });
    };
    QStringList result;
    for (const QString &path : paths) {
        const QList<uint> text = Wildcard::prepared(path);
        if ((!allow || anyMatches(allowed, text)) && !anyMatches(ignored, text))
            result << path;
    }
    return result;
}
