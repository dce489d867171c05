#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

struct LocalUser
{
    QString name;
    QString fullName;
    QString email;
    QString avatarUrl;
    bool isPro = false;
    QMap<QString, QString> roles; // organisation -> admin, write, contributor, read
};

struct LocalToken
{
    QByteArray token;
    QString user;
    QString role = QStringLiteral("write"); // read, write, fineGrained
    QString displayName = QStringLiteral("local");
    bool everywhere = false; // may read and write every repository, whoever owns it
    bool readsGated = true; // fineGrained only
    QMap<QString, QStringList> scoped; // fineGrained: user, organisation or repo id -> permissions
};

// Users, organisations and tokens of the local Hub.
struct People
{
    QMap<QString, LocalUser> users;
    QMap<QString, QString> organisations; // name -> full name
    QMap<QByteArray, LocalToken> tokens;

    QJsonObject toJson() const;
    static People fromJson(const QJsonObject &json);
    QJsonObject author(const QString &name) const; // as in discussions and commits
};
