#pragma once

#include "app/cache/cleaning.h"
#include "ui/cache/cachedigest.h"

#include <QWidget>

class ElidedLabel;
class IconLabel;
class ProgressLine;
class QPushButton;

// Below the tree: what removing the ticked things would free and what stays, how far a cleaning is,
// and what the last one freed.
class PlanPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit PlanPanel(QWidget *parent = nullptr);

    void showNothing(const QString &why); // is ticked
    void showPlan(const CachePlanWords &words, bool canClean);
    void setComputing(bool computing); // what is shown is of earlier ticks
    // share: negative when it is not known. No sentence: nothing is being done.
    void showProgress(double share, const QString &sentence, bool canStop = true);
    void showLast(const std::optional<Cleaning> &last, qint64 nowMs);

signals:
    void reviewClicked();
    void cleanClicked();
    void stopClicked();
    void undoClicked(const QByteArray &id);
    void historyClicked();

private:
    void enable();

    IconLabel *m_icon;
    ElidedLabel *m_title;
    ElidedLabel *m_counts;
    ElidedLabel *m_detail;
    QPushButton *m_review;
    QPushButton *m_clean;
    QPushButton *m_stop;
    ProgressLine *m_progress;
    QWidget *m_lastRow;
    IconLabel *m_lastIcon;
    ElidedLabel *m_last;
    QPushButton *m_undo;
    QPushButton *m_history;
    QByteArray m_lastId;
    bool m_hasPlan = false;
    bool m_canClean = false;
    bool m_computing = false;
    bool m_busy = false;
};

// "quarantined yesterday, gone for good in 6 days"
QString cleaningWords(const Cleaning &cleaning, qint64 nowMs);
bool canUndo(const Cleaning &cleaning);
