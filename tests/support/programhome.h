#pragma once

#include "app/localhub/localhub.h"

#include <QProcessEnvironment>
#include <QTemporaryDir>

// What the program needs to run against this Hub, signed in, with every folder below home.
inline QProcessEnvironment programVariables(const LocalHub &hub, const QTemporaryDir &home)
{
    using namespace Qt::StringLiterals;
    QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
    all.insert(u"HF_ENDPOINT"_s, hub.url().toString());
    all.insert(u"HF_TOKEN"_s, QString::fromLatin1(LocalHub::Options().adminToken));
    all.insert(u"HF_HOME"_s, home.filePath(u"hf"_s));
    all.insert(u"HOME"_s, home.path());
    for (const QString &name : {u"XDG_CONFIG_HOME"_s, u"XDG_CACHE_HOME"_s, u"XDG_DATA_HOME"_s})
        all.insert(name, home.filePath(name));
    return all;
}
