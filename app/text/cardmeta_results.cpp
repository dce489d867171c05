// The evaluation results of a model's card.
#include "app/text/cardmeta.h"
#include "app/text/yamlscalar.h"

#include <QCoreApplication>

#include <algorithm>
#include <span>

using namespace Qt::StringLiterals;

namespace {

constexpr QStringView kModelIndex = u"model-index";

// Where a cell stands: in which part of a result, by which key.
struct CellKey
{
    QStringView part; // empty: of the metric
    QStringView key;
};

CellKey keyOf(CardResult::Cell cell)
{
    switch (cell) {
    case CardResult::Task: return {u"task", u"type"};
    case CardResult::TaskName: return {u"task", u"name"};
    case CardResult::Dataset: return {u"dataset", u"type"};
    case CardResult::DatasetName: return {u"dataset", u"name"};
    case CardResult::Config: return {u"dataset", u"config"};
    case CardResult::Split: return {u"dataset", u"split"};
    case CardResult::Metric: return {u"", u"type"};
    case CardResult::MetricName: return {u"", u"name"};
    case CardResult::Value: return {u"", u"value"};
    }
    Q_UNREACHABLE_RETURN({});
}

std::unexpected<QString> resultTrouble(const char *text)
{
    return std::unexpected(QCoreApplication::translate("CardMeta", text));
}

bool isBlock(const YamlNode *node, YamlNode::Kind kind)
{
    return node && node->kind == kind && !node->isFlow;
}

bool hasFlow(const YamlNode &node)
{
    return (node.isFlow && !node.items.isEmpty()) || std::ranges::any_of(node.items, hasFlow);
}

bool isVerifiedMetric(const YamlNode &metric)
{
    const YamlNode *verified = metric.value(u"verified");
    return metric.value(u"verifyToken") || (verified && verified->text == "true"_L1);
}

QString resultLine(int indent, QStringView key, const QString &value, CardMeta::As as,
                   const QString &lineEnd)
{
    if (value.isEmpty())
        return {};
    const bool isBare = as == CardMeta::As::Literal && YamlScalar::isLiteral(value);
    return QString(indent, u' ') + key.toString() + u": "_s
        + (isBare
               ? value
               : YamlScalar::written(value, YamlScalar::Style::Plain, YamlScalar::Context::Block))
        + lineEnd;
}

// As the Python client writes one.
QString newResult(const CardResult &result, int indent, const QString &lineEnd)
{
    const auto line = [&](int more, CardResult::Cell cell) {
        return resultLine(indent + more, keyOf(cell).key, result.cells[cell],
                          cell == CardResult::Value ? CardMeta::As::Literal : CardMeta::As::Text,
                          lineEnd);
    };
    const QString space(indent, u' ');
    const QString metric = line(4, CardResult::Metric);
    return space + u"- task:"_s + lineEnd + line(4, CardResult::Task)
        + line(4, CardResult::TaskName) + space + u"  dataset:"_s + lineEnd
        + line(4, CardResult::DatasetName) + line(4, CardResult::Dataset)
        + line(4, CardResult::Config) + line(4, CardResult::Split) + space + u"  metrics:"_s
        + lineEnd + space + u"  - "_s + metric.sliced(indent + 4) + line(4, CardResult::Value)
        + line(4, CardResult::MetricName);
}

} // namespace

bool CardResult::isNeeded(CardResult::Cell cell)
{
    return cell == Task || cell == Dataset || cell == DatasetName || cell == Metric
        || cell == Value;
}

bool CardResult::isComplete() const
{
    for (int i = 0; i < kCells; ++i) {
        if (isNeeded(CardResult::Cell(i)) && cells[i].isEmpty())
            return false;
    }
    return true;
}

const YamlNode *CardMeta::ResultRow::part(CardResult::Cell cell) const
{
    const QStringView name = keyOf(cell).part;
    return name.isEmpty() ? metric : result->value(name);
}

QList<CardMeta::ResultRow> CardMeta::resultRows() const
{
    QList<ResultRow> rows;
    const auto itemsOf = [](const YamlNode *list) {
        return list && list->kind == YamlNode::Kind::List ? std::span(list->items)
                                                          : std::span<const YamlNode>();
    };
    for (const YamlNode &model : itemsOf(m_root.value(kModelIndex)))
        for (const YamlNode &result : itemsOf(model.value(u"results")))
            for (const YamlNode &metric : itemsOf(result.value(u"metrics")))
                rows << ResultRow{&result, result.value(u"metrics"), &metric};
    return rows;
}

QList<CardResult> CardMeta::results() const
{
    QList<CardResult> all;
    for (const ResultRow &row : resultRows()) {
        CardResult result{.cells = {}, .isVerified = isVerifiedMetric(*row.metric)};
        for (int i = 0; i < CardResult::kCells; ++i) {
            const YamlNode *part = row.part(CardResult::Cell(i));
            if (const YamlNode *value
                = part ? part->value(keyOf(CardResult::Cell(i)).key) : nullptr)
                result.cells[i] = value->items.isEmpty() ? value->text : u"…"_s;
        }
        all << result;
    }
    return all;
}

QString CardMeta::resultsRefusal() const
{
    using enum YamlNode::Kind;
    const YamlNode *models = m_root.value(kModelIndex);
    if (!m_refusal.isEmpty() || !models)
        return m_refusal;
    const auto isResult = [](const YamlNode &result) {
        const YamlNode *metrics = result.value(u"metrics");
        return isBlock(result.value(u"task"), Map) && isBlock(result.value(u"dataset"), Map)
            && isBlock(metrics, List)
            && std::ranges::all_of(metrics->items,
                                   [](const YamlNode &each) { return isBlock(&each, Map); });
    };
    const auto isModel = [&](const YamlNode &model) {
        const YamlNode *results = model.value(u"results");
        return isBlock(&model, Map) && results && (results->kind == List || results->kind == Null)
            && std::ranges::all_of(results->items, isResult);
    };
    if (!isBlock(models, List) || models->items.isEmpty() || models->isMarked || hasFlow(*models)
        || !std::ranges::all_of(models->items, isModel))
        return onlyAsText().error();
    return {};
}

CardMeta::Change CardMeta::checkedResults(const QList<Splice> &splices,
                                          const QList<CardResult> &wanted) const
{
    const CardMeta after(applied(splices), m_order);
    if (after.results() != wanted || !after.resultsRefusal().isEmpty())
        return onlyAsText();
    return checked(after, kModelIndex.toString());
}

CardMeta::Change CardMeta::setResult(qsizetype row, CardResult::Cell cell,
                                     const QString &text) const
{
    if (const QString why = resultsRefusal(); !why.isEmpty())
        return std::unexpected(why);
    const QList<ResultRow> rows = resultRows();
    const YamlNode *part = rows[row].part(cell);
    const bool isShared = part != rows[row].metric;
    QList<CardResult> wanted = results();
    if (wanted[row].cells[cell] == text)
        return TextChange();
    if (text.isEmpty() && CardResult::isNeeded(cell))
        return resultTrouble(QT_TRANSLATE_NOOP("CardMeta", "A result cannot be without this."));
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (i != row && !(isShared && rows[i].result == rows[row].result))
            continue;
        if (wanted[i].isVerified)
            return resultTrouble(QT_TRANSLATE_NOOP(
                "CardMeta", "This result is verified: changed, it would not be any more."));
        wanted[i].cells[cell] = text;
    }
    const auto splices = resultSplices(*part, keyOf(cell).key, text,
                                       cell == CardResult::Value ? As::Literal : As::Text);
    return splices ? checkedResults(*splices, wanted) : std::unexpected(splices.error());
}

CardMeta::Splices CardMeta::resultSplices(const YamlNode &part, QStringView key,
                                          const QString &text, As as) const
{
    const YamlNode &first = part.items[0];
    for (qsizetype i = 0; i < part.items.size(); i += 2) {
        const YamlNode &name = part.items[i];
        if (name.text != key)
            continue;
        if (!text.isEmpty())
            return scalarSplices(name, part.items[i + 1], text, as);
        if (i > 0)
            return lineRemoval(name.line, contentEnd(name.line, part.items[i + 1].end));
        if (part.items.size() > 2) // the next takes its place, perhaps behind a dash
            return QList<Splice>{{placeOf(name), placeOf(part.items[2]) - placeOf(name), {}}};
        return onlyAsText();
    }
    return QList<Splice>{{m_starts[contentEnd(first.line, part.items[1].end)], 0,
                          resultLine(first.column, key, text, as, m_lineEnd)}};
}

CardMeta::Change CardMeta::addResult(const CardResult &result, const QString &model) const
{
    if (const QString why = resultsRefusal(); !why.isEmpty())
        return std::unexpected(why);
    const QList<CardResult> wanted = results() << result;
    if (!result.isComplete() || result.isVerified)
        return resultTrouble(QT_TRANSLATE_NOOP("CardMeta", "Something is missing."));
    const YamlNode *models = m_root.value(kModelIndex);
    if (!models) {
        const QString lines = kModelIndex.toString() + u':' + m_lineEnd
            + resultLine(0, u"- name", model, As::Text, m_lineEnd) + u"  results:"_s + m_lineEnd
            + newResult(result, 2, m_lineEnd);
        return checkedResults({appended(kModelIndex.toString(), lines, true)}, wanted);
    }
    const YamlNode &last = models->items.last();
    const YamlNode &results = *last.value(u"results");
    if (!results.items.isEmpty())
        return checkedResults({{m_starts[contentEnd(results.items.last().line, results.end)], 0,
                                newResult(result, results.column, m_lineEnd)}},
                              wanted);
    for (qsizetype i = 0; i < last.items.size(); i += 2) {
        const YamlNode &key = last.items[i];
        const qsizetype from = scalarEnd(key) + 1;
        if (key.text != "results"_L1 || from == 0)
            continue;
        const QStringView rest = line(key.line).sliced(from - m_starts[key.line]);
        const qsizetype nothing = rest.trimmed().startsWith(u"[]") ? rest.indexOf(u']') + 1 : 0;
        return checkedResults(
            {{from, nothing, {}},
             {m_starts[key.line + 1], 0, newResult(result, key.column, m_lineEnd)}},
            wanted);
    }
    return onlyAsText();
}

CardMeta::Change CardMeta::removeResult(qsizetype row) const
{
    if (const QString why = resultsRefusal(); !why.isEmpty())
        return std::unexpected(why);
    const ResultRow gone = resultRows().at(row);
    QList<CardResult> wanted = results();
    wanted.remove(row);
    const auto without = [&](const YamlNode &list, const YamlNode &item) -> Change {
        if (!hasDash(list, item))
            return onlyAsText();
        return checkedResults(lineRemoval(item.line, contentEnd(item.line, item.end)), wanted);
    };
    if (gone.metrics->items.size() > 1)
        return without(*gone.metrics, *gone.metric);
    const YamlNode &models = *m_root.value(kModelIndex);
    for (const YamlNode &model : models.items) {
        const YamlNode &results = *model.value(u"results");
        if (std::ranges::none_of(results.items,
                                 [&](const YamlNode &r) { return &r == gone.result; }))
            continue;
        if (results.items.size() > 1)
            return without(results, *gone.result);
        if (models.items.size() > 1)
            return without(models, model);
    }
    for (qsizetype i = 0; i < m_root.items.size(); i += 2) {
        const YamlNode &key = m_root.items[i];
        if (key.text == kModelIndex)
            return checkedResults(lineRemoval(key.line, contentEnd(key.line, models.end)), wanted);
    }
    return onlyAsText();
}
