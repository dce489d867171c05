#include "app/transfer/sqlitefile.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace {

// SQLite's primary result codes, https://www.sqlite.org/rescode.html
constexpr int kPrimaryCode = 0xff;
constexpr int kSqlError = 1; // a table or a column is missing
constexpr int kCorrupt = 11;
constexpr int kNotADatabase = 26;

bool saysForeign(const QSqlError &error)
{
    const int code = error.nativeErrorCode().toInt() & kPrimaryCode;
    return std::ranges::contains(std::array{kSqlError, kCorrupt, kNotADatabase}, code);
}

} // namespace

SqliteFile::~SqliteFile()
{
    const QString name = m_database.connectionName();
    m_database = {};
    QSqlDatabase::removeDatabase(name);
}

void SqliteFile::open(const QString &path, int version, const Upgrade &upgrade)
{
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s,
                                           QUuid::createUuid().toString(QUuid::WithoutBraces));
    m_database.setDatabaseName(path);
    m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    const bool isFile = path != ":memory:"_L1;
    if (isFile)
        QDir().mkpath(QFileInfo(path).path());
    bool opened = tryOpen(version, upgrade);
    if (!opened)
        m_database.close();
    if (!opened && m_isForeign) {
        const QString aside
            = path + u".bad-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMddHHmmsszzz"_s);
        if (QFile::rename(path, aside))
            m_aside = aside;
        for (const QString &part : {u"-wal"_s, u"-shm"_s})
            QFile::rename(path + part, aside + part);
        opened = tryOpen(version, upgrade);
    }
    if (!opened)
        m_database.close();
    else if (isFile)
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
}

bool SqliteFile::tryOpen(int version, const Upgrade &upgrade)
{
    const auto judge = [this](bool done, const QSqlError &error) {
        m_isForeign = !done && saysForeign(error);
        m_error = done ? QString() : error.databaseText();
        return done;
    };
    // SQLite gives its side files the rights that the file has by then.
    if (m_database.databaseName() != ":memory:"_L1)
        (void)QFile(m_database.databaseName())
            .open(QIODevice::NewOnly | QIODevice::WriteOnly, QFile::ReadOwner | QFile::WriteOwner);
    const bool isOpen = m_database.open();
    if (!judge(isOpen, m_database.lastError()))
        return false;
    QSqlQuery query(m_database);
    const auto run = [&](const QString &sql) {
        const bool done = query.exec(sql);
        return judge(done, query.lastError());
    };
    const auto found = [&] {
        const int number
            = run(u"PRAGMA user_version"_s) && query.next() ? query.value(0).toInt() : -1;
        query.finish();
        return number;
    };
    const auto fits = [&](int from) {
        const bool ours = upgrade(query, from);
        return judge(ours, query.lastError());
    };
    // Before anything is written: a newer file stays as it is.
    const int first = found();
    m_isNewer = first > version;
    if (first < 0 || m_isNewer || !run(u"PRAGMA journal_mode=WAL"_s)
        || !run(u"PRAGMA synchronous=NORMAL"_s))
        return false;
    if (first == version) // needs no lock, whatever other programs do
        return fits(first);
    return run(u"BEGIN IMMEDIATE"_s) && fits(found()) // again: another program may have been faster
        && run(u"PRAGMA user_version=%1"_s.arg(version)) && run(u"COMMIT"_s);
}

bool SqliteFile::change(const std::function<bool(QSqlQuery &query)> &work)
{
    if (!isOpen() || !m_database.transaction())
        return false;
    QSqlQuery query(m_database);
    const bool done = work(query);
    query.finish();
    if (done && m_database.commit())
        return true;
    m_database.rollback();
    return false;
}
