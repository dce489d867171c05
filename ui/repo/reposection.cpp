#include "ui/repo/reposection.h"

void RepoSection::setPlace(const RepoPlace &place)
{
    m_place = place;
    reload();
}

void RepoSection::reload()
{
    m_stale = true;
    if (isVisible() && m_place) {
        m_stale = false;
        load(*m_place);
    }
}

void RepoSection::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale && m_place) {
        m_stale = false;
        load(*m_place);
    }
}
