#include "app/transfer/transferhistory.h"

#include "app/transfer/historyexport.h"
#include "app/transfer/historystore.h"

#include <QCryptographicHash>
#include <QFile>
#include <QPromise>
#include <QSaveFile>
#include <QThread>

#include <algorithm>

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

class TransferHistory::Thread final : public QThread
{
public:
    Thread()
        : m_worker(new QObject)
    {
        setObjectName(u"history"_s);
        m_worker->moveToThread(this);
        connect(this, &QThread::finished, m_worker, &QObject::deleteLater);
    }

    template<typename Command>
    void post(Command command)
    {
        QMetaObject::invokeMethod(
            m_worker, [this, command = std::move(command)]() mutable { command(*this); },
            Qt::QueuedConnection);
    }

    HistoryStore &store() // on this thread
    {
        if (!m_store)
            m_store = std::make_unique<HistoryStore>(u":memory:"_s);
        return *m_store;
    }
    void take(std::unique_ptr<HistoryStore> store) { m_store = std::move(store); }

protected:
    void run() override
    {
        exec();
        m_store.reset(); // belongs to this thread
    }

private:
    QObject *m_worker;
    std::unique_ptr<HistoryStore> m_store;
};

TransferHistory::TransferHistory(QObject *parent)
    : QObject(parent)
    , m_thread(std::make_unique<Thread>())
{
    m_thread->start(QThread::LowPriority);
}

TransferHistory::~TransferHistory()
{
    m_thread->post([](Thread &thread) { thread.quit(); }); // after all that was asked
    if (!m_thread->wait(std::chrono::milliseconds{1'900}))
        (void)m_thread.release();
}

void TransferHistory::report()
{
    m_thread->post([this](Thread &thread) {
        const int count = thread.store().count();
        const QString trouble = thread.store().trouble();
        QMetaObject::invokeMethod(
            this,
            [this, count, trouble] {
                m_count = count;
                m_trouble = trouble;
                emit changed();
            },
            Qt::QueuedConnection);
    });
}

void TransferHistory::open(const QString &file, const QString &account)
{
    m_thread->post([file, account](Thread &thread) {
        auto store = std::make_unique<HistoryStore>(file);
        store->removeOthers(account);
        QList<HistoryEntry> before = thread.store().find({});
        std::ranges::reverse(before);
        for (const HistoryEntry &entry : std::as_const(before)) // since the program began
            store->put(entry, thread.store().receipts(entry.id));
        thread.take(std::move(store));
    });
    report();
}

void TransferHistory::add(const HistoryEntry &entry, const QList<Receipt> &receipts)
{
    m_thread->post([entry, all = receipts](Thread &thread) mutable {
        for (Receipt &receipt : all)
            receipt.sha256 = sha256Of(receipt);
        thread.store().put(entry, all);
    });
    report();
}

void TransferHistory::leaveAccount()
{
    m_thread->post([](Thread &thread) { thread.store().removeOthers({}); });
    report();
}

void TransferHistory::remove(const QList<qint64> &entries)
{
    m_thread->post([entries](Thread &thread) { thread.store().remove(entries); });
    report();
}

QFuture<QList<HistoryEntry>> TransferHistory::find(const QString &text)
{
    auto promise = std::make_shared<QPromise<QList<HistoryEntry>>>();
    promise->start();
    m_thread->post([promise, text](Thread &thread) {
        if (!promise->isCanceled()) // another question came meanwhile
            promise->addResult(thread.store().find(text));
        promise->finish();
    });
    return promise->future();
}

QFuture<QList<Receipt>> TransferHistory::receipts(qint64 entry)
{
    auto promise = std::make_shared<QPromise<QList<Receipt>>>();
    promise->start();
    m_thread->post([promise, entry](Thread &thread) {
        promise->addResult(thread.store().receipts(entry));
        promise->finish();
    });
    return promise->future();
}

QFuture<QList<Manifest::Set>> TransferHistory::manifestOf(const QList<qint64> &entries)
{
    auto promise = std::make_shared<QPromise<QList<Manifest::Set>>>();
    promise->start();
    m_thread->post([promise, entries](Thread &thread) {
        QList<Manifest::Set> sets;
        for (const qint64 id : entries)
            if (const auto entry = thread.store().entry(id); entry && isSha1Hex(entry->commit))
                sets << manifestSet(*entry, thread.store().receipts(id));
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
    m_thread->post([=](Thread &thread) {
        QList<std::pair<HistoryEntry, QList<Receipt>>> all;
        for (const qint64 id : entries)
            if (const auto entry = thread.store().entry(id))
                all.emplaceBack(*entry, thread.store().receipts(id));
        QSaveFile out(file);
        const QByteArray text
            = format == Format::Json ? HistoryExport::json(all) : HistoryExport::sha256Sums(all);
        const bool good
            = out.open(QIODevice::WriteOnly) && out.write(text) == text.size() && out.commit();
        promise->addResult(good
                               ? Result<void>()
                               : std::unexpected(HubError::disk(
                                     tr("%1 could not be written.").arg(file), out.errorString())));
        promise->finish();
    });
    return promise->future();
}
