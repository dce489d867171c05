#pragma once

#include "app/text/yamltree.h"

#include <QStringList>

#include <array>
#include <expected>

// One part of a text that is replaced.
struct TextChange
{
    qsizetype from = 0;
    qsizetype removed = 0; // characters
    QString added;

    static TextChange between(QStringView before,
                              QStringView after); // the shortest, whole characters
    QString appliedTo(const QString &text) const;
    bool isNothing() const { return removed == 0 && added.isEmpty(); }
    bool operator==(const TextChange &) const = default;
};

// One metric of one evaluation.
struct CardResult
{
    enum Cell { Task, TaskName, Dataset, DatasetName, Config, Split, Metric, MetricName, Value };
    static constexpr int kCells = Value + 1;

    std::array<QString, kCells> cells; // empty: not said
    bool isVerified = false; // by the Hub, which signs what it says: not to be changed
    bool isComplete() const; // the Hub takes no result without these
    static bool isNeeded(Cell cell);
    bool operator==(const CardResult &) const = default;
};

// The front matter of a card, read to be edited key by key (hub-api 31). An edit replaces the
// lines of its key and nothing else: comments, order, quotes and ends of lines stay. What was
// written is read again before it is handed out; where the rest would not mean the same any more,
// or where something is not understood, a sentence comes instead. Pure, any thread.
class CardMeta
{
public:
    using Change = std::expected<TextChange, QString>; // the error: a translated sentence
    enum class As {
        Text, // in quotes where it would be read as something else
        Literal, // true, false and numbers without quotes
        List, // also a single one, where there is nothing yet
    };

    // order: of keys; a new one goes behind those before it.
    explicit CardMeta(const QString &text, const QStringList &order = {});

    const QString &text() const { return m_text; }
    QString refusal() const { return m_refusal; } // why it is edited as text only; empty: it is not
    bool has(QStringView key) const { return m_root.value(key) != nullptr; }
    QStringList values(QStringView key) const; // one, those of a list, or none
    bool needsQuotes(QStringView key, QStringView value) const; // "no", read as false by Python
    QString refusal(QStringView key) const; // why this one is edited as text only
    static std::unexpected<QString> onlyAsText(); // a sentence

    // An empty list takes the key away.
    Change set(const QString &key, const QStringList &values, As as = As::Text) const;

    // Of "model-index", a row for each metric. What is said of the task and the dataset belongs to
    // all the metrics that stand under it.
    QList<CardResult> results() const;
    QString resultsRefusal() const; // why they are edited as text only
    Change setResult(qsizetype row, CardResult::Cell cell, const QString &text) const;
    // model: its name, for the first result of all.
    Change addResult(const CardResult &result, const QString &model) const;
    Change removeResult(qsizetype row) const;

private:
    struct Splice
    {
        qsizetype from;
        qsizetype removed;
        QString added;
    };
    using Splices = std::expected<QList<Splice>, QString>;

    QStringView line(int number) const; // of the front matter, without its end
    qsizetype placeOf(const YamlNode &node) const { return m_starts[node.line] + node.column; }
    int contentEnd(int first, int end) const; // the line after the last that says something
    // Where a scalar ends that stands in one line; -1: it does not, or is not understood.
    qsizetype scalarEnd(const YamlNode &scalar) const;
    // Another value in the place of a scalar or of nothing, in the same quotes.
    Splices scalarSplices(const YamlNode &key, const YamlNode &value, const QString &text,
                          As as) const;
    QList<Splice> lineRemoval(int first, int end) const;
    Splice appended(const QString &key, const QString &lines, bool atEnd) const;
    QString applied(QList<Splice> splices) const;
    // What makes of this text the other one, if nothing but the key says something else there.
    Change checked(const CardMeta &after, const QString &key) const;

    QString takeLines(qsizetype begin, qsizetype end);
    QString findRefusal() const;
    Splices replaced(const YamlNode &key, const YamlNode &value, const QStringList &values,
                     As as) const;
    Splices blockSplices(const YamlNode &list, const QStringList &values) const;
    Splices flowSplices(const YamlNode &list, const QStringList &values) const;
    bool hasDash(const YamlNode &list, const YamlNode &item) const; // alone before it in its line
    bool isItemLine(const YamlNode &list, const YamlNode &item) const; // "- one  # why"
    QString newLines(const QString &key, const QStringList &values, As as) const;

    struct ResultRow // of the tree; null: not there
    {
        const YamlNode *result;
        const YamlNode *metrics;
        const YamlNode *metric;
        const YamlNode *part(CardResult::Cell cell) const; // the map that it stands in
    };
    QList<ResultRow> resultRows() const;
    Change checkedResults(const QList<Splice> &splices, const QList<CardResult> &wanted) const;
    Splices resultSplices(const YamlNode &part, QStringView key, const QString &text, As as) const;

    QString m_text;
    QStringList m_order;
    QString m_lineEnd = QStringLiteral("\n");
    QList<qsizetype> m_starts; // of the lines of the front matter and of its closing marker
    QList<qsizetype> m_ends;
    bool m_isAbsent = false; // there is no front matter yet
    YamlNode m_root;
    QString m_refusal;
};
