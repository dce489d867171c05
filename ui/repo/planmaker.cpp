#include "ui/repo/planmaker.h"

#include "app/disk/background.h"
#include "app/disk/contentlook.h"
#include "app/disk/folderstore.h"

#include <algorithm>
#include <utility>

namespace {

std::shared_ptr<const Destination> planDestination(const QString &cacheRoot, const QString &folder)
{
    // How links are made does not matter to who only looks.
    CacheStore cache(cacheRoot, CacheStore::Links::Symbolic);
    if (folder.isEmpty())
        return std::make_shared<CacheStore>(std::move(cache));
    return std::make_shared<FolderStore>(std::make_shared<RootFolder>(folder), std::move(cache));
}

} // namespace

PlanMaker::PlanMaker(RepoPlace place, QString cacheRoot, QObject *parent)
    : QObject(parent)
    , m_place(std::move(place))
    , m_cacheRoot(std::move(cacheRoot))
    , m_folders(FileFolders::of({}))
{ }

void PlanMaker::start()
{
    using PreparedPlan = std::pair<std::shared_ptr<const FileFolders>, QList<FilePreset>>;
    inBackground(
        *QThreadPool::globalInstance(), this,
        [files = m_place.info.files, kind = m_place.repo().kind()] {
            auto folders = FileFolders::of(files);
            auto presets = filePresets(kind, folders->files);
            return PreparedPlan(std::move(folders), std::move(presets));
        },
        [this](const PreparedPlan &prepared) {
            m_folders = prepared.first;
            m_presets = prepared.second;
            m_isPrepared = true;
            emit this->prepared();
            replan();
            look();
        });
}

void PlanMaker::setPatterns(const QStringList &allow, const QStringList &ignore)
{
    if (m_choice.allow == allow && m_choice.ignore == ignore)
        return;
    m_choice.allow = allow;
    m_choice.ignore = ignore;
    replan();
}

void PlanMaker::setPreset(const FilePreset &preset)
{
    m_choice = {.allow = preset.allow, .ignore = preset.ignore, .byHand = {}};
    replan();
}

void PlanMaker::tick(const QList<qint32> &files, bool on)
{
    for (const qint32 file : files)
        m_choice.byHand.insert(file, on);
    replan();
}

void PlanMaker::clearTicks()
{
    m_choice.byHand.clear();
    replan();
}

void PlanMaker::setFolder(const QString &folder)
{
    if (m_folder == folder)
        return;
    m_folder = folder;
    m_isDiskKnown = false;
    m_disk = {};
    m_room.reset();
    replan();
    look();
}

void PlanMaker::look()
{
    if (!m_isPrepared)
        return;
    m_isLooking = true;
    const int round = ++m_lookRound;
    const auto look = [destination = planDestination(m_cacheRoot, m_folder), repo = m_place.repo(),
                       commit = m_place.info.commit, folders = m_folders] {
        return lookForContent(*destination, repo, commit, folders->files);
    };
    onOwnThread(look).then(this, [this, round](const ContentLook &found) {
        if (round != m_lookRound)
            return;
        m_isLooking = false;
        m_isDiskKnown = true;
        // The cache shares a content between revisions; a folder needs a copy of its own.
        m_disk = {.here = found.here, .settled = m_folder.isEmpty() ? found.here : found.placed};
        m_room = found.room;
        replan();
    });
}

void PlanMaker::replan()
{
    if (!m_isPrepared)
        return;
    m_isOutdated = true;
    emit outdated();
    if (m_isPlanning)
        return;
    m_isPlanning = true;
    m_isOutdated = false;
    inBackground(
        *QThreadPool::globalInstance(), this,
        [folders = m_folders, choice = m_choice, disk = m_disk] {
            return FilePlan::of(*folders, choice, disk);
        },
        [this, choice = m_choice](const FilePlan &plan) {
            m_isPlanning = false;
            m_plan = plan;
            m_planned = choice;
            if (m_isOutdated)
                replan();
            emit planned();
        });
}

FilePlanModel::Words PlanMaker::words() const
{
    FilePlanModel::Words words{
        .ignored = {},
        .notAllowed = tr("No pattern takes it"),
        .here = m_folder.isEmpty() ? tr("Cached") : tr("On this computer"),
    };
    for (const FilePreset &preset : m_presets)
        if (!preset.allow.isEmpty() && preset.allow == m_planned.allow)
            words.notAllowed = preset.rest;
    for (const QString &pattern : m_planned.ignore) {
        QString why;
        for (const FilePreset &preset : m_presets)
            if (preset.ignore == m_planned.ignore)
                why = preset.reasons.value(pattern);
        words.ignored << (why.isEmpty() ? tr("Left out by %1").arg(pattern) : why);
    }
    return words;
}
