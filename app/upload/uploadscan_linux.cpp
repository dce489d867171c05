#include "app/disk/folderwalk_linux.h"
#include "app/upload/uploadpath.h"
#include "app/upload/uploadscan.h"
#include "app/upload/uploadsource_linux.h"

#include <QPromise>

#include <fcntl.h>

#include <algorithm>
#include <ranges>
#include <thread>

namespace {

constexpr qint64 kMostSmall = 1 << 20; // bytes of a card or of rules what to ignore

class SourceWalk final
{
public:
    using Why = UploadLeft::Why;

    SourceWalk(QPromise<UploadScan> &promise, UploadScan::Links links)
        : m_promise(promise)
        , m_links(links)
    { }

    UploadScan walk(const QList<UploadSource> &sources);

private:
    // A name in a folder that is open, on the disk and in the repository.
    struct Entry
    {
        int folder = AT_FDCWD;
        const char *name = nullptr;
        QByteArray local;
        QByteArray place;
    };

    void walkFolder(const QByteArray &local, const QByteArray &place);
    void readFolder(FolderWalk &walk, const QByteArray &local, const QByteArray &place);
    void take(FolderWalk &walk, unsigned char type, const Entry &entry);
    void takeLink(const Entry &link, const QByteArray &folder);
    void takeFile(const Entry &entry, const QByteArray &local, const struct stat &facts);
    bool isInside(const QByteArray &local) const;
    void leave(const QByteArray &local, const QByteArray &place, Why why, int error = 0,
               const QString &refusal = {})
    {
        m_scan.left << UploadLeft{local, why, error, refusal, place};
    }
    void end();

    QPromise<UploadScan> &m_promise;
    const UploadScan::Links m_links;
    QList<QByteArray> m_tops; // without links
    UploadScan m_scan;
};

bool isBelow(const QByteArray &path, const QByteArray &folder)
{
    return path == folder || folder == "/" || path.startsWith(folder + '/');
}

UploadScan SourceWalk::walk(const QList<UploadSource> &sources)
{
    for (const UploadSource &source : sources)
        m_tops << realPathAt(AT_FDCWD, source.local.constData());
    for (const auto &[source, top] : std::views::zip(sources, std::as_const(m_tops))) {
        const QByteArray place = joined(source.folder, source.name);
        const Entry entry{.name = top.constData(), .local = source.local, .place = place};
        struct stat facts;
        if (top.isEmpty() || !lookAt(AT_FDCWD, entry.name, &facts))
            leave(source.local, place, Why::Unreadable, ENOENT);
        else if (isNeverUploaded(source.name))
            leave(source.local, place, Why::Never);
        else if (const auto path = uploadPath(place); !path && !place.isEmpty())
            leave(source.local, place, Why::Name, 0, path.error());
        else if (S_ISDIR(facts.st_mode))
            walkFolder(top, place);
        else if (S_ISREG(facts.st_mode))
            takeFile(entry, top, facts);
        else
            leave(source.local, place, Why::NotAFile);
    }
    end();
    return m_scan;
}

void SourceWalk::walkFolder(const QByteArray &local, const QByteArray &place)
{
    FileDescriptor top = openFolderAt(AT_FDCWD, local.constData());
    if (!top.isOpen())
        return leave(local, place, Why::Unreadable, errno);
    FolderWalk walk(std::move(top));
    while (!m_promise.isCanceled() && walk.next()) {
        readFolder(walk, joined(local, walk.path()), joined(place, walk.path()));
        m_promise.setProgressValue(int(m_scan.files.size()));
    }
    for (const QByteArray &closed : walk.closed())
        leave(joined(local, closed), joined(place, closed), Why::Unreadable, EACCES);
}

void SourceWalk::readFolder(FolderWalk &walk, const QByteArray &local, const QByteArray &place)
{
    bool isEmpty = true;
    const bool isWhole = eachEntry(walk.folder(), [&](const FolderEntry &entry) {
        isEmpty = false;
        take(walk, typeOf(walk.folder(), entry),
             {walk.folder(), entry.name.constData(), joined(local, entry.name),
              joined(place, entry.name)});
    });
    if (!isWhole)
        leave(local, place, Why::Unreadable, errno);
    else if (isEmpty)
        leave(local, place, Why::EmptyFolder);
}

void SourceWalk::take(FolderWalk &walk, unsigned char type, const Entry &entry)
{
    struct stat facts;
    if (isNeverUploaded(entry.name)) {
        leave(entry.local, entry.place, Why::Never);
    } else if (const auto path = uploadPath(entry.place); !path) {
        leave(entry.local, entry.place, Why::Name, 0, path.error());
    } else if (type == DT_DIR) {
        walk.enter(QByteArray(entry.name));
    } else if (type == DT_LNK) {
        takeLink(entry, entry.local.first(entry.local.lastIndexOf('/')));
    } else if (type != DT_REG) {
        leave(entry.local, entry.place, Why::NotAFile);
    } else if (lookAt(entry.folder, entry.name, &facts)) {
        takeFile(entry, entry.local, facts);
    } else {
        leave(entry.local, entry.place, Why::Unreadable, errno);
    }
}

void SourceWalk::takeLink(const Entry &link, const QByteArray &folder)
{
    struct stat facts;
    if (!lookAt(link.folder, link.name, &facts, Follow::Last)) {
        const bool isNowhere = errno == ENOENT || errno == ENOTDIR;
        return leave(link.local, link.place,
                     errno == ELOOP  ? Why::LinkLoop
                         : isNowhere ? Why::LinkDangling
                                     : Why::Unreadable,
                     errno);
    }
    const QByteArray end = realPathAt(link.folder, link.name);
    if (S_ISDIR(facts.st_mode))
        return leave(link.local, link.place,
                     isBelow(folder, end) ? Why::LinkLoop
                         : isInside(end)  ? Why::LinkToFolder
                                          : Why::LinkOutside);
    if (!S_ISREG(facts.st_mode))
        return leave(link.local, link.place, Why::NotAFile);
    if (m_links == UploadScan::Links::Inside && !isInside(end))
        return leave(link.local, link.place, Why::LinkOutside);
    if (!lookAt(AT_FDCWD, end.constData(), &facts) || !S_ISREG(facts.st_mode))
        return leave(link.local, link.place, Why::LinkDangling);
    takeFile(link, end, facts);
}

void SourceWalk::takeFile(const Entry &entry, const QByteArray &local, const struct stat &facts)
{
    const auto path = uploadPath(entry.place);
    if (!path)
        return leave(entry.local, entry.place, Why::Name, 0, path.error());
    if (faccessat(entry.folder, entry.name, R_OK, AT_EACCESS) < 0)
        return leave(entry.local, entry.place, Why::Unreadable, errno);
    UploadFile file{.path = *path, .local = local};
    setFacts(file, facts);
    m_scan.files << file;
    if (path->text() == QLatin1StringView(".gitignore") && m_scan.gitIgnore.isNull())
        m_scan.gitIgnore = readSource(local, kMostSmall).value_or(QByteArray());
    if (path->text() == QLatin1StringView("README.md") && m_scan.card.isNull())
        m_scan.card = readSource(local, kMostSmall).value_or(QByteArray());
}

bool SourceWalk::isInside(const QByteArray &local) const
{
    return std::ranges::any_of(m_tops, [&local](const QByteArray &top) {
        return !top.isEmpty() && isBelow(local, top)
            && std::ranges::none_of(local.sliced(top.size()).split('/'), isNeverUploaded);
    });
}

void SourceWalk::end()
{
    const auto byPath = [](const UploadFile &file) -> const QString & { return file.path.text(); };
    std::ranges::stable_sort(m_scan.files, {}, byPath);
    QList<UploadFile> files;
    files.reserve(m_scan.files.size());
    for (const UploadFile &file : std::as_const(m_scan.files)) {
        if (!files.isEmpty() && files.constLast().path == file.path)
            leave(file.local, file.path.text().toUtf8(), Why::SamePath);
        else
            files << file;
    }
    m_scan.files = files;
    std::ranges::stable_sort(m_scan.left, {}, &UploadLeft::local);
}

} // namespace

QFuture<UploadScan> UploadScan::begin(const QList<UploadSource> &sources, Links links)
{
    auto promise = std::make_shared<QPromise<UploadScan>>();
    auto future = promise->future();
    promise->start();
    std::thread([promise, sources, links] {
        promise->addResult(SourceWalk(*promise, links).walk(sources));
        promise->finish();
    }).detach();
    return future;
}
