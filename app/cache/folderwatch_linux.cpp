#include "app/cache/folderwatch.h"

#include "app/disk/background.h"
#include "app/disk/systemcall_linux.h"

#include <sys/inotify.h>

#include <array>

namespace {

constexpr qsizetype kMostFolders = 4096; // all programs of a user share some ten thousand
constexpr uint32_t kChanges = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE
    | IN_DELETE_SELF | IN_ONLYDIR;

} // namespace

FolderWatch::Watching FolderWatch::watch(const QByteArrayList &folders)
{
    auto queue = std::make_shared<FileDescriptor>(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!queue->isOpen())
        return {};
    bool isAll = folders.size() <= kMostFolders;
    for (const QByteArray &folder : folders.first(qMin(folders.size(), kMostFolders))) {
        const bool isWatched = inotify_add_watch(queue->get(), folder.constData(), kChanges) >= 0;
        if (!isWatched && errno == ENOSPC)
            return {.queue = queue, .isAll = false};
        isAll = isAll && (isWatched || errno == ENOTDIR); // a ref: its folder tells
    }
    return {.queue = queue, .isAll = isAll};
}

FolderWatch::FolderWatch(const Watching &watching)
    : m_queue(watching.queue)
    , m_notifier(m_queue->get(), QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, &FolderWatch::drain);
}

FolderWatch::~FolderWatch()
{
    m_notifier.setEnabled(false);
    letGo(*QThreadPool::globalInstance(), m_queue); // the system takes its time for many folders
}

void FolderWatch::drain()
{
    std::array<char, 16 << 10> events;
    while (untilNotInterrupted([&] { return read(m_queue->get(), events.data(), events.size()); })
           > 0) { }
    emit changed();
}
