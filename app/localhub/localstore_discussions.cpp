// The part of LocalStore that holds discussions, as the details answer has them.
#include "app/localhub/localstore.h"

#include <QCryptographicHash>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace {

QString eventStamp(const QDateTime &date)
{
    return date.toString(Qt::ISODateWithMs);
}

// Plain text as the server would render it: escaped, one paragraph.
QString commentHtml(const QString &raw)
{
    return u"<p>"_s + raw.toHtmlEscaped().replace(u'\n', u"<br>"_s) + u"</p>"_s;
}

} // namespace

int LocalStore::openDiscussion(const RepoId &id, const QString &title, const QString &text,
                               const QString &author, bool pullRequest, QDateTime date)
{
    const auto guard = lock();
    LocalRepo *repo = find(id);
    if (!repo)
        return 0;
    date = orNow(date);
    const int number = repo->nextDiscussion();
    QJsonObject d{{u"num"_s, number},
                  {u"title"_s, title},
                  {u"status"_s, pullRequest ? u"draft"_s : u"open"_s},
                  {u"isPullRequest"_s, pullRequest},
                  {u"createdAt"_s, eventStamp(date)},
                  {u"pinned"_s, false},
                  {u"locked"_s, false},
                  {u"isReport"_s, false},
                  {u"collection"_s, u"discussions"_s},
                  {u"events"_s, QJsonArray()}};
    if (!author.isEmpty())
        d[u"author"_s] = m_people.author(author);
    if (pullRequest) {
        d[u"changes"_s] = QJsonObject{{u"base"_s, u"refs/heads/main"_s}};
        d[u"filesWithConflicts"_s] = QJsonArray();
        repo->refs[u"refs/pr/%1"_s.arg(number)] = repo->head();
    }
    repo->discussions[number] = d;
    addComment(id, number, author, text, date);
    return number;
}

QString LocalStore::addEvent(const RepoId &id, int number, const QString &type,
                             const QString &author, const QJsonObject &data, const QDateTime &date)
{
    const auto guard = lock();
    LocalRepo *repo = find(id);
    if (!repo || !repo->discussions.contains(number))
        return {};
    QJsonObject &d = repo->discussions[number];
    QJsonArray events = d["events"_L1].toArray();
    const QString key
        = u"%1/%2/%3"_s.arg(id.id(), QString::number(number), QString::number(events.size()));
    const QString eventId = QString::fromLatin1(
        QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha1).toHex().left(24));
    QJsonObject event{{u"id"_s, eventId},
                      {u"createdAt"_s, eventStamp(orNow(date))},
                      {u"type"_s, type},
                      {u"data"_s, data}};
    if (!author.isEmpty())
        event[u"author"_s] = m_people.author(author);
    events.append(event);
    d[u"events"_s] = events;
    save(*repo);
    return eventId;
}

QString LocalStore::addComment(const RepoId &id, int number, const QString &author,
                               const QString &text, QDateTime date)
{
    const auto guard = lock();
    date = orNow(date);
    QJsonObject latest{
        {u"raw"_s, text}, {u"html"_s, commentHtml(text)}, {u"updatedAt"_s, eventStamp(date)}};
    if (!author.isEmpty())
        latest[u"author"_s] = m_people.author(author);
    const QJsonObject data{{u"edited"_s, false},
                           {u"hidden"_s, false},
                           {u"latest"_s, latest},
                           {u"numEdits"_s, 0},
                           {u"editors"_s, QJsonArray{author}},
                           {u"editorAvatarUrls"_s, QJsonArray()},
                           {u"reactions"_s, QJsonArray()},
                           {u"isReport"_s, false}};
    return addEvent(id, number, u"comment"_s, author, data, date);
}

void LocalStore::editDiscussion(const RepoId &id, int number, const QJsonObject &keys)
{
    const auto guard = lock();
    LocalRepo *repo = find(id);
    if (!repo || !repo->discussions.contains(number))
        return;
    for (auto it = keys.begin(); it != keys.end(); ++it)
        repo->discussions[number][it.key()] = it.value();
    save(*repo);
}
