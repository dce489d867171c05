#pragma once

#include "app/hub/types.h"

#include <QHash>
#include <QSet>

// Which files of a model hold the same weights once more. Decided folder by folder, from names: a
// file is called a twin only when what it copies stands beside it. Pure; any thread.
class TwinFiles final
{
public:
    explicit TwinFiles(const QList<RepoFile> &files);

    // Why it is not needed beside the others, translated; empty: it is.
    QString reason(const QString &path) const;

private:
    struct Folder
    {
        int kept = 0; // WeightFiles::WeightFormat, whose files stay
        QSet<QString> stems; // of them, without variants
        QSet<QString> plain; // of those without a variant
    };

    QString inFolder(const Folder &folder, const QString &path) const;

    QHash<QString, Folder> m_folders;
    bool m_isPipeline = false; // model_index.json at the root: the parts are in folders
};
