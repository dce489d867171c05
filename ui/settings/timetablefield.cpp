#include "ui/settings/timetablefield.h"

#include "app/settings/settings.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QTimeEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr double kMegabytes = 1'000'000;

QTime timeOf(int minute)
{
    return {minute / 60, minute % 60};
}

int minuteOf(const QTime &time)
{
    return time.hour() * 60 + time.minute();
}

QTimeEdit *timeEdit(const QString &name)
{
    auto *edit = new QTimeEdit;
    edit->setDisplayFormat(u"HH:mm"_s);
    edit->setKeyboardTracking(false);
    edit->setAccessibleName(name);
    return edit;
}

} // namespace

TimetableField::TimetableField(Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_on(new QCheckBox(tr("Only at these hours")))
    , m_from(timeEdit(tr("From")))
    , m_to(timeEdit(tr("To")))
    , m_outside(new QComboBox)
    , m_limit(new QDoubleSpinBox)
    , m_rest(new QWidget)
{
    m_outside->addItems({tr("Outside: wait"), tr("Outside: at most")});
    m_outside->setAccessibleName(tr("Outside of the hours"));
    m_limit->setRange(0.04, 10'000);
    m_limit->setKeyboardTracking(false); // half a number would be shown again as a whole one
    m_limit->setSuffix(tr(" MB/s"));
    m_limit->setAccessibleName(tr("Speed outside of the hours"));
    auto *hours = new QHBoxLayout;
    hours->setSpacing(metrics::kGap);
    for (QWidget *part :
         {static_cast<QWidget *>(m_from), static_cast<QWidget *>(plainLabel(tr("to"))),
          static_cast<QWidget *>(m_to), static_cast<QWidget *>(m_outside),
          static_cast<QWidget *>(m_limit)})
        hours->addWidget(part);
    hours->addStretch();
    auto *rest = new QVBoxLayout(m_rest);
    rest->setContentsMargins(0, 0, 0, 0);
    rest->addWidget(makeDays());
    rest->addLayout(hours);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_on);
    column->addWidget(m_rest);
    setFocusProxy(m_on);
    show(m_settings.timetable());
    connect(m_on, &QCheckBox::toggled, this, &TimetableField::take);
    connect(m_from, &QTimeEdit::timeChanged, this, &TimetableField::take);
    connect(m_to, &QTimeEdit::timeChanged, this, &TimetableField::take);
    connect(m_outside, &QComboBox::currentIndexChanged, this, &TimetableField::take);
    connect(m_limit, &QDoubleSpinBox::valueChanged, this, &TimetableField::take);
    connect(&m_settings, &Settings::changed, this, [this](Settings::Key key) {
        if (key == Settings::Key::Timetable)
            show(m_settings.timetable());
    });
}

QWidget *TimetableField::makeDays()
{
    auto *days = new QWidget;
    auto *row = new QHBoxLayout(days);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    for (size_t i = 0; i < m_days.size(); ++i) {
        auto *day = new QToolButton;
        day->setCheckable(true);
        day->setText(QLocale().dayName(int(i) + 1, QLocale::ShortFormat));
        day->setAccessibleName(QLocale().dayName(int(i) + 1, QLocale::LongFormat));
        day->setMinimumSize(44, metrics::kControl);
        row->addWidget(day);
        m_days[i] = day;
        connect(day, &QToolButton::toggled, this, &TimetableField::take);
    }
    row->addStretch();
    return days;
}

void TimetableField::show(const Timetable &table)
{
    m_showing = true;
    m_on->setChecked(table.on);
    for (size_t i = 0; i < m_days.size(); ++i)
        m_days[i]->setChecked(table.days & (1 << i));
    m_from->setTime(timeOf(table.from));
    m_to->setTime(timeOf(table.to));
    m_outside->setCurrentIndex(static_cast<int>(table.outside));
    m_limit->setValue(double(table.limit) / kMegabytes);
    m_rest->setVisible(table.on);
    m_limit->setVisible(table.outside == Timetable::Outside::Limit);
    m_showing = false;
}

// At least one day stays: none would let nothing run ever.
void TimetableField::take()
{
    if (m_showing)
        return;
    Timetable table{.on = m_on->isChecked(),
                    .days = 0,
                    .from = minuteOf(m_from->time()),
                    .to = minuteOf(m_to->time()),
                    .outside = static_cast<Timetable::Outside>(m_outside->currentIndex()),
                    .limit = qRound64(m_limit->value() * kMegabytes)};
    for (size_t i = 0; i < m_days.size(); ++i)
        table.days |= m_days[i]->isChecked() ? 1 << i : 0;
    if (table.days == 0)
        table.days = m_settings.timetable().days;
    m_settings.setTimetable(table);
    show(m_settings.timetable());
}
