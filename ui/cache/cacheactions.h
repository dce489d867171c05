#pragma once

#include "app/cache/cachescan.h"

#include <QObject>
#include <QSet>

class CacheController;
class CacheView;
class QAction;
class QKeySequence;
class QMenu;

// What can be done with rows of the cache, by key and menu alike.
class CacheActions final : public QObject
{
    Q_OBJECT

public:
    // What is not about rows can be done anywhere on the page.
    CacheActions(CacheView *view, CacheController &controller, QWidget *page);

    void enable(); // as the ticks, the plan and the cleaner say
    void tickAgain(); // what was ticked before chosen rows were to go instead

signals:
    void openRequested(const RepoId &repo);
    void showRequested(const QString &path); // in the file manager
    void cleanWanted(); // into the quarantine
    void reviewWanted(bool forGood);
    void undoWanted();
    void lookWanted();
    void verifyWanted(const QByteArray &repo);
    void saveWanted(const CacheItem &revision); // as plain files, elsewhere
    void continueWanted(const CacheItem &part); // the download of it
    void linkWanted(); // copies become links
    void policyWanted();

private:
    QAction *add(QWidget *place, const QString &text, const QKeySequence &keys,
                 const QString &iconName);
    void remove(bool forGood);
    bool meansTicked() const; // and not the chosen rows
    void showMenu(QPoint position);
    CacheItem itemOf(QModelIndex row) const; // of a group of contents their repository
    CacheItem revisionOf(const QModelIndex &row) const;
    bool isUnfinished(const CacheItem &item) const; // and its name says of what
    void addPin(QMenu *menu, const CacheItem &item);
    void copy(const QString &text);
    QString pathOf(const QModelIndex &row) const;
    static QString commandOf(const QModelIndex &row); // of the Hub's own tool; empty: it cannot

    CacheView *m_view;
    CacheController &m_controller;
    QSet<CacheItem> m_setAside; // ticked before
    QAction *m_tick;
    QAction *m_remove;
    QAction *m_removeForGood;
    QAction *m_undo;
    QAction *m_look;
};
