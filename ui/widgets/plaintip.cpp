#include "ui/widgets/plaintip.h"

#include <QWidget>

using namespace Qt::StringLiterals;

QString plainTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    return u"<span>%1</span>"_s.arg(text.toHtmlEscaped().replace(u'\n', "<br>"_L1));
}

void setPlainTip(QWidget *widget, const QString &text)
{
    widget->setToolTip(plainTip(text));
    widget->setAccessibleDescription(text);
}
