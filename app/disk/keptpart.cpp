#include "app/disk/keptpart.h"

KeptPart::KeptPart(QString folder, QByteArray name, EntryFacts facts)
    : m_folder(std::move(folder))
    , m_name(std::move(name))
    , m_facts(facts)
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
