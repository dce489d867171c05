#pragma once

#include "app/upload/uploadfile.h"

#include <QFuture>

// Something of this computer, and where it goes in a repository.
struct UploadSource
{
    QByteArray local; // absolute; when it is a link, what it leads to
    QByteArray folder; // of the repository; empty: the root
    QByteArray name; // in that folder; empty: what is in a local folder goes there itself

    bool operator==(const UploadSource &) const = default;
};

// What is dropped keeps its name.
QList<UploadSource> droppedOn(const QByteArray &folder, const QList<QByteArray> &local);

// A file, a link or a whole folder that is not uploaded.
struct UploadLeft
{
    enum class Why : quint8 {
        Never, // git's own and the clients' own
        LinkOutside, // out of what was dropped
        LinkToFolder, // whose files are there under their own names
        LinkLoop, // to itself or to a folder around it
        LinkDangling,
        NotAFile, // a pipe, a socket or a device
        EmptyFolder, // git has none
        Unreadable, // error
        Name, // refused by the Hub
        SamePath, // as another one that was dropped
    };

    QByteArray local;
    Why why = Why::Never;
    int error = 0; // errno
    QString refusal; // of a name, translated
    QByteArray place = {}; // in the repository, where it would go; empty: its root

    QString reason() const; // a translated sentence
    bool operator==(const UploadLeft &) const = default;
};

// What was found in what somebody wants to upload. Nothing is opened but folders and two small
// files, and nothing that a link leads to outside of it.
struct UploadScan
{
    enum class Links : quint8 { Inside, Anywhere }; // which links to files stand for their content

    QList<UploadFile> files; // by path, each path once; not hashed
    QList<UploadLeft> left; // by name on the disk
    QByteArray gitIgnore; // of the repository's root, when it is uploaded; else null
    QByteArray card; // likewise

    // On a thread of its own, which nobody waits for. Its progress is the number of files;
    // cancelled, it has no result.
    static QFuture<UploadScan> begin(const QList<UploadSource> &sources,
                                     Links links = Links::Inside);
};
