#pragma once

#include "app/upload/uploadplan.h"

// Plans of uploads from made-up files.
namespace PlannedUpload {

inline UploadFile file(const QString &path, qint64 size = 1, const QByteArray &sha256 = {},
                       const QByteArray &gitOid = {})
{
    return {.path = *RepoPath::parse(path),
            .local = path.toUtf8(),
            .size = size,
            .sha256 = sha256,
            .gitOid = gitOid,
            .sample = {}};
}
inline QList<UploadFile> files(const QStringList &paths)
{
    QList<UploadFile> list;
    for (const QString &path : paths)
        list << file(path);
    return list;
}
inline TreeEntry there(const QString &path, qint64 size = 1, const QString &oid = {},
                       const QString &sha256 = {})
{
    return {.path = path, .size = size, .oid = oid, .sha256 = sha256};
}
inline QList<TreeEntry> remote(const QStringList &paths)
{
    QList<TreeEntry> list;
    for (const QString &path : paths)
        list << there(path);
    return list;
}
inline QStringList deletedBy(const UploadPlan &plan)
{
    QStringList paths;
    for (const RepoPath &path : plan.deleted())
        paths << path.text();
    return paths;
}
// But for the card, which most repositories here do not have.
inline QList<UploadWarning> warningsOf(const UploadPlan::Given &given)
{
    QList<UploadWarning> warnings = UploadPlan::of(given).warnings();
    warnings.removeIf([](const UploadWarning &w) { return w.kind == UploadWarning::Kind::NoCard; });
    return warnings;
}

} // namespace PlannedUpload
