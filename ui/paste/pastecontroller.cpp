#include "ui/paste/pastecontroller.h"

#include "app/hub/patternset.h"
#include "app/text/safetext.h"
#include "app/text/wildcard.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr size_t kPasteAtOnce = 4; // requests; the Hub's limit is shared with everything else

struct PasteSum
{
    int files = 0;
    qint64 bytes = 0;
};

PasteSum sumOf(const FetchWish &wish, const RepoInfo &info)
{
    QStringList paths;
    for (const RepoFile &file : info.files)
        paths << file.path;
    if (!wish.paths.isEmpty())
        paths = wish.paths;
    else
        paths = PathFilter{.allow = wish.allow.isEmpty() ? std::nullopt : std::optional(wish.allow),
                           .ignore = wish.ignore}
                    .kept(paths);
    const QSet<QString> taken(paths.cbegin(), paths.cend());
    PasteSum sum;
    for (const RepoFile &file : info.files)
        if (taken.contains(file.path)) {
            ++sum.files;
            sum.bytes += std::max<qint64>(file.size, 0);
        }
    return sum;
}

bool isFinal(const HubError &error)
{
    return error.kind == HubError::Kind::NotFound || error.kind == HubError::Kind::BadInput;
}

} // namespace

PasteController::PasteController(HubClient &hub, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
{ }

PasteController::Place PasteController::placeOf(const FetchWish &wish)
{
    return {apiSegment(wish.repo.kind()) + u'/' + wish.repo.id(), wish.revision.name()};
}

void PasteController::setText(const QString &text)
{
    m_lines = pastedLines(text, m_hub.endpoint());
    m_waiting.clear();
    std::map<Place, bool> wanted;
    for (const PastedLine &line : std::as_const(m_lines))
        if (line.wish && wanted.emplace(placeOf(*line.wish), true).second)
            m_waiting.push_back(*line.wish);
    std::erase_if(m_running,
                  [&wanted](const auto &entry) { return !wanted.contains(entry.first); });
    askNext();
    show();
}

void PasteController::retry()
{
    std::erase_if(m_answers, [](const auto &entry) {
        return entry.second.error && !isFinal(*entry.second.error);
    });
    for (const PastedLine &line : std::as_const(m_lines))
        if (line.wish)
            m_waiting.push_back(*line.wish);
    askNext();
    show();
}

void PasteController::askNext()
{
    while (!m_waiting.empty() && m_running.size() < kPasteAtOnce) {
        const FetchWish wish = m_waiting.front();
        m_waiting.pop_front();
        const Place place = placeOf(wish);
        if (m_answers.contains(place) || m_running.contains(place))
            continue;
        ++m_asked;
        m_running[place]
            = m_hub.repoInfo(wish.repo, wish.revision, [this, place](Result<RepoInfo> info) {
                  take(place, std::move(info));
              });
    }
}

void PasteController::take(const Place &place, Result<RepoInfo> info)
{
    m_running.erase(place);
    m_answers[place] = info ? Answer{.info = std::move(*info), .error = {}, .rows = {}}
                            : Answer{.info = {}, .error = info.error(), .rows = {}};
    askNext();
    show();
}

// A path turns out to be a file or a folder.
std::optional<FetchWish> PasteController::settled(FetchWish wish, const RepoInfo &info)
{
    for (const QString &path : QStringList(wish.paths)) {
        const auto isFile = [&path](const RepoFile &file) { return file.path == path; };
        if (std::ranges::any_of(info.files, isFile))
            continue;
        const QString folder = path + u'/';
        const auto isBelow
            = [&folder](const RepoFile &file) { return file.path.startsWith(folder); };
        if (wish.paths.size() > 1 || std::ranges::none_of(info.files, isBelow))
            return {};
        wish.paths.clear();
        wish.allow << literalPattern(folder) + u'*';
    }
    return wish;
}

PastedRow PasteController::rowOf(const PastedLine &line)
{
    PastedRow row{.line = line, .problem = line.problem};
    row.state = line.wish ? PastedRow::State::Checking
        : line.sameAs > 0 ? PastedRow::State::Duplicate
                          : PastedRow::State::Bad;
    const auto found = line.wish ? m_answers.find(placeOf(*line.wish)) : m_answers.end();
    if (found == m_answers.end())
        return row;
    QList<PastedRow> &known = found->second.rows;
    const auto same = std::ranges::find_if(
        known, [&line](const PastedRow &other) { return other.line.wish == line.wish; });
    row = same != known.end() ? *same : known.emplaceBack(judged(line, found->second));
    row.line = line; // it may have moved
    return row;
}

PastedRow PasteController::judged(const PastedLine &line, const Answer &answer)
{
    PastedRow row{.line = line, .state = PastedRow::State::Bad, .problem = {}};
    if (answer.error) {
        row.problem = answer.error->message;
        return row;
    }
    const RepoInfo &info = *answer.info;
    const auto wish = settled(*line.wish, info);
    if (!wish) {
        row.problem = tr("This revision has no such file or folder.");
        return row;
    }
    const PasteSum sum = sumOf(*wish, info);
    if (sum.files == 0) {
        row.problem = info.files.isEmpty() ? tr("This revision has no files.")
                                           : tr("No file matches the patterns.");
        return row;
    }
    row.files = sum.files;
    row.bytes = sum.bytes;
    row.state = info.summary.gate == Gate::None ? PastedRow::State::Ready : PastedRow::State::Gated;
    return row;
}

void PasteController::show()
{
    QList<PastedRow> rows;
    for (const PastedLine &line : std::as_const(m_lines))
        rows << rowOf(line);
    m_model.setRows(rows);
    emit changed();
}

int PasteController::checking() const
{
    return static_cast<int>(
        std::ranges::count(m_model.rows(), PastedRow::State::Checking, &PastedRow::state));
}

int PasteController::good() const
{
    return static_cast<int>(std::ranges::count_if(m_model.rows(), &PastedRow::isGood));
}

int PasteController::bad() const
{
    return static_cast<int>(
        std::ranges::count(m_model.rows(), PastedRow::State::Bad, &PastedRow::state));
}

int PasteController::duplicates() const
{
    return static_cast<int>(
        std::ranges::count(m_model.rows(), PastedRow::State::Duplicate, &PastedRow::state));
}

bool PasteController::canRetry() const
{
    return std::ranges::any_of(m_answers, [](const auto &entry) {
        return entry.second.error && !isFinal(*entry.second.error);
    });
}

qint64 PasteController::bytes() const
{
    qint64 sum = 0;
    for (const PastedRow &row : m_model.rows())
        sum += row.isGood() ? row.bytes : 0;
    return sum;
}

QList<DownloadRequest> PasteController::requests() const
{
    QList<DownloadRequest> list;
    for (const PastedRow &row : m_model.rows()) {
        if (!row.isGood())
            continue;
        const RepoInfo &info = *m_answers.at(placeOf(*row.line.wish)).info;
        const FetchWish wish = *settled(*row.line.wish, info);
        list << DownloadRequest{.repo = info.summary.id,
                                .revision = wish.revision,
                                .paths = wish.paths,
                                .allow = wish.allow,
                                .ignore = wish.ignore,
                                .folder = wish.folder,
                                .isPublic = !info.summary.isPrivate};
        list.last().learnSize(info.files);
    }
    return list;
}
