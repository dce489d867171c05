#pragma once

#include <QDir>
#include <QFile>
#include <QString>

// Real data beside the source tree; tests that use it skip themselves when it is not there.
inline QString fixtureFolder(const QString &name)
{
    const QString folder = QStringLiteral(HUBNAUT_SOURCE_DIR "/../shared/fixtures/") + name;
    return QDir(folder).exists() ? folder : QString();
}

inline QByteArray fileBytes(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
