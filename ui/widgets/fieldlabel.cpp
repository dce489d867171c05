#include "ui/widgets/fieldlabel.h"

#include "ui/theme/type.h"

#include <QLabel>

QLabel *fieldLabel(const QString &text, QWidget *buddy)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setFont(type::font(type::Scale::Secondary));
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(buddy);
    return label;
}
