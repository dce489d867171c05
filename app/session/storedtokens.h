#pragma once

#include <QByteArray>
#include <QList>

// The text of the Python client's stored_tokens: sections by name, one "key = value" a line. Edits
// touch only the lines of one section; all other bytes, unknown fields and comments stay. Source:
// hub-api 28.
class StoredTokens final
{
public:
    explicit StoredTokens(const QByteArray &text);

    QByteArray text() const;

    // Makes or updates the section. Refresh data of another token under that name goes with it.
    void set(const QByteArray &name, const QByteArray &token);
    // Removes every section that holds the token.
    void removeToken(const QByteArray &token);

    // A name that can stand between brackets: no control characters or brackets, never "DEFAULT",
    // which the Python reader treats as values for all sections.
    static QByteArray sectionName(const QString &displayName);

private:
    struct Section
    {
        QByteArray name; // empty: what stands before the first section
        QList<QByteArray> lines; // header first, line ends included
    };
    static QByteArray tokenOf(const Section &section);

    QList<Section> m_sections;
};
