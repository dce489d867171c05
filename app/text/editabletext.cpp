#include "app/text/editabletext.h"

#include <QByteArrayView>
#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kByteOrderMark("\xef\xbb\xbf");

struct EditableWords
{
    Q_DECLARE_TR_FUNCTIONS(EditableText)
};

// That an editor takes for ends of lines or of the text.
bool isOdd(QChar c)
{
    return c == u'\0' || c == u'\r' || c == u'\u2028' || c == u'\u2029' || c == u'\ufdd0'
        || c == u'\ufdd1';
}

} // namespace

std::expected<EditableText, QString> EditableText::of(const QByteArray &content)
{
    if (content.size() > kMostBytes)
        return std::unexpected(EditableWords::tr("It is too large to be edited here."));
    EditableText made{.hasMark = content.startsWith(kByteOrderMark)};
    const QByteArray bytes = made.hasMark ? content.sliced(kByteOrderMark.size()) : content;
    if (!QByteArrayView(bytes).isValidUtf8())
        return std::unexpected(EditableWords::tr("It is no text in UTF-8."));
    made.text = QString::fromUtf8(bytes);
    made.endsInCrLf = made.text.contains("\r\n"_L1);
    made.text.replace("\r\n"_L1, "\n"_L1);
    if (made.content(made.text) != content || std::ranges::any_of(made.text, isOdd))
        return std::unexpected(
            EditableWords::tr("It has characters or ends of lines that an editor would change."));
    for (const QStringView line : QStringView(made.text).tokenize(u'\n'))
        if (line.size() > kLongestLine)
            return std::unexpected(
                EditableWords::tr("It has a line that is too long to be edited here."));
    return made;
}

QByteArray EditableText::content(const QString &edited) const
{
    QString lines = edited;
    if (endsInCrLf)
        lines.replace("\n"_L1, "\r\n"_L1);
    return (hasMark ? kByteOrderMark.toByteArray() : QByteArray()) + lines.toUtf8();
}
