#pragma once

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QStringList>

// What another program does to a SQLite file. False: one of the statements failed.
inline bool changeElsewhere(const QString &path, const QStringList &statements)
{
    const QString name = QStringLiteral("elsewhere");
    bool done = false;
    {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setDatabaseName(path);
        done = database.open();
        for (const QString &statement : statements)
            done = done && QSqlQuery(database).exec(statement);
    }
    QSqlDatabase::removeDatabase(name);
    return done;
}
