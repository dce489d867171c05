#pragma once

#include "app/hub/types.h"
#include "app/upload/secrets.h"
#include "app/upload/uploadfile.h"
#include "app/upload/uploadwarning.h"

#include <QHash>
#include <QSet>

#include <array>

// What an upload would change in a repository, file by file, before anything is sent: local files
// beside those of a revision. Pure; any thread: 50,000 files take a moment.
class UploadPlan final
{
public:
    // Patterns (hub-api 30) are tried on what comes after the folder that is uploaded to.
    struct Choice
    {
        QStringList allow; // empty: everything
        QStringList ignore;
        QStringList remove; // files of the Hub that are not uploaded again
        // Folders of the repository, right below the one that is uploaded to: what they have there
        // and not here is deleted, whatever becomes of what is here.
        QSet<QString> mirror = {};
        QSet<QString> gone = {}; // paths to delete on the Hub, whatever the patterns say
        QHash<QString, bool> byHand; // by path: decides over the patterns, here and on the Hub

        bool operator==(const Choice &) const = default;
    };
    struct Word // of the Hub on a file that it was asked about; hub-api 12.2
    {
        bool isLarge = false; // kept apart from git
        bool isIgnored = false; // by a .gitignore
    };
    struct Given
    {
        RepoKind kind = RepoKind::Model;
        QString folder = {}; // that is uploaded to; empty: the root
        QList<UploadFile> files = {}; // in it, each path once
        QHash<qsizetype, QList<Secrets::Found>> secrets = {}; // by file
        QHash<qsizetype, int> failures = {}; // by file, errno
        QByteArray card = {}; // text of README.md, when that is among them
        QList<TreeEntry> remote = {}; // all files of the revision, folders or not
        QString licence = {}; // that its card names
        Choice choice = {};
        QHash<QString, Word> words = {}; // by path, as far as asked
        QHash<QString, QString> renamed = {}; // by path: what it was found as
        QSet<QString> unseen = {}; // places of what is here, but was not looked at; empty: the root
    };

    enum class Verdict : quint8 {
        New,
        Changed,
        Unsure, // of the same size, but its hash is not known yet
        Unchanged,
        Conflict, // a file where a folder is, or a folder where a file is
        Unreadable,
        NotAllowed,
        Ignored, // by Row::pattern
        IgnoredByHub,
        LeftByHand,
    };
    static constexpr int kVerdicts = 10;
    struct Row // of a file
    {
        Verdict verdict = Verdict::New;
        qint16 pattern = -1; // of Choice::ignore

        bool isTaken() const { return verdict <= Verdict::Conflict; }
        bool isSent() const { return verdict <= Verdict::Unsure; }
        bool operator==(const Row &) const = default;
    };
    struct Tally
    {
        qsizetype files = 0;
        qint64 bytes = 0;

        bool operator==(const Tally &) const = default;
    };

    static UploadPlan of(const Given &given);

    Row row(qsizetype file) const { return m_rows.at(file); }
    const Tally &tally(Verdict verdict) const { return m_tallies.at(size_t(verdict)); }
    const QList<RepoPath> &deleted() const { return m_deleted; }
    // What patterns would delete and byHand keeps; of those no file given has the path.
    const QStringList &spared() const { return m_spared; }
    // What of the repository a file in conflict meets: a file, or a folder with its slash, which
    // patterns can delete. Empty: nothing there, files of the upload meet each other.
    QString inTheWay(qsizetype file) const { return m_inTheWay.value(file); }
    const QList<UploadWarning> &warnings() const { return m_warnings; } // the gravest kind first
    int commits() const { return m_commits; } // that it takes; 0: there is nothing to do
    // What the Hub will most likely keep apart from git, before it is asked.
    static bool isProbablyLarge(const UploadFile &file);
    QList<UploadFile> sent(const QList<UploadFile> &files) const; // of those given

private:
    friend class UploadJudge;

    QList<Row> m_rows; // by file
    std::array<Tally, kVerdicts> m_tallies;
    QList<RepoPath> m_deleted;
    QStringList m_spared;
    QHash<qsizetype, QString> m_inTheWay; // by file
    QList<UploadWarning> m_warnings;
    int m_commits = 0;
};
