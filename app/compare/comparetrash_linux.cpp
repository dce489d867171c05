#include "app/compare/comparetrash.h"

#include "app/disk/background.h"
#include "app/upload/uploadsource_linux.h"

#include <QCoreApplication>
#include <QFile>

namespace {

struct CompareTrashWords
{
    Q_DECLARE_TR_FUNCTIONS(CompareTrash)
};

} // namespace

QFuture<CompareTrash> CompareTrash::begin(const QList<UploadFile> &files, const Move &move)
{
    return onOwnThread([files, move] {
        CompareTrash done;
        for (const UploadFile &file : files) {
            const QString name = QFile::decodeName(file.local);
            const auto open = openSource(file.local);
            if (!open || !isAsHashed(*open, file))
                done.kept << Kept{
                    file.path.text(),
                    CompareTrashWords::tr("It has changed since it was compared, and stays.")};
            else if (move ? move(name) : QFile::moveToTrash(name))
                done.moved << file.path.text();
            else
                done.kept << Kept{
                    file.path.text(),
                    CompareTrashWords::tr("It cannot be moved to the trash, and stays.")};
        }
        return done;
    });
}
