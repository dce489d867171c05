#include "ui/widgets/labels.h"

#include "ui/theme/type.h"

#include <QLabel>
#include <QVBoxLayout>

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QLabel *secondaryLabel(const QString &text)
{
    auto *label = plainLabel(text);
    label->setFont(type::font(type::Scale::Secondary));
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QLabel *sentenceLabel(const QString &text)
{
    auto *label = plainLabel(text);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QLabel *fieldLabel(const QString &text, QWidget *buddy)
{
    auto *label = secondaryLabel(text);
    label->setBuddy(buddy);
    return label;
}

QVBoxLayout *fieldColumn(const QString &text, QWidget *field)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(4);
    column->addWidget(fieldLabel(text, field));
    column->addWidget(field);
    return column;
}
