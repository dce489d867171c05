#include "app/session/drafts.h"

#include "app/session/privatefile.h"

#include <QCborMap>
#include <QCborValue>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kLargestDraft = 64 << 20; // bytes; a file that is larger is none of ours
constexpr auto kHalfWritten = 60s; // then nobody writes it any more

QString digestOf(const QByteArray &name)
{
    constexpr qsizetype kBytes = 16;
    return QString::fromLatin1(
        QCryptographicHash::hash(name, QCryptographicHash::Sha256).first(kBytes).toHex());
}

QByteArray bytesOf(const Draft &draft)
{
    return QCborMap{{u"opened"_s, draft.opened},    {u"path"_s, draft.path},
                    {u"new"_s, draft.isNew},        {u"commit"_s, draft.commit},
                    {u"base"_s, draft.base},        {u"text"_s, draft.text},
                    {u"at"_s, QCborValue(draft.at)}}
        .toCborValue()
        .toCbor();
}

std::optional<Draft> readDraft(const Draft::Place &place, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > kLargestDraft)
        return {};
    QCborParserError error;
    const QCborValue content = QCborValue::fromCbor(file.readAll(), &error);
    if (error.error) // a map that was cut has a key without a value, and is read beyond its end
        return {};
    const QCborMap map = content.toMap();
    Draft draft{.place = place,
                .opened = map[u"opened"_s].toString(),
                .path = map[u"path"_s].toString(),
                .isNew = map[u"new"_s].toBool(),
                .commit = map[u"commit"_s].toString(),
                .base = map[u"base"_s].toByteArray(),
                .text = map[u"text"_s].toString(),
                .at = map[u"at"_s].toDateTime()};
    const bool isWhole = map[u"text"_s].isString() && draft.at.isValid()
        && (draft.commit.isEmpty() || isSha1Hex(draft.commit));
    return isWhole ? std::optional(draft) : std::nullopt;
}

QList<Draft> readDrafts(const Draft::Place &place, const QString &folder)
{
    QList<Draft> all;
    for (const QFileInfo &info : QDir(folder).entryInfoList(QDir::Files)) {
        if (info.suffix() != "draft"_L1) {
            if (info.lastModified(QTimeZone::UTC).addDuration(kHalfWritten)
                < QDateTime::currentDateTimeUtc())
                QFile::remove(info.filePath());
        } else if (auto draft = readDraft(place, info.filePath())) {
            all << *std::move(draft);
        }
    }
    std::ranges::sort(all, std::ranges::greater(), &Draft::at);
    return all;
}

} // namespace

Drafts::Drafts(QString folder)
    : m_folder(std::move(folder))
{
    m_disk.setMaxThreadCount(1);
}

QString Drafts::folderOf(const Draft::Place &place) const
{
    return m_folder + u'/'
        + digestOf(QStringList{place.endpoint.toString(QUrl::FullyEncoded),
                               apiSegment(place.repo.kind()), place.repo.id(),
                               place.revision.name()}
                       .join(u'\n')
                       .toUtf8());
}

QString Drafts::fileOf(const Draft::Place &place, const QString &opened) const
{
    return folderOf(place) + u'/' + digestOf(opened.toUtf8()) + u".draft"_s;
}

QFuture<QString> Drafts::keep(const Draft &draft) const
{
    if (m_folder.isEmpty())
        return QtFuture::makeReadyValueFuture(QString());
    return QtConcurrent::run(&m_disk, [path = fileOf(draft.place, draft.opened), draft] {
        const auto done = PrivateFile::replace(path, bytesOf(draft));
        return done ? QString() : done.error();
    });
}

void Drafts::forget(const Draft::Place &place, const QString &opened) const
{
    if (!m_folder.isEmpty())
        m_disk.start([folder = folderOf(place), path = fileOf(place, opened)] {
            QFile::remove(path);
            QDir().rmdir(folder); // once it is empty
        });
}

QFuture<QList<Draft>> Drafts::all(const Draft::Place &place) const
{
    if (m_folder.isEmpty())
        return QtFuture::makeReadyValueFuture(QList<Draft>());
    return QtConcurrent::run(&m_disk, readDrafts, place, folderOf(place));
}
