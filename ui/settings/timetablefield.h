#pragma once

#include "app/settings/timetable.h"

#include <QWidget>

#include <array>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QTimeEdit;
class QToolButton;
class Settings;

// The hours of transfers: whether there are any, the days, from when to when, and what holds
// outside of them. Every change is in force at once.
class TimetableField final : public QWidget
{
    Q_OBJECT

public:
    explicit TimetableField(Settings &settings, QWidget *parent = nullptr);

private:
    QWidget *makeDays();
    void show(const Timetable &table);
    void take();

    Settings &m_settings;
    QCheckBox *m_on;
    std::array<QToolButton *, 7> m_days{};
    QTimeEdit *m_from;
    QTimeEdit *m_to;
    QComboBox *m_outside;
    QDoubleSpinBox *m_limit; // MB/s
    QWidget *m_rest; // what is of use only when it is on
    bool m_showing = false;
};
