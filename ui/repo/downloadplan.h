#pragma once

#include "app/hub/fetchwish.h"
#include "app/transfer/transfers.h"
#include "ui/repo/planmaker.h"

#include <QDialog>
#include <QTimer>

class PlanSummary;
class QComboBox;
class QLabel;
class QListView;
class QPlainTextEdit;
class QPushButton;
class QStandardItemModel;
class QTreeView;
class StateView;

// Which files of a revision to fetch and what that costs, before anything starts: ready choices and
// patterns on the left, every file with its tick and the reason why it is left out on the right.
class DownloadPlan final : public QDialog
{
    Q_OBJECT

public:
    DownloadPlan(const RepoPlace &place, const QString &cacheRoot, QWidget *parent = nullptr);

    DownloadRequest request() const; // what is chosen now
    QString command() const; // the same for the Python client's command line
    void setOffline(const QString &why); // HubClient::offlineReason()
    void setAccess(RepoAccess access);
    // What other downloads still bring, by disk.
    void setPromised(const QHash<quint64, qint64> &bytes);
    const PlanMaker &maker() const { return m_maker; }
    PlanSummary &summary() { return *m_summary; }

signals:
    void requested(const DownloadRequest &request);

private:
    QWidget *header();
    QWidget *choices();
    QWidget *result();
    QWidget *buttonRow();
    QPlainTextEdit *patternField(const QString &placeholder, const QString &name);
    void connectParts();
    void showPresets();
    void applyPreset(const QModelIndex &index);
    void showPlan();
    void showButtons();
    bool isReady() const; // the plan is of what is chosen, and takes something
    void markPreset(); // that the fields say, if any
    void chooseTarget(int index);
    void chooseFolder();
    void setFolder(const QString &folder);
    FetchWish wish() const;
    QStringList patterns(const QPlainTextEdit &field) const;

    PlanMaker m_maker;
    FilePlanModel m_model;
    QStandardItemModel *m_presetRows;
    QListView *m_presets;
    QLabel *m_about;
    QPlainTextEdit *m_allow;
    QPlainTextEdit *m_ignore;
    QTreeView *m_tree;
    StateView *m_states;
    PlanSummary *m_summary;
    QPushButton *m_byHand; // forgets ticks
    QComboBox *m_into;
    QPushButton *m_copy;
    QPushButton *m_download;
    QTimer m_typing;
    QString m_offline;
};
