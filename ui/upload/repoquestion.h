#pragma once

#include "app/net/hubclient.h"
#include "models/repolistmodel.h"

#include <QDialog>
#include <QSortFilterProxyModel>

#include <optional>
#include <vector>

class QLineEdit;
class QListView;
class QPushButton;
class RepoDelegate;
class SegmentedControl;
class StateView;

// Asks which repository files go to that were dropped where none is open: lists those of the
// account and its organisations, takes a name that is typed, and can be answered by a new one.
class RepoQuestion final : public QDialog
{
    Q_OBJECT

public:
    // files: how many files and folders it is about.
    RepoQuestion(HubClient &hub, const Account &account, qsizetype files,
                 QWidget *parent = nullptr);

signals:
    void chosen(const RepoId &repo);
    void newRepoWanted(RepoKind kind);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildLayout(qsizetype files);
    QLayout *buttonRow();
    void ask(); // for the repositories of the kind
    void take(const Result<RepoPage> &page);
    RepoKind kind() const;
    std::optional<RepoId> answer() const;
    void choose();
    void render();

    HubClient &m_hub;
    const QStringList m_owners;
    RepoListModel m_repos;
    QSortFilterProxyModel m_shown;
    std::vector<RequestHandle> m_requests; // an owner each
    qsizetype m_waiting = 0; // for their answers
    std::optional<HubError> m_error;
    SegmentedControl *m_kind;
    QLineEdit *m_name;
    QListView *m_list;
    RepoDelegate *m_delegate;
    StateView *m_states;
    QPushButton *m_main;
};
