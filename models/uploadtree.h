#pragma once

#include "app/upload/uploadplan.h"
#include "app/upload/uploadscan.h"

// One file of an upload, before it is sent, while it is and afterwards.
struct UploadPlanRow
{
    enum class Group : quint8 { New, Changed, Unchanged, Conflict, LeftOut, ToDelete };
    static constexpr int kGroups = 6;
    enum class Store : quint8 { Unknown, Git, Apart }; // as far as the Hub can be foreseen
    enum class Mood : quint8 { Plain, Quiet, Good, Warning, Bad };

    Group group = Group::New;
    Store store = Store::Unknown;
    Mood mood = Mood::Plain;
    bool mayTick = false;
    bool isTicked = true; // it is sent or deleted
    bool needsOwnTick = false; // that of a folder is not enough
    bool mayRename = false;
    QString path; // in the repository; of what has no place there, on this computer
    qint64 size = -1; // bytes
    QString reason; // translated; empty: what its group is called
    QString inTheWay; // of the repository, with a folder's slash: what it is in conflict with

    bool isSent() const { return group == Group::New || group == Group::Changed; }
    bool isIn() const { return isTicked && (isSent() || group == Group::ToDelete); } // the commit
    bool operator==(const UploadPlanRow &) const = default;

    // Those that are sent in the order of the files. Any thread.
    static QList<UploadPlanRow> of(const UploadPlan::Given &given, const UploadPlan &plan,
                                   const QList<UploadLeft> &left);
    static QString word(Group group); // translated
};

// The files of an upload in the folders that they lie in. A value, made on any thread.
struct UploadTree
{
    static constexpr int kFolder = -1;
    struct Node
    {
        QString name; // of the file or folder; all of a path that lies outside of the repository
        int parent = -1;
        int row = kFolder; // of rows
        QList<int> children; // folders first, then by name
    };

    QList<UploadPlanRow> rows;
    QList<Node> nodes{{}}; // the first is the root; parents come before their children
    QList<int> places; // by row: its node

    static UploadTree of(const QList<UploadPlanRow> &rows);
    QString pathOf(int node) const; // of the root: empty
};
