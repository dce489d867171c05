#include "app/disk/keptpart.h"

KeptPart::KeptPart(QString folder, QByteArray name, EntryFacts facts, ByteRanges ranges)
    : m_folder(std::move(folder))
    , m_name(std::move(name))
    , m_facts(facts)
    , m_ranges(std::move(ranges))
{ }

KeptPart::~KeptPart()
{
    if (m_taken)
        return;
    const auto folder = Directory::open(m_folder);
    const auto facts = folder ? folder->facts(m_name) : std::unexpected(folder.error());
    if (facts && facts->isSameFile(m_facts))
        (void)folder->remove(m_name);
}
