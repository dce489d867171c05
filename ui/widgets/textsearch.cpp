#include "ui/widgets/textsearch.h"

#include "ui/widgets/textline.h"

#include <QByteArrayMatcher>
#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kFindPiece = qsizetype(64) << 10; // bytes of a line that are gone over at once
constexpr qsizetype kFindAround = qsizetype(16) << 10; // bytes before and behind that are seen too

struct FindText
{
    Q_DECLARE_TR_FUNCTIONS(TextFind)
};

// A piece between the ends of its neighbours; matches begin in [from, to) of bytes.
struct FindWindow
{
    QByteArray bytes;
    qint64 offset = 0; // of bytes in the file
    qsizetype from = 0;
    qsizetype to = 0;
};

bool isAsciiQuery(const QString &text)
{
    return std::ranges::all_of(text, [](QChar c) { return c < QChar(0x80); });
}

bool isExpression(const TextQuery &query)
{
    return query.regex || (!query.caseSensitive && !isAsciiQuery(query.text));
}

bool addMatch(TextMatches &result, qint64 offset, qint64 length)
{
    result.more = result.list.size() >= TextMatches::kMost;
    if (!result.more)
        result.list.append({offset, length});
    return !result.more;
}

// Bytes against bytes: exact, or with the letters A to Z folded on both sides.
void findBytes(const FindWindow &window, const TextQuery &query, TextMatches &result)
{
    const QByteArray haystack = query.caseSensitive ? window.bytes : window.bytes.toLower();
    const QByteArray needle
        = query.caseSensitive ? query.text.toUtf8() : query.text.toUtf8().toLower();
    const QByteArrayMatcher matcher(needle);
    for (qsizetype at = matcher.indexIn(haystack, window.from); at >= 0 && at < window.to;
         at = matcher.indexIn(haystack, at + needle.size())) {
        if (!addMatch(result, window.offset + at, needle.size()))
            return;
    }
}

QRegularExpression expressionFor(const TextQuery &query)
{
    // The engine's own limits: a hostile line ends the search in it instead of hanging.
    const QString pattern = u"(*LIMIT_MATCH=200000)(*LIMIT_DEPTH=2000)"_s
        + (query.regex ? query.text : QRegularExpression::escape(query.text));
    return QRegularExpression(pattern,
                              query.caseSensitive ? QRegularExpression::NoPatternOption
                                                  : QRegularExpression::CaseInsensitiveOption);
}

// Matches in [begin, end) of the window that start in [at, stop); where the last one ends, or stop.
qsizetype findInSubject(const FindWindow &window, qsizetype begin, qsizetype end, qsizetype at,
                        qsizetype stop, const QRegularExpression &expression, TextMatches &result)
{
    const ShownText shown = shownText(QByteArrayView(window.bytes).sliced(begin, end - begin));
    int first = shown.unitAt(int(at - begin));
    if (first < shown.text.size() && shown.text[first].isLowSurrogate())
        --first;
    auto it = expression.globalMatch(shown.text, first);
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        const qsizetype from = begin + shown.bytes[match.capturedStart()];
        const qsizetype to = begin + shown.bytes[match.capturedEnd()];
        if (from >= stop)
            return stop;
        if (match.capturedLength() == 0 || from < at)
            continue;
        if (!addMatch(result, window.offset + from, to - from))
            return stop;
        at = to;
    }
    result.gaveUp = result.gaveUp || !it.isValid();
    return qMax(at, stop);
}

void findExpression(const FindWindow &window, const QRegularExpression &expression,
                    const std::function<bool()> &stopped, TextMatches &result)
{
    const QByteArray &bytes = window.bytes;
    for (qsizetype at = window.from; at < window.to && !result.more && !stopped();) {
        const qsizetype newline = bytes.indexOf('\n', at);
        const qsizetype lineEnd = newline < 0 ? bytes.size() : newline;
        const qsizetype farthest = qMax(qsizetype(0), at - kFindAround);
        const qsizetype before
            = QByteArrayView(bytes).sliced(farthest, at - farthest).lastIndexOf('\n');
        const qsizetype begin
            = before < 0 ? characterStart(bytes, farthest) : farthest + before + 1;
        const bool cut = lineEnd - at > kFindPiece + kFindAround;
        qsizetype end = cut ? characterStart(bytes, at + kFindPiece + kFindAround) : lineEnd;
        const qsizetype stop = cut ? characterStart(bytes, at + kFindPiece) : lineEnd;
        if (!cut && end > at && bytes[end - 1] == '\r')
            --end; // belongs to the line's end, so that $ stands before it
        at = findInSubject(window, begin, end, at, qMin(stop, window.to), expression, result);
        if (at == lineEnd)
            ++at;
    }
}

} // namespace

QString queryProblem(const TextQuery &query)
{
    if (!query.regex)
        return {};
    const QRegularExpression expression = expressionFor(query);
    return expression.isValid()
        ? QString()
        : FindText::tr("This is not a regular expression: %1").arg(expression.errorString());
}

bool looksBack(const TextQuery &query)
{
    return isExpression(query);
}

TextMatches findInRun(const TextRun &run, const TextQuery &query,
                      const std::function<bool()> &stopped)
{
    TextMatches result{.problem = queryProblem(query)};
    if (query.text.isEmpty() || !result.problem.isEmpty())
        return result;
    const bool expressed = isExpression(query);
    const QRegularExpression expression = expressed ? expressionFor(query) : QRegularExpression();
    qint64 offset = run.offset;
    qint64 from = qMax(run.from, offset);
    for (qsizetype i = 0; i < run.pieces.size() && !result.more && !stopped(); ++i) {
        const QByteArray &piece = run.pieces.at(i);
        const QByteArray &previous = i > 0 ? run.pieces.at(i - 1) : run.before;
        const QByteArray &next = i + 1 < run.pieces.size() ? run.pieces.at(i + 1) : run.after;
        const QByteArrayView head
            = QByteArrayView(previous).last(qMin(previous.size(), expressed ? kFindAround : 0));
        FindWindow window{.offset = offset - head.size(), .to = head.size() + piece.size()};
        window.bytes.reserve(window.to + kFindPiece + kFindAround);
        window.bytes.append(head).append(piece).append(
            QByteArrayView(next).first(qMin(next.size(), kFindPiece + kFindAround)));
        window.from = qsizetype(from - window.offset);
        if (expressed)
            findExpression(window, expression, stopped, result);
        else
            findBytes(window, query, result);
        offset += piece.size();
        from = result.list.isEmpty() ? offset : qMax(offset, result.list.last().end());
    }
    return result;
}

TextMatches findInText(const QByteArray &text, const TextQuery &query,
                       const std::function<bool()> &stopped)
{
    return findInRun({.pieces = {text}}, query, stopped);
}
