#include "app/session/storedtokens.h"

#include <QString>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

QList<QByteArray> linesWithEnds(const QByteArray &text)
{
    QList<QByteArray> lines;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype end = text.indexOf('\n', at);
        const qsizetype next = end < 0 ? text.size() : end + 1;
        lines << text.sliced(at, next - at);
        at = next;
    }
    return lines;
}

// Keys are case-insensitive and end at "=" or ":".
QByteArray keyOfLine(const QByteArray &line)
{
    const auto end = std::ranges::find_if(line, [](char c) { return c == '=' || c == ':'; });
    const bool comment = line.trimmed().startsWith('#') || line.trimmed().startsWith(';');
    return end == line.end() || comment ? QByteArray()
                                        : line.first(end - line.begin()).trimmed().toLower();
}

QByteArray valueOfLine(const QByteArray &line)
{
    const auto end = std::ranges::find_if(line, [](char c) { return c == '=' || c == ':'; });
    return end == line.end() ? QByteArray() : line.sliced(end - line.begin() + 1).trimmed();
}

} // namespace

StoredTokens::StoredTokens(const QByteArray &text)
{
    m_sections << Section{};
    for (const QByteArray &line : linesWithEnds(text)) {
        const QByteArray trimmed = line.trimmed();
        if (trimmed.size() > 2 && line.startsWith('[') && trimmed.endsWith(']'))
            m_sections << Section{.name = trimmed.sliced(1, trimmed.size() - 2)};
        m_sections.last().lines << line;
    }
}

QByteArray StoredTokens::text() const
{
    QByteArray text;
    for (const Section &section : m_sections)
        for (const QByteArray &line : section.lines)
            text += line;
    return text;
}

QByteArray StoredTokens::tokenOf(const Section &section)
{
    for (const QByteArray &line : section.lines)
        if (keyOfLine(line) == "hf_token")
            return valueOfLine(line);
    return {};
}

void StoredTokens::set(const QByteArray &name, const QByteArray &token)
{
    const auto section = std::ranges::find(m_sections, name, &Section::name);
    if (section == m_sections.end()) {
        if (const QByteArray before = text(); !before.isEmpty())
            m_sections.last().lines << (before.endsWith('\n') ? "\n" : "\n\n");
        m_sections << Section{.name = name,
                              .lines = {'[' + name + "]\n", "hf_token = " + token + '\n'}};
        return;
    }
    if (tokenOf(*section) == token)
        return;
    section->lines.removeIf([](const QByteArray &line) {
        const QByteArray key = keyOfLine(line);
        return key == "hf_token" || key == "refresh_token" || key == "expires_at";
    });
    if (!section->lines.first().endsWith('\n'))
        section->lines.first() += '\n';
    section->lines.insert(1, "hf_token = " + token + '\n');
}

void StoredTokens::removeToken(const QByteArray &token)
{
    m_sections.removeIf(
        [&token](const Section &s) { return !s.name.isEmpty() && tokenOf(s) == token; });
}

QByteArray StoredTokens::sectionName(const QString &displayName)
{
    QString name;
    for (const QChar c : displayName.trimmed())
        if (c.unicode() >= 0x20 && c != QChar(0x7f) && c != u'[' && c != u']')
            name += c;
    const QByteArray utf8 = name.trimmed().left(128).toUtf8();
    return utf8.isEmpty() || utf8.toUpper() == "DEFAULT" ? "hubnaut" : utf8;
}
