#pragma once

#include "tests/support/transferbench.h"

// One file of three million bytes, "w.bin", and a server whose answers for it a test gives.
namespace OddServer {

using namespace Qt::StringLiterals;

using Request = RawHub::Request;
using Reply = RawHub::Reply;
using Answers = std::function<Reply(TransferBench &, const Request &,
                                    int nth)>; // nth: from 1, resolve GETs only

inline constexpr qsizetype kSize = 3'000'000;
inline QByteArray content()
{
    QByteArray all(kSize, Qt::Uninitialized);
    for (qsizetype i = 0; i < kSize; ++i)
        all[i] = static_cast<char>((i * 2654435761u) >> 13);
    return all;
}
inline void serve(TransferBench &b, const Answers &answers)
{
    b.repo.files[u"w.bin"_s] = {content(), true};
    auto nth = std::make_shared<int>(0);
    b.hub.setHandler([&b, answers, nth](const Request &request) {
        if (!request.path.contains("/resolve/") || request.method == "HEAD")
            return b.repo.answer(request);
        return answers(b, request, ++*nth);
    });
}
inline FakeRepo::File file()
{
    return {content(), true};
}
inline Reply cutAfter(Reply reply, qsizetype bodyBytes, bool abort = false)
{
    reply.bytes.truncate(reply.bytes.indexOf("\r\n\r\n") + 4 + bodyBytes);
    reply.abort = abort;
    return reply;
}
inline QByteArray blobPath(TransferBench &b)
{
    return (b.repoFolder() + "/blobs/"_L1).toUtf8() + file().blob();
}

} // namespace OddServer
