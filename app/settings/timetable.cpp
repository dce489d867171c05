#include "app/settings/timetable.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace {

constexpr int kWeek = 7;
constexpr int kMinutesAnHour = 60;

bool isDayOf(int days, int dayOfWeek) // 1 is Monday; 0 the day before it
{
    return days & (1 << ((dayOfWeek + kWeek - 1) % kWeek));
}

} // namespace

bool Timetable::isInside(const QDateTime &when, const QTimeZone &zone) const
{
    const QDateTime local = when.toTimeZone(zone);
    const int minute = local.time().hour() * kMinutesAnHour + local.time().minute();
    const int day = local.date().dayOfWeek();
    if (from < to)
        return isDayOf(days, day) && minute >= from && minute < to;
    return (isDayOf(days, day) && minute >= from) || (isDayOf(days, day - 1) && minute < to);
}

// Every time at which it can change is looked at: the two times of day, both of them on the day on
// which the clock shows them twice, and the change of the clock itself.
QDateTime Timetable::nextChange(const QDateTime &after, const QTimeZone &zone) const
{
    using Resolution = QDateTime::TransitionResolution;
    const bool inside = isInside(after, zone);
    QDateTime next;
    const auto consider = [&](const QDateTime &when) {
        if (when.isValid() && when > after && (!next.isValid() || when < next)
            && isInside(when, zone) != inside)
            next = when.toUTC();
    };
    if (zone.hasTransitions())
        consider(zone.nextTransition(after).atUtc);
    const QDate today = after.toTimeZone(zone).date();
    for (int day = 0; day <= kWeek + 1; ++day)
        for (const int minute : {from, to})
            for (const Resolution which : {Resolution::PreferBefore, Resolution::PreferAfter})
                consider(QDateTime(today.addDays(day),
                                   QTime(minute / kMinutesAnHour, minute % kMinutesAnHour), zone,
                                   which));
    return next;
}

QString Timetable::toText() const
{
    const QString mode = outside == Outside::Pause ? u"pause"_s : u"limit"_s;
    return u"%1;%2;%3;%4;%5;%6"_s.arg(on ? u"on"_s : u"off"_s)
        .arg(days)
        .arg(from)
        .arg(to)
        .arg(mode)
        .arg(limit);
}

Timetable Timetable::fromText(const QString &text)
{
    const QStringList parts = text.split(u';');
    Timetable read;
    read.on = parts.value(0) == "on"_L1;
    read.days = parts.value(1).toInt();
    read.from = parts.value(2).toInt();
    read.to = parts.value(3).toInt();
    read.outside = parts.value(4) == "limit"_L1 ? Outside::Limit : Outside::Pause;
    read.limit = parts.value(5).toLongLong();
    const auto isMinute = [](int minute) { return minute >= 0 && minute < kDay; };
    const bool good = parts.size() == 6 && read.days > 0 && read.days <= 0x7f && isMinute(read.from)
        && isMinute(read.to) && read.limit > 0;
    return good ? read : Timetable();
}
