#pragma once

#include "app/upload/uploadfile.h"

#include <QHash>

// What files of an upload are called in the repository where somebody wants another name than the
// one that they have here. Nothing on this computer is renamed.
class UploadNames final
{
public:
    // path: what one of the files found is called by now; typed: its whole path in the repository,
    // within folder, that is uploaded to (empty: the root). A translated sentence why it stays what
    // it is; empty: it is called that from now on.
    QString rename(const QList<UploadFile> &found, const QString &folder, const QString &path,
                   const QString &typed);

    void settle(const QList<UploadFile> &found); // gives back names that files found now have
    QString nameOf(const QString &found) const { return m_names.value(found, found); }
    const QHash<QString, QString> &renamed() const { return m_found; } // by path: as it was found
    QList<UploadFile> applied(QList<UploadFile> found) const;

private:
    QHash<QString, QString> m_names; // by path as found
    QHash<QString, QString> m_found; // the other way round
};
