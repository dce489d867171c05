#pragma once

#include <QThread>

#include <chrono>
#include <memory>
#include <utility>

// A thread with one QObject on it, which it is told by posted commands only. Made and ended by
// another thread, whose signals and slots may be connected with the object's.
template<typename Worker>
class WorkerThread final
{
public:
    WorkerThread(const QString &name, std::unique_ptr<Worker> worker,
                 QThread::Priority priority = QThread::InheritPriority)
        : m_thread(std::make_unique<QThread>())
        , m_worker(worker.release())
    {
        m_thread->setObjectName(name);
        m_worker->moveToThread(m_thread.get());
        // By its own thread, when the event loop has ended.
        QObject::connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
        m_thread->start(priority);
    }

    // Ends after all that was posted.
    ~WorkerThread()
    {
        post([](Worker &worker) { worker.thread()->quit(); });
        if (m_thread->wait(std::chrono::milliseconds{1'900}))
            return;
        // A disk that does not answer must not keep the program: the thread goes on without us.
        QThread *const thread = m_thread.release();
        QObject::connect(thread, &QThread::finished, thread, &QObject::deleteLater);
        if (thread->isFinished()) // before it was connected
            thread->deleteLater();
    }

    Q_DISABLE_COPY_MOVE(WorkerThread)

    Worker *worker() const { return m_worker; } // to connect with

    template<typename Command>
    void post(Command command)
    {
        QMetaObject::invokeMethod(
            m_worker,
            [worker = m_worker, command = std::move(command)]() mutable { command(*worker); },
            Qt::QueuedConnection);
    }

private:
    std::unique_ptr<QThread> m_thread;
    Worker *m_worker; // of its thread
};
