#include "ui/repo/reposection.h"

#include <QEvent>

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

void RepoSection::takeKeys()
{
    QWidget *target = keyTarget();
    if (target->isVisible())
        return target->setFocus(Qt::OtherFocusReason);
    setFocus(Qt::OtherFocusReason); // until then, unless the user takes them elsewhere
    target->installEventFilter(this);
}

bool RepoSection::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Show && watched == keyTarget() && window()->focusWidget() == this)
        keyTarget()->setFocus(Qt::OtherFocusReason);
    return QWidget::eventFilter(watched, event);
}

void RepoSection::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale && m_place) {
        m_stale = false;
        load(*m_place);
    }
}
