#include "app/transfer/solefile.h"

#include "app/disk/diskerror.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace {

struct SoleWords
{
    Q_DECLARE_TR_FUNCTIONS(SoleFile)

public:
    static QString cannotBeRead(const QString &why)
    {
        return tr("The list of transfers cannot be opened: %1 It is left as it is, and what you "
                  "ask for now is not kept for the next start.")
            .arg(why);
    }
};

} // namespace

SoleFile::SoleFile(const QString &path, int version, const SqliteFile::Upgrade &upgrade)
{
    const QFileInfo file(path);
    const auto folder = Directory::make(file.path());
    if (!folder) {
        m_trouble = SoleWords::cannotBeRead(diskError(folder.error(), file.path()).message);
        return;
    }
    m_lock = FileLock::tryLock(*folder, QFile::encodeName(file.fileName()) + ".lock");
    if (m_lock.state() == FileLock::State::Busy) {
        m_trouble = SoleWords::tr("Another window of this program keeps the list of transfers. "
                                  "What you ask for in this one is not kept for the next start.");
        return;
    }
    m_file.open(path, version, upgrade);
    if (m_file.isNewer())
        m_trouble = SoleWords::tr("The list of transfers was written by a newer version of this "
                                  "program. It is left as it is, and what you ask for now is not "
                                  "kept for the next start.");
    else if (!m_file.isOpen())
        m_trouble = SoleWords::cannotBeRead(m_file.error());
}
