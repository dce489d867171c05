#include "app/transfer/solefile.h"

#include "app/disk/diskerror.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace {

struct SoleWords
{
    Q_DECLARE_TR_FUNCTIONS(SoleFile)

public:
    static QString of(SoleFile::State state, const QString &reason)
    {
        switch (state) {
        case SoleFile::State::Open: return {};
        case SoleFile::State::Taken:
            return tr("Another window of this program keeps the list of transfers. What you ask "
                      "for in this one is not kept for the next start.");
        case SoleFile::State::Newer:
            return tr("The list of transfers was written by a newer version of this program. It "
                      "is left as it is, and what you ask for now is not kept for the next "
                      "start.");
        case SoleFile::State::Unreadable:
            return tr("The list of transfers cannot be opened: %1 It is left as it is, and what "
                      "you ask for now is not kept for the next start.")
                .arg(reason);
        }
        Q_UNREACHABLE_RETURN({});
    }
};

} // namespace

SoleFile::SoleFile(const QString &path, int version, const SqliteFile::Upgrade &upgrade)
    : m_state(opened(path, version, upgrade))
    , m_trouble(SoleWords::of(m_state, m_reason))
{ }

SoleFile::State SoleFile::opened(const QString &path, int version,
                                 const SqliteFile::Upgrade &upgrade)
{
    const QFileInfo file(path);
    const auto folder = Directory::make(file.path());
    if (!folder) {
        m_reason = diskError(folder.error(), file.path()).message;
        return State::Unreadable;
    }
    m_lock = FileLock::tryLock(*folder, QFile::encodeName(file.fileName()) + ".lock");
    if (m_lock.state() == FileLock::State::Busy)
        return State::Taken;
    m_file.open(path, version, upgrade);
    m_reason = m_file.error();
    return m_file.isOpen() ? State::Open : m_file.isNewer() ? State::Newer : State::Unreadable;
}
