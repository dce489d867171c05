// How watched folders are written down, and what is said when the disk does not take it.
#include "app/watch/watchedfolders.h"

using namespace Qt::StringLiterals;

void WatchedFolders::keep(const Entry &entry)
{
    if (m_trouble.isEmpty())
        heed(m_store.keep(entry.folder), entry.folder.id, u"folder "_s);
}

void WatchedFolders::remember(const QString &id, const WatchMemory &memory, bool isAll)
{
    heed(isAll ? m_store.keepMemory(id, memory) : m_store.addMemory(id, memory), id, u"memory "_s);
}

// Nobody wants the rest of it any more, whatever the disk says of that later.
void WatchedFolders::drop(const QString &id)
{
    m_store.forget(id).then(this, [this, id](bool isDone) {
        const bool wasKept = isKept();
        m_unkept -= {u"folder "_s + id, u"memory "_s + id};
        if (!isDone)
            m_unkept.insert(id);
        if (wasKept != isKept())
            emit keptChanged();
    });
}

void WatchedFolders::heed(QFuture<bool> kept, const QString &id, const QString &what)
{
    kept.then(this, [this, id, name = what + id](bool isDone) {
        const bool wasKept = isKept();
        if (isDone)
            m_unkept.remove(name);
        else
            m_unkept.insert(name);
        if (Entry *entry = find(id); entry && !isDone)
            entry->seen = {}; // the next round makes it again, and tries to write it down
        if (wasKept != isKept())
            emit keptChanged();
    });
}
