#pragma once

#include <QWidget>

class IconLabel;
class PlanMaker;
class QLabel;

// What a plan costs, in five figures, and what to know before it starts.
class PlanSummary final : public QWidget
{
    Q_OBJECT

public:
    explicit PlanSummary(QWidget *parent = nullptr);

    void show(const PlanMaker &maker);
    void setGated(bool gated); // and nobody has been let in yet, as far as is known
    void setPromised(qint64 bytes); // that other downloads still bring to the same disk
    QString warning() const; // shown now; empty: none
    QString figure(int index) const; // as shown; for tests and screen readers

private:
    QStringList warnings(const PlanMaker &maker) const;

    QList<QLabel *> m_values;
    QLabel *m_warning;
    IconLabel *m_icon;
    QWidget *m_warningRow;
    bool m_gated = false;
    qint64 m_promised = 0; // bytes
};
