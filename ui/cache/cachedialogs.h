#pragma once

#include "ui/cache/refetchcheck.h"

struct CleanReport;
class CacheController;
class CacheDialog;
class QWidget;

// The lists that open over the page: the plan before it is carried out, what was found amiss, and
// what was removed. Each follows what happens while it is open; one of a kind at a time.
class CacheDialogs final : public QObject
{
    Q_OBJECT

public:
    CacheDialogs(CacheController &controller, HubClient &hub, QWidget *parent);

    void review(bool forGood); // the plan; its button carries it out
    void warnings();
    void history();
    void leftOver(const CleanReport &report); // what stayed of a plan, and why
    const RefetchCheck &refetch() const { return m_refetch; }
    QString lostSentence() const; // of the plan; empty: nothing, as far as known
    void policy(); // what it proposes, with the reason beside each

signals:
    void reviewLeft(); // and nothing was done
    void revealWanted(const CacheItem &item);
    void lostChanged(); // lostSentence(), or soon

private:
    void askUnbidden();
    void askToFree(const QByteArray &id, QWidget *over);
    CacheDialog *open(const QString &name, const QString &title, const QStringList &columns);

    CacheController &m_controller;
    RefetchCheck m_refetch;
    QTimer m_soon; // to be asked about the plan that stands
    QWidget *m_parent;
};

qsizetype warningsOf(const CacheController &controller);
