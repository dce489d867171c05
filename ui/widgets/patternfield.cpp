#include "ui/widgets/patternfield.h"

#include "ui/theme/type.h"

#include <QPlainTextEdit>

QPlainTextEdit *patternField(const QString &hint, const QString &name)
{
    constexpr int kPatternHeight = 72; // three patterns
    auto *edit = new QPlainTextEdit;
    edit->setPlaceholderText(hint);
    edit->setAccessibleName(name);
    edit->setFont(type::font(type::Scale::Mono));
    edit->setTabChangesFocus(true);
    edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    edit->setFixedHeight(kPatternHeight);
    return edit;
}

QStringList patternsIn(const QPlainTextEdit &field)
{
    return patternsIn(field.toPlainText());
}

QStringList patternsIn(QString text)
{
    text.replace(QChar::Nbsp, u' ');
    text.replace(QChar::ParagraphSeparator, u'\n').replace(QChar::LineSeparator, u'\n');
    QStringList patterns;
    for (const QString &line : text.split(u'\n'))
        if (const QString pattern = line.trimmed(); !pattern.isEmpty())
            patterns << pattern;
    return patterns;
}
