#pragma once

#include "app/hub/filefolders.h"

#include <QBitArray>
#include <QHash>
#include <QStringList>

// What a download would take of a revision and what it costs, file by file: patterns (hub-api 30)
// decide, ticks made by hand decide over them. Pure; any thread: 50,000 files take a moment.
class FilePlan final
{
public:
    struct Choice
    {
        QStringList allow; // empty: everything
        QStringList ignore;
        QHash<qint32, bool> byHand; // by file

        bool operator==(const Choice &) const = default;
    };
    enum class Verdict : quint8 { Taken, TakenByHand, NotAllowed, Ignored, LeftByHand };
    struct Row // of a file
    {
        Verdict verdict = Verdict::Taken;
        qint16 pattern = -1; // of Choice::ignore, that left it out

        bool isTaken() const { return verdict <= Verdict::TakenByHand; }
    };
    struct Disk // by file; empty: nothing is known to be there
    {
        QBitArray here; // nothing of it has to be fetched
        QBitArray settled; // nor takes it any more room
    };
    struct Tally
    {
        qint32 files = 0; // all
        qint32 taken = 0;
        qint32 here = 0; // of the taken
        qint64 bytes = 0; // of the taken whose size is known
        qint64 hereBytes = 0; // of those
        qint64 needed = 0; // bytes that the disk has to take
        qint32 unsized = 0; // taken ones whose size is not known

        void add(const RepoFile &file, bool isHere, bool isSettled); // a taken one
    };

    FilePlan() = default;
    static FilePlan of(const FileFolders &folders, const Choice &choice, const Disk &disk);

    Row row(qint32 file) const { return m_rows.at(file); }
    bool isHere(qint32 file) const { return isSet(m_disk.here, file); }
    const Tally &tally(qint32 node) const { return m_tallies.at(node); }
    const Tally &total() const { return m_tallies.first(); }
    bool isEmpty() const { return m_tallies.isEmpty(); }
    qint64 toFetch() const { return total().bytes - total().hereBytes; }
    // Patterns that match nothing: probably typing errors.
    const QStringList &idlePatterns() const { return m_idle; }
    QStringList takenPaths(const FileFolders &folders) const;

private:
    static bool isSet(const QBitArray &bits, qint32 file)
    {
        return file < bits.size() && bits.testBit(file);
    }

    QList<Row> m_rows; // by file
    QList<Tally> m_tallies; // by node
    Disk m_disk;
    QStringList m_idle;
};
