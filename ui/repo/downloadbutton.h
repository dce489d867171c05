#pragma once

#include "ui/repo/filelisting.h"

#include <QPushButton>

class QAction;

// The one main action of a repository's tab with its menu. It names what is still to fetch, so it
// has to hear which files of the revision are in the cache.
class DownloadButton final : public QPushButton
{
    Q_OBJECT

public:
    enum class Cached { Nothing, Part, Whole }; // as far as is known

    explicit DownloadButton(QWidget *parent = nullptr);

    void setListing(const FileListing &listing); // forgets what is cached
    void setCached(const QSet<QString> &paths);
    void addCached(const QString &path);
    void setSelection(const FileListing::Sum &selection);
    void setOffline(const QString &why); // HubClient::offlineReason()
    Cached cached() const;
    int fileCount() const { return static_cast<int>(m_listing.files().size()); }

signals:
    void cachedChanged();
    void allClicked();
    void selectionClicked();
    void planClicked();
    void allToFolderClicked();
    void selectionToFolderClicked();

private:
    void refresh();

    FileListing m_listing;
    QSet<QString> m_cached; // of the listing's files
    qint64 m_cachedBytes = 0;
    QString m_offline;
    QAction *m_all = nullptr;
    QAction *m_selection = nullptr;
    QAction *m_selectionToFolder = nullptr;
};
