#include "app/text/format.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMinute = 60; // seconds
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;

struct Scaled
{
    double value = 0;
    int unit = 0; // powers of 1,000
};

// Rounding must not leave "1000.0 kB" where "1.0 MB" is meant.
Scaled scaled(qint64 number, int units, double wholeFrom)
{
    Scaled s{double(number)};
    const auto rounded = [wholeFrom](double v) {
        const double tenth = std::round(v * 10) / 10;
        return tenth < wholeFrom ? tenth : std::round(v);
    };
    while (s.unit + 1 < units && rounded(s.value) >= 1'000) {
        s.value /= 1'000;
        ++s.unit;
    }
    return s;
}

// One decimal below wholeFrom, none above; units of one are always whole.
QString digits(const Scaled &s, double wholeFrom)
{
    const bool whole = s.unit == 0 || std::round(s.value * 10) / 10 >= wholeFrom;
    return QString::number(s.value, 'f', whole ? 0 : 1);
}

constexpr double kWholeFrom = 100; // "26.8 GB", "214 GB"
constexpr double kWholeFromOfLittle = 10; // "1.4 MB of 1.9 GB", "12 MB of 1.9 GB"
constexpr std::array kSizeUnits{"B"_L1, "kB"_L1, "MB"_L1, "GB"_L1, "TB"_L1, "PB"_L1, "EB"_L1};
constexpr std::array kCountUnits{""_L1, "k"_L1, "M"_L1, "B"_L1, "T"_L1};

QString formatText(const char *text)
{
    return QCoreApplication::translate("Format", text);
}

struct AgeUnit
{
    qint64 seconds;
    const char *one;
    const char *many; // %1: the number
    const char *oneAgo;
    const char *manyAgo;
};

constexpr std::array kAgeUnits{
    AgeUnit{365 * kDay, QT_TRANSLATE_NOOP("Format", "1 year"),
            QT_TRANSLATE_NOOP("Format", "%1 years"), QT_TRANSLATE_NOOP("Format", "1 year ago"),
            QT_TRANSLATE_NOOP("Format", "%1 years ago")},
    AgeUnit{30 * kDay, QT_TRANSLATE_NOOP("Format", "1 month"),
            QT_TRANSLATE_NOOP("Format", "%1 months"), QT_TRANSLATE_NOOP("Format", "1 month ago"),
            QT_TRANSLATE_NOOP("Format", "%1 months ago")},
    AgeUnit{7 * kDay, QT_TRANSLATE_NOOP("Format", "1 week"),
            QT_TRANSLATE_NOOP("Format", "%1 weeks"), QT_TRANSLATE_NOOP("Format", "1 week ago"),
            QT_TRANSLATE_NOOP("Format", "%1 weeks ago")},
    AgeUnit{kDay, QT_TRANSLATE_NOOP("Format", "1 day"), QT_TRANSLATE_NOOP("Format", "%1 days"),
            QT_TRANSLATE_NOOP("Format", "yesterday"), QT_TRANSLATE_NOOP("Format", "%1 days ago")},
    AgeUnit{kHour, QT_TRANSLATE_NOOP("Format", "1 hour"), QT_TRANSLATE_NOOP("Format", "%1 hours"),
            QT_TRANSLATE_NOOP("Format", "1 hour ago"), QT_TRANSLATE_NOOP("Format", "%1 hours ago")},
    AgeUnit{kMinute, QT_TRANSLATE_NOOP("Format", "1 minute"),
            QT_TRANSLATE_NOOP("Format", "%1 minutes"), QT_TRANSLATE_NOOP("Format", "1 minute ago"),
            QT_TRANSLATE_NOOP("Format", "%1 minutes ago")},
};

QString ageText(const QDateTime &time, const QDateTime &now, bool withAgo)
{
    if (!time.isValid() || !now.isValid())
        return {};
    const qint64 seconds = time.secsTo(now);
    if (seconds < -kDay) // further ahead than clocks differ
        return QLocale::c().toString(time.date(), u"d MMM yyyy"_s);
    if (seconds < kMinute)
        return withAgo ? formatText(QT_TRANSLATE_NOOP("Format", "just now"))
                       : formatText(QT_TRANSLATE_NOOP("Format", "now"));
    const auto unit = std::ranges::find_if(
        kAgeUnits, [seconds](const AgeUnit &u) { return seconds >= u.seconds; });
    const qint64 n = seconds / unit->seconds; // the last unit is a minute: one is found
    if (n == 1)
        return formatText(withAgo ? unit->oneAgo : unit->one);
    return formatText(withAgo ? unit->manyAgo : unit->many).arg(n);
}

} // namespace

QString Format::size(qint64 bytes)
{
    if (bytes < 0)
        return {};
    const Scaled s = scaled(bytes, kSizeUnits.size(), kWholeFrom);
    return digits(s, kWholeFrom) + u' ' + kSizeUnits[size_t(s.unit)];
}

QString Format::sizeOf(qint64 done, qint64 total)
{
    if (total < 0 || done < 0)
        return size(qMax(done, total));
    const Scaled whole = scaled(total, kSizeUnits.size(), kWholeFrom);
    const Scaled part{double(done) / std::pow(1'000.0, whole.unit), whole.unit};
    // As many decimals as the total has, or the two would not compare at a glance.
    const bool decimals = digits(whole, kWholeFrom).contains(u'.');
    QString there = QString::number(part.value, 'f', decimals ? 1 : 0);
    if (there == "0.0"_L1 || there == "0"_L1) { // which would say that nothing has come
        const Scaled own = scaled(done, kSizeUnits.size(), kWholeFromOfLittle);
        there = digits(own, kWholeFromOfLittle);
        if (own.unit != whole.unit)
            there += u' ' + kSizeUnits[size_t(own.unit)];
    }
    return formatText(QT_TRANSLATE_NOOP("Format", "%1 of %2")).arg(there, size(total));
}

QString Format::speed(qint64 bytesPerSecond)
{
    return bytesPerSecond < 0 ? QString() : size(bytesPerSecond) + "/s"_L1;
}

QString Format::count(qint64 number)
{
    if (number < 0)
        return {};
    const Scaled s = scaled(number, kCountUnits.size(), kWholeFrom);
    QString text = digits(s, kWholeFrom);
    if (text.endsWith(".0"_L1))
        text.chop(2);
    return text + kCountUnits[size_t(s.unit)];
}

QString Format::exactCount(qint64 number)
{
    return number < 0 ? QString()
                      : QLocale(QLocale::English, QLocale::UnitedStates).toString(number);
}

QString Format::percent(qint64 done, qint64 total)
{
    if (done < 0 || total < 0)
        return {};
    const double part = total == 0 ? 1 : double(done) / double(total);
    return u"%1 %"_s.arg(done >= total ? 100 : qMin(99, int(std::floor(part * 100))));
}

QString Format::plural(qint64 number, const QString &one, const QString &many)
{
    const QString &words = number == 1 ? one : many;
    return words.contains("%1"_L1) ? words.arg(exactCount(number)) : words;
}

QString Format::ago(const QDateTime &time, const QDateTime &now)
{
    return ageText(time, now, true);
}

QString Format::age(const QDateTime &time, const QDateTime &now)
{
    return ageText(time, now, false);
}

QString Format::duration(std::chrono::seconds time)
{
    const qint64 s = time.count();
    if (s < 0)
        return {};
    if (s < kMinute)
        return formatText(QT_TRANSLATE_NOOP("Format", "%1 s")).arg(s);
    const qint64 minutes = s < kHour ? (s + kMinute / 2) / kMinute : s / kMinute;
    if (minutes < 60)
        return formatText(QT_TRANSLATE_NOOP("Format", "%1 min")).arg(minutes);
    if (s < kDay && minutes % 60 == 0)
        return formatText(QT_TRANSLATE_NOOP("Format", "%1 h")).arg(minutes / 60);
    if (s < kDay)
        return formatText(QT_TRANSLATE_NOOP("Format", "%1 h %2 min"))
            .arg(minutes / 60)
            .arg(minutes % 60);
    const qint64 days = s / kDay;
    return days == 1 ? formatText(QT_TRANSLATE_NOOP("Format", "1 day"))
                     : formatText(QT_TRANSLATE_NOOP("Format", "%1 days")).arg(days);
}
