#pragma once

#include <QList>
#include <QProcessEnvironment>
#include <QString>
#include <QUrl>

// What the HF_* variables decide, with their names, so that the window can say where a value came
// from. Pure: given the variables and the home folder. Sources: hub-api 24.1, 28, 29.
struct Environment
{
    struct Value
    {
        QString variable; // which variable decided; empty: the default
        QString value;

        bool operator==(const Value &) const = default;
    };

    Value endpoint; // normalised, without a trailing slash; the public Hub unless set
    Value home; // HF_HOME
    Value hubCache; // absolute
    Value assetsCache;
    Value xetCache;
    Value tokenPath;
    Value token; // value empty when there is none; never shown or logged
    bool offline = false;
    QString offlineVariable;
    bool implicitToken = true;
    bool symlinks = true;
    bool sharedBlobs = true; // between the repositories of a cache
    int etagTimeout = 20; // of a file's metadata; seconds without data, 1 to 600
    int downloadTimeout = 20; // of a file's content
    QStringList notices; // values that were refused or clamped: one translated sentence each

    static Environment read(const QProcessEnvironment &variables, const QString &homeFolder);
};
