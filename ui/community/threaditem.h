#pragma once

#include "app/hub/types.h"

#include <QWidget>

class HubImages;
class MarkdownView;

// One event of a thread on the timeline: a comment in a frame, or one sentence.
class ThreadItem final : public QWidget
{
    Q_OBJECT

public:
    ThreadItem(const DiscussionEvent &event, HubImages &images, QWidget *parent = nullptr);

signals:
    void linkActivated(const QString &address);

private:
    QWidget *comment(const DiscussionEvent &event, HubImages &images);
    QWidget *commentHead(const DiscussionEvent &event);
    QWidget *sentence(const DiscussionEvent &event);
};
