#pragma once

#include <QDateTime>
#include <QString>

#include <chrono>

// Numbers as this program shows them everywhere: decimal units, a point, three digits at most, the
// same in every locale so that columns line up and texts can be compared. Unknown values (negative,
// invalid) are empty texts. Words are translated.
namespace Format {

QString size(qint64 bytes); // "946 B", "14.2 kB", "4.9 GB", "214 GB"
// "3.9 of 4.9 GB", in the total's unit; "12 MB of 4.9 GB" of what would be nothing in it.
QString sizeOf(qint64 done, qint64 total);
QString speed(qint64 bytesPerSecond); // "84.2 MB/s"
QString count(qint64 number); // "12", "1.2k", "98.4k", "350M", "7.6B"
QString exactCount(qint64 number); // "12,480"
QString percent(qint64 done, qint64 total); // "62 %"; never "100 %" before the end

// one when it is 1, else many, with the exact count for "%1": reads right without a translation
// file, which "%n" does not.
QString plural(qint64 number, const QString &one, const QString &many);

// How long ago: "just now", "5 minutes ago", "yesterday", "3 weeks ago"; a date when it is in the
// future.
QString ago(const QDateTime &time, const QDateTime &now = QDateTime::currentDateTimeUtc());
QString age(const QDateTime &time,
            const QDateTime &now = QDateTime::currentDateTimeUtc()); // "3 weeks"
// Time that is left or was spent: "10 s", "4 min", "1 h", "1 h 20 min", "3 days".
QString duration(std::chrono::seconds time);

} // namespace Format
