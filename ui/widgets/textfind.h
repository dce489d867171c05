#pragma once

#include <QByteArray>
#include <QFuture>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>

struct TextQuery
{
    QString text;
    bool caseSensitive = false;
    bool regex = false;
    bool operator==(const TextQuery &) const = default;
};

struct TextMatch
{
    qint64 offset = 0; // bytes in the file
    qint64 length = 0;
    bool operator==(const TextMatch &) const = default;
};

struct TextMatches
{
    QList<TextMatch> list; // in order, not overlapping
    QString problem; // of the expression, one sentence
    bool more = false; // the limit was reached
};

// Matches within lines. Bounded: a regular expression may take a fixed number of steps a line and
// sees long lines in pieces (M13). Any thread; stopped() is asked now and then.
TextMatches findInText(const QByteArray &text, const TextQuery &query,
                       const std::function<bool()> &stopped);

// Searches on the pool; the newest question wins. GUI thread.
class TextFind final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~TextFind() override;

    void start(const QByteArray &text,
               const TextQuery &query); // an empty query finds nothing, at once

signals:
    void found(const TextMatches &matches);

private:
    QFuture<TextMatches> m_running;
    quint64 m_generation = 0;
};
