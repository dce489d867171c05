#pragma once

#include "app/net/hubclient.h"
#include "tests/support/scriptedhub.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QNetworkAccessManager>
#include <QTemporaryDir>

// A repository that was cached at one commit, and a Hub that has a newer one.
namespace MovedRepo {

using namespace Qt::StringLiterals;

inline const QString kOldCommit(40, u'a');
inline const QString kNewCommit(40, u'b');

inline QString blobNamed(char digit)
{
    return QString(40, QLatin1Char(digit));
}

// A cached revision as any client leaves it.
inline void cacheFiles(const QString &root, const QString &id, const QHash<QString, QString> &files,
                       const QString &ref = u"main"_s)
{
    const QString repo = root + u"/models--"_s + QString(id).replace(u'/', u"--"_s);
    const auto write = [](const QString &path, const QByteArray &bytes) {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
    };
    write(repo + u"/refs/"_s + ref, kOldCommit.toLatin1());
    for (const auto &[path, blob] : files.asKeyValueRange()) {
        write(repo + u"/blobs/"_s + blob, "x");
        const QString link = repo + u"/snapshots/"_s + kOldCommit + u'/' + path;
        QDir().mkpath(QFileInfo(link).path());
        QFile::link(u"../"_s.repeated(path.count(u'/') + 2) + u"blobs/"_s + blob, link);
    }
}

inline QByteArray refsTo(const QString &commit, const QByteArray &name = "main")
{
    return R"({"branches":[{"name":")" + name + R"(","ref":"refs/heads/)" + name
        + R"(","targetCommit":")" + commit.toLatin1() + R"("}],"tags":[],"converts":[]})";
}

inline QByteArray infoOf(const QString &commit, const QList<RepoFile> &files)
{
    QByteArray siblings;
    for (const RepoFile &file : files)
        siblings += (siblings.isEmpty() ? "" : ",") + QByteArray(R"({"rfilename":")")
            + file.path.toUtf8() + R"(","size":)" + QByteArray::number(file.size) + R"(,"blobId":")"
            + file.blob.toLatin1() + R"("})";
    return R"({"id":"a/b","sha":")" + commit.toLatin1() + R"(","private":false,"siblings":[)"
        + siblings + "]}";
}

// A newer commit with these files; what the Hub says of the old one is its own matter.
inline void moveOn(ScriptedHub &server, const QList<RepoFile> &files, int oldStatus)
{
    server.reply("/refs", {200, refsTo(kNewCommit), {}, false});
    server.reply("/revision/" + kNewCommit.toLatin1(), {200, infoOf(kNewCommit, files), {}, false});
    server.reply("/revision/" + kOldCommit.toLatin1(),
                 {oldStatus,
                  oldStatus == 200 ? infoOf(kOldCommit, {{u"x"_s, 1, blobNamed('1')}}) : "{}",
                  {},
                  false});
}

// A newer commit with another content of x.
inline void moveOn(ScriptedHub &server)
{
    moveOn(server, {{u"x"_s, 5, blobNamed('2')}}, 200);
}

// One repository with one cached file, and what asks about it.
struct OneCached
{
    QTemporaryDir folder;
    ScriptedHub server;
    QNetworkAccessManager network;
    HubClient hub{server.url(), network};

    OneCached() { cacheFiles(folder.path(), u"a/b"_s, {{u"x"_s, blobNamed('1')}}); }
};

} // namespace MovedRepo
