#include "app/upload/uploadnames.h"

#include "app/net/huberror.h"
#include "app/text/safetext.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

QString UploadNames::rename(const QList<UploadFile> &found, const QString &folder,
                            const QString &path, const QString &typed)
{
    const auto name = RepoPath::parse(typed);
    if (!name)
        return name.error();
    if (!folder.isEmpty() && !typed.startsWith(folder + u'/'))
        return HubError::tr("It stays in %1: files are uploaded there.")
            .arg(SafeText::path(folder));
    const bool isTaken = std::ranges::any_of(found, [this, &path, &typed](const UploadFile &file) {
        const QString now = nameOf(file.path.text());
        return now == typed && now != path;
    });
    if (isTaken)
        return HubError::tr("Another file of this upload is called %1.").arg(SafeText::path(typed));
    const QString here = m_found.value(path, path);
    m_found.remove(path);
    m_names.remove(here);
    if (here == typed)
        return {};
    m_found.insert(typed, here);
    m_names.insert(here, typed);
    return {};
}

void UploadNames::settle(const QList<UploadFile> &found)
{
    bool isChanged = true;
    while (std::exchange(isChanged, false))
        for (const UploadFile &file : found) {
            const QString &path = file.path.text();
            const auto typed = m_found.constFind(path);
            if (typed == m_found.cend() || m_names.contains(path))
                continue;
            m_names.remove(*typed);
            m_found.remove(path);
            isChanged = true; // that one's own name may have been taken, too
        }
}

QList<UploadFile> UploadNames::applied(QList<UploadFile> found) const
{
    if (m_names.isEmpty())
        return found;
    for (UploadFile &file : found)
        if (const auto name = m_names.constFind(file.path.text()); name != m_names.cend())
            file.path = *RepoPath::parse(*name);
    return found;
}
