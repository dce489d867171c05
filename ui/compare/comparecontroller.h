#pragma once

#include "app/compare/comparetrash.h"
#include "app/net/repolister.h"
#include "app/transfer/downloadrequest.h"
#include "app/upload/uploadhash.h"
#include "models/comparemodel.h"
#include "ui/viewstate.h"

#include <QFutureWatcher>

// A folder of this computer beside a revision: looks at both, reads the files, and compares. Until
// fetch() nothing is written anywhere; what it fetches comes by whoever hears fetchWanted().
class CompareController final : public QObject
{
    Q_OBJECT

public:
    struct Target
    {
        RepoId repo;
        Revision revision;
        QByteArray local; // absolute
    };
    enum class Phase { Looking, Reading, Compared, Moving };
    struct Outcome // of fetch()
    {
        qsizetype fetched = 0; // files that are asked for
        QStringList trashed;
        QList<CompareTrash::Kept> kept;
    };

    // memory: of UploadHash. move: CompareTrash::Move; empty: the desktop's trash.
    CompareController(HubClient &hub, Target target, const QString &memory,
                      const CompareTrash::Move &move = {}, QObject *parent = nullptr);
    ~CompareController() override;

    void start(); // again: all is looked at anew
    void fetch(); // makes the folder like the Hub, as ticked

    Phase phase() const { return m_phase; }
    ViewState state() const; // of the list
    const Target &target() const { return m_target; }
    CompareModel &model() { return m_model; }
    const CompareModel &model() const { return m_model; }
    const ComparePlan &plan() const { return m_plan; }
    const UploadHash::Progress &reading() const { return m_hash.progress(); }
    qsizetype foundSoFar() const { return m_scan.progressValue(); } // files
    // Of the files that are fetched and ticked.
    qint64 bytesToFetch() const;
    const std::optional<Outcome> &outcome() const { return m_outcome; }
    QString whyNot() const; // nothing can be done now, a sentence; empty: it can

signals:
    void changed();
    void fetchWanted(const DownloadRequest &request);

private:
    void scan(const QByteArray &root);
    void askForRepo();
    void fail(const HubError &error);
    void read();
    void compare();
    void finish(const CompareChoice &choice, const CompareTrash &done);

    HubClient &m_hub;
    const Target m_target;
    const CompareTrash::Move m_move;
    Phase m_phase = Phase::Looking;
    QByteArray m_root; // without links
    QFutureWatcher<UploadScan> m_scan;
    std::optional<UploadScan> m_found;
    RepoLister m_lister;
    std::optional<RepoLister::Listing> m_listing;
    std::optional<Revision> m_commit; // none: nothing is there
    std::optional<HubError> m_error;
    UploadHash m_hash;
    ComparePlan m_plan;
    CompareModel m_model;
    std::optional<Outcome> m_outcome;
    int m_round = 0; // what an earlier start found is dropped
};
