// The values of one key: what an edit of them replaces.
#include "app/text/cardmeta.h"
#include "app/text/yamlscalar.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

QString writtenAs(CardMeta::As as, const QString &value, YamlScalar::Style style,
                  YamlScalar::Context context = YamlScalar::Context::Block)
{
    return as == CardMeta::As::Literal && YamlScalar::isLiteral(value)
        ? value
        : YamlScalar::written(value, style, context);
}

YamlScalar::Style styleOf(QChar first)
{
    using enum YamlScalar::Style;
    return first == u'"' ? Double : first == u'\'' ? Single : Plain;
}

// What two lists do not have in common, between the same beginning and the same end.
struct ListDifference
{
    qsizetype first = 0; // of both
    qsizetype oldEnd;
    qsizetype newEnd;

    ListDifference(const QList<YamlNode> &before, const QStringList &after)
        : oldEnd(before.size())
        , newEnd(after.size())
    {
        while (first < oldEnd && first < newEnd && before[first].text == after[first])
            ++first;
        while (oldEnd > first && newEnd > first && before[oldEnd - 1].text == after[newEnd - 1]) {
            --oldEnd;
            --newEnd;
        }
    }
};

} // namespace

CardMeta::Change CardMeta::set(const QString &key, const QStringList &values, As as) const
{
    if (!m_refusal.isEmpty())
        return std::unexpected(m_refusal);
    const auto made = [&](const QList<Splice> &splices) -> Change {
        const CardMeta after(applied(splices), m_order);
        if (after.values(key) != values || after.has(key) == values.isEmpty())
            return onlyAsText();
        return checked(after, key);
    };
    for (qsizetype i = 0; i < m_root.items.size(); i += 2) {
        if (m_root.items[i].text != key)
            continue;
        if (!values.isEmpty() && this->values(key) == values)
            return TextChange();
        const auto splices = replaced(m_root.items[i], m_root.items[i + 1], values, as);
        return splices ? made(*splices) : std::unexpected(splices.error());
    }
    if (values.isEmpty())
        return TextChange();
    const QString lines = newLines(key, values, as);
    const Change behind = made({appended(key, lines, false)});
    // In the middle it may fall into a text of several lines.
    return behind || m_isAbsent ? behind : made({appended(key, lines, true)});
}

QString CardMeta::newLines(const QString &key, const QStringList &values, As as) const
{
    using YamlScalar::Style;
    if (as != As::List && values.size() == 1)
        return key + u": "_s + writtenAs(as, values.first(), Style::Plain) + m_lineEnd;
    QString lines = key + u':' + m_lineEnd;
    for (const QString &value : values)
        lines += u"- "_s + writtenAs(as, value, Style::Plain) + m_lineEnd;
    return lines;
}

CardMeta::Splices CardMeta::replaced(const YamlNode &key, const YamlNode &value,
                                     const QStringList &values, As as) const
{
    if (const QString why = refusal(key.text); !why.isEmpty())
        return std::unexpected(why);
    if (values.isEmpty())
        return lineRemoval(key.line, contentEnd(key.line, value.end));
    if (value.kind == YamlNode::Kind::List)
        return value.isFlow ? flowSplices(value, values) : blockSplices(value, values);
    const bool isNothing = value.kind == YamlNode::Kind::Null;
    auto one = scalarSplices(key, value, values.first(), as);
    if (!one || (values.size() == 1 && !(isNothing && as == As::List)))
        return one;
    if (isNothing && one->first().removed == 0) { // lines below, as lists are mostly written
        const QString lines = newLines(key.text, values, As::List);
        return QList<Splice>{{m_starts[key.line + 1], 0, lines.sliced(lines.indexOf(u'\n') + 1)}};
    }
    QStringList items;
    for (const QString &item : values)
        items << (!isNothing && item == value.text
                      ? m_text.sliced(one->first().from, one->first().removed)
                      : writtenAs(As::Text, item, YamlScalar::Style::Plain,
                                  YamlScalar::Context::Flow));
    one->first().added = (isNothing ? u" ["_s : u"["_s) + items.join(u", "_s) + u']';
    return one;
}

CardMeta::Splices CardMeta::scalarSplices(const YamlNode &key, const YamlNode &value,
                                          const QString &text, As as) const
{
    using YamlScalar::Style;
    if (value.kind == YamlNode::Kind::Scalar) {
        const qsizetype from = placeOf(value);
        const qsizetype end = scalarEnd(value);
        if (end < 0 || value.isMarked)
            return onlyAsText();
        return QList<Splice>{{from, end - from, writtenAs(as, text, styleOf(m_text[from]))}};
    }
    // Nothing, or a word that says so.
    const qsizetype colon = scalarEnd(key);
    if (value.kind != YamlNode::Kind::Null || value.isMarked || colon < 0 || m_text[colon] != u':')
        return onlyAsText();
    const QStringView rest = line(key.line).sliced(colon + 1 - m_starts[key.line]);
    const qsizetype comment = rest.indexOf(u'#');
    const QStringView word = (comment < 0 ? rest : rest.first(comment)).trimmed();
    if (!word.isEmpty() && word != u"~" && word.compare(u"null", Qt::CaseInsensitive) != 0)
        return onlyAsText();
    const qsizetype removed = word.isEmpty() ? 0 : word.data() + word.size() - rest.data();
    return QList<Splice>{{colon + 1, removed, u' ' + writtenAs(as, text, Style::Plain)}};
}

bool CardMeta::hasDash(const YamlNode &list, const YamlNode &item) const
{
    const QStringView text = line(item.line);
    return item.column > list.column && text[list.column] == u'-'
        && text.first(list.column).trimmed().isEmpty()
        && text.sliced(list.column + 1, item.column - list.column - 1).trimmed().isEmpty();
}

bool CardMeta::isItemLine(const YamlNode &list, const YamlNode &item) const
{
    const QStringView rest = line(item.line).sliced(scalarEnd(item) - m_starts[item.line]);
    return hasDash(list, item) && (rest.trimmed().isEmpty() || rest.trimmed().startsWith(u'#'));
}

// Line by line: what stands behind an item stays with it.
CardMeta::Splices CardMeta::blockSplices(const YamlNode &list, const QStringList &values) const
{
    if (!std::ranges::all_of(list.items,
                             [&](const YamlNode &item) { return isItemLine(list, item); }))
        return onlyAsText();
    const ListDifference differ(list.items, values);
    const YamlNode &like = list.items[std::min(differ.first, list.items.size() - 1)];
    const QString prefix = line(like.line).first(like.column).toString();
    const YamlScalar::Style style = styleOf(m_text[placeOf(like)]);
    QString added;
    for (qsizetype i = differ.first; i < differ.newEnd; ++i)
        added += prefix + writtenAs(As::Text, values[i], style) + m_lineEnd;
    const int at = differ.first > 0 ? list.items[differ.first - 1].line + 1 : list.items[0].line;
    QList<Splice> splices{{m_starts[at], 0, added}};
    for (qsizetype i = differ.first; i < differ.oldEnd; ++i)
        splices << lineRemoval(list.items[i].line, list.items[i].line + 1);
    return splices;
}

// In one line or several, which keep their shape.
CardMeta::Splices CardMeta::flowSplices(const YamlNode &list, const QStringList &values) const
{
    const auto fromOf = [&](qsizetype i) { return placeOf(list.items[i]); };
    const auto endOf = [&](qsizetype i) { return scalarEnd(list.items[i]); };
    for (qsizetype i = 1; i < list.items.size(); ++i) {
        if (m_text.sliced(endOf(i - 1), fromOf(i) - endOf(i - 1)).trimmed() != u","_s)
            return onlyAsText(); // a comment
    }
    const ListDifference differ(list.items, values);
    const qsizetype first = differ.first;
    QStringList added;
    for (qsizetype i = first; i < differ.newEnd; ++i)
        added << writtenAs(As::Text, values[i],
                           list.items.isEmpty() ? YamlScalar::Style::Plain
                                                : styleOf(m_text[fromOf(0)]),
                           YamlScalar::Context::Flow);
    const QString words = added.join(u", "_s);
    if (list.items.isEmpty())
        return QList<Splice>{{placeOf(list) + 1, 0, words}};
    if (first < differ.oldEnd && !added.isEmpty())
        return QList<Splice>{{fromOf(first), endOf(differ.oldEnd - 1) - fromOf(first), words}};
    if (first < differ.oldEnd && first > 0)
        return QList<Splice>{{endOf(first - 1), endOf(differ.oldEnd - 1) - endOf(first - 1), {}}};
    if (first < differ.oldEnd)
        return QList<Splice>{{fromOf(0), fromOf(differ.oldEnd) - fromOf(0), {}}};
    if (first > 0)
        return QList<Splice>{{endOf(first - 1), 0, u", "_s + words}};
    return QList<Splice>{{fromOf(0), 0, words + u", "_s}};
}
