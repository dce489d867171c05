#include "app/upload/uploadplan.h"

#include "app/text/wildcard.h"
#include "app/upload/commitfill.h"
#include "app/upload/uploadjudge.h"

#include <algorithm>

using namespace Qt::StringLiterals;

UploadJudge::UploadJudge(const UploadPlan::Given &given, UploadPlan &plan)
    : m_given(given)
    , m_plan(plan)
{
    for (const TreeEntry &entry : given.remote)
        if (entry.type == TreeEntry::Type::File)
            m_remote.insert(entry.path, &entry);
}

QString UploadJudge::belowTarget(const QString &path) const
{
    return m_given.folder.isEmpty() ? path : path.mid(m_given.folder.size() + 1);
}

void UploadJudge::judgeFiles()
{
    PatternList allow(m_given.choice.allow);
    PatternList ignore(m_given.choice.ignore);
    m_plan.m_rows.resize(m_given.files.size());
    for (qsizetype i = 0; i < m_given.files.size(); ++i) {
        const UploadFile &file = m_given.files.at(i);
        const QString &path = file.path.text();
        const QList<uint> prepared = Wildcard::prepared(belowTarget(path));
        UploadPlan::Row &row = m_plan.m_rows[i];
        const bool isAllowed = allow.firstMatch(prepared) >= 0 || allow.isEmpty();
        row.pattern = static_cast<qint16>(ignore.firstMatch(prepared));
        const auto tick = m_given.choice.byHand.constFind(path);
        const bool isTicked = tick != m_given.choice.byHand.cend() && *tick;
        if (tick != m_given.choice.byHand.cend() && !*tick)
            row.verdict = Verdict::LeftByHand;
        else if (row.pattern >= 0 && !isTicked)
            row.verdict = Verdict::Ignored;
        else if (!isAllowed && !isTicked)
            row.verdict = Verdict::NotAllowed;
        else if (m_given.words.value(path).isIgnored)
            row.verdict = Verdict::IgnoredByHub;
        else if (m_given.failures.contains(i))
            row.verdict = Verdict::Unreadable;
        else
            row.verdict = besideTheHubs(file);
        if (row.isTaken())
            m_taken.insert(path);
        else if (row.verdict == Verdict::LeftByHand)
            m_leftByHand.insert(path);
        else if (row.verdict == Verdict::Unreadable || row.verdict == Verdict::IgnoredByHub)
            m_unsure.insert(path);
        m_here.insert(path);
        m_here.insert(m_given.renamed.value(path, path));
    }
    for (const QString &pattern : allow.idle() + ignore.idle())
        warn({.kind = Kind::IdlePattern, .other = pattern});
}

UploadPlan::Verdict UploadJudge::besideTheHubs(const UploadFile &file) const
{
    const TreeEntry *there = m_remote.value(file.path.text());
    if (!there)
        return Verdict::New;
    if (there->size >= 0 && there->size != file.size)
        return Verdict::Changed;
    if (file.sha256.isEmpty())
        return Verdict::Unsure;
    const QByteArray &mine = there->sha256.isEmpty() ? file.gitOid : file.sha256;
    return !mine.isEmpty() && there->blobName() == QLatin1StringView(mine) ? Verdict::Unchanged
                                                                           : Verdict::Changed;
}

bool UploadJudge::isMirrored(const QString &path) const
{
    const qsizetype start = m_given.folder.isEmpty() ? 0 : m_given.folder.size() + 1;
    const qsizetype slash = path.indexOf(u'/', start);
    return slash > start && m_given.choice.mirror.contains(path.first(slash))
        && !m_here.contains(path);
}

bool UploadJudge::mayBeHere(const QString &path) const
{
    if (m_taken.contains(path) || m_unsure.contains(path) || m_given.unseen.contains(path)
        || m_given.unseen.contains(QString()))
        return true;
    for (auto slash = path.indexOf(u'/'); slash > 0; slash = path.indexOf(u'/', slash + 1))
        if (m_given.unseen.contains(path.first(slash)))
            return true;
    return false;
}

// As Python does: below the target only, what is uploaded again and .gitattributes never. Nor what
// could not be read or looked at, or somebody said is to stay as it is.
void UploadJudge::judgeRemote()
{
    PatternList remove(m_given.choice.remove);
    const QString start = m_given.folder.isEmpty() ? QString() : m_given.folder + u'/';
    for (const TreeEntry &entry : m_given.remote) {
        if (entry.type != TreeEntry::Type::File)
            continue;
        const bool isMatched = !remove.isEmpty() && entry.path.startsWith(start)
            && remove.firstMatch(Wildcard::prepared(belowTarget(entry.path))) >= 0;
        const bool isDeleted
            = (isMatched || isMirrored(entry.path) || m_given.choice.gone.contains(entry.path))
            && entry.path != ".gitattributes"_L1 && !mayBeHere(entry.path);
        if (isDeleted && !m_given.choice.byHand.value(entry.path, true)) {
            if (!m_leftByHand.contains(entry.path))
                m_plan.m_spared << entry.path;
            m_after.insert(entry.path);
            continue;
        }
        const auto path = isDeleted ? RepoPath::parse(entry.path) : std::unexpected(QString());
        if (path)
            m_plan.m_deleted << *path;
        else
            m_after.insert(entry.path);
        if (isDeleted && !path)
            warn({.kind = Kind::CannotDelete, .path = entry.path});
    }
    for (const QString &pattern : remove.idle())
        warn({.kind = Kind::IdlePattern, .other = pattern});
    m_after.unite(m_taken);
}

void UploadJudge::countFolders()
{
    for (const QString &path : std::as_const(m_after)) {
        QString below = path;
        for (auto slash = below.lastIndexOf(u'/');; slash = below.lastIndexOf(u'/')) {
            below.truncate(std::max<qsizetype>(slash, 0));
            if (++m_entries[below] > 1 || slash < 0)
                break; // the folder itself is counted in its own
        }
    }
}

void UploadJudge::judgePlaces()
{
    const auto isBelowAFile = [this](const QString &path) {
        for (auto slash = path.indexOf(u'/'); slash > 0; slash = path.indexOf(u'/', slash + 1))
            if (m_after.contains(path.first(slash)))
                return true;
        return false;
    };
    for (qsizetype i = 0; i < m_given.files.size(); ++i) {
        const QString &path = m_given.files.at(i).path.text();
        UploadPlan::Row &row = m_plan.m_rows[i];
        if (row.isSent() && (m_entries.contains(path) || isBelowAFile(path))) {
            row.verdict = Verdict::Conflict;
            if (const QString there = remoteInTheWay(path); !there.isEmpty())
                m_plan.m_inTheWay.insert(i, there);
        }
        UploadPlan::Tally &tally = m_plan.m_tallies[size_t(row.verdict)];
        ++tally.files;
        tally.bytes += m_given.files.at(i).size;
    }
}

QString UploadJudge::remoteInTheWay(const QString &path) const
{
    for (auto slash = path.indexOf(u'/'); slash > 0; slash = path.indexOf(u'/', slash + 1))
        if (const QString above = path.first(slash); m_after.contains(above))
            return m_taken.contains(above) || above.size() < m_given.folder.size() ? QString()
                                                                                   : above;
    const QString folder = path + u'/';
    const auto isBelow = [&folder](const QString &each) { return each.startsWith(folder); };
    return std::ranges::any_of(m_taken, isBelow) ? QString() : folder;
}

void UploadJudge::countCommits()
{
    CommitFill fill;
    for (qsizetype i = 0; i < m_given.files.size(); ++i) {
        const UploadFile &file = m_given.files.at(i);
        if (!m_plan.m_rows.at(i).isSent())
            continue;
        const auto word = m_given.words.constFind(file.path.text());
        const bool isLarge
            = word != m_given.words.cend() ? word->isLarge : UploadPlan::isProbablyLarge(file);
        m_plan.m_commits += fill.take(isLarge ? 0 : file.size);
    }
    if (!m_plan.m_deleted.isEmpty())
        m_plan.m_commits = std::max(m_plan.m_commits, 1);
}

UploadPlan UploadPlan::of(const Given &given)
{
    UploadPlan plan;
    UploadJudge judge(given, plan);
    judge.judgeFiles();
    judge.judgeRemote();
    judge.countFolders();
    judge.judgePlaces();
    judge.countCommits();
    judge.warnOfAll();
    return plan;
}

bool UploadPlan::isProbablyLarge(const UploadFile &file)
{
    constexpr qint64 kMostByGit = 10'000'000; // bytes
    return file.size > kMostByGit || file.sample.contains('\0');
}

QList<UploadFile> UploadPlan::sent(const QList<UploadFile> &files) const
{
    QList<UploadFile> sent;
    for (qsizetype i = 0; i < files.size(); ++i)
        if (m_rows.at(i).isSent())
            sent << files.at(i);
    return sent;
}
