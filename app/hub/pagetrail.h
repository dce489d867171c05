#pragma once

#include <QSet>
#include <QUrl>

// The pages that one listing has named. A server whose links lead in a circle would go on for ever.
class PageTrail
{
public:
    // Notes where the listing goes on; false where it has been named before. Empty is its end.
    bool add(const QUrl &next)
    {
        if (next.isEmpty())
            return true;
        const qsizetype before = m_pages.size();
        m_pages.insert(next);
        return m_pages.size() > before;
    }

    qsizetype size() const { return m_pages.size(); }

private:
    QSet<QUrl> m_pages;
};
