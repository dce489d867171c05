#pragma once

#include <QString>

// Makes the quote that was just written an alert ("Note", "Warning") when its first paragraph
// begins with `[!NOTE]`, and takes the marker away. It looks at what was written, not at what came:
// text that came in parts is one text to a reader.
class CardAlert final
{
public:
    // A quote was written; `attributesAt` is where its attributes end.
    void quoteOpened(qsizetype attributesAt);
    // To be told before a tag is appended to `html`. `opened` names it, empty for one that closes.
    void beforeTag(QStringView opened, QString &html);
    void textWritten(bool blank);

private:
    enum class At { Nowhere, Quote, Paragraph };

    void readMarker(QString &html) const;

    At m_at = At::Nowhere;
    qsizetype m_attributesAt = 0, m_paragraphAt = 0;
};
