#pragma once

#include <QDateTime>
#include <QString>
#include <QTimeZone>

// The hours in which transfers run as they like: on some days of the week, from one time of day to
// another, which is on the next day when it is not later. Told by the clock on the wall, so a day
// with a change of summer time is shorter or longer. Pure.
struct Timetable
{
    enum class Outside { Pause, Limit };
    static constexpr int kDay = 24 * 60; // minutes

    bool on = false; // else there are no hours
    int days = 0x7f; // bit 0 is Monday; those on which the hours begin
    int from = 22 * 60; // minutes of the day
    int to = 6 * 60; // the same as from: a whole day
    Outside outside = Outside::Pause;
    qint64 limit = 1'000'000; // bytes per second, outside

    bool operator==(const Timetable &) const = default;

    bool isInside(const QDateTime &when, const QTimeZone &zone) const;
    // When the next hours begin or these end, UTC; invalid: within eight days nothing does.
    QDateTime nextChange(const QDateTime &after, const QTimeZone &zone) const;

    QString toText() const; // for the settings
    static Timetable fromText(const QString &text); // what cannot be read is off
};
