#include "app/disk/keptpart.h"

#include "app/disk/filelock.h"
#include "app/disk/partjournal.h"

KeptPart::KeptPart(What what)
    : m_what(std::move(what))
    , m_claimed(!m_what.isLeft)
{ }

KeptPart::~KeptPart()
{
    if (m_taken || !m_claimed || (m_what.lasts && m_what.leaving && *m_what.leaving))
        return;
    FileLock lock;
    if (const auto locks = Directory::open(m_what.lockFolder); m_what.lasts && locks)
        lock = FileLock::tryLock(*locks, m_what.lockName);
    if (lock.state() == FileLock::State::Busy)
        return;
    const auto folder = Directory::open(m_what.folder);
    const auto facts = folder ? folder->facts(m_what.name) : std::unexpected(folder.error());
    if (!facts || !folder->isStill(*facts, m_what.facts))
        return;
    (void)folder->remove(m_what.name);
    PartJournal::remove(*folder, m_what.name);
}

void KeptPart::noteDown() const
{
    if (!m_what.lasts)
        return;
    const auto folder = Directory::open(m_what.folder);
    const auto file = folder ? folder->openToWrite(m_what.name) : std::unexpected(folder.error());
    const auto facts = file ? factsOf(*file) : std::unexpected(file.error());
    if (facts && folder->isStill(*facts, m_what.facts) && syncFile(*file) && !m_taken)
        (void)PartJournal::write(*folder, m_what.name,
                                 {.inode = m_what.facts.inode,
                                  .size = m_what.size,
                                  .ranges = m_what.written,
                                  .marks = m_what.marks},
                                 true);
}
