#pragma once

#include "app/cache/cleanrun.h"
#include "app/net/huberror.h"

#include <QObject>
#include <QThread>
#include <QTimer>

#include <deque>

// How far the cleaner is with what it does now.
struct CleanProgress
{
    enum class Doing : quint8 { Nothing, Cleaning, Returning, Freeing };

    Doing doing = Doing::Nothing;
    qint64 steps = 0;
    qint64 ofSteps = 0; // 0: not known
    qint64 bytes = 0;
    qint64 ofBytes = 0;

    bool operator==(const CleanProgress &) const = default;
};

// The cleaner of a cache as the window sees it: what is asked of it is done one after the other on
// a thread of its own. What an earlier start left is mended first. GUI thread only.
class CacheCleaner final : public QObject
{
    Q_OBJECT

public:
    enum class How {
        Undoable, // into the quarantine, for some days
        ForGood,
    };

    explicit CacheCleaner(QString root, QObject *parent = nullptr);
    ~CacheCleaner() override;

    void setRoot(const QString &root);
    void clean(const CleanOrder &order, How how = How::Undoable);
    void undo(const QByteArray &id);
    void freeNow(const QByteArray &id);
    void stop(); // what is under way, after its step; what was asked for besides is dropped

    bool isBusy() const { return m_watch || !m_tasks.empty(); }
    const CleanProgress &progress() const { return m_progress; }
    const QList<Cleaning> &history() const { return m_history; } // the newest first

signals:
    void progressed(const CleanProgress &progress); // at most ten a second; and when it ends
    void cleaned(const CleanReport &report);
    void returned(const QByteArray &id, const Quarantine::Returned &result);
    void freed(const QByteArray &id, bool complete);
    void failed(const HubError &error);
    void historyChanged();

private:
    struct Outcome
    {
        int error = 0; // errno: it could not begin
        std::optional<CleanReport> report;
        std::optional<Quarantine::Returned> returned;
        std::optional<Quarantine::Freed> freed;
        QByteArray id;
        QList<Cleaning> history;
    };
    using Work = std::function<void(Quarantine &, CleanWatch &, Outcome &)>;
    struct Task
    {
        CleanProgress begins;
        Work work;
        QByteArray id; // of the cleaning that is wanted, and so is not freed before
    };

    void add(CleanProgress begins, Work work, const QByteArray &id = {});
    void next();
    void waitForExpiry();
    void ended(const QString &root, const Outcome &outcome);
    void tell(const Outcome &outcome);
    static Outcome perform(const QString &root, const Task &task, CleanWatch &watch);
    static void freeInto(Quarantine &quarantine, Cleaning &cleaning, CleanWatch &watch,
                         Outcome &outcome);

    QString m_root;
    std::unique_ptr<QThread> m_thread; // of the task under way
    std::shared_ptr<CleanWatch> m_watch;
    std::deque<Task> m_tasks;
    CleanProgress m_progress;
    QTimer m_beat;
    QTimer m_expiry; // until the next cleaning is to be freed
    QList<Cleaning> m_history;
};
