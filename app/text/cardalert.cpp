#include "app/text/cardalert.h"

#include "app/text/cardpolicy.h"

using namespace Qt::StringLiterals;

void CardAlert::quoteOpened(qsizetype attributesAt)
{
    m_at = At::Quote;
    m_attributesAt = attributesAt;
}

void CardAlert::beforeTag(QStringView opened, QString &html)
{
    if (m_at == At::Quote && opened == u"p") {
        m_at = At::Paragraph;
        m_paragraphAt = html.size();
        return;
    }
    if (m_at == At::Paragraph)
        readMarker(html);
    m_at = At::Nowhere;
}

void CardAlert::textWritten(bool blank)
{
    if (m_at == At::Quote && !blank)
        m_at = At::Nowhere;
}

void CardAlert::readMarker(QString &html) const
{
    const qsizetype from = html.indexOf(u'>', m_paragraphAt) + 1;
    const qsizetype end = html.indexOf(u']', from);
    const QStringView marker
        = QStringView(html).sliced(from, qMax<qsizetype>(0, end - from)).trimmed();
    if (!marker.startsWith(u"[!") || !isAlertKind(marker.sliced(2).toString().toLower()))
        return;
    const QString attribute = u" class=\"alert-"_s + marker.sliced(2).toString().toLower() + u'"';
    qsizetype rest = end + 1;
    while (rest < html.size() && html[rest].isSpace())
        ++rest;
    html.remove(from, rest - from);
    html.insert(m_attributesAt, attribute);
}
