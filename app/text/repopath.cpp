#include "app/text/repopath.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxPartBytes = 255; // NAME_MAX of Linux file systems
constexpr qsizetype kMaxPathBytes = 3'072; // leaves 1 KiB of PATH_MAX for the folder it lands in

QString pathReason(const char *text)
{
    return QCoreApplication::translate("RepoPath", text);
}

bool isDeviceName(QStringView part)
{
    static constexpr std::array kDevices{"con"_L1, "prn"_L1, "aux"_L1, "nul"_L1};
    const auto same
        = [part](QLatin1StringView name) { return part.compare(name, Qt::CaseInsensitive) == 0; };
    if (std::ranges::any_of(kDevices, same))
        return true;
    return part.size() == 4 && part[3] >= u'1' && part[3] <= u'9'
        && (part.startsWith("com"_L1, Qt::CaseInsensitive)
            || part.startsWith("lpt"_L1, Qt::CaseInsensitive));
}

// Empty when the part is fine.
QString refusalOfPart(QStringView part)
{
    if (part.isEmpty())
        return pathReason(QT_TRANSLATE_NOOP("RepoPath", "The path has an empty part."));
    if (part == "."_L1 || part == ".."_L1)
        return pathReason(QT_TRANSLATE_NOOP("RepoPath", "The path leads out of the repository."));
    if (part.compare(".git"_L1, Qt::CaseInsensitive) == 0)
        return pathReason(QT_TRANSLATE_NOOP("RepoPath", "The path leads into a .git folder."));
    if (isDeviceName(part))
        return pathReason(
            QT_TRANSLATE_NOOP("RepoPath", "The path has a name that systems keep for devices."));
    if (part.toUtf8().size() > kMaxPartBytes)
        return pathReason(
            QT_TRANSLATE_NOOP("RepoPath", "A name in the path is longer than 255 bytes."));
    return {};
}

QString refusalOfWhole(QStringView path)
{
    const auto control
        = [](QChar c) { return c.unicode() < 0x20 || (c.unicode() >= 0x7f && c.unicode() < 0xa0); };
    if (path.isEmpty())
        return pathReason(QT_TRANSLATE_NOOP("RepoPath", "The path is empty."));
    if (std::ranges::any_of(path, control) || !path.isValidUtf16())
        return pathReason(
            QT_TRANSLATE_NOOP("RepoPath", "The path has characters that file names cannot have."));
    if (path.contains(u'\\'))
        return pathReason(QT_TRANSLATE_NOOP("RepoPath", "The path has a backslash."));
    if (path.startsWith(u'/'))
        return pathReason(QT_TRANSLATE_NOOP("RepoPath", "The path is absolute."));
    if (path.size() >= 2 && path[1] == u':' && path[0].isLetter())
        return pathReason(QT_TRANSLATE_NOOP("RepoPath", "The path begins with a drive."));
    if (path.toUtf8().size() > kMaxPathBytes)
        return pathReason(QT_TRANSLATE_NOOP("RepoPath", "The path is too long."));
    if ((path.toString() + u'/').startsWith(".cache/huggingface/"_L1, Qt::CaseInsensitive))
        return pathReason(QT_TRANSLATE_NOOP(
            "RepoPath", "The path leads into a folder that downloads use themselves."));
    return {};
}

} // namespace

std::expected<RepoPath, QString> RepoPath::parse(QStringView path)
{
    if (QString refusal = refusalOfWhole(path); !refusal.isEmpty())
        return std::unexpected(std::move(refusal));
    for (const QStringView part : path.tokenize(u'/'))
        if (QString refusal = refusalOfPart(part); !refusal.isEmpty())
            return std::unexpected(std::move(refusal));
    RepoPath result;
    result.m_text = path.toString();
    return result;
}
