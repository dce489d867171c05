#include "app/text/unifieddiff.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace {

// Reads line after line; a hunk's lines are those that its head announces, whatever they begin
// with.
class DiffReader final
{
public:
    void take(QStringView line)
    {
        if (m_beforeLeft > 0 || m_afterLeft > 0)
            takeHunkLine(line);
        else
            takeHead(line);
    }
    QList<DiffRow> rows() { return std::move(m_rows); }

private:
    void takeHunkLine(QStringView line)
    {
        using enum DiffRow::Kind;
        const QChar sign = line.isEmpty() ? u' ' : line.front();
        if (sign == u'\\') // "\ No newline at end of file"
            return add(Note, line.sliced(1).trimmed());
        const bool added = sign == u'+' && m_afterLeft > 0;
        const bool removed = sign == u'-' && m_beforeLeft > 0;
        if (!added && !removed && (sign != u' ' || m_beforeLeft == 0 || m_afterLeft == 0)) {
            m_beforeLeft = m_afterLeft = 0; // not what was announced
            return takeHead(line);
        }
        add(added ? Added : removed ? Removed : Context, line.mid(1));
        if (!added) {
            m_rows.last().before = m_before++;
            --m_beforeLeft;
        }
        if (!removed) {
            m_rows.last().after = m_after++;
            --m_afterLeft;
        }
        if (m_file >= 0) {
            m_rows[m_file].added += added ? 1 : 0;
            m_rows[m_file].removed += removed ? 1 : 0;
        }
    }

    void takeHead(QStringView line)
    {
        if (line.startsWith(u"diff --git ")) {
            openFile(pathOf(line.sliced(11)));
        } else if (line.startsWith(u"+++ ") || line.startsWith(u"--- ")) {
            takeName(line.sliced(4), line.front() == u'+');
        } else if (line.startsWith(u"@@ ")) {
            openHunk(line.toString());
        } else if (line.startsWith(u'\\')) {
            add(DiffRow::Kind::Note, line.sliced(1).trimmed());
        } else if (m_fresh && line.startsWith(u"new file mode ")) {
            m_rows[m_file].change = DiffRow::Change::New;
        } else if (m_fresh && line.startsWith(u"deleted file mode ")) {
            m_rows[m_file].change = DiffRow::Change::Deleted;
        } else if (m_fresh && (line.startsWith(u"rename to ") || line.startsWith(u"copy to "))) {
            m_rows[m_file].text = line.sliced(line.indexOf(u" to ") + 4).toString();
            add(DiffRow::Kind::Note, line);
        } else if (!line.isEmpty() && !line.startsWith(u"index ")) {
            add(DiffRow::Kind::Note, line); // modes, renames, "Binary files differ"
        }
    }

    // "a/PATH b/PATH": the second half, which a space in the path does not move. Two names cannot
    // be told apart where they hold spaces: both stand until a later line says the new one.
    static QStringView pathOf(QStringView names)
    {
        const QStringView before = names.first(names.size() / 2);
        const QStringView after = names.sliced((names.size() + 1) / 2);
        const bool same = before.startsWith(u"a/") && after.startsWith(u"b/")
            && before.sliced(2) == after.sliced(2);
        return same ? after.sliced(2) : names;
    }

    void openFile(QStringView path)
    {
        m_file = m_rows.size();
        add(DiffRow::Kind::File, path);
        m_fresh = true;
    }

    // Of the file that just began, or, in diffs without "diff --git", of the next one.
    void takeName(QStringView name, bool after)
    {
        if (!m_fresh && !after)
            openFile({});
        m_fresh = false;
        name = name.first(name.contains(u'\t') ? name.indexOf(u'\t') : name.size());
        if (m_file < 0)
            return add(DiffRow::Kind::Note, name);
        if (name != u"/dev/null")
            m_rows[m_file].text
                = (name.startsWith(u"a/") || name.startsWith(u"b/") ? name.sliced(2) : name)
                      .toString();
    }

    void openHunk(const QString &line)
    {
        static const QRegularExpression head(
            u"^@@ -(\\d{1,9})(?:,(\\d{1,9}))? \\+(\\d{1,9})(?:,(\\d{1,9}))? @@ ?(.*)$"_s);
        const auto match = head.match(line);
        if (!match.hasMatch())
            return add(DiffRow::Kind::Note, line);
        const auto count = [&match](int group) {
            return match.hasCaptured(group) ? match.captured(group).toInt() : 1;
        };
        m_before = match.captured(1).toInt();
        m_after = match.captured(3).toInt();
        m_beforeLeft = count(2);
        m_afterLeft = count(4);
        if (m_before > 1 || m_after > 1) // else nothing was left out
            add(DiffRow::Kind::Hunk, match.captured(5));
    }

    void add(DiffRow::Kind kind, QStringView text)
    {
        m_rows.append({.kind = kind, .text = text.toString()});
    }

    QList<DiffRow> m_rows;
    qsizetype m_file = -1; // row of the present file
    bool m_fresh = false; // it has just begun
    int m_before = 0, m_after = 0;
    int m_beforeLeft = 0, m_afterLeft = 0;
};

} // namespace

QList<DiffRow> readUnifiedDiff(const QString &unified)
{
    DiffReader reader;
    for (const QStringView line : QStringView(unified).split(u'\n'))
        reader.take(line.endsWith(u'\r') ? line.chopped(1) : line);
    return reader.rows();
}
