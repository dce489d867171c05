#include "ui/widgets/textfind.h"

#include "ui/widgets/textline.h"

#include <QByteArrayMatcher>
#include <QPromise>
#include <QRegularExpression>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxTextMatches = 100000;
constexpr qsizetype kFindPiece = qsizetype(64)
    << 10; // bytes of a line that an expression sees at once
constexpr qsizetype kStopEvery = 1 << 20; // bytes between two questions whether to stop

bool isAsciiQuery(const QString &text)
{
    return std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c < QChar(0x80); });
}

// Bytes against bytes: exact, or with the letters A to Z folded on both sides.
void findBytes(const QByteArray &text, const TextQuery &query, const std::function<bool()> &stopped,
               TextMatches &result)
{
    const QByteArray haystack = query.caseSensitive ? text : text.toLower();
    const QByteArray needle
        = query.caseSensitive ? query.text.toUtf8() : query.text.toUtf8().toLower();
    const QByteArrayMatcher matcher(needle);
    qsizetype asked = 0;
    for (qsizetype at = matcher.indexIn(haystack); at >= 0;
         at = matcher.indexIn(haystack, at + needle.size())) {
        if (result.list.size() >= kMaxTextMatches) {
            result.more = true;
            return;
        }
        result.list.append({at, needle.size()});
        if (at - asked > kStopEvery && stopped())
            return;
        asked = qMax(asked, at - at % kStopEvery);
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

void findInPiece(QByteArrayView piece, qint64 offset, const QRegularExpression &expression,
                 TextMatches &result)
{
    const ShownText shown = shownText(piece);
    for (auto it = expression.globalMatch(shown.text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        if (match.capturedLength() == 0)
            continue;
        if (result.list.size() >= kMaxTextMatches) {
            result.more = true;
            return;
        }
        const int from = shown.bytes[match.capturedStart()];
        result.list.append({offset + from, shown.bytes[match.capturedEnd()] - from});
    }
}

void findExpression(const QByteArray &text, const TextQuery &query,
                    const std::function<bool()> &stopped, TextMatches &result)
{
    const QRegularExpression expression = expressionFor(query);
    if (!expression.isValid()) {
        result.problem
            = QObject::tr("This is not a regular expression: %1").arg(expression.errorString());
        return;
    }
    for (qsizetype at = 0; at < text.size() && !result.more && !stopped();) {
        const qsizetype newline = text.indexOf('\n', at);
        qsizetype end = newline < 0 ? text.size() : newline;
        const bool cut = end - at > kFindPiece;
        if (cut)
            end = characterStart(text, at + kFindPiece);
        findInPiece(QByteArrayView(text).sliced(at, end - at), at, expression, result);
        at = cut ? end : end + 1;
    }
}

} // namespace

TextMatches findInText(const QByteArray &text, const TextQuery &query,
                       const std::function<bool()> &stopped)
{
    TextMatches result;
    if (query.text.isEmpty())
        return result;
    if (!query.regex && (query.caseSensitive || isAsciiQuery(query.text)))
        findBytes(text, query, stopped, result);
    else
        findExpression(text, query, stopped, result);
    return result;
}

TextFind::~TextFind()
{
    m_running.cancel();
}

void TextFind::start(const QByteArray &text, const TextQuery &query)
{
    const quint64 mine = ++m_generation;
    m_running.cancel();
    if (query.text.isEmpty()) {
        emit found({});
        return;
    }
    m_running = QtConcurrent::run([text, query](QPromise<TextMatches> &promise) {
        promise.addResult(findInText(text, query, [&promise] { return promise.isCanceled(); }));
    });
    m_running.then(this, [this, mine](const TextMatches &matches) {
        if (mine == m_generation)
            emit found(matches);
    });
}
