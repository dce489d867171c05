#include "app/text/shell.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

QString shellQuoted(const QString &word)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_@%+=:,./-]+$"_s);
    return plain.match(word).hasMatch() && !word.startsWith(u'-')
        ? word
        : u'\'' + QString(word).replace(u'\'', "'\\''"_L1) + u'\'';
}
