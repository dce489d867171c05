#include "app/text/cardoutline.h"

#include "app/text/cardpolicy.h"

void CardOutline::open(qsizetype at, const QString &givenId)
{
    m_at = at;
    m_id = safeAnchor(givenId);
    m_text.clear();
}

void CardOutline::addText(const QString &text)
{
    if (m_at >= 0)
        m_text += text;
}

CardOutline::Mark CardOutline::close(int level)
{
    const QString title = m_text.simplified();
    const QString wanted = m_id.isEmpty() ? headingAnchor(title) : m_id;
    QString anchor = wanted;
    while (m_anchors.contains(anchor))
        anchor = wanted + u'-' + QString::number(++m_repeats[wanted]);
    m_anchors.insert(anchor);
    if (!title.isEmpty())
        m_headings.append({level, title, anchor});
    return {std::exchange(m_at, -1), anchor};
}
