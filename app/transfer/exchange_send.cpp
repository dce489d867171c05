#include "app/transfer/exchange.h"

#include <algorithm>
#include <cstdio>

// What an exchange does to send.

namespace {

constexpr qint64 kPacedRead = 64 << 10; // bytes; more at once would come in bursts
constexpr long kSendBuffer = 512L * 1024; // bytes; 64 KiB wake this thread eight times as often

} // namespace

Exchange::Sent Exchange::Sent::bytes(const QByteArray &all)
{
    return {.size = all.size(), .read = [all](char *to, qint64 max, qint64 from) {
                const QByteArrayView part = QByteArrayView(all).sliced(from);
                const qint64 n = qMin<qint64>(max, part.size());
                std::copy_n(part.begin(), n, to);
                return n;
            }};
}

void Exchange::setSending()
{
    curl_easy_setopt(m_easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(m_easy, CURLOPT_CUSTOMREQUEST, m_want.method.constData());
    curl_easy_setopt(m_easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(m_want.sent.size));
    curl_easy_setopt(m_easy, CURLOPT_UPLOAD_BUFFERSIZE, kSendBuffer);
    curl_easy_setopt(m_easy, CURLOPT_READFUNCTION, &Exchange::onRead);
    curl_easy_setopt(m_easy, CURLOPT_READDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_SEEKFUNCTION, &Exchange::onSeek);
    curl_easy_setopt(m_easy, CURLOPT_SEEKDATA, this);
}

size_t Exchange::onRead(char *to, size_t, size_t n, void *self)
{
    auto *exchange = static_cast<Exchange *>(self);
    const Sent &sent = exchange->m_want.sent;
    qint64 most = qMin(static_cast<qint64>(n), sent.size - exchange->m_given);
    if (exchange->m_pace && exchange->m_pace->isLimited())
        most = qMin(most, kPacedRead);
    if (most == 0)
        return 0;
    if (exchange->m_pace && !exchange->m_pace->take(most))
        return CURL_READFUNC_PAUSE;
    const qint64 got = sent.read(to, most, exchange->m_given);
    if (got <= 0) {
        exchange->m_stopped = true;
        return CURL_READFUNC_ABORT;
    }
    exchange->m_given += got;
    return static_cast<size_t>(got);
}

// The connection was lost before anything came: libcurl sends it all again by another one.
int Exchange::onSeek(void *self, curl_off_t to, int origin)
{
    if (origin != SEEK_SET)
        return CURL_SEEKFUNC_CANTSEEK;
    static_cast<Exchange *>(self)->m_given = to;
    return CURL_SEEKFUNC_OK;
}
