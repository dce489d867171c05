#include "app/upload/uploadscan.h"

#include "app/disk/diskerror.h"

#include <QCoreApplication>
#include <QFile>

namespace {

struct UploadLeftWords
{
    Q_DECLARE_TR_FUNCTIONS(UploadLeft)
};

} // namespace

QList<UploadSource> droppedOn(const QByteArray &folder, const QList<QByteArray> &local)
{
    QList<UploadSource> sources;
    for (QByteArray path : local) {
        while (path.size() > 1 && path.endsWith('/'))
            path.chop(1);
        sources << UploadSource{path, folder, path.sliced(path.lastIndexOf('/') + 1)};
    }
    return sources;
}

QString UploadLeft::reason() const
{
    using Words = UploadLeftWords;
    switch (why) {
    case Why::Never: return Words::tr("Folders of git and of the Hub's clients are left out.");
    case Why::LinkOutside: return Words::tr("The link leads out of what is uploaded.");
    case Why::LinkToFolder: return Words::tr("Links to folders are left out.");
    case Why::LinkLoop: return Words::tr("The link leads back to itself.");
    case Why::LinkDangling: return Words::tr("The link leads to nothing.");
    case Why::NotAFile: return Words::tr("A pipe, a socket or a device is no file.");
    case Why::EmptyFolder: return Words::tr("The folder is empty, and the Hub has no empty ones.");
    case Why::Unreadable: return diskError(error, QFile::decodeName(local)).message;
    case Why::Name: return refusal;
    case Why::SamePath: return Words::tr("Another file goes to the same place.");
    }
    Q_UNREACHABLE_RETURN({});
}
