#include "app/disk/freeroom.h"

#include "app/disk/background.h"

#include <QFileInfo>
#include <QStorageInfo>

#include <filesystem>
#include <utility>

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

void RoomLook::at(const QString &folder)
{
    m_again = m_awaited == folder;
    if (m_again)
        return;
    m_awaited = folder;
    handOver(FreeRoom::lookAt(folder), this, [this, folder](const FreeRoom &room) {
        if (m_awaited != folder)
            return;
        m_awaited.reset();
        if (std::exchange(m_again, false))
            at(folder);
        emit found(room);
    });
}
