#include "app/upload/uploadrows.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlQuery>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace {

using UploadRows::run;

QString textOf(const QJsonDocument &json)
{
    return QString::fromUtf8(json.toJson(QJsonDocument::Compact));
}

QJsonObject objectIn(const QVariant &text)
{
    return QJsonDocument::fromJson(text.toString().toUtf8()).object();
}

QStringList textsIn(const QJsonValue &list)
{
    QStringList all;
    for (const QJsonValue &text : list.toArray())
        all << text.toString();
    return all;
}

QString textOf(const UploadOrder &order) // what it deletes, and what it is besides its files
{
    QJsonArray files;
    for (const RepoPath &path : order.deletedFiles)
        files << path.text();
    QJsonArray folders;
    for (const QByteArray &path : order.deletedFolders)
        folders << QString::fromUtf8(path);
    QJsonObject all{{u"files"_s, files}, {u"folders"_s, folders}};
    if (!order.origin.isEmpty())
        all[u"origin"_s] = order.origin;
    return textOf(QJsonDocument(all));
}

QString textOf(const UploadWire::Storing &storing)
{
    QJsonArray parts;
    for (const QUrl &part : storing.parts)
        parts << part.toString(QUrl::FullyEncoded);
    return textOf(QJsonDocument(
        QJsonObject{{u"parts"_s, parts},
                    {u"chunk"_s, storing.chunk},
                    {u"completion"_s, storing.completion.toString(QUrl::FullyEncoded)},
                    {u"verify"_s, storing.verify.toString(QUrl::FullyEncoded)}}));
}

QUrl urlIn(const QJsonValue &value)
{
    return QUrl::fromEncoded(value.toString().toUtf8());
}

UploadWire::Storing storingIn(const QVariant &text)
{
    const QJsonObject o = objectIn(text);
    UploadWire::Storing storing{.chunk = o["chunk"_L1].toInteger(),
                                .completion = urlIn(o["completion"_L1]),
                                .verify = urlIn(o["verify"_L1])};
    for (const QJsonValue &part : o["parts"_L1].toArray())
        storing.parts << urlIn(part);
    return storing;
}

QVariantList factsOf(const UploadFile &file)
{
    return {file.local,         file.size,   file.modifiedNs, file.changedNs, qint64(file.device),
            qint64(file.inode), file.sha256, file.gitOid,     file.sample};
}

std::optional<UploadOrder> orderFrom(const QSqlQuery &query)
{
    const auto text = [&query](int n) { return query.value(n).toString(); };
    const auto kind = kindNamed(text(0));
    const auto repo = kind ? RepoId::parse(*kind, text(1)) : std::nullopt;
    const auto revision = Revision::parse(text(2));
    if (!repo || !revision)
        return {};
    UploadOrder order{.repo = *repo,
                      .revision = *revision,
                      .parent = query.value(3).toByteArray(),
                      .summary = text(4),
                      .description = text(5),
                      .pullRequest = query.value(6).toBool()};
    const QJsonObject deleted = objectIn(query.value(7));
    for (const QString &name : textsIn(deleted["files"_L1])) {
        const auto path = RepoPath::parse(name);
        if (!path)
            return {};
        order.deletedFiles << *path;
    }
    for (const QString &name : textsIn(deleted["folders"_L1]))
        order.deletedFolders << name.toUtf8();
    order.origin = deleted["origin"_L1].toString();
    return order;
}

// The files, and which of the commits each is in.
bool readFiles(QSqlQuery &query, qint64 id, UploadKept &kept)
{
    query.setForwardOnly(true);
    if (!run(query,
             u"SELECT path, local, size, modified, changed, device, inode, sha256, git, sample, "
             "large, place FROM files WHERE upload=? ORDER BY item"_s,
             {id}))
        return false;
    while (query.next()) {
        const auto path = RepoPath::parse(query.value(0).toString());
        if (!path)
            return false;
        const qsizetype place = query.value(11).toLongLong();
        if (place >= kept.commits.size())
            return false;
        if (place >= 0)
            kept.commits[place].entries
                << UploadKept::Entry{kept.order.files.size(), query.value(10).toBool()};
        kept.order.files << UploadFile{.path = *path,
                                       .local = query.value(1).toByteArray(),
                                       .size = query.value(2).toLongLong(),
                                       .modifiedNs = query.value(3).toLongLong(),
                                       .changedNs = query.value(4).toLongLong(),
                                       .device = quint64(query.value(5).toLongLong()),
                                       .inode = quint64(query.value(6).toLongLong()),
                                       .sha256 = query.value(7).toByteArray(),
                                       .gitOid = query.value(8).toByteArray(),
                                       .sample = query.value(9).toByteArray()};
    }
    return true;
}

bool readObjects(QSqlQuery &query, qint64 id, UploadKept &kept)
{
    if (!run(query, u"SELECT sha256, storing, stored FROM objects WHERE upload=?"_s, {id}))
        return false;
    while (query.next()) {
        UploadKept::Object object{.storing = storingIn(query.value(1)),
                                  .storedAt = query.value(2).toLongLong()};
        object.etags.resize(object.storing.parts.size());
        kept.objects.insert(query.value(0).toByteArray(), object);
    }
    if (!run(query, u"SELECT sha256, part, etag FROM parts WHERE upload=?"_s, {id}))
        return false;
    while (query.next()) {
        const auto object = kept.objects.find(query.value(0).toByteArray());
        const qsizetype part = query.value(1).toLongLong();
        if (object != kept.objects.end() && part >= 0 && part < object->etags.size())
            object->etags[part] = query.value(2).toByteArray();
    }
    return true;
}

bool readCommits(QSqlQuery &query, qint64 id, UploadKept &kept)
{
    if (!run(query, u"SELECT made, head, pulls FROM commits WHERE upload=? ORDER BY number"_s,
             {id}))
        return false;
    while (query.next())
        kept.commits << UploadKept::Commit{
            .id = query.value(0).toByteArray(),
            .head = query.value(1).toByteArray(),
            .pulls = query.value(2).toString().split(u'\n', Qt::SkipEmptyParts)};
    return true;
}

bool put(QSqlQuery &query, qint64 id, const UploadKept::FileRead &read)
{
    return run(query,
               u"UPDATE files SET local=?, size=?, modified=?, changed=?, device=?, inode=?, "
               "sha256=?, git=?, sample=? WHERE upload=? AND item=?"_s,
               factsOf(read.file) + QVariantList{id, qint64(read.item)});
}

bool put(QSqlQuery &query, qint64 id, const UploadKept::PartArrived &part)
{
    return run(query, u"INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?)"_s,
               {id, part.sha256, qint64(part.part), part.etag});
}

bool dropParts(QSqlQuery &query, qint64 id, const QByteArray &sha256)
{
    return run(query, u"DELETE FROM parts WHERE upload=? AND sha256=?"_s, {id, sha256});
}

bool put(QSqlQuery &query, qint64 id, const UploadKept::ObjectBegun &begun)
{
    bool done = dropParts(query, id, begun.sha256)
        && run(query, u"INSERT OR REPLACE INTO objects VALUES (?, ?, ?, 0)"_s,
               {id, begun.sha256, textOf(begun.object.storing)});
    for (qsizetype part = 0; part < begun.object.etags.size() && done; ++part)
        if (const QByteArray &etag = begun.object.etags.at(part); !etag.isEmpty())
            done = put(query, id, UploadKept::PartArrived{begun.sha256, part, etag});
    return done;
}

bool put(QSqlQuery &query, qint64 id, const UploadKept::ObjectStored &stored)
{
    return dropParts(query, id, stored.sha256)
        && run(query, u"INSERT OR REPLACE INTO objects VALUES (?, ?, '', ?)"_s,
               {id, stored.sha256, stored.at});
}

bool put(QSqlQuery &query, qint64 id, const UploadKept::CommitSent &sent)
{
    const qint64 number = sent.number;
    const bool done
        = run(query, u"UPDATE files SET place=-1 WHERE upload=? AND place=?"_s, {id, number})
        && run(query, u"INSERT OR REPLACE INTO commits VALUES (?, ?, '', ?, ?)"_s,
               {id, number, sent.commit.head, sent.commit.pulls.join(u'\n')});
    if (!done || !query.prepare(u"UPDATE files SET place=?, large=? WHERE upload=? AND item=?"_s))
        return false;
    return std::ranges::all_of(sent.commit.entries, [&](const UploadKept::Entry &entry) {
        for (const QVariant &value : QVariantList{number, entry.large, id, qint64(entry.item)})
            query.addBindValue(value);
        return query.exec();
    });
}

bool put(QSqlQuery &query, qint64 id, const UploadKept::CommitMade &made)
{
    return run(query, u"UPDATE commits SET made=? WHERE upload=? AND number=?"_s,
               {made.id, id, qint64(made.number)});
}

bool put(QSqlQuery &query, qint64 id, const UploadKept::PullAsked &asked)
{
    return run(query, u"UPDATE uploads SET pulls=? WHERE id=?"_s,
               {u'\n' + asked.before.join(u'\n'), id});
}

bool put(QSqlQuery &query, qint64 id, const UploadKept::PullOpened &pull)
{
    return run(query, u"UPDATE uploads SET pullrevision=?, pullpage=? WHERE id=?"_s,
               {pull.revision.name(), pull.page.toString(QUrl::FullyEncoded), id});
}

} // namespace

bool UploadRows::run(QSqlQuery &query, const QString &sql, const QVariantList &values)
{
    if (!query.prepare(sql))
        return false;
    for (const QVariant &value : values)
        query.addBindValue(value);
    return query.exec();
}

bool UploadRows::make(QSqlQuery &query, int)
{
    return run(query,
               u"CREATE TABLE IF NOT EXISTS uploads (id INTEGER PRIMARY KEY AUTOINCREMENT, "
               "endpoint TEXT, account TEXT, kind TEXT, repo TEXT, revision TEXT, parent BLOB, "
               "summary TEXT, description TEXT, pull INTEGER, deleted TEXT, pulls TEXT, "
               "pullrevision TEXT, pullpage TEXT, paused INTEGER, error TEXT)"_s)
        && run(query,
               u"CREATE TABLE IF NOT EXISTS files (upload INTEGER, item INTEGER, path TEXT, "
               "local BLOB, size INTEGER, modified INTEGER, changed INTEGER, device INTEGER, "
               "inode INTEGER, sha256 BLOB, git BLOB, sample BLOB, large INTEGER, place INTEGER, "
               "PRIMARY KEY (upload, item)) WITHOUT ROWID"_s)
        && run(query,
               u"CREATE TABLE IF NOT EXISTS objects (upload INTEGER, sha256 BLOB, storing TEXT, "
               "stored INTEGER, PRIMARY KEY (upload, sha256))"_s)
        && run(query,
               u"CREATE TABLE IF NOT EXISTS parts (upload INTEGER, sha256 BLOB, part INTEGER, "
               "etag BLOB, PRIMARY KEY (upload, sha256, part)) WITHOUT ROWID"_s)
        && run(query,
               u"CREATE TABLE IF NOT EXISTS commits (upload INTEGER, number INTEGER, made BLOB, "
               "head BLOB, pulls TEXT, PRIMARY KEY (upload, number)) WITHOUT ROWID"_s)
        && query.exec(u"SELECT pullrevision, pullpage FROM uploads LIMIT 1"_s);
}

std::optional<UploadKept> UploadRows::read(const QSqlDatabase &database, qint64 id)
{
    QSqlQuery query(database);
    if (!run(query,
             u"SELECT kind, repo, revision, parent, summary, description, pull, deleted, "
             "pulls, pullrevision, pullpage FROM uploads WHERE id=?"_s,
             {id})
        || !query.next())
        return {};
    const auto order = orderFrom(query);
    if (!order)
        return {};
    UploadKept kept{.order = *order,
                    .pullRevision = Revision::parse(query.value(9).toString()).value_or(Revision()),
                    .pullPage = QUrl::fromEncoded(query.value(10).toByteArray())};
    if (const QString pulls = query.value(8).toString(); !pulls.isEmpty())
        kept.pullsBefore = pulls.split(u'\n', Qt::SkipEmptyParts);
    const bool done = readCommits(query, id, kept) && readFiles(query, id, kept)
        && readObjects(query, id, kept);
    return done ? std::optional(std::move(kept)) : std::nullopt;
}

bool UploadRows::insert(QSqlQuery &query, const UploadOrder &order, qint64 &id)
{
    if (!run(query,
             u"INSERT INTO uploads (kind, repo, revision, parent, summary, description, pull, "
             "deleted, endpoint, account, pullrevision, pullpage, paused, error) VALUES "
             "(?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '', 0, '')"_s,
             {apiSegment(order.repo.kind()), order.repo.id(), order.revision.name(), order.parent,
              order.summary, order.description, order.pullRequest, textOf(order)}))
        return false;
    id = query.lastInsertId().toLongLong();
    if (!query.prepare(u"INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, -1)"_s))
        return false;
    for (qsizetype i = 0; i < order.files.size(); ++i) {
        const UploadFile &file = order.files.at(i);
        query.addBindValue(id);
        query.addBindValue(qint64(i));
        query.addBindValue(file.path.text());
        for (const QVariant &fact : factsOf(file))
            query.addBindValue(fact);
        if (!query.exec())
            return false;
    }
    return true;
}

bool UploadRows::change(QSqlQuery &query, qint64 id, const UploadKept::Change &change)
{
    return std::visit([&](const auto &each) { return put(query, id, each); }, change);
}

bool UploadRows::remove(QSqlQuery &query, qint64 id)
{
    return run(query, u"DELETE FROM uploads WHERE id=?"_s, {id})
        && std::ranges::all_of(std::array{"files"_L1, "objects"_L1, "parts"_L1, "commits"_L1},
                               [&](QLatin1StringView table) {
                                   return run(query, u"DELETE FROM %1 WHERE upload=?"_s.arg(table),
                                              {id});
                               });
}
