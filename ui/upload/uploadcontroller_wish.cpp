#include "app/hub/patternset.h"
#include "ui/upload/uploadcontroller.h"

using namespace Qt::StringLiterals;

// The same upload, as the Python client would be told of it.

qsizetype UploadController::secretsSent() const
{
    qsizetype files = 0;
    for (qsizetype i = 0; i < m_made.given.files.size(); ++i)
        files += m_made.plan.row(i).isSent()
            && (m_made.given.secrets.contains(i)
                || Secrets::isSecretName(m_made.given.files.at(i).path.text()));
    return files;
}

UploadWish UploadController::wish(const Want &want) const
{
    UploadWish wish{.repo = m_target.repo,
                    .revision = m_target.revision,
                    .folder = m_target.folder.toUtf8(),
                    .sources = m_sources,
                    .allow = m_choice.allow,
                    .ignore = m_choice.ignore,
                    .remove = m_choice.remove,
                    .spared = m_made.plan.spared(),
                    .left = m_found->left,
                    .summary = want.summary,
                    .description = want.description,
                    .pullRequest = want.pullRequest};
    for (qsizetype i = 0; i < m_made.given.files.size(); ++i) {
        const UploadPlan::Row row = m_made.plan.row(i);
        const bool isMeant = row.isSent() || row.verdict == UploadPlan::Verdict::Unchanged;
        const UploadFile &file = m_made.given.files.at(i);
        const QString path = file.path.text();
        if (const QString found = m_made.given.renamed.value(path); !found.isEmpty())
            wish.rename(file, found);
        (isMeant ? wish.meant : wish.leftOut) << path;
    }
    const qsizetype start = m_target.folder.isEmpty() ? 0 : m_target.folder.size() + 1;
    for (const RepoPath &path : m_made.plan.deleted())
        if (m_choice.gone.contains(path.text()))
            wish.remove << literalPattern(path.text().sliced(start));
    if (m_isMirroring)
        sayMirror(wish);
    return wish;
}

// By patterns, which delete what is left out, too.
void UploadController::sayMirror(UploadWish &wish) const
{
    wish.spared << wish.leftOut;
    const qsizetype start = m_target.folder.isEmpty() ? 0 : m_target.folder.size() + 1;
    for (const QString &folder : m_folders)
        wish.remove << literalPattern(folder.sliced(start)) + "/*"_L1;
    wish.remove.sort();
}
