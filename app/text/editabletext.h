#pragma once

#include <QString>

#include <expected>

// A file's content as a text that can be edited and put back byte for byte: without the mark at
// its beginning and with one kind of line end.
struct EditableText
{
    static constexpr qint64 kMostBytes = 5'000'000; // beyond, editing is not smooth
    static constexpr qsizetype kLongestLine = 20'000; // characters; likewise

    QString text; // lines end in "\n"
    bool endsInCrLf = false;
    bool hasMark = false; // of byte order, in UTF-8

    // The error is a translated sentence that says why it cannot be edited.
    static std::expected<EditableText, QString> of(const QByteArray &content);
    QByteArray content(const QString &edited) const;
};
