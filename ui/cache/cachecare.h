#pragma once

#include "app/cache/cachemover.h"
#include "app/cache/cachetwins.h"
#include "app/cache/cacheverifier.h"
#include "app/transfer/downloadrequest.h"
#include "ui/cache/cachedialog.h"
#include "ui/cache/partfinder.h"

#include <QObject>

class CacheController;
class LinkStrip;
class QPushButton;
class QWidget;
class VerifyStrip;

// Looks after a cache beside cleaning it: compares contents with their names, has damaged ones
// fetched again, goes on with unfinished downloads, moves all of it to another disk. Owns the
// buttons and the strip that the page shows.
class CacheCare final : public QObject
{
    Q_OBJECT

public:
    CacheCare(CacheController &controller, HubClient &hub, QWidget *parent);
    ~CacheCare() override;

    QPushButton *verifyButton() { return m_verify; }
    QPushButton *moveButton() { return m_move; }
    VerifyStrip *strip() { return m_strip; }
    LinkStrip *linkStrip() { return m_linkStrip; }
    void enable(bool hasContent);
    // Which variable decides where the cache is; empty: the settings do.
    void setDecidedBy(const QString &variable) { m_variable = variable; }
    void offerOldPlace(const QStringList &move); // from where to where; removes nothing by itself
    void verify(const QSet<QByteArray> &repos = {}); // folders; empty: everything
    void openMove();
    void save(const CacheItem &revision); // as plain files, in a folder that is asked for
    void goOn(const CacheItem &part); // with an unfinished download
    void setTransfers(const TransferSnapshot &now) { m_transfers = now; }
    void offerLinks(); // for what several repositories have as copies

signals:
    void downloadRequested(const DownloadRequest &request); // of what is damaged, or elsewhere
    void continueRequested(qint64 file); // of the queue
    void removeRequested(const CacheItem &part); // after asking
    void switchRequested(const QString &root); // use this as the cache from now on
    void copied(const QStringList &move); // the cache is at both places; empty: not any more
    void said(const QString &sentence);

private:
    void goOnAt(const PartFinder::Place &place);
    void offerToRemove(const CacheItem &part);
    void showFindings();
    CacheDialog::Row rowOf(const CacheVerifier::Finding &finding) const;
    void repair();
    void showMove();
    void tellMove();
    void askToLink(const QList<CacheTwins::Set> &sets);
    void link(const QList<CacheTwins::Set> &sets);
    void tellLinked(const CacheTwins::Report &report);

    CacheController &m_controller;
    QWidget *m_parent;
    CacheMover m_mover;
    PartFinder m_finder;
    TransferSnapshot m_transfers;
    QString m_variable;
    std::shared_ptr<CacheTwins::Watch> m_linking; // null: nothing is being linked
    QPushButton *m_verify;
    QPushButton *m_move;
    VerifyStrip *m_strip;
    LinkStrip *m_linkStrip;
};
