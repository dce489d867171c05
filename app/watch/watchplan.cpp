#include "app/watch/watchplan.h"

#include "app/disk/diskerror.h"
#include "app/text/wildcard.h"

#include <QCoreApplication>
#include <QFile>
#include <QSet>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace {

struct WatchPlanWords
{
    Q_DECLARE_TR_FUNCTIONS(WatchPlan)
};

class WatchJudge final
{
public:
    WatchJudge(const WatchPlan::Given &given, WatchPlan &plan)
        : m_given(given)
        , m_plan(plan)
        , m_upload(given.upload)
    {
        for (const TreeEntry &entry : given.upload.remote)
            if (entry.type == TreeEntry::Type::File)
                m_remote.insert(entry.path, entry.blobName().toLatin1());
        for (const UploadLeft &left : given.left)
            m_left.insert(left.place);
        m_plan.memory = given.memory;
    }

    void judge();

private:
    void forgetIgnored();
    void judgeFile(qsizetype i, UploadPlan::Row row);
    void holdWarned(const UploadPlan &plan);
    void hold(const QString &path, const QString &why);
    void leave(const QString &path) { m_upload.choice.byHand.insert(path, false); }
    bool isYoung(qsizetype i) const;
    bool isBelowLeft(const QString &path) const;
    void judgeGone();
    bool isWanted(const QString &path) const; // by the patterns

    const WatchPlan::Given &m_given;
    WatchPlan &m_plan;
    UploadPlan::Given m_upload; // with what is decided
    QHash<QString, QByteArray> m_remote; // contents, by path
    QSet<QByteArray> m_left; // places, of folders as well
    QSet<QString> m_sent; // paths, before anything is held
};

bool isContent(const UploadFile &file, const QByteArray &content)
{
    return !content.isEmpty() && (content == file.sha256 || content == file.gitOid);
}

bool hasSameFacts(const UploadFile &a, const UploadFile &b)
{
    return a.size == b.size && a.modifiedNs == b.modifiedNs && a.changedNs == b.changedNs
        && a.device == b.device && a.inode == b.inode;
}

void WatchJudge::judge()
{
    forgetIgnored();
    const UploadPlan before = UploadPlan::of(m_upload);
    for (qsizetype i = 0; i < m_upload.files.size(); ++i)
        judgeFile(i, before.row(i));
    holdWarned(before);
    using Why = UploadLeft::Why;
    for (const UploadLeft &left : m_given.left)
        if (left.why == Why::Unreadable || left.why == Why::Name || left.why == Why::SamePath)
            m_plan.held << WatchHeld{QFile::decodeName(left.local), left.reason()};
    const UploadPlan plan = m_upload.choice.byHand.isEmpty() ? before : UploadPlan::of(m_upload);
    m_plan.files = plan.sent(m_upload.files);
    judgeGone();
}

// What the Hub left out by other rules may be taken by now.
void WatchJudge::forgetIgnored()
{
    const QByteArray rules = m_remote.value(u".gitignore"_s);
    if (m_plan.memory.ignoredBy == rules)
        return;
    m_plan.memory.ignored.clear();
    m_plan.memory.ignoredBy = rules;
}

// A clock that was put back must not make everything look as if it had just been written.
bool WatchJudge::isYoung(qsizetype i) const
{
    const UploadFile &file = m_given.upload.files.at(i);
    const auto isNow = [this](qint64 ns) { return std::abs(m_given.nowNs - ns) < m_given.quietNs; };
    return isNow(file.modifiedNs) || isNow(file.changedNs)
        || !hasSameFacts(file, m_given.scanned.at(i)) || m_given.upload.failures.value(i) == EAGAIN;
}

void WatchJudge::judgeFile(qsizetype i, UploadPlan::Row row)
{
    const UploadFile &file = m_given.upload.files.at(i);
    const QString &path = file.path.text();
    const QByteArray there = m_remote.value(path);
    if (row.verdict == UploadPlan::Verdict::Unchanged)
        m_plan.memory.contents[path] = there;
    if (row.verdict == UploadPlan::Verdict::Unreadable && !isYoung(i))
        return hold(path, diskError(m_given.upload.failures.value(i), path).message);
    if (row.verdict == UploadPlan::Verdict::Unreadable)
        ++m_plan.young;
    if (row.verdict == UploadPlan::Verdict::Conflict)
        return hold(path,
                    WatchPlanWords::tr("The Hub has a folder where a file is here, or the other "
                                       "way round."));
    if (!row.isSent())
        return;
    const QByteArray known = m_given.memory.contents.value(path);
    if (isYoung(i)) {
        ++m_plan.young;
        leave(path);
    } else if (isContent(file, known)) { // nothing has changed here
        ++m_plan.others;
        leave(path);
    } else if (isContent(file, m_plan.memory.ignored.value(path))) {
        leave(path);
    } else if (!known.isEmpty() && known != there) {
        hold(path,
             there.isEmpty() ? WatchPlanWords::tr("It was deleted on the Hub, and changed here.")
                             : WatchPlanWords::tr("It was changed on the Hub as well as here."));
    } else {
        m_sent.insert(path);
    }
}

void WatchJudge::hold(const QString &path, const QString &why)
{
    leave(path);
    m_sent.remove(path);
    m_plan.held << WatchHeld{path, why};
}

// What somebody who looks would be warned of, and what the Hub would refuse with all the rest.
void WatchJudge::holdWarned(const UploadPlan &plan)
{
    using Kind = UploadWarning::Kind;
    for (const UploadWarning &warning : plan.warnings()) {
        const bool isGrave = warning.kind == Kind::SecretInside || warning.kind == Kind::SecretName
            || warning.kind == Kind::TooLarge || warning.kind == Kind::BrokenCard;
        if (isGrave && m_sent.contains(warning.path))
            hold(warning.path, warning.text());
    }
}

bool WatchJudge::isWanted(const QString &path) const
{
    const QString &folder = m_given.wish.folder;
    const QString below = folder.isEmpty() ? path : path.mid(folder.size() + 1);
    const QStringList &allow = m_given.wish.allow;
    return !PathFilter{.allow = allow.isEmpty() ? std::nullopt : std::optional(allow),
                       .ignore = m_given.wish.ignore}
                .kept({below})
                .isEmpty();
}

// An empty folder, or one that cannot be read, may be a disk that is not mounted.
bool WatchJudge::isBelowLeft(const QString &path) const
{
    QByteArray place = path.toUtf8();
    while (!place.isEmpty() && !m_left.contains(place))
        place.truncate(qMax(0, place.lastIndexOf('/')));
    return m_left.contains(place); // empty by now: the folder that goes to the root
}

void WatchJudge::judgeGone()
{
    QSet<QString> here;
    for (const UploadFile &file : m_given.scanned)
        here.insert(file.path.text());
    for (const auto &[path, known] : m_given.memory.contents.asKeyValueRange()) {
        if (here.contains(path) || isBelowLeft(path))
            continue;
        const auto parsed = RepoPath::parse(path);
        if (m_given.wish.removes && parsed && path != ".gitattributes"_L1
            && m_remote.value(path) == known && isWanted(path))
            m_plan.deleted << *parsed;
        else
            m_plan.memory.contents.remove(path);
    }
    std::ranges::sort(m_plan.deleted, {}, &RepoPath::text);
}

} // namespace

WatchPlan WatchPlan::of(const Given &given)
{
    WatchPlan plan;
    WatchJudge(given, plan).judge();
    return plan;
}

QString WatchPlan::whyGone(const WatchWish &wish, const QList<UploadFile> &scanned,
                           const QList<UploadLeft> &left, const WatchMemory &memory)
{
    const auto unread = std::ranges::find(left, UploadLeft::Why::Unreadable, &UploadLeft::why);
    if (scanned.isEmpty() && unread != left.cend() && unread->error == ENOENT)
        return WatchPlanWords::tr("The folder is not there. It may be on a disk that is not "
                                  "connected. Nothing is deleted on the Hub.");
    if (scanned.isEmpty() && unread != left.cend())
        return unread->reason();
    if (memory.contents.isEmpty())
        return {};
    if (scanned.isEmpty())
        return WatchPlanWords::tr(
            "The folder is empty, and was not before. It may be on a disk that "
            "is not connected. Nothing is deleted on the Hub.");
    if (wish.removes && std::ranges::none_of(scanned, [&memory](const UploadFile &file) {
            return memory.contents.contains(file.path.text());
        }))
        return WatchPlanWords::tr(
            "None of the files that were sent before is in the folder. Nothing "
            "is deleted on the Hub. “Run now” begins anew with what is there.");
    return {};
}
