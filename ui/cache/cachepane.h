#pragma once

#include "app/disk/freeroom.h"
#include "ui/cache/cachecontroller.h"

#include <QTimer>
#include <QWidget>

class CacheActions;
class CacheCare;
class CacheDialogs;
class CacheView;
class ElidedLabel;
class HubClient;
class MapPanel;
class OtherPrograms;
class PlanPanel;
class QPushButton;
class QToolButton;
class SearchBox;
class SelectChips;
class StateView;
class UsageBar;

// The page of the cache: what uses the disk as a bar, a tree and a map, what can be chosen at once,
// and below it what removing the ticked things would free.
class CachePane final : public QWidget
{
    Q_OBJECT

public:
    CachePane(CacheScanner &scanner, CacheCleaner &cleaner, HubClient &hub,
              QWidget *parent = nullptr);

    CacheController &controller() { return m_controller; }
    CacheDialogs &dialogs() { return *m_dialogs; }
    CacheCare &care() { return *m_care; }
    void focusFind();
    void changeRoot(); // the scanner has another, and looks at it

signals:
    void openRequested(const RepoId &repo);
    void showRequested(const QString &path); // in the file manager
    void searchWanted(); // from the empty state
    void said(const QString &sentence);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void focusInEvent(QFocusEvent *event) override; // the list gets it

private:
    QWidget *makeHeader();
    QPushButton *makeGroupButton();
    QToolButton *makeMoreButton();
    QWidget *makeMiddle();
    void connectController();
    void connectView();
    void connectPlan();
    void render(const ViewState &state);
    void sayScan();
    void showSums();
    void showPlan();
    void showHistory();
    void showProgress(const CleanProgress &progress);
    void find();
    void setMap();
    void lookAtRoom();

    CacheScanner &m_scanner;
    CacheController m_controller;
    CacheView *m_view;
    ElidedLabel *m_sums;
    QPushButton *m_warnings;
    SearchBox *m_find;
    QPushButton *m_group;
    ElidedLabel *m_findTrouble;
    UsageBar *m_usage;
    SelectChips *m_chips;
    MapPanel *m_map;
    OtherPrograms *m_others;
    PlanPanel *m_plan;
    StateView *m_states;
    CacheDialogs *m_dialogs;
    CacheCare *m_care;
    CacheActions *m_actions;
    QTimer m_typing;
    QTimer m_minute; // the times that are shown pass
    RoomLook m_look;
    qint64 m_free = -1; // bytes, seen since the scan; -1: as the scan says
    std::pair<qint64, qint64> m_mapped; // the scan's time and the quarantine
};
