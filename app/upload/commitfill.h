#pragma once

#include <QtTypes>

// How far one commit after the other is filled with files, in their order; limits of hub-api 27.2.
class CommitFill
{
public:
    static constexpr qsizetype kMostFiles = 250;
    static constexpr qint64 kMostBytes = qint64(100) << 20; // of content that goes with it

    explicit CommitFill(qsizetype mostFiles = kMostFiles)
        : m_mostFiles(mostFiles)
    { }

    // Takes the next file; true: it is the first one of a commit. inside: bytes of its content that
    // go with the commit, 0 for what is stored beside.
    bool take(qint64 inside)
    {
        const bool begins = m_files == 0 || m_files == m_mostFiles || m_bytes + inside > kMostBytes;
        m_files = begins ? 1 : m_files + 1;
        m_bytes = begins ? inside : m_bytes + inside;
        return begins;
    }

private:
    const qsizetype m_mostFiles;
    qsizetype m_files = 0; // of the last commit
    qint64 m_bytes = 0;
};
