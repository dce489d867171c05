#include "app/disk/diskerror.h"

#include "app/text/format.h"

#include <cerrno>
#include <cstring>

using namespace Qt::StringLiterals;

namespace {

QString lackOfSpace(qint64 needed, const DiskRoom &room)
{
    const QString words = HubError::tr("Not enough space: %1 are needed, %2 are free.")
                              .arg(Format::size(needed), Format::size(room.free));
    if (room.reserve == 0)
        return words;
    return words + u' ' + HubError::tr("%1 of the disk stay free.").arg(Format::size(room.reserve));
}

HubError ofKind(HubError::Kind kind, const QString &message, const QString &detail)
{
    HubError error = HubError::disk(message, detail);
    error.kind = kind;
    return error;
}

HubError noRoom(const QString &message, const QString &detail)
{
    return ofKind(HubError::Kind::NoRoom, message, detail);
}

} // namespace

HubError diskError(int error, const QString &what)
{
    const QString detail = QString::fromLocal8Bit(strerrordesc_np(error)) + ": "_L1 + what;
    switch (error) {
    case EACCES:
    case EPERM:
        return HubError::disk(
            HubError::tr("You may not write here. Choose another folder, or change "
                         "its permissions."),
            detail);
    case EROFS:
        return ofKind(HubError::Kind::DiskAway,
                      HubError::tr("This folder can only be read. Choose another one."), detail);
    case ENOSPC:
        return noRoom(HubError::tr("The disk is full. Free some space, then try again."), detail);
    case EDQUOT: return noRoom(HubError::tr("Your quota on this disk is used up."), detail);
    case ENODEV:
    case ENXIO:
    case ESTALE:
        return ofKind(
            HubError::Kind::DiskAway,
            HubError::tr(
                "The disk that %1 is on is not there. Connect or mount it, then try again.")
                .arg(what),
            detail);
    case EFBIG:
        return HubError::disk(HubError::tr("This disk cannot hold a file of this size."), detail);
    case ENAMETOOLONG:
        return HubError::disk(HubError::tr("This file's name is too long for this disk."), detail);
    case ELOOP:
    case ENOTDIR:
    case EISDIR:
        return HubError::disk(HubError::tr("Something else stands where a folder or file should be "
                                           "written. Move it away, then try again."),
                              detail);
    case EMFILE:
    case ENFILE:
        return ofKind(HubError::Kind::OpenFiles,
                      HubError::tr("Too many files are open. Try again in a moment."), detail);
    default:
        return HubError::disk(
            HubError::tr("The disk did not do what was asked. Check it, then try again."), detail);
    }
}

HubError noSpaceError(qint64 needed, const DiskRoom &room, const QString &where)
{
    return noRoom(
        lackOfSpace(needed, room) + u' ' + HubError::tr("Free some space, then try again."), where);
}

QString waitsForSpace(qint64 needed, const DiskRoom &room, qint64 promised)
{
    QString words = lackOfSpace(needed, room);
    if (promised > 0)
        words += u' '
            + HubError::tr("Other downloads still need %1 of them.").arg(Format::size(promised));
    return words + u' ' + HubError::tr("It goes on by itself when there is room.");
}

QString goesOnByItself(const HubError &error)
{
    return error.message + u' ' + HubError::tr("It goes on by itself when the disk takes it.");
}

HubError contentLostError(const QString &where)
{
    return HubError::disk(
        HubError::tr("What had come of this file was removed or changed by another program. Find "
                     "out which one cleans this folder, then try again."),
        where);
}

bool isContentLost(int error)
{
    return error == ESTALE || error == EIO;
}

bool isNoSpace(int error)
{
    return error == ENOSPC || error == EDQUOT;
}
