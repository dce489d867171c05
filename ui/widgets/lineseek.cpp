#include "ui/widgets/lineseek.h"

#include "app/preview/textsource.h"

#include <utility>

namespace {

constexpr qint64 kSeekReads = qint64(4) << 20; // bytes of one wish: few round trips

} // namespace

void LineSeek::setSource(TextSource *source)
{
    stop();
    if (m_source)
        disconnect(m_source, nullptr, this, nullptr);
    m_source = source;
    if (source) {
        connect(source, &TextSource::loaded, this, &LineSeek::goOn);
        connect(source, &TextSource::failed, this, &LineSeek::onFailed);
    }
}

void LineSeek::start(qint64 line)
{
    m_line = line;
    goOn();
}

void LineSeek::stop()
{
    m_line = -1;
}

void LineSeek::goOn()
{
    if (!m_source || !isSeeking())
        return;
    if (m_line < m_source->lines().lineCount()) {
        emit reached(std::exchange(m_line, -1));
        return;
    }
    // Each line has a byte at least: beyond that there is nothing to look for.
    if (m_source->isComplete() || m_line >= m_source->size()) {
        stop();
        emit notThere();
        return;
    }
    if (!m_source->isReading())
        m_source->more(kSeekReads);
    emit advanced();
}

void LineSeek::onFailed(const HubError &error)
{
    if (!isSeeking())
        return;
    stop();
    emit failed(error);
}
