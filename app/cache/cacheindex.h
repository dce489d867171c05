#pragma once

#include "app/hub/repoid.h"

#include <QObject>
#include <QSet>
#include <QString>

#include <optional>

// Which repositories and files are in the cache, known to the window without touching the disk:
// looks run on the pool and arrive as signals. Source of the layout: hub-api 24.
class CacheIndex final : public QObject
{
    Q_OBJECT

public:
    explicit CacheIndex(QString root, QObject *parent = nullptr);

    // Does not wait for a look at the root before, which may be on a disk that hangs.
    void setRoot(const QString &root);
    const QString &root() const { return m_root; }

    // Whether any snapshot of the repository is there, as of the last refresh.
    bool hasRepo(const RepoId &repo) const { return m_repos.contains(repo); }
    // Looks at the root again; then reposChanged if so, and refreshed. Asked for during a look,
    // once more after it, however often.
    void refresh();
    void lookAt(const RepoId &repo, const QString &commit); // then filesKnown

signals:
    void reposChanged();
    void refreshed(); // files may have come, also to a repository that was there
    // paths: the files of that commit's snapshot whose blob exists.
    void filesKnown(const RepoId &repo, const QString &commit, const QSet<QString> &paths);

private:
    QString m_root;
    QSet<RepoId> m_repos;
    std::optional<QString> m_lookedAt; // the root of the look that is awaited
    bool m_again = false;
};
