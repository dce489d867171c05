#pragma once

#include "tests/support/cachecheck.h"
#include "tests/support/diskscan.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <unistd.h>

// Caches of a few small files for tests, made and judged without any code of ours.
class SmallCache final
{
public:
    SmallCache()
    { // in memory, where there is such: tests make thousands
        const QString memory = QStringLiteral("/dev/shm");
        m_folder = std::make_unique<QTemporaryDir>(
            (QFileInfo(memory).isWritable() ? memory : QDir::tempPath())
            + QStringLiteral("/hubnaut-XXXXXX"));
        QDir().mkpath(root() + QStringLiteral("/.locks"));
    }

    QString root() const { return m_folder->filePath(QStringLiteral("hub")); }
    QString path(const QString &below) const { return root() + u'/' + below; }
    QString outside(const QString &name) const { return m_folder->filePath(name); }
    CacheScan scan() const { return DiskScan::of(root()); }

    void put(const QString &below, const QByteArray &content) const
    {
        const QString file = path(below);
        QDir().mkpath(QFileInfo(file).path());
        QFile out(file);
        if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(file));
    }
    void link(const QString &below, const QByteArray &target) const
    {
        const QString file = path(below);
        QDir().mkpath(QFileInfo(file).path());
        if (symlink(target.constData(), QFile::encodeName(file).constData()) != 0)
            qFatal("cannot link %s", qPrintable(file));
    }
    QByteArray contentOf(const QString &below) const
    {
        QFile file(path(below));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static QByteArray nameOf(const QByteArray &content)
    {
        return QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex();
    }
    static QByteArray commitOf(int number) { return QByteArray(40, char('a' + number)); }

    // A blob, unless it is there; returns its name.
    QByteArray blob(const QString &repo, const QByteArray &content) const
    {
        const QByteArray name = nameOf(content);
        const QString at = repo + QStringLiteral("/blobs/") + QString::fromLatin1(name);
        if (!QFileInfo(path(at)).isSymLink() && !QFile::exists(path(at)))
            put(at, content);
        return name;
    }
    // The same in the store that repositories share.
    QByteArray shared(const QString &repo, const QByteArray &content) const
    {
        const QByteArray name = nameOf(content);
        const QString at = repo + QStringLiteral("/blobs/") + QString::fromLatin1(name);
        const QString inStore = storePath(content);
        if (QFileInfo(path(at)).isSymLink() || QFile::exists(path(at)))
            return name;
        if (!QFile::exists(path(inStore)))
            put(inStore, content);
        if (!QFile::exists(path(inStore + QStringLiteral(".lock"))))
            put(inStore + QStringLiteral(".lock"), {});
        put(QStringLiteral("blobs/.huggingface-shared-blobs"), "1\n");
        QFile note(path(inStore + QStringLiteral(".refs")));
        if (!note.open(QIODevice::Append) || note.write(at.toUtf8() + '\n') < 0)
            qFatal("cannot write a note");
        link(at, "../../" + inStore.toLatin1());
        return name;
    }
    static QString storePath(const QByteArray &content) // by a name of its own kind
    {
        const QString hash = QString::fromLatin1(nameOf("xet" + content));
        return QStringLiteral("blobs/") + hash.first(2) + u'/' + hash;
    }
    void file(const QString &repo, int commit, const QString &name, const QByteArray &blob) const
    {
        const QString snapshots = QStringLiteral("/snapshots/");
        link(repo + snapshots + QString::fromLatin1(commitOf(commit)) + u'/' + name,
             QByteArray("../").repeated(name.count(u'/') + 2) + "blobs/" + blob);
    }
    void ref(const QString &repo, const QString &name, int commit) const
    {
        put(repo + QStringLiteral("/refs/") + name, commitOf(commit));
    }

    // Two repositories with two revisions each, notes, something unfinished and the shared store.
    void fill() const
    {
        for (const QString &repo :
             {QStringLiteral("models--ada--m"), QStringLiteral("datasets--d")}) {
            for (int commit : {0, 1}) {
                file(repo, commit, QStringLiteral("config.json"), blob(repo, "{}"));
                file(repo, commit, QStringLiteral("a/b/w.bin"),
                     blob(repo, QByteArray(9'000, char('0' + commit))));
                file(repo, commit, QStringLiteral("s.bin"),
                     shared(repo, QByteArray(5'000, char('s' + commit))));
                const QString name = QString::fromLatin1(commitOf(commit));
                put(repo + QStringLiteral("/.no_exist/") + name + QStringLiteral("/x/none"), {});
                put(repo + QStringLiteral("/trees/") + name + QStringLiteral(".json"), "{}");
            }
            file(repo, 0, QStringLiteral("own.bin"), shared(repo, "only of " + repo.toUtf8()));
            ref(repo, QStringLiteral("main"), 1);
            ref(repo, QStringLiteral("refs/pr/3"), 0);
            put(repo + QStringLiteral("/blobs/") + QString(64, u'e')
                    + QStringLiteral(".0.incomplete"),
                QByteArray(7'000, 'u'));
        }
    }

    // Everything below a folder but locks and the quarantine: kind, rights, times, numbers,
    // contents and targets.
    QMap<QString, QString> picture(const QString &of = {}) const
    {
        QMap<QString, QString> all;
        const QString top = of.isEmpty() ? root() : of;
        QStringList folders{top};
        while (!folders.isEmpty()) {
            const QString folder = folders.takeLast();
            for (const QString &name : DiskScan::namesIn(folder)) {
                const QString each = folder + u'/' + name;
                if (name == QStringLiteral(".locks"))
                    continue;
                const struct stat s = DiskScan::statOf(each, false);
                QString what = QStringLiteral("%1 %2 %3.%4")
                                   .arg(s.st_mode, 0, 8)
                                   .arg(s.st_ino)
                                   .arg(s.st_mtim.tv_sec)
                                   .arg(s.st_mtim.tv_nsec);
                if (S_ISLNK(s.st_mode)) {
                    what += u' ' + QFile::symLinkTarget(each);
                } else if (S_ISDIR(s.st_mode)) {
                    folders << each;
                } else {
                    QFile file(each);
                    if (file.open(QIODevice::ReadOnly))
                        what += u' ' + QString::fromLatin1(nameOf(file.readAll()));
                }
                all[each.sliced(top.size())] = what;
            }
        }
        return all;
    }

    QStringList breaches() const
    {
        return CacheCheck::breaches(root(), CacheCheck::Temporaries::Allowed);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};
