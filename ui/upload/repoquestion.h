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

// Asks which repository files go to: lists those of the account and its organisations, takes a name
// that is typed, and can be answered by a new one.
class RepoQuestion final : public QDialog
{
    Q_OBJECT

public:
    struct Words
    {
        QString title; // what it is about
        QString verb; // of its button
        QString verbTo; // likewise; %1: the repository
    };

    RepoQuestion(HubClient &hub, const Account &account, const Words &words,
                 QWidget *parent = nullptr);

    void hideNewRepo(); // it has to be one that is there

signals:
    void chosen(const RepoId &repo);
    void newRepoWanted(RepoKind kind);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildLayout();
    QLayout *buttonRow();
    void ask(); // for the repositories of the kind
    void take(const Result<RepoPage> &page);
    RepoKind kind() const;
    std::optional<RepoId> answer() const;
    void choose();
    void render();

    HubClient &m_hub;
    const QStringList m_owners;
    const Words m_words;
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
    QPushButton *m_fresh;
    QPushButton *m_main;
};
