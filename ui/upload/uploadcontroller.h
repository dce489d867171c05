#pragma once

#include "app/net/repolister.h"
#include "app/upload/uploadcommand.h"
#include "app/upload/uploadhash.h"
#include "app/upload/uploadnames.h"
#include "app/upload/uploads.h"
#include "app/upload/uploadscan.h"
#include "models/uploadmodel.h"
#include "ui/upload/storagequestion.h"
#include "ui/upload/uploadtarget.h"
#include "ui/viewstate.h"

#include <QFutureWatcher>

#include <functional>
#include <optional>

// An upload from what was dropped to its receipt: looks at the files and at the repository, reads
// them, plans, and sends what was confirmed. Before send() the Hub is only read.
class UploadController final : public QObject
{
    Q_OBJECT

public:
    enum class Phase {
        Looking, // what there is, here and on the Hub
        Reading, // the files
        Planned,
        Sending,
        Over, // the receipt is there
    };
    struct Want // to be sent
    {
        QString summary;
        QString description;
        bool pullRequest = false;
    };

    // memory: of UploadHash.
    UploadController(HubClient &hub, Uploads &uploads, UploadTarget target,
                     const QList<UploadSource> &sources, const QString &memory,
                     QObject *parent = nullptr);
    ~UploadController() override;

    void start(); // again: everything is looked at anew
    void setPatterns(const QStringList &allow, const QStringList &ignore,
                     const QStringList &remove);
    void tick(const QStringList &paths, bool on);
    void setRevision(const Revision &revision); // where it goes; everything is looked at anew
    void setFolder(const QString &folder); // of the repository, likewise
    void setBare(bool isBare); // what is in the one folder goes there without it; likewise
    void setGone(const QStringList &paths); // deletes them on the Hub
    void setMirror(bool on); // deletes on the Hub what the dropped folders do not have
    void add(const QList<QByteArray> &local); // absolute paths; everything is looked at anew
    // UploadNames: a sentence why not; empty: it is called that from now on.
    QString rename(const QString &path, const QString &typed);
    void send(const Want &want); // only when whyNot() is empty
    // What the Python client would be told; only when isPlanned().
    UploadWish wish(const Want &want) const;
    void stop(); // what is sent; a commit under way is waited for
    void startNow(); // though the network or the clock holds it

    Phase phase() const { return m_phase; }
    ViewState state() const; // of the list
    const UploadTarget &target() const { return m_target; }
    UploadModel &model() { return m_model; }
    const UploadPlan &plan() const { return m_made.plan; }
    const QList<UploadWarning> &warnings() const { return m_made.warnings; } // gravest first
    qsizetype secretsSent() const; // files of the plan that may hold one
    qsizetype found() const; // files, and what is not looked at
    qint64 deletedBytes() const { return m_made.deletedBytes; } // of what the plan deletes
    bool isBare() const;
    QString sourceName() const; // of the first one, on this computer
    bool isOneFolder() const; // is what was dropped, as far as is known
    bool mayMirror() const { return !m_folders.isEmpty(); } // a folder was dropped
    qsizetype foundSoFar() const { return m_scan.progressValue(); } // files
    const UploadHash::Progress &reading() const { return m_hash.progress(); }
    const UploadProgress &progress() const; // from send() on
    bool isPlanned() const { return m_phase == Phase::Planned && !m_isBehind; }
    // Why the Hub did not say how it keeps the files, which is a guess then; empty: it did.
    QString storageTrouble() const;
    QString whyNot() const; // nothing can be sent now, a sentence; empty: it can

signals:
    void changed();
    void planned(); // there is another plan
    void sent(); // the receipt is there

private:
    struct Made
    {
        UploadPlan plan;
        UploadPlan::Given given;
        UploadTree tree;
        QList<UploadWarning> warnings;
        qint64 deletedBytes = 0;
    };
    static Made make(const UploadPlan::Given &given, const QList<UploadLeft> &left);

    void forgetNames();
    void takeScan(const UploadScan &scan);
    void askForRepo();
    void fail(const HubError &error);
    void read();
    void onRead(bool complete);
    void replan(); // something else is wanted
    void refresh(); // the same with what is known by now
    void sayMirror(UploadWish &wish) const;
    void onSent(qint64 upload);

    HubClient &m_hub;
    Uploads &m_uploads;
    UploadTarget m_target;
    QList<UploadSource> m_sources;
    Phase m_phase = Phase::Looking;
    QFutureWatcher<UploadScan> m_scan;
    std::optional<UploadScan> m_found;
    RepoLister m_lister;
    std::optional<RepoLister::Listing> m_listing;
    std::optional<HubError> m_error;
    UploadHash m_hash;
    StorageQuestion m_storage;
    UploadPlan::Choice m_choice; // without what is mirrored
    QSet<QString> m_folders; // that were dropped, of the repository
    QSet<QString> m_unseen; // UploadPlan::Given::unseen
    QSet<QString> m_secrets; // as found, that somebody has been told of
    bool m_isMirroring = false;
    UploadNames m_names;
    UploadModel m_model;
    Made m_made;
    int m_round = 0; // plans of an earlier start are dropped
    bool m_isPlanning = false;
    bool m_isOutdated = false; // while planning: something else is wanted or known by now
    bool m_isBehind = true; // the plan is not the one that is wanted
    std::optional<UploadOrder> m_order; // that was sent last
    std::optional<qint64> m_upload; // of it, under way
    std::optional<qint64> m_failed; // of it, what is there is kept
    UploadProgress m_progress; // of one that is over
};
