#include "app/text/footnotes.h"

#include <QHash>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxFootnotes = 1000;
constexpr qsizetype kMaxLabel = 64;

// The label of `[^label]` at the start of text, empty when there is none.
QStringView footnoteLabel(QStringView text)
{
    if (!text.startsWith(u"[^"))
        return {};
    const qsizetype end = text.first(qMin(text.size(), kMaxLabel)).indexOf(u']');
    const QStringView label = end > 2 ? text.sliced(2, end - 2) : QStringView();
    for (const QChar c : label) {
        if (c.isSpace() || QStringView(u"[]<>&\"'").contains(c))
            return {};
    }
    return label;
}

bool isFenceLine(QStringView line)
{
    const QStringView start = line.trimmed();
    return start.startsWith(u"```") || start.startsWith(u"~~~");
}

struct Footnotes
{
    QStringList labels; // in the order they are defined
    QHash<QString, int> numbers; // label -> 1..
    QStringList texts;
};

// Takes the definitions out of the lines; a definition goes on over indented lines.
QStringList takeDefinitions(QStringView markdown, Footnotes &notes)
{
    QStringList kept;
    bool fenced = false;
    bool inNote = false;
    for (const QStringView line : markdown.split(u'\n')) {
        fenced = fenced != isFenceLine(line);
        const QStringView label = fenced ? QStringView() : footnoteLabel(line);
        if (!label.isEmpty() && line.sliced(label.size() + 3).startsWith(u':')
            && notes.texts.size() < kMaxFootnotes) {
            const QString key = label.toString();
            if (!notes.numbers.contains(key))
                notes.numbers.insert(key, int(notes.texts.size()) + 1);
            notes.texts.append(line.sliced(label.size() + 4).trimmed().toString());
            inNote = true;
        } else if (inNote && (line.startsWith(u"    ") || line.startsWith(u'\t'))
                   && !line.trimmed().isEmpty()) {
            notes.texts.last() += u' ' + line.trimmed().toString();
        } else {
            inNote = false;
            kept.append(line.toString());
        }
    }
    return kept;
}

QString linkReferences(const QString &line, const Footnotes &notes)
{
    QString out;
    bool code = false;
    for (qsizetype at = 0; at < line.size();) {
        code = code != (line[at] == u'`');
        const QStringView label
            = code ? QStringView() : footnoteLabel(QStringView(line).sliced(at));
        if (const int number = label.isEmpty() ? 0 : notes.numbers.value(label.toString())) {
            out += u"<sup><a href=\"#footnote-%1\">%1</a></sup>"_s.arg(number);
            at += label.size() + 3;
        } else {
            out += line[at++];
        }
    }
    return out;
}

} // namespace

QString withFootnotes(QStringView markdown)
{
    if (!markdown.contains(u"[^"))
        return markdown.toString();
    Footnotes notes;
    QStringList lines = takeDefinitions(markdown, notes);
    if (notes.texts.isEmpty())
        return markdown.toString();
    bool fenced = false;
    for (QString &line : lines) {
        fenced = fenced != isFenceLine(line);
        if (!fenced && line.contains(u"[^"))
            line = linkReferences(line, notes);
    }
    lines.append({QString(), u"---"_s, QString()});
    for (qsizetype i = 0; i < notes.texts.size(); ++i)
        lines.append(
            u"%1. <a name=\"footnote-%1\"></a>%2"_s.arg(QString::number(i + 1), notes.texts[i]));
    return lines.join(u'\n');
}
