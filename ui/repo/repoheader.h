#pragma once

#include "ui/repo/factsline.h"
#include "ui/repo/filelisting.h"
#include "ui/repo/repoplace.h"

#include <QWidget>

class DownloadButton;
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
    DownloadButton *download() { return m_download; }
    void setAccess(RepoAccess access); // of gated repositories
    enum class Shows { All, Revisions, Name }; // less where there is no such thing on the Hub
    void setShows(Shows shows);
    void setOffline(const QString &why); // HubClient::offlineReason()

signals:
    void revisionChosen(const Revision &revision);
    void copyClicked();

private:
    QWidget *titleRow();
    void openRevisions();
    void showFacts();
    bool isNewestCommit() const;
    void addNewestChips(QList<FactsLine::Chip> &chips) const;

    RepoId m_repo;
    std::optional<RepoPlace> m_place;
    Revision m_revision;
    QList<Ref> m_refs;
    QDateTime m_commitDate; // invalid: not known
    RepoAccess m_access = RepoAccess::Unknown;
    Shows m_shows = Shows::All;
    QWidget *m_likes;
    QLabel *m_likesCount;
    QPushButton *m_revisionButton;
    DownloadButton *m_download;
    FactsLine *m_facts;
};
