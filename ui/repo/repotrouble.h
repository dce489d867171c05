#pragma once

#include "app/hub/repoid.h"
#include "app/hub/revision.h"
#include "app/net/huberror.h"

#include <QWidget>

class IconLabel;
class QBoxLayout;
class QLabel;
class QPushButton;

// Stands where a repository would be that cannot be shown: what is wrong, and whatever helps
// against it. It does nothing itself.
class RepoTrouble final : public QWidget
{
    Q_OBJECT

public:
    explicit RepoTrouble(QWidget *parent = nullptr);

    // Of missing, private, gated, disabled and refused repositories; others need only a Retry.
    static bool explains(HubError::Kind kind);

    // signedIn: whether a token goes along with what is asked.
    void setError(const RepoId &repo, const HubError &error, bool signedIn);
    // The repository is there, but not at this revision.
    void setMissingRevision(const RepoId &repo, const Revision &revision);

signals:
    void signInClicked();
    void searchClicked(); // for the repository's name
    void browserClicked();
    void mainClicked(); // the revision that every repository has
    void retryClicked();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Words;
    static Words wordsOf(const RepoId &repo, HubError::Kind kind, bool signedIn);
    void setWords(const Words &words, const RepoId &repo);

    IconLabel *m_icon;
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_signIn;
    QPushButton *m_search;
    QPushButton *m_browser;
    QPushButton *m_main;
    QPushButton *m_retry;
    QBoxLayout *m_buttons; // one below the other where it is narrow
};
