#include "ui/widgets/hubsentence.h"

#include "app/net/huberror.h"
#include "app/text/safetext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

QString hubSentence(const HubError &error)
{
    QString detail = SafeText::line(error.detail).trimmed();
    while (detail.endsWith(u'.')) // the sentence that quotes it ends with one
        detail.chop(1);
    if (detail.isEmpty())
        return error.message;
    return error.message + u' '
        + QCoreApplication::translate("hubSentence", "The Hub says: “%1”.")
              .arg(SafeText::isolated(detail));
}
