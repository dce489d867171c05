#pragma once

#include "ui/repo/filelisting.h"
#include "ui/repo/repoplace.h"

#include <QWidget>

class FactsLine;
class QAction;
class QLabel;
class QPushButton;

// The top of a repository's tab: what it is, at which revision, and the one main action. It shows
// values and reports what the user wants.
class RepoHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit RepoHeader(const RepoId &repo, QWidget *parent = nullptr);

    void setRevision(const Revision &revision); // at once, before its facts are here
    void setPlace(const RepoPlace &place, const FileListing &listing);
    // When the commit of a place was made that is not the default branch's newest.
    void setCommitDate(const QDateTime &date);
    void setRefs(const QList<Ref> &refs);
    void setSelection(const FileListing::Sum &selection);
    void setAccess(RepoAccess access); // of gated repositories
    enum class Shows { All, Revisions, Name }; // less where there is no such thing on the Hub
    void setShows(Shows shows);
    void setOffline(const QString &why); // HubClient::offlineReason()

signals:
    void revisionChosen(const Revision &revision);
    void copyClicked();
    void downloadAllClicked();
    void downloadSelectionClicked();
    void patternsClicked();
    void folderClicked();

private:
    QWidget *titleRow();
    void makeDownloadMenu();
    void openRevisions();
    void enableDownload();
    void showFacts();

    RepoId m_repo;
    std::optional<RepoPlace> m_place;
    Revision m_revision;
    QList<Ref> m_refs;
    QDateTime m_commitDate; // invalid: not known
    RepoAccess m_access = RepoAccess::Unknown;
    int m_files = 0;
    QString m_offline;
    Shows m_shows = Shows::All;
    QWidget *m_likes;
    QLabel *m_likesCount;
    QPushButton *m_revisionButton;
    QPushButton *m_download;
    FactsLine *m_facts;
    QAction *m_all = nullptr;
    QAction *m_selection = nullptr;
    QAction *m_patterns = nullptr;
    QAction *m_folder = nullptr;
};
