#pragma once

#include <QHash>
#include <QWidget>

class IconLabel;
class PlanMaker;
class QLabel;
struct DiskRoom;

// What a plan costs, in five figures, and what to know before it starts.
class PlanSummary final : public QWidget
{
    Q_OBJECT

public:
    explicit PlanSummary(QWidget *parent = nullptr);

    void show(const PlanMaker &maker);
    void setGated(bool gated); // and nobody has been let in yet, as far as is known
    // What other downloads still bring, by disk.
    void setPromised(const QHash<quint64, qint64> &bytes);
    QString warning() const; // shown now; empty: none
    QString figure(int index) const; // as shown; for tests and screen readers

private:
    QStringList warnings(const PlanMaker &maker) const;
    qint64 promisedTo(const DiskRoom &room) const;

    QList<QLabel *> m_values;
    QLabel *m_warning;
    IconLabel *m_icon;
    QWidget *m_warningRow;
    bool m_gated = false;
    QHash<quint64, qint64> m_promised; // bytes
};
