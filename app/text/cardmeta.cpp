#include "app/text/cardmeta.h"

#include "app/text/frontmatter.h"
#include "app/text/yamlscalar.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

QString metaTr(const char *text)
{
    return QCoreApplication::translate("CardMeta", text);
}

// Readers differ in what they make of these.
bool isOddInYaml(QChar c)
{
    return (c < u' ' && c != u'\n' && c != u'\r' && c != u'\t') || c == QChar(0x7f)
        || c == QChar(0x85) || c == QChar::LineSeparator || c == QChar::ParagraphSeparator;
}

bool saysNothing(QStringView line)
{
    const QStringView words = line.trimmed();
    return words.isEmpty() || words.startsWith(u'#');
}

} // namespace

TextChange TextChange::between(QStringView before, QStringView after)
{
    if (before == after)
        return {};
    const qsizetype most = std::min(before.size(), after.size());
    qsizetype head = 0;
    while (head < most && before[head] == after[head])
        ++head;
    if (head > 0 && before[head - 1].isHighSurrogate())
        --head;
    qsizetype tail = 0;
    while (tail < most - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    if (tail > 0 && before[before.size() - tail].isLowSurrogate())
        --tail;
    return {head, before.size() - head - tail,
            after.sliced(head, after.size() - head - tail).toString()};
}

QString TextChange::appliedTo(const QString &text) const
{
    return text.first(from) + added + text.sliced(from + removed);
}

CardMeta::CardMeta(const QString &text, const QStringList &order)
    : m_text(text)
    , m_order(order)
{
    const SplitCard split = splitCard(m_text);
    const qsizetype firstEnd = text.indexOf(u'\n');
    if (firstEnd > 0 && text[firstEnd - 1] == u'\r')
        m_lineEnd = u"\r\n"_s;
    m_isAbsent = !split.hasFrontMatter && !split.unclosed;
    if (m_isAbsent)
        return;
    if (split.unclosed) {
        m_refusal = metaTr(
            QT_TRANSLATE_NOOP("CardMeta", "The front matter begins with --- and never ends."));
        return;
    }
    const qsizetype begin = split.yaml.data() - QStringView(m_text).data();
    const QString plain = takeLines(begin, begin + split.yaml.size());
    if (plain.contains(u'\r') || std::ranges::any_of(split.yaml, isOddInYaml)) {
        m_refusal = metaTr(QT_TRANSLATE_NOOP(
            "CardMeta", "The front matter has characters that programs read differently."));
        return;
    }
    if (plain.contains(u'\t')) {
        m_refusal = metaTr(QT_TRANSLATE_NOOP(
            "CardMeta", "The front matter has tabs, which YAML does not take everywhere."));
        return;
    }
    const int firstLine = int(QStringView(m_text).first(begin).count(u'\n')) + 1;
    auto tree = readYamlTree(plain, firstLine);
    if (!tree) {
        m_refusal = tree.error();
        return;
    }
    m_root = *std::move(tree);
    m_refusal = findRefusal();
}

// Fills in where the lines are; the text of the front matter as the parser counts them.
QString CardMeta::takeLines(qsizetype begin, qsizetype end)
{
    QString plain;
    for (qsizetype at = begin; at < end;) {
        const qsizetype newLine = m_text.indexOf(u'\n', at);
        const qsizetype next = newLine < 0 || newLine >= end ? end : newLine + 1;
        const QStringView whole = QStringView(m_text).sliced(at, next - at);
        const QStringView words = whole.chopped(whole.endsWith(u"\r\n"_s)   ? 2
                                                    : whole.endsWith(u'\n') ? 1
                                                                            : 0);
        m_starts << at;
        m_ends << at + words.size();
        plain += words;
        plain += u'\n';
        at = next;
    }
    m_starts << end;
    m_ends << end;
    return plain;
}

QString CardMeta::findRefusal() const
{
    if (m_root.kind == YamlNode::Kind::Null)
        return {};
    if (m_root.kind != YamlNode::Kind::Map || m_root.isFlow)
        return metaTr(
            QT_TRANSLATE_NOOP("CardMeta", "The front matter is not a list of “key: value” lines."));
    QStringList seen;
    for (qsizetype i = 0; i < m_root.items.size(); i += 2) {
        const YamlNode &key = m_root.items[i];
        if (key.kind != YamlNode::Kind::Scalar || key.isMarked || key.column != 0
            || key.text == "<<"_L1 || scalarEnd(key) < 0)
            return metaTr(QT_TRANSLATE_NOOP("CardMeta", "The key in line %1 is not plain text."))
                .arg(key.line + 1 + m_text.first(m_starts.first()).count(u'\n'));
        if (seen.contains(key.text))
            return metaTr(QT_TRANSLATE_NOOP("CardMeta", "The key “%1” is there twice."))
                .arg(key.text.left(60));
        seen << key.text;
    }
    return {};
}

QStringList CardMeta::values(QStringView key) const
{
    const YamlNode *node = m_root.value(key);
    if (!node)
        return {};
    if (node->kind == YamlNode::Kind::Scalar)
        return {node->text};
    QStringList all;
    if (node->kind == YamlNode::Kind::List) {
        for (const YamlNode &item : node->items) {
            if (item.kind == YamlNode::Kind::Scalar)
                all << item.text;
        }
    }
    return all;
}

bool CardMeta::needsQuotes(QStringView key, QStringView value) const
{
    const YamlNode *node = m_root.value(key);
    const auto isMisread = [value](const YamlNode &each) {
        return each.isPlain && each.text == value && YamlScalar::isSpecialWord(value);
    };
    return node && (isMisread(*node) || std::ranges::any_of(node->items, isMisread));
}

std::unexpected<QString> CardMeta::onlyAsText()
{
    return std::unexpected(metaTr(
        QT_TRANSLATE_NOOP("CardMeta", "It is written in a way that can only be edited as text.")));
}

// Every edit of it would have to be refused, as far as can be told.
QString CardMeta::refusal(QStringView key) const
{
    const YamlNode *node = m_root.value(key);
    if (!m_refusal.isEmpty() || !node || node->kind == YamlNode::Kind::Null)
        return m_refusal;
    const auto isEditable = [this](const YamlNode &part) {
        return part.kind == YamlNode::Kind::Scalar && !part.isMarked && scalarEnd(part) >= 0;
    };
    if (node->isMarked
        || !(node->kind == YamlNode::Kind::List ? std::ranges::all_of(node->items, isEditable)
                                                : isEditable(*node)))
        return onlyAsText().error();
    return {};
}

QStringView CardMeta::line(int number) const
{
    return QStringView(m_text).sliced(m_starts[number], m_ends[number] - m_starts[number]);
}

int CardMeta::contentEnd(int first, int end) const
{
    while (end > first + 1 && saysNothing(line(end - 1)))
        --end;
    return end;
}

qsizetype CardMeta::scalarEnd(const YamlNode &scalar) const
{
    const QStringView rest = line(scalar.line).sliced(scalar.column);
    const qsizetype from = placeOf(scalar);
    if (rest.isEmpty())
        return -1;
    const QChar quote = rest.front();
    if (quote != u'"' && quote != u'\'')
        return scalar.isPlain && rest.startsWith(scalar.text) ? from + scalar.text.size() : -1;
    for (qsizetype i = 1; i < rest.size(); ++i) {
        if (quote == u'"' && rest[i] == u'\\')
            ++i;
        else if (rest[i] == quote && quote == u'\'' && rest.sliced(i + 1).startsWith(quote))
            ++i;
        else if (rest[i] == quote)
            return from + i + 1;
    }
    return -1;
}

QList<CardMeta::Splice> CardMeta::lineRemoval(int first, int end) const
{
    return {{m_starts[first], m_starts[end] - m_starts[first], {}}};
}

CardMeta::Splice CardMeta::appended(const QString &key, const QString &lines, bool atEnd) const
{
    if (m_isAbsent)
        return {0, 0,
                u"---"_s + m_lineEnd + lines + u"---"_s + m_lineEnd
                    + (m_text.isEmpty() ? QString() : m_lineEnd)};
    if (atEnd)
        return {m_starts.last(), 0, lines};
    const qsizetype rank = m_order.indexOf(key);
    int after = 0; // the first line
    for (qsizetype i = 0; i < m_root.items.size(); i += 2) {
        const qsizetype other = m_order.indexOf(m_root.items[i].text);
        if (rank < 0 || (other >= 0 && other < rank))
            after = contentEnd(m_root.items[i].line, m_root.items[i + 1].end);
    }
    return {m_starts[after], 0, lines};
}

QString CardMeta::applied(QList<Splice> splices) const
{
    // From the end on; at one place what goes before what comes.
    std::ranges::sort(splices, std::greater(),
                      [](const Splice &splice) { return std::pair(splice.from, splice.removed); });
    QString text = m_text;
    for (const Splice &splice : splices)
        text.replace(splice.from, splice.removed, splice.added);
    return text;
}

CardMeta::Change CardMeta::checked(const CardMeta &after, const QString &key) const
{
    const auto others = [&key](const YamlNode &root) {
        QList<YamlNode> all = root.items;
        for (qsizetype i = 0; i + 1 < all.size(); i += 2) {
            if (all[i].text == key)
                all.remove(i, 2);
        }
        return all;
    };
    const QString body = splitCard(m_text).body.toString();
    // A first front matter keeps a blank line from the text.
    const QString wanted = m_isAbsent && !body.isEmpty() ? m_lineEnd + body : body;
    if (!after.m_refusal.isEmpty() || others(after.m_root) != others(m_root)
        || splitCard(after.m_text).body != wanted)
        return onlyAsText();
    return TextChange::between(m_text, after.m_text);
}
