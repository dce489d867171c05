#pragma once

#include "app/disk/byterange.h"
#include "app/disk/directory.h"

#include <QString>

#include <atomic>

// A partial file that was put aside: nothing of it is open, nothing is locked. Whoever lets go of
// it before a PartFile took it over removes it from the disk.
class KeptPart final
{
public:
    KeptPart(QString folder, QByteArray name, EntryFacts facts, ByteRanges ranges);
    ~KeptPart();
    Q_DISABLE_COPY_MOVE(KeptPart)

    const ByteRanges &ranges() const { return m_ranges; } // that were written
    qint64 bytes() const { return lengthOf(m_ranges); }

private:
    friend class PartFile;

    QString m_folder; // as the system names it
    QByteArray m_name;
    EntryFacts m_facts; // it still is our file when these agree
    ByteRanges m_ranges;
    std::atomic_bool m_taken = false; // two jobs may ask for it at once
};
