#include "app/transfer/secondcopy.h"

#include <algorithm>
#include <cstring>

namespace {

constexpr int kMostLooks = 3; // each reads what is left of the file

} // namespace

DiskResult<void> SecondCopy::put(const FileDescriptor &file, QByteArrayView bytes, qint64 at)
{
    QByteArray there(bytes.size(), Qt::Uninitialized);
    const auto n = readAt(file, there.data(), there.size(), at);
    if (n && *n == bytes.size() && bytes == there)
        return {};
    m_replaced += bytes.size();
    m_last = std::max(m_last, at + bytes.size());
    return writeAt(file, bytes.data(), bytes.size(), at);
}

bool SecondCopy::isWorthLooking(qint64 at) const
{
    return m_replaced > 0 && m_replaced != m_whenLooked && m_last <= at && m_looks < kMostLooks;
}

void SecondCopy::startLooking()
{
    m_whenLooked = m_replaced;
    ++m_looks;
}
