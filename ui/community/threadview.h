#pragma once

#include "app/hub/types.h"

#include <QWidget>

class DiffView;
class ElidedLabel;
class HubImages;
class IconLabel;
class QLabel;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;
class SegmentedControl;

// A discussion or pull request as a timeline, oldest first. Long ones are built piece by piece on
// demand, because every comment is a document of its own.
class ThreadView final : public QWidget
{
    Q_OBJECT

public:
    explicit ThreadView(HubImages &images, QWidget *parent = nullptr);

    void showChanges(); // of a pull request
    void setThread(const DiscussionThread &thread);

signals:
    void linkActivated(const QString &address);

private:
    QWidget *head();
    void showHead();
    void showMore();

    HubImages &m_images;
    DiscussionThread m_thread;
    qsizetype m_shown = 0;
    ElidedLabel *m_title;
    IconLabel *m_statusIcon;
    ElidedLabel *m_status;
    SegmentedControl *m_mode;
    QStackedWidget *m_pages;
    QScrollArea *m_scroll;
    QVBoxLayout *m_timeline = nullptr;
    QPushButton *m_more;
    DiffView *m_diff;
};
