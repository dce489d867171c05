#pragma once

#include "app/disk/destination.h"
#include "app/hub/fileplan.h"
#include "app/hub/filepresets.h"
#include "models/fileplanmodel.h"
#include "ui/repo/repoplace.h"

#include <QObject>

#include <optional>

// Works out, on the pool, what a download of one revision would take and find. While one plan is
// being made the wishes for the next are gathered: keys never queue up behind each other.
class PlanMaker final : public QObject
{
    Q_OBJECT

public:
    PlanMaker(RepoPlace place, QString cacheRoot, QObject *parent = nullptr);

    void start(); // then prepared(), then planned() whenever something changed
    void setPatterns(const QStringList &allow, const QStringList &ignore);
    void setPreset(const FilePreset &preset); // forgets ticks made by hand
    void tick(const QList<qint32> &files, bool on);
    void clearTicks();
    void setFolder(const QString &folder); // absolute; empty: the cache

    const RepoPlace &place() const { return m_place; }
    const QList<FilePreset> &presets() const { return m_presets; }
    std::shared_ptr<const FileFolders> folders() const { return m_folders; }
    const FilePlan &plan() const { return m_plan; }
    const FilePlan::Choice &choice() const { return m_choice; }
    // plan() is of choice(): what is taken, though not what of it is there already.
    bool isDecided() const { return !m_plan.isEmpty() && m_planned == m_choice; }
    bool isUpToDate() const { return m_isPrepared && !m_isPlanning && !m_isLooking; }
    bool isDiskKnown() const { return m_isDiskKnown; }
    const std::optional<DiskRoom> &room() const { return m_room; } // none: not known
    const QString &folder() const { return m_folder; }
    FilePlanModel::Words words() const; // for the rows of plan()

signals:
    void prepared();
    void outdated(); // another plan is on its way
    void planned();

private:
    void look();
    void replan();

    RepoPlace m_place;
    QString m_cacheRoot;
    QString m_folder;
    std::shared_ptr<const FileFolders> m_folders;
    QList<FilePreset> m_presets;
    FilePlan::Choice m_choice;
    FilePlan m_plan;
    FilePlan::Choice m_planned; // that the plan was made for
    FilePlan::Disk m_disk;
    std::optional<DiskRoom> m_room;
    int m_lookRound = 0;
    bool m_isPrepared = false;
    bool m_isLooking = false;
    bool m_isDiskKnown = false;
    bool m_isPlanning = false;
    bool m_isOutdated = false; // while planning: something else is wanted by now
};
