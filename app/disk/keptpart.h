#pragma once

#include "app/disk/byterange.h"
#include "app/disk/directory.h"
#include "app/disk/hashmarks.h"

#include <QString>

#include <atomic>
#include <memory>

// A partial file that was put aside, or left by an earlier start: nothing of it is open, nothing is
// locked. Whoever lets go of it before a PartFile took it over removes it from the disk, unless the
// program ends or somebody else has its lock. One that was left is nobody's until it is claimed.
class KeptPart final
{
public:
    struct What
    {
        QString folder; // as the system names it
        QByteArray name;
        EntryFacts facts; // it still is our file when these agree
        qint64 size = 0; // bytes of the whole content
        ByteRanges written;
        HashMarks marks;
        bool lasts = false; // a later start of the program finds it
        bool isLeft = false; // by an earlier one
        QString lockFolder; // of the lock without which no program uses it, if it lasts
        QByteArray lockName;
        std::shared_ptr<const std::atomic_bool> leaving; // PartFile::Wanted
    };

    explicit KeptPart(What what);
    ~KeptPart();
    Q_DISABLE_COPY_MOVE(KeptPart)

    const ByteRanges &ranges() const { return m_what.written; }
    qint64 bytes() const { return lengthOf(m_what.written); }
    void claim() { m_claimed = true; }
    void leave() { m_claimed = !m_what.lasts; } // to whoever finds it
    // Writes down what is there, for a later start of the program; best effort.
    void noteDown() const;

private:
    friend class PartFile;

    What m_what;
    std::atomic_bool m_taken = false; // two jobs may ask for it at once
    std::atomic_bool m_claimed;
};
