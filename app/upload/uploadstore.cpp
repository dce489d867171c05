#include "app/upload/uploadstore.h"

#include "app/upload/uploadrows.h"

#include <QSqlQuery>

#include <algorithm>

using namespace Qt::StringLiterals;

UploadStore::UploadStore(const QString &path)
{
    if (!path.isEmpty()) {
        m_sole = std::make_unique<SoleFile>(path, UploadRows::kVersion, UploadRows::make);
        m_trouble = m_sole->trouble();
        if (m_sole->file().isOpen())
            return;
    }
    m_memory = std::make_unique<SqliteFile>();
    m_memory->open(u":memory:"_s, UploadRows::kVersion, UploadRows::make);
}

SqliteFile &UploadStore::file() const
{
    return m_memory ? *m_memory : m_sole->file();
}

QList<UploadStore::Row> UploadStore::rows(const Owner &owner) const
{
    QList<Row> all;
    QSqlQuery query(file().database());
    UploadRows::run(query,
                    u"SELECT id, paused, error FROM uploads WHERE endpoint=? AND "
                    "account=COALESCE(?, '') ORDER BY id"_s,
                    {owner.endpoint.toString(QUrl::FullyEncoded), owner.account});
    while (query.next())
        all << Row{query.value(0).toLongLong(), query.value(1).toBool(), query.value(2).toString()};
    return all;
}

std::optional<UploadKept> UploadStore::kept(qint64 id) const
{
    return UploadRows::read(file().database(), id);
}

static bool putOwner(QSqlQuery &query, qint64 id, const UploadStore::Owner &owner)
{
    return UploadRows::run(query,
                           u"UPDATE uploads SET endpoint=?, account=COALESCE(?, '') WHERE id=?"_s,
                           {owner.endpoint.toString(QUrl::FullyEncoded), owner.account, id});
}

qint64 UploadStore::add(const Owner &owner, const UploadOrder &order)
{
    qint64 id = 0;
    const bool done = file().change([&](QSqlQuery &query) {
        return UploadRows::insert(query, order, id) && putOwner(query, id, owner);
    });
    return done ? id : 0;
}

// What must not be asked for twice is to be known when the power fails, too.
bool UploadStore::keep(qint64 id, std::span<const UploadKept::Change> changes)
{
    const bool isDurable = std::ranges::any_of(changes, [](const UploadKept::Change &change) {
        return std::holds_alternative<UploadKept::CommitSent>(change)
            || std::holds_alternative<UploadKept::PullAsked>(change);
    });
    QSqlQuery pragma(file().database());
    if (isDurable)
        UploadRows::run(pragma, u"PRAGMA synchronous=FULL"_s);
    const bool done = file().change([&](QSqlQuery &query) {
        return std::ranges::all_of(changes, [&](const UploadKept::Change &change) {
            return UploadRows::change(query, id, change);
        });
    });
    if (isDurable)
        UploadRows::run(pragma, u"PRAGMA synchronous=NORMAL"_s);
    return done;
}

// After a failure the Hub is asked whether it still has what was stored.
void UploadStore::setState(const Row &row)
{
    file().change([&row](QSqlQuery &query) {
        return UploadRows::run(query, u"UPDATE uploads SET paused=?, error=? WHERE id=?"_s,
                               {row.isPaused, row.error, row.id})
            && (row.error.isEmpty()
                || UploadRows::run(query, u"UPDATE objects SET stored=0 WHERE upload=?"_s,
                                   {row.id}));
    });
}

void UploadStore::setOwner(qint64 id, const Owner &owner)
{
    file().change([&](QSqlQuery &query) { return putOwner(query, id, owner); });
}

void UploadStore::remove(qint64 id)
{
    file().change([id](QSqlQuery &query) { return UploadRows::remove(query, id); });
}
