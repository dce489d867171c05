// Linked into every test of the thread sanitizer's build. Qt itself is not built with it, so the
// sanitizer sees neither the locks of the thread pool, of futures and of event queues nor the order
// that they give. Here each hand-off that our code makes tells it: what was done before handing
// over is done before it is taken. Events are told apart by receiver; signals between threads are
// not: one order for all of them may hide a race, but never makes one up.
#include <QCoreApplication>
#include <QEvent>
#include <QFutureInterface>
#include <QRunnable>
#include <QSemaphore>
#include <QThreadPool>

extern "C" {
void __tsan_acquire(void *address);
void __tsan_release(void *address);
}

namespace {

char s_allSignals;

void pass(void *key)
{
    __tsan_acquire(key);
    __tsan_release(key);
}

// What all copies of a future share: it follows the pointer to the virtual functions.
void passShared(const QFutureInterfaceBase *future)
{
    if (void *const shared = reinterpret_cast<void *const *>(future)[1]) // none once moved from
        pass(shared);
}

bool takeEvent(void **call) // receiver, event
{
    const auto *event = static_cast<const QEvent *>(call[1]);
    switch (event->type()) {
    case QEvent::MetaCall:
    case QEvent::FutureCallOut:
    case QEvent::DeferredDelete:
    case QEvent::ThreadChange:
        __tsan_acquire(call[0]);
        __tsan_acquire(&s_allSignals);
        break;
    default: break;
    }
    return false;
}

// What the pool runs in place of a task.
class HandedOver final : public QRunnable
{
public:
    HandedOver(QThreadPool *pool, QRunnable *task)
        : m_pool(pool)
        , m_task(task)
    { }

    void run() override
    {
        __tsan_acquire(this);
        const bool autoDelete = m_task->autoDelete();
        m_task->run();
        if (autoDelete)
            delete m_task;
        __tsan_release(m_pool);
    }

private:
    QThreadPool *m_pool;
    QRunnable *m_task;
};

const bool s_listens = QInternal::registerCallback(QInternal::EventNotifyCallback, takeEvent);

} // namespace

// The linker's --wrap sends every call of ours to NAME to __wrap_NAME (tests/CMakeLists.txt).
#define HANDOFF(result, name, ...)                                                                 \
    extern "C" result __real_##name(__VA_ARGS__);                                                  \
    extern "C" result __wrap_##name(__VA_ARGS__);                                                  \
    extern "C" result __wrap_##name(__VA_ARGS__)

// QThreadPool::start(QRunnable *, int)
HANDOFF(void, _ZN11QThreadPool5startEP9QRunnablei, QThreadPool *pool, QRunnable *task, int priority)
{
    auto *const handed = new HandedOver(pool, task);
    __tsan_release(handed);
    __real__ZN11QThreadPool5startEP9QRunnablei(pool, handed, priority);
}

// QThreadPool::waitForDone(QDeadlineTimer)
HANDOFF(bool, _ZN11QThreadPool11waitForDoneE14QDeadlineTimer, QThreadPool *pool,
        QDeadlineTimer deadline)
{
    const bool done = __real__ZN11QThreadPool11waitForDoneE14QDeadlineTimer(pool, deadline);
    __tsan_acquire(pool);
    return done;
}

// QThreadPool::~QThreadPool()
HANDOFF(void, _ZN11QThreadPoolD1Ev, QThreadPool *pool)
{
    pool->waitForDone();
    __real__ZN11QThreadPoolD1Ev(pool);
}

// QFutureInterfaceBase: what runs on the pool begins with isCanceled() and ends with
// reportFinished()
HANDOFF(void, _ZN20QFutureInterfaceBase13reportStartedEv, QFutureInterfaceBase *future)
{
    passShared(future);
    __real__ZN20QFutureInterfaceBase13reportStartedEv(future);
}

HANDOFF(bool, _ZNK20QFutureInterfaceBase10isCanceledEv, const QFutureInterfaceBase *future)
{
    passShared(future);
    return __real__ZNK20QFutureInterfaceBase10isCanceledEv(future);
}

HANDOFF(void, _ZN20QFutureInterfaceBase14reportFinishedEv, QFutureInterfaceBase *future)
{
    passShared(future);
    __tsan_release(&s_allSignals);
    __real__ZN20QFutureInterfaceBase14reportFinishedEv(future);
}

HANDOFF(void, _ZNK20QFutureInterfaceBase15runContinuationEv, const QFutureInterfaceBase *future)
{
    passShared(future);
    __tsan_release(&s_allSignals);
    __real__ZNK20QFutureInterfaceBase15runContinuationEv(future);
}

HANDOFF(void, _ZN20QFutureInterfaceBase13waitForResultEi, QFutureInterfaceBase *future, int index)
{
    __real__ZN20QFutureInterfaceBase13waitForResultEi(future, index);
    passShared(future);
}

HANDOFF(bool, _ZNK20QFutureInterfaceBase6derefTEv, const QFutureInterfaceBase *future)
{
    passShared(future);
    return __real__ZNK20QFutureInterfaceBase6derefTEv(future);
}

HANDOFF(void, _ZN20QFutureInterfaceBaseD1Ev, QFutureInterfaceBase *future)
{
    passShared(future);
    __real__ZN20QFutureInterfaceBaseD1Ev(future);
}

HANDOFF(void, _ZN20QFutureInterfaceBaseD2Ev, QFutureInterfaceBase *future)
{
    passShared(future);
    __real__ZN20QFutureInterfaceBaseD2Ev(future);
}

// QMetaObject::activate(QObject *, const QMetaObject *, int, void **): a signal
HANDOFF(void, _ZN11QMetaObject8activateEP7QObjectPKS_iPPv, QObject *sender, const QMetaObject *meta,
        int signal, void **arguments)
{
    __tsan_release(&s_allSignals);
    __real__ZN11QMetaObject8activateEP7QObjectPKS_iPPv(sender, meta, signal, arguments);
}

// QMetaObject::invokeMethodImpl(): a function for another thread
HANDOFF(
    bool,
    _ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeExPKPKvPKPKcPKPKNS2_18QMetaTypeInterfaceE,
    QObject *receiver, QtPrivate::QSlotObjectBase *slot, Qt::ConnectionType type, qsizetype count,
    const void *const *parameters, const char *const *names,
    const QtPrivate::QMetaTypeInterface *const *types)
{
    __tsan_release(receiver);
    return __real__ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeExPKPKvPKPKcPKPKNS2_18QMetaTypeInterfaceE(
        receiver, slot, type, count, parameters, names, types);
}

// QObject::deleteLater()
HANDOFF(void, _ZN7QObject11deleteLaterEv, QObject *object)
{
    __tsan_release(object);
    __real__ZN7QObject11deleteLaterEv(object);
}

// QSemaphore::release(int), QSemaphore::acquire(int)
HANDOFF(void, _ZN10QSemaphore7releaseEi, QSemaphore *semaphore, int n)
{
    __tsan_release(semaphore);
    __real__ZN10QSemaphore7releaseEi(semaphore, n);
}

HANDOFF(void, _ZN10QSemaphore7acquireEi, QSemaphore *semaphore, int n)
{
    __real__ZN10QSemaphore7acquireEi(semaphore, n);
    __tsan_acquire(semaphore);
}
