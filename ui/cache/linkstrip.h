#pragma once

#include "app/cache/cachetwins.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class ElidedLabel;
class ProgressLine;

// One line above the tree while copies are compared and turned into links. Hidden otherwise.
class LinkStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit LinkStrip(QWidget *parent = nullptr);

    void begin(const std::shared_ptr<CacheTwins::Watch> &watch, const QList<CacheTwins::Set> &sets);
    void end();

private:
    void showProgress();

    std::shared_ptr<CacheTwins::Watch> m_watch; // null: nothing is being linked
    qint64 m_total = 0; // bytes to compare
    QTimer m_looks;
    ElidedLabel *m_text;
    ProgressLine *m_progress;
};
