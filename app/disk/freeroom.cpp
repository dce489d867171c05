#include "app/disk/freeroom.h"

#include "app/disk/background.h"

#include <QFileInfo>
#include <QStorageInfo>

#include <filesystem>

FreeRoom FreeRoom::at(const QString &folder)
{
    QString there = folder;
    while (!QFileInfo::exists(there) && there != QFileInfo(there).path())
        there = QFileInfo(there).path();
    std::error_code failed;
    const auto space = std::filesystem::space(there.toStdString(), failed);
    if (failed)
        return {};
    return {QStorageInfo(there).rootPath(), qint64(space.available)};
}

QFuture<FreeRoom> FreeRoom::lookAt(const QString &folder)
{
    return onOwnThread([folder] { return at(folder); });
}
