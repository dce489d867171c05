#pragma once

#include "app/cache/deleteplan.h"
#include "app/net/huberror.h"

// Whether the Hub would give again what goes from the cache: its answer as a verdict and a
// sentence.
struct Refetch
{
    Q_DECLARE_TR_FUNCTIONS(Refetch)

public:
    enum class Verdict : quint8 {
        Available,
        Unknown,
        NoAccess, // gated, or not for this account
        SignIn, // private or gone: without an account the Hub does not tell which
        RevisionGone, // the repository is there
        Gone,
    };
    enum class Asked : quint8 { Repo, Revision };

    Verdict verdict = Verdict::Unknown;
    QString why; // a sentence

    bool isLost() const { return verdict > Verdict::Unknown; }
    bool operator==(const Refetch &) const = default;

    // error: what reading it met, none where it may be read.
    static Refetch of(const std::optional<HubError> &error, Asked asked);
    static Refetch offline();
};

// The commits that something goes of, by the folder of their repository; none where only contents
// without a revision go.
using GoingCommits = QHash<QByteArray, QSet<QByteArray>>;
GoingCommits goingCommits(const DeletePlan &plan);
