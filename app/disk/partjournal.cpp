#include "app/disk/partjournal.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSysInfo>

using namespace Qt::StringLiterals;

namespace {

constexpr int kJournalVersion = 2;
constexpr qint64 kMaxJournal = qint64(4) << 20; // bytes; a thousand segments take 30,000

QByteArray durableJournal(const QByteArray &part)
{
    return part + ".ranges";
}

QByteArray journalOfThisBoot(const QByteArray &part)
{
    return part + ".ranges.now";
}

QString thisBoot()
{
    return QString::fromLatin1(QSysInfo::bootUniqueId());
}

QJsonArray toJson(const ByteRanges &ranges)
{
    QJsonArray all;
    for (const ByteRange &range : ranges)
        all.append(QJsonArray{range.from, range.to});
    return all;
}

ByteRanges fromJson(const QJsonArray &all, qint64 size)
{
    ByteRanges ranges;
    qint64 last = -1; // two that touch are one
    for (const QJsonValue &value : all) {
        const ByteRange range{value[0].toInteger(-1), value[1].toInteger(-1)};
        if (range.from <= last || range.to <= range.from || range.to > size)
            return {};
        ranges << range;
        last = range.to;
    }
    return ranges;
}

QJsonObject toJson(const HashMarks &marks)
{
    QJsonArray digests;
    for (const QByteArray &digest : marks.digests)
        digests.append(QString::fromLatin1(digest));
    return {{u"step"_s, marks.step}, {u"digests"_s, digests}};
}

// Whatever it says costs at most a part of the file that is fetched again.
HashMarks marksFrom(const QJsonObject &object)
{
    HashMarks marks{.step = object["step"_L1].toInteger(), .digests = {}};
    for (const QJsonValue &digest : object["digests"_L1].toArray())
        marks.digests << digest.toString().toLatin1();
    return marks;
}

QJsonObject readJournal(const Directory &folder, const QByteArray &name)
{
    const auto text = folder.readFile(name, kMaxJournal);
    const QJsonObject object = QJsonDocument::fromJson(text.value_or(QByteArray())).object();
    return object["version"_L1] == kJournalVersion ? object : QJsonObject();
}

} // namespace

DiskResult<void> PartJournal::write(const Directory &folder, const QByteArray &part,
                                    const Entry &entry, bool durable)
{
    const QJsonObject object{{u"version"_s, kJournalVersion},
                             {u"inode"_s, QString::number(entry.inode)},
                             {u"size"_s, entry.size},
                             {u"boot"_s, thisBoot()},
                             {u"ranges"_s, toJson(entry.ranges)},
                             {u"marks"_s, toJson(entry.marks)}};
    const QByteArray text = QJsonDocument(object).toJson(QJsonDocument::Compact);
    const QByteArray name = durable ? durableJournal(part) : journalOfThisBoot(part);
    const QByteArray next = name + ".new"; // always the same, so that killed programs leave one
    (void)folder.remove(next);
    return folder.createFile(next)
        .and_then([&](const FileDescriptor &file) {
            const auto done = writeAt(file, text.constData(), text.size(), 0);
            return done && durable ? syncFile(file) : done;
        })
        .and_then([&] { return folder.rename(next, folder, name); })
        .and_then([&]() -> DiskResult<void> {
            if (!durable)
                return {};
            (void)folder.remove(journalOfThisBoot(part)); // is older
            return folder.sync();
        });
}

std::optional<PartJournal::Left> PartJournal::read(const Directory &folder, const QByteArray &part,
                                                   quint64 inode, qint64 size)
{
    QJsonObject object = readJournal(folder, journalOfThisBoot(part));
    if (thisBoot().isEmpty() || object["boot"_L1].toString() != thisBoot())
        object = readJournal(folder, durableJournal(part));
    if (object.isEmpty())
        return Left();
    if (object["inode"_L1].toString() != QString::number(inode) && folder.keepsNumbers())
        return {};
    if (object["size"_L1].toInteger(-1) != size)
        return Left();
    return Left{.ranges = fromJson(object["ranges"_L1].toArray(), size),
                .marks = marksFrom(object["marks"_L1].toObject())};
}

void PartJournal::remove(const Directory &folder, const QByteArray &part)
{
    for (const QByteArray &name : {durableJournal(part), journalOfThisBoot(part)}) {
        (void)folder.remove(name);
        (void)folder.remove(name + ".new");
    }
}
