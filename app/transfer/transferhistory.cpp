#include "app/transfer/transferhistory.h"

#include "app/disk/wholefile.h"
#include "app/transfer/historyexport.h"
#include "app/transfer/historystore.h"
#include "app/transfer/workerthread.h"

#include <QCryptographicHash>
#include <QFile>
#include <QPromise>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kReadForHash = qint64(16) << 20; // bytes; what git keeps itself is smaller

// Files that git keeps are known by another hash: those that are small enough are read again.
QString sha256Of(const Receipt &receipt)
{
    if (receipt.blob.size() == 64)
        return QString::fromLatin1(receipt.blob);
    if (receipt.end != TransferState::Done || receipt.size < 0 || receipt.size > kReadForHash)
        return {};
    QFile file(receipt.localPath);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray content = file.read(receipt.size + 1);
    QCryptographicHash git(QCryptographicHash::Sha1);
    git.addData("blob " + QByteArray::number(content.size()) + '\0');
    git.addData(content);
    if (git.result().toHex() != receipt.blob)
        return {}; // it was changed meanwhile
    return QString::fromLatin1(
        QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
}

Manifest::Set manifestSet(const HistoryEntry &entry, const QList<Receipt> &receipts)
{
    Manifest::Set set{.repo = entry.asked.request.repo,
                      .commit = entry.commit,
                      .revision = entry.asked.request.revision.name()};
    for (const Receipt &receipt : receipts)
        set.files << Manifest::File{receipt.path, {.blob = receipt.blob, .size = receipt.size}};
    return set;
}

} // namespace

// On a thread of its own, which opens and closes the file.
class TransferHistory::Worker final : public QObject
{
public:
    HistoryStore &store()
    {
        if (!m_store)
            m_store = std::make_unique<HistoryStore>(u":memory:"_s);
        return *m_store;
    }
    void take(std::unique_ptr<HistoryStore> store)
    {
        forgetRemoved();
        m_store = std::move(store);
    }
    void remove(const QList<qint64> &entries)
    {
        forgetRemoved();
        for (const qint64 id : entries)
            if (const auto entry = store().entry(id))
                m_removed.emplaceBack(*entry, store().receipts(id));
        store().remove(entries);
    }
    void takeBack()
    {
        for (const auto &[entry, receipts] : std::exchange(m_removed, {}))
            if (!store().hasKey(entry.key)) // tried again meanwhile
                store().put(entry, receipts);
    }
    void forgetRemoved() { m_removed.clear(); }

private:
    std::unique_ptr<HistoryStore> m_store;
    QList<std::pair<HistoryEntry, QList<Receipt>>> m_removed; // last
};

TransferHistory::TransferHistory(QObject *parent)
    : QObject(parent)
    , m_thread(std::make_unique<WorkerThread<Worker>>(u"history"_s, std::make_unique<Worker>(),
                                                      QThread::LowPriority))
{ }

TransferHistory::~TransferHistory() = default;

void TransferHistory::report()
{
    auto promise = std::make_shared<QPromise<std::pair<int, QString>>>();
    promise->start();
    m_thread->post([promise](Worker &worker) {
        promise->addResult(std::pair(worker.store().count(), worker.store().trouble()));
        promise->finish();
    });
    promise->future().then(this, [this](const std::pair<int, QString> &now) {
        std::tie(m_count, m_trouble) = now;
        emit changed();
    });
}

void TransferHistory::open(const QString &file, const QString &account)
{
    m_thread->post([file, account](Worker &worker) {
        auto store = std::make_unique<HistoryStore>(file);
        store->hideOthers(account);
        QList<HistoryEntry> before = worker.store().find({});
        std::ranges::reverse(before);
        for (const HistoryEntry &entry : std::as_const(before)) // since the program began
            store->put(entry, worker.store().receipts(entry.id));
        worker.take(std::move(store));
    });
    report();
}

void TransferHistory::add(const HistoryEntry &entry, const QList<Receipt> &receipts)
{
    m_thread->post([entry, all = receipts](Worker &worker) mutable {
        for (Receipt &receipt : all)
            receipt.sha256 = sha256Of(receipt);
        worker.store().put(entry, all);
    });
    report();
}

void TransferHistory::leaveAccount()
{
    m_thread->post([](Worker &worker) {
        worker.forgetRemoved();
        worker.store().removePrivate();
    });
    report();
}

void TransferHistory::renameAccount(const QString &from, const QString &to)
{
    m_thread->post([from, to](Worker &worker) {
        worker.forgetRemoved(); // it has the old name
        worker.store().renameAccount(from, to);
    });
}

void TransferHistory::remove(const QList<qint64> &entries)
{
    m_thread->post([entries](Worker &worker) { worker.remove(entries); });
    report();
}

void TransferHistory::takeBack()
{
    m_thread->post([](Worker &worker) { worker.takeBack(); });
    report();
}

QFuture<QList<HistoryEntry>> TransferHistory::find(const QString &text)
{
    auto promise = std::make_shared<QPromise<QList<HistoryEntry>>>();
    promise->start();
    m_thread->post([promise, text](Worker &worker) {
        if (!promise->isCanceled()) // another question came meanwhile
            promise->addResult(worker.store().find(text));
        promise->finish();
    });
    return promise->future();
}

QFuture<QList<Receipt>> TransferHistory::receipts(qint64 entry)
{
    auto promise = std::make_shared<QPromise<QList<Receipt>>>();
    promise->start();
    m_thread->post([promise, entry](Worker &worker) {
        promise->addResult(worker.store().receipts(entry));
        promise->finish();
    });
    return promise->future();
}

QFuture<QList<Manifest::Set>> TransferHistory::manifestOf(const QList<qint64> &entries)
{
    auto promise = std::make_shared<QPromise<QList<Manifest::Set>>>();
    promise->start();
    m_thread->post([promise, entries](Worker &worker) {
        QList<Manifest::Set> sets;
        for (const qint64 id : entries)
            if (const auto entry = worker.store().entry(id); entry && isSha1Hex(entry->commit))
                sets << manifestSet(*entry, worker.store().receipts(id));
        sets.removeIf([](const Manifest::Set &set) { return set.files.isEmpty(); });
        promise->addResult(sets);
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<void>> TransferHistory::exportTo(const QString &file, const QList<qint64> &entries,
                                                Format format)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    m_thread->post([=](Worker &worker) {
        QList<std::pair<HistoryEntry, QList<Receipt>>> all;
        for (const qint64 id : entries)
            if (const auto entry = worker.store().entry(id))
                all.emplaceBack(*entry, worker.store().receipts(id));
        promise->addResult(writeWholeFile(file,
                                          format == Format::Json ? HistoryExport::json(all)
                                                                 : HistoryExport::sha256Sums(all)));
        promise->finish();
    });
    return promise->future();
}
