#include "app/text/frontmatter.h"

#include <QCoreApplication>
#include <QHash>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxFrontMatter = 2 << 20; // characters; the largest real ones have 0.4 M
constexpr qsizetype kMaxEntries = 500;
constexpr qsizetype kMaxValues = 2000; // per key; a list of languages has at most some 200
constexpr qsizetype kMaxValueLength = 2000;

QString frontMatterProblem(const char *text)
{
    return QCoreApplication::translate("FrontMatter", text);
}

QString yamlText(const std::string &text)
{
    QString value = QString::fromUtf8(text.data(), qsizetype(text.size()));
    return value.size() > kMaxValueLength ? value.first(kMaxValueLength) + u'…' : value;
}

// Thrown through the YAML parser and caught in readFrontMatter: the parser has no other way to
// stop.
struct StopReading
{
    const char *why;
};

// Turns parser events into rows: level 1 is the mapping, level 2 a list under a key, the rest is
// counted.
class EntryCollector final : public YAML::EventHandler
{
public:
    QList<FrontMatterEntry> entries;
    bool isMapping = false;
    bool sawAnything = false;

    void OnDocumentStart(const YAML::Mark &) override { }
    void OnDocumentEnd() override { }
    void OnNull(const YAML::Mark &, YAML::anchor_t anchor) override { scalar({}, anchor, false); }
    void OnAlias(const YAML::Mark &, YAML::anchor_t anchor) override
    {
        // One level only: an alias of an alias list has no own values, so nothing can multiply.
        const QStringList values = m_anchors.value(anchor);
        if (m_depth == 1 && !m_atKey)
            take(values);
        else
            scalar(values.value(0), 0, true);
    }
    void OnScalar(const YAML::Mark &, const std::string &, YAML::anchor_t anchor,
                  const std::string &value) override
    {
        scalar(yamlText(value), anchor, true);
    }
    void OnSequenceStart(const YAML::Mark &, const std::string &, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        enter(anchor);
    }
    void OnSequenceEnd() override { leave(); }
    void OnMapStart(const YAML::Mark &, const std::string &, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        if (m_depth == 0)
            isMapping = true;
        else if (!entries.isEmpty())
            ++entries.last().nested;
        m_inMap = m_depth == 1;
        enter(anchor);
    }
    void OnMapEnd() override { leave(); }

private:
    void enter(YAML::anchor_t anchor)
    {
        sawAnything = true;
        if (m_depth == 0) {
            m_atKey = true;
        } else if (m_depth == 1 && m_atKey) {
            throw StopReading{QT_TRANSLATE_NOOP(
                "FrontMatter",
                "A key of the front matter is a list or a mapping; keys must be plain text.")};
        } else if (m_depth == 2) {
            ++entries.last().nested;
        }
        if (m_depth == 1)
            m_openAnchor = anchor;
        ++m_depth;
    }

    void leave()
    {
        --m_depth;
        if (m_depth != 1)
            return;
        if (m_openAnchor)
            m_anchors.insert(m_openAnchor, entries.last().values);
        m_openAnchor = 0;
        m_inMap = false;
        m_atKey = true;
    }

    void scalar(const QString &value, YAML::anchor_t anchor, bool present)
    {
        sawAnything = sawAnything || present;
        if (anchor && m_anchors.size() < kMaxEntries)
            m_anchors.insert(anchor, {value});
        if (!isMapping || m_depth == 0 || m_depth > 2 || (m_depth == 2 && m_inMap))
            return;
        if (m_depth == 2) {
            if (entries.last().values.size() < kMaxValues)
                entries.last().values.append(value);
            return;
        }
        if (m_atKey)
            startEntry(value);
        else
            take(present ? QStringList{value} : QStringList());
    }

    void take(const QStringList &values)
    {
        entries.last().values = values;
        m_atKey = true;
    }

    // A key written twice counts as the Hub's own readers count it: the last value holds.
    void startEntry(const QString &key)
    {
        if (entries.size() >= kMaxEntries)
            throw StopReading{QT_TRANSLATE_NOOP(
                "FrontMatter", "The front matter has more than 500 keys; the rest is not shown.")};
        if (m_keys.contains(key))
            entries.removeIf([&](const FrontMatterEntry &e) { return e.key == key; });
        m_keys.insert(key, true);
        entries.append({.key = key});
        m_atKey = false;
    }

    QHash<YAML::anchor_t, QStringList> m_anchors;
    QHash<QString, bool> m_keys;
    YAML::anchor_t m_openAnchor = 0;
    int m_depth = 0;
    bool m_atKey = false;
    bool m_inMap = false;
};

// The line that starts at from, and where the next one starts.
std::pair<QStringView, qsizetype> cardLine(QStringView text, qsizetype from)
{
    qsizetype end = from;
    while (end < text.size() && text[end] != u'\n' && text[end] != u'\r')
        ++end;
    qsizetype next = end;
    if (next < text.size())
        next += text[next] == u'\r' && next + 1 < text.size() && text[next + 1] == u'\n' ? 2 : 1;
    return {text.sliced(from, end - from), next};
}

bool isMarkerLine(QStringView line)
{
    return line.startsWith(u"---") && line.sliced(3).trimmed().isEmpty();
}

// The parser takes U+0004 for the end of its input and mistrusts other control characters.
std::string yamlBytes(QStringView yaml)
{
    QString clean = yaml.toString();
    for (QChar &c : clean) {
        if (c == u'\r')
            c = u'\n';
        else if (c < u' ' && c != u'\n' && c != u'\t')
            c = QChar::ReplacementCharacter;
    }
    return clean.toStdString();
}

} // namespace

QStringList FrontMatter::values(QStringView key) const
{
    for (const FrontMatterEntry &entry : entries) {
        if (entry.key == key)
            return entry.values;
    }
    return {};
}

SplitCard splitCard(QStringView text)
{
    qsizetype at = 0;
    while (at < text.size() && text[at].isSpace())
        ++at;
    const auto [first, start] = cardLine(text, at);
    if (!isMarkerLine(first))
        return {.body = text};
    for (qsizetype line = start; line < text.size();) {
        const auto [content, next] = cardLine(text, line);
        if (isMarkerLine(content))
            return {.yaml = text.sliced(start, line - start),
                    .body = text.sliced(next),
                    .hasFrontMatter = true};
        line = next;
    }
    return {.body = text, .unclosed = true};
}

FrontMatter readFrontMatter(QStringView yaml)
{
    FrontMatter result{.state = FrontMatter::State::Valid};
    const auto fail = [&result](const QString &why) {
        result.state = FrontMatter::State::Problem;
        result.problem = why;
    };
    if (yaml.size() > kMaxFrontMatter) {
        fail(frontMatterProblem(QT_TRANSLATE_NOOP(
            "FrontMatter", "The front matter is larger than 2 MB; it is not read.")));
        return result;
    }
    EntryCollector collector;
    try {
        std::istringstream stream(yamlBytes(yaml));
        YAML::Parser parser(stream);
        parser.HandleNextDocument(collector);
        if (collector.sawAnything && !collector.isMapping)
            fail(frontMatterProblem(QT_TRANSLATE_NOOP(
                "FrontMatter", "The front matter must be a list of “key: value” lines.")));
    } catch (const StopReading &stop) {
        fail(frontMatterProblem(stop.why));
    } catch (const YAML::Exception &e) {
        // Line 1 of the YAML is line 2 of the file.
        fail(frontMatterProblem(
                 QT_TRANSLATE_NOOP("FrontMatter", "Line %1 of the card is not valid YAML: %2"))
                 .arg(QString::number(e.mark.line + 2), QString::fromStdString(e.msg)));
    } catch (const std::exception &e) {
        fail(frontMatterProblem(
                 QT_TRANSLATE_NOOP("FrontMatter", "The front matter could not be read: %1"))
                 .arg(QString::fromUtf8(e.what())));
    }
    result.entries = std::move(collector.entries);
    return result;
}
