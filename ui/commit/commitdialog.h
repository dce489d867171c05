#pragma once

#include "app/net/hubclient.h"
#include "app/upload/repocommit.h"
#include "ui/commit/commitnews.h"
#include "ui/repo/filechanges.h"

#include <QDialog>

class CommitFields;
class ProgressLine;
class QLabel;
class QPushButton;
class QVBoxLayout;

// The last question before a small commit: what it does, its message, branch or pull request. Then
// it shows how that goes. What fails stays here with its reason. Nothing is written to the Hub
// before its button.
class CommitDialog final : public QDialog
{
    Q_OBJECT

public:
    struct Place // of what it needs besides
    {
        HubClient &hub;
        std::function<HubAccess()> access; // asked when the button is pressed
    };
    enum class Kind { Usual, Deletion };

    // body: below the question; null: none.
    CommitDialog(const Place &place, Kind kind, const QString &title, const QString &button,
                 QWidget *body, const FileChange &change, QWidget *parent = nullptr);
    ~CommitDialog() override; // a commit under way goes on

    void setChange(const FileChange &change); // instead; of the same branch; not while it commits
    void commit(); // what its button does
    void render(); // also: online or not, signed in or not, as the client is now
    QString trouble() const; // why it failed or cannot be made

    void reject() override;

signals:
    void committed(const FileChange &change, const RepoChanged &end);
    void newerWanted(const RepoChanged &end); // somebody else changed the same

private:
    void buildLayout();
    void onEnd();
    QString whyNot() const;

    const Place m_place;
    FileChange m_change;
    const QString m_button;
    QWidget *const m_body; // null: none
    QLabel *m_question;
    CommitFields *m_fields;
    ProgressLine *m_progress;
    QLabel *m_trouble;
    QPushButton *m_newer;
    QPushButton *m_close;
    QPushButton *m_main;
    std::unique_ptr<RepoCommit> m_commit;
    std::optional<RepoChanged> m_failed;
    QString m_waits;
    bool m_closing = false; // once it is stopped
};
