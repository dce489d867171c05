#include "app/upload/uploadpath.h"

#include <QCoreApplication>

#include <algorithm>

namespace {

struct UploadPathWords
{
    Q_DECLARE_TR_FUNCTIONS(UploadPath)
};

} // namespace

bool isNeverUploaded(QByteArrayView name)
{
    return name == ".git" || name == ".cache";
}

std::expected<RepoPath, QString> uploadPath(QByteArrayView path)
{
    if (path.startsWith('/'))
        path = path.sliced(1);
    while (path.startsWith("./"))
        path = path.sliced(2);
    if (!path.isValidUtf8())
        return std::unexpected(UploadPathWords::tr("The path is not UTF-8."));
    const QString text = QString::fromUtf8(path);
    const auto isCache = [](QStringView part) { return part == QLatin1StringView(".cache"); };
    if (std::ranges::any_of(text.tokenize(u'/'), isCache))
        return std::unexpected(UploadPathWords::tr("The path leads into a .cache folder."));
    return RepoPath::parse(text);
}
