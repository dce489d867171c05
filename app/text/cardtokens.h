#pragma once

#include <QList>
#include <QString>

struct HtmlAttribute
{
    QString name; // lower case
    QString value; // entities decoded
};

struct HtmlToken
{
    enum class Kind {
        Text,
        Open,
        Close,
        Skipped
    }; // Skipped: comment, doctype, processing instruction

    Kind kind = Kind::Text;
    QString name; // lower case, of Open and Close
    QString text; // of Text: decoded; else as written
    QList<HtmlAttribute> attributes;

    // Empty when it is not there; attribute names are unique enough that the first one counts.
    QString attribute(QStringView name) const;
};

// Cuts HTML into tokens without judging them. Linear in the input whatever it holds: every search
// that failed once is not repeated, and a tag has a longest length. Any thread.
class HtmlTokens final
{
public:
    explicit HtmlTokens(QStringView html); // html must outlive this

    bool next(HtmlToken &token); // false at the end
    // Skips what stands before `</name`; false and no move when there is no such tag.
    bool skipTo(const QString &name);

private:
    bool readTag(HtmlToken &token);
    bool readDeclaration(HtmlToken &token);
    bool readAttributes(HtmlToken &token, qsizetype &at) const;
    QString readValue(qsizetype &at, qsizetype limit) const;
    void skipSpace(qsizetype &at, qsizetype limit) const;
    void readText(HtmlToken &token);

    QStringView m_html;
    qsizetype m_at = 0;
    int m_endlessTags = 0;
    bool m_noCommentEnd = false;
    QList<QString> m_neverClosed;
};

// `&amp;`, `&#39;`, `&nbsp;` and the like as characters; what is not known stays as written.
QString decodeEntities(QStringView text);
