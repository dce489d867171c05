#pragma once

#include "app/cache/cachecleaner.h"
#include "app/cache/cachepolicy.h"
#include "app/cache/cachescanner.h"
#include "models/cachetreemodel.h"
#include "ui/cache/cachedigest.h"
#include "ui/viewstate.h"

// Joins scanner, cleaner and rows: what is found becomes rows at once, what is ticked becomes a
// plan on the pool, what was removed is looked at again.
class CacheController final : public QObject
{
    Q_OBJECT

public:
    CacheController(CacheScanner &scanner, CacheCleaner &cleaner, QObject *parent = nullptr);

    CacheTreeModel &model() { return m_model; }
    const CacheScan &scan() const { return m_scanner.current(); }
    bool isScanning() const { return m_scanner.isScanning(); }
    const CacheDigest &digest() const { return m_digest; }
    const CacheCleaner &cleaner() const { return m_cleaner; }
    QString root() const { return m_scanner.places().root; }

    ViewState state() const;
    void look(); // at all of it, from the beginning
    void forget(); // what was found
    // An empty sentence, or what of the text cannot be understood; the rows then stay.
    QString setFilter(const QString &text);
    bool isNameSearched() const { return m_nameSearched; } // by the filter
    void setDays(int days); // of what was not used
    int days() const { return m_days; }

    qint64 quarantined() const; // bytes that wait to be freed

    const CachePolicy &policy() const { return m_policy; }
    void setPolicy(const CachePolicy &policy);
    bool hasPlan() const { return m_hasPlan; } // of what is ticked now
    const DeletePlan &plan() const { return m_plan; }
    const CachePlanWords &planWords() const { return m_words; }
    void clean(CacheCleaner::How how); // by the plan
    void undo(const QByteArray &id) { m_cleaner.undo(id); }
    void freeNow(const QByteArray &id) { m_cleaner.freeNow(id); }
    void stopCleaning() { m_cleaner.stop(); }
    // Of repositories that are being downloaded: nothing goes from them.
    void setBusy(const QSet<QByteArray> &folders) { m_busy = folders; }

signals:
    void stateChanged(const ViewState &state);
    void scanChanged(); // rows came, or it is complete
    void digestChanged();
    void policyChanged();
    void planBegun(); // the one shown is of earlier ticks
    void planChanged();
    void said(const QString &sentence); // what a cleaning did
    void leftOver(const CleanReport &report); // something stayed

private:
    void connectScanner();
    void connectCleaner();
    void takeScan();
    void tellState();
    void digestAgain();
    void planAgain();
    void tellCleaned(const CleanReport &report);

    CacheScanner &m_scanner;
    CacheCleaner &m_cleaner;
    CacheTreeModel m_model;
    CacheDigest m_digest;
    CachePolicy m_policy;
    DeletePlan m_plan;
    CachePlanWords m_words;
    QSet<QByteArray> m_busy;
    std::optional<HubError> m_error;
    int m_days = 90;
    bool m_hasPlan = false;
    bool m_nameSearched = false;
    int m_digestRound = 0;
    int m_planRound = 0;
};
