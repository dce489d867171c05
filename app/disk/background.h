#pragma once

#include <QtConcurrentRun>

#include <memory>
#include <type_traits>
#include <utility>

// Lets the pool drop what it may be the last to hold: removing a large file takes time.
template<typename T>
void letGo(QThreadPool &pool, std::shared_ptr<T> &held)
{
    if (held)
        pool.start([last = std::exchange(held, nullptr)] { });
}

// Runs work on the pool, then hands its result to then on context's thread, from the event loop:
// never inside this call, even when the work is done at once. Nothing happens when context is gone
// by then.
template<typename Work, typename Then>
void inBackground(QThreadPool &pool, QObject *context, Work work, Then then)
{
    using Value = std::invoke_result_t<Work>;
    QtConcurrent::run(&pool, std::move(work))
        .then(context, [context, then = std::move(then)](const Value &value) {
            QMetaObject::invokeMethod(
                context, [then, value] { then(value); }, Qt::QueuedConnection);
        });
}
