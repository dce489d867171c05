#pragma once

#include "app/hub/fileplan.h"

#include <QAbstractItemModel>

// The files of a revision with a tick each, and why one is left out. It shows a plan and reports
// ticks; who hears them makes the next plan.
class FilePlanModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, SizeColumn, StateColumn, ColumnCount };
    enum Role {
        PathRole = Qt::UserRole,
        FolderRole, // bool
        LeftOutRole, // bool: nothing of it is taken
        HereRole, // bool: nothing of what is taken of it has to be fetched
    };
    struct Words // why rows are left out, translated
    {
        QStringList ignored; // by pattern of the choice
        QString notAllowed;
        QString here; // what is said of files that are there
    };

    explicit FilePlanModel(QObject *parent = nullptr);

    void setFolders(std::shared_ptr<const FileFolders> folders);
    void setPlan(const FilePlan &plan, const Words &words); // of these folders
    QModelIndex indexOf(const QString &path) const; // slow; for tests and the first row

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override { return rowCount(parent) > 0; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void ticked(const QList<qint32> &files, bool on);

private:
    qint32 nodeOf(const QModelIndex &index) const;
    QModelIndex indexAt(qint32 node, int column) const;
    Qt::CheckState checkState(qint32 node) const;
    QString stateText(qint32 node) const;
    bool isHere(qint32 node) const;

    std::shared_ptr<const FileFolders> m_folders;
    FilePlan m_plan;
    Words m_words;
};
