#include "app/compare/compareplan.h"

#include "app/disk/diskerror.h"
#include "app/text/repopath.h"

#include <QCoreApplication>
#include <QFile>
#include <QSet>

#include <algorithm>

namespace {

struct CompareWords
{
    Q_DECLARE_TR_FUNCTIONS(ComparePlan)
};

// All folders that the paths lie in.
template<typename Paths>
QSet<QString> foldersOf(const Paths &paths)
{
    QSet<QString> folders;
    for (const QString &path : paths)
        for (auto slash = path.lastIndexOf(u'/'); slash > 0;
             slash = path.lastIndexOf(u'/', slash - 1)) {
            if (folders.contains(path.first(slash)))
                break;
            folders.insert(path.first(slash));
        }
    return folders;
}

class Comparison final
{
public:
    Comparison(const ComparePlan::Given &given, ComparePlan &plan);

    void compareHere();
    void compareThere();
    void addLeft();
    void finish();

private:
    bool clashes(const QString &path, const QSet<QString> &files,
                 const QSet<QString> &folders) const;
    const UploadLeft *leftAt(const QString &path) const;

    const ComparePlan::Given &m_given;
    ComparePlan &m_plan;
    QHash<QString, const TreeEntry *> m_remote;
    QSet<QString> m_here;
    QSet<QString> m_there;
    QSet<QString> m_hereFolders;
    QSet<QString> m_thereFolders;
    QHash<QString, const UploadLeft *> m_left; // by path below the folder
};

Comparison::Comparison(const ComparePlan::Given &given, ComparePlan &plan)
    : m_given(given)
    , m_plan(plan)
{
    for (const TreeEntry &entry : given.remote)
        if (entry.type == TreeEntry::Type::File) {
            m_remote.insert(entry.path, &entry);
            m_there.insert(entry.path);
        }
    for (const UploadFile &file : given.files)
        m_here.insert(file.path.text());
    for (const UploadLeft &left : given.left)
        m_left.insert(QString::fromUtf8(left.place), &left);
    m_hereFolders = foldersOf(m_here);
    m_thereFolders = foldersOf(m_there);
}

// With what the other side has.
bool Comparison::clashes(const QString &path, const QSet<QString> &files,
                         const QSet<QString> &folders) const
{
    if (folders.contains(path))
        return true;
    for (auto slash = path.indexOf(u'/'); slash > 0; slash = path.indexOf(u'/', slash + 1))
        if (files.contains(path.first(slash)))
            return true;
    return false;
}

void Comparison::compareHere()
{
    for (qsizetype i = 0; i < m_given.files.size(); ++i) {
        const UploadFile &file = m_given.files.at(i);
        const TreeEntry *there = m_remote.value(file.path.text());
        CompareRow row{.path = file.path.text(),
                       .here = file.size,
                       .there = there ? there->size : -1,
                       .changedMs = file.modifiedNs / 1'000'000,
                       .file = i,
                       .isLink = file.local != m_given.root + '/' + file.path.text().toUtf8()};
        const QByteArray &mine = there && there->sha256.isEmpty() ? file.gitOid : file.sha256;
        if (m_given.failures.contains(i)) {
            row.state = CompareRow::State::LeftOut;
            row.why = diskError(m_given.failures.value(i), row.path).message;
        } else if (clashes(row.path, m_there, m_thereFolders)) {
            row.state = CompareRow::State::Clash;
        } else if (!there) {
            row.state = CompareRow::State::OnlyHere;
        } else {
            const bool isSame = !mine.isEmpty() && there->blobName() == QLatin1StringView(mine);
            row.state = isSame ? CompareRow::State::Same : CompareRow::State::Different;
        }
        m_plan.rows << row;
    }
}

// What is left out of the folder is not missing there: nothing is fetched in its place.
const UploadLeft *Comparison::leftAt(const QString &path) const
{
    if (const auto *left = m_left.value(path))
        return left;
    for (auto slash = path.indexOf(u'/'); slash > 0; slash = path.indexOf(u'/', slash + 1))
        if (const auto *left = m_left.value(path.first(slash));
            left && left->why != UploadLeft::Why::EmptyFolder)
            return left;
    return nullptr;
}

void Comparison::compareThere()
{
    for (const auto &[path, entry] : std::as_const(m_remote).asKeyValueRange()) {
        if (m_here.contains(path))
            continue;
        CompareRow row{.path = path, .state = CompareRow::State::OnlyThere, .there = entry->size};
        if (const auto parsed = RepoPath::parse(path); !parsed) {
            row.state = CompareRow::State::LeftOut;
            row.why = parsed.error();
        } else if (const UploadLeft *left = leftAt(path)) {
            row.state = CompareRow::State::LeftOut;
            row.why = left->reason();
        } else if (clashes(path, m_here, m_hereFolders)) {
            row.state = CompareRow::State::Clash;
        }
        m_plan.rows << row;
    }
}

void Comparison::addLeft()
{
    for (const UploadLeft &left : m_given.left) {
        const QString path = QString::fromUtf8(left.place);
        if (!m_there.contains(path))
            m_plan.rows << CompareRow{.path = path.isEmpty() ? QFile::decodeName(left.local) : path,
                                      .state = CompareRow::State::LeftOut,
                                      .why = left.reason()};
    }
}

void Comparison::finish()
{
    for (CompareRow &row : m_plan.rows)
        if (row.state == CompareRow::State::Clash)
            row.why = CompareWords::tr("A file on one side is a folder on the other.");
    std::ranges::sort(m_plan.rows, [](const CompareRow &a, const CompareRow &b) {
        return a.state != b.state ? a.state < b.state : a.path < b.path;
    });
    for (const CompareRow &row : std::as_const(m_plan.rows))
        ++m_plan.counts.at(size_t(row.state));
}

} // namespace

ComparePlan ComparePlan::of(const Given &given)
{
    ComparePlan plan;
    Comparison comparison(given, plan);
    comparison.compareHere();
    comparison.compareThere();
    comparison.addLeft();
    comparison.finish();
    return plan;
}

bool CompareChoice::mayTick(const CompareRow &row, CompareWay way)
{
    switch (row.state) {
    case CompareRow::State::Different: // nothing here is moved but what the row names
    case CompareRow::State::OnlyHere: return way == CompareWay::ToHub || !row.isLink;
    case CompareRow::State::OnlyThere: // the Hub's own is never deleted by an upload
        return way == CompareWay::ToFolder || row.path != QLatin1StringView(".gitattributes");
    case CompareRow::State::Clash:
    case CompareRow::State::LeftOut:
    case CompareRow::State::Same: return false;
    }
    Q_UNREACHABLE_RETURN(false);
}

bool CompareChoice::removes(const CompareRow &row, CompareWay way)
{
    return mayTick(row, way)
        && row.state
        == (way == CompareWay::ToHub ? CompareRow::State::OnlyThere : CompareRow::State::OnlyHere);
}

// What is on one side only stays there unless somebody says otherwise.
bool CompareChoice::isTickedAtFirst(const CompareRow &row, CompareWay way)
{
    return mayTick(row, way) && !removes(row, way);
}

CompareChoice CompareChoice::of(const QList<CompareRow> &rows, const QList<bool> &ticks,
                                CompareWay way)
{
    CompareChoice choice;
    const bool toHub = way == CompareWay::ToHub;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const CompareRow &row = rows.at(i);
        if (!ticks.at(i) || !mayTick(row, way)) {
            if (row.here >= 0 && row.state != CompareRow::State::Same)
                choice.leftOut << row.path;
            continue;
        }
        if (removes(row, way))
            choice.removed << row.path;
        else if (row.state == CompareRow::State::Different && !toHub)
            choice.replaced << row.path;
        else
            choice.sent << row.path;
    }
    return choice;
}
