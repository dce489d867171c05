#pragma once

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/stat.h>

#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

// A cache on the disk, made by hand as any client might have left it. Names are bytes.
class CacheFolder final
{
public:
    static inline const QByteArray kCommit = QByteArray(40, 'c');
    static inline const QByteArray kOther = QByteArray(40, 'd');
    static inline const QByteArray kRepo = "models--ada--model";

    CacheFolder() = default;
    ~CacheFolder() // Qt cannot remove every name
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder.path().toStdString(), ignored);
    }
    Q_DISABLE_COPY_MOVE(CacheFolder)

    QString path() const { return m_folder.filePath(QStringLiteral("hub")); }
    QString home() const { return m_folder.path(); }
    QByteArray at(const QByteArray &below) const
    {
        return QFile::encodeName(path()) + (below.isEmpty() ? "" : "/") + below;
    }

    // Relative to the cache's root; folders are made.
    void folder(const QByteArray &below) const
    {
        QByteArray made = QFile::encodeName(m_folder.path()) + "/hub";
        (void)mkdir(made.constData(), 0777);
        for (const QByteArray &part : below.split('/')) {
            made += '/' + part;
            (void)mkdir(made.constData(), 0777);
        }
    }
    void file(const QByteArray &below, const QByteArray &content) const
    {
        folder(parentOf(below));
        const int fd = open(at(below).constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        QFile f;
        if (f.open(fd, QIODevice::WriteOnly, QFileDevice::AutoCloseHandle))
            f.write(content);
    }
    void link(const QByteArray &below, const QByteArray &target) const
    {
        folder(parentOf(below));
        (void)symlink(target.constData(), at(below).constData());
    }

    // A content, a snapshot's link to it, and the ref.
    QByteArray cached(const QByteArray &repo, const QByteArray &name, const QByteArray &content,
                      const QByteArray &commit = kCommit, const QByteArray &ref = "main") const
    {
        const QByteArray blob
            = QByteArray::number(qHash(content), 16).rightJustified(40, 'e', true);
        file(repo + "/blobs/" + blob, content);
        link(repo + "/snapshots/" + commit + '/' + name,
             QByteArray("../").repeated(name.count('/') + 2) + "blobs/" + blob);
        if (!ref.isEmpty())
            file(repo + "/refs/" + ref, commit);
        return blob;
    }

    // A content of the store that repositories share, and a repository's link to it.
    QByteArray store(const QByteArray &hash, const QByteArray &content,
                     const QByteArray &note) const
    {
        file("blobs/.huggingface-shared-blobs", "1\n");
        const QByteArray below = "blobs/" + hash.first(2) + '/' + hash;
        file(below, content);
        if (!note.isNull())
            file(below + ".refs", note);
        return below;
    }

private:
    static QByteArray parentOf(const QByteArray &below)
    {
        return below.first(qMax<qsizetype>(0, below.lastIndexOf('/')));
    }

    QTemporaryDir m_folder;
};
