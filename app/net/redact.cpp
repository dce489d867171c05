#include "app/net/redact.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLeastToken = 20; // letters after "hf_"; real ones have 34
constexpr qsizetype kMaxRedacted = 64 << 10; // characters; more is not looked at and left out

bool endsWord(QChar c)
{
    return c.isSpace() || QStringView(u"\"'<>`").contains(c);
}

bool isTokenLetter(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

// "scheme://user:password@host/path?query" without what is secret in it; of other words the query,
// when it has one.
QString redactedWord(QStringView word)
{
    const auto scheme = word.indexOf("://"_L1);
    const auto isTail = [](QChar c) { return c == u'?' || c == u'#'; };
    const auto tail = std::ranges::find_if(word, isTail) - word.begin();
    const bool hasTail = tail < word.size()
        && (scheme >= 0 || (word[tail] == u'?' && word.sliced(tail).contains(u'=')));
    QString out = word.first(hasTail ? tail : word.size()).toString();
    if (scheme >= 0 && scheme < out.size()) {
        const auto host = scheme + 3;
        const auto path = out.indexOf(u'/', host);
        const auto at = out.lastIndexOf(u'@', path < 0 ? -1 : path);
        if (at >= host)
            out.remove(host, at + 1 - host);
    }
    return hasTail ? out + word[tail] + u'…' : out;
}

void removeTokens(QString &text)
{
    for (qsizetype at = 0; (at = text.indexOf("hf_"_L1, at)) >= 0;) {
        at += 3;
        // "hf_oauth_" is followed by parts joined by dots, dashes and underscores.
        const bool oauth = QStringView(text).sliced(at).startsWith("oauth_"_L1);
        const auto end = std::find_if_not(text.cbegin() + at, text.cend(), [oauth](QChar c) {
            return isTokenLetter(c) || (oauth && QStringView(u"._-").contains(c));
        });
        const auto length = end - (text.cbegin() + at);
        if (length >= kLeastToken)
            text.replace(at, length, u"…"_s);
    }
}

} // namespace

QString redacted(const QString &text)
{
    QString out;
    const QStringView all = QStringView(text).left(kMaxRedacted);
    for (auto at = all.begin(); at != all.end();) {
        const auto end = std::find_if(at, all.end(), endsWord);
        out += redactedWord(QStringView(at, end));
        at = end;
        if (at != all.end())
            out += *at++;
    }
    removeTokens(out);
    return out;
}
