#pragma once

#include <QtConcurrentRun>

#include <QPromise>

#include <memory>
#include <thread>
#include <type_traits>
#include <utility>

// Lets the pool drop what it may be the last to hold: removing a large file takes time.
template<typename T>
void letGo(QThreadPool &pool, std::shared_ptr<T> &held)
{
    if (held)
        pool.start([last = std::exchange(held, nullptr)] { });
}

// Hands what comes to then on context's thread, from the event loop: never inside this call.
template<typename Value, typename Then>
void handOver(QFuture<Value> coming, QObject *context, Then then)
{
    coming.then(context, [context, then = std::move(then)](const Value &value) {
        QMetaObject::invokeMethod(context, [then, value] { then(value); }, Qt::QueuedConnection);
    });
}

// Runs work on the pool, then hands its result to then on context's thread, from the event loop:
// never inside this call, even when the work is done at once. Nothing happens when context is gone
// by then.
template<typename Work, typename Then>
void inBackground(QThreadPool &pool, QObject *context, Work work, Then then)
{
    handOver(QtConcurrent::run(&pool, std::move(work)), context, std::move(then));
}

// Runs work on a thread of its own. For what may hang for ever, as a file of a dead server: it
// takes no thread from the pool, and neither it nor the program's end is waited for. What its
// future's then() is given may be called inside that call; handOver() never does so.
template<typename Work>
auto onOwnThread(Work work)
{
    auto promise = std::make_shared<QPromise<std::invoke_result_t<Work>>>();
    auto future = promise->future();
    std::thread([promise, work = std::move(work)] {
        promise->start();
        promise->addResult(work());
        promise->finish();
    }).detach();
    return future;
}
