#include "ui/preview/tensorpreview.h"

#include "app/preview/bytesource.h"
#include "app/preview/shards.h"

namespace {

constexpr int kShardsAtOnce = 4;

} // namespace

TensorPreview::TensorPreview(HubClient &hub, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
{ }

TensorPreview::~TensorPreview() = default;

void TensorPreview::clear()
{
    m_readings.clear();
    m_index.reset();
    m_file.reset();
    m_sets.clear();
    m_shards.clear();
    m_own = {};
    m_model.setSet({});
    m_ownTime = 0;
    m_allTime = m_shardTensors = -1;
    m_wanted = 0;
    m_nextShard = 0;
    m_all = false;
    m_state = {};
}

void TensorPreview::setPhase(ViewState::Phase phase)
{
    m_state = {.phase = phase};
    emit changed();
}

std::unique_ptr<ByteSource> TensorPreview::sourceOf(const QString &path, qint64 size) const
{
    if (path == m_file->entry.path && !m_file->localPath.isEmpty())
        return localByteSource(m_file->localPath, size);
    return hubByteSource(m_hub, m_file->repo, m_file->revision, path, size);
}

void TensorPreview::show(const PreviewFile &file, HeaderReading::Format format)
{
    clear();
    m_file = file;
    m_format = format;
    m_shards = shardNames(file.entry.path);
    if (m_shards.size() < 2)
        m_shards.clear();
    m_clock.start();
    m_readings.push_back(
        std::make_unique<HeaderReading>(sourceOf(file.entry.path, file.entry.size), format));
    setPhase(ViewState::Phase::Loading);
    m_readings.front()->start(
        [this](const Result<HeaderReading::Outcome> &outcome) { onOwn(outcome); });
}

void TensorPreview::goOn()
{
    if (m_wanted == 0)
        return;
    m_clock.start();
    setPhase(ViewState::Phase::Loading);
    m_readings.front()->goOn(
        [this](const Result<HeaderReading::Outcome> &outcome) { onOwn(outcome); });
}

void TensorPreview::onOwn(const Result<HeaderReading::Outcome> &outcome)
{
    m_ownTime += m_clock.elapsed();
    if (!outcome) {
        m_state = {.phase = ViewState::Phase::Failed, .error = outcome.error()};
        emit changed();
        return;
    }
    m_own = outcome->set;
    m_own.files = {m_file->name()};
    m_wanted = outcome->wanted;
    if (m_wanted == 0)
        m_sets.insert(m_file->entry.path, m_own);
    m_model.setSet(m_own);
    setPhase(ViewState::Phase::Ready);
    if (!m_shards.isEmpty() && m_shardTensors < 0)
        readIndex();
}

// The list of shards says how many tensors there are in all; without it the names still do.
void TensorPreview::readIndex()
{
    const QString path = shardIndexPath(m_file->entry.path);
    if (path.isEmpty())
        return;
    m_index = sourceOf(path, -1);
    m_index->read(0, kShardIndexBytes, [this](const Result<QByteArray> &bytes) {
        const auto index = bytes && bytes->size() < kShardIndexBytes
            ? readShardIndex(*bytes, m_file->folder())
            : std::unexpected(HubError());
        if (!index)
            return;
        m_shardTensors = index->tensors;
        if (index->files.contains(m_file->entry.path) && m_nextShard == 0)
            m_shards = index->files;
        emit changed();
    });
}

void TensorPreview::setAllShards(bool all)
{
    if (all == m_all || m_shards.isEmpty())
        return;
    m_all = all;
    if (!all) {
        m_model.setSet(m_own);
        setPhase(ViewState::Phase::Ready);
        return;
    }
    joinShards();
    if (m_nextShard == 0) {
        m_clock.start();
        for (int i = 0; i < kShardsAtOnce; ++i)
            readShards();
    }
    emit changed();
}

// Starts the next shard that is not read yet.
void TensorPreview::readShards()
{
    while (m_nextShard < m_shards.size() && m_sets.contains(m_shards.at(m_nextShard)))
        ++m_nextShard;
    if (m_nextShard >= m_shards.size())
        return;
    const QString path = m_shards.at(m_nextShard++);
    m_readings.push_back(std::make_unique<HeaderReading>(sourceOf(path, -1), m_format));
    m_readings.back()->start(
        [this, path](const Result<HeaderReading::Outcome> &outcome) { onShard(path, outcome); });
}

void TensorPreview::onShard(const QString &path, const Result<HeaderReading::Outcome> &outcome)
{
    TensorSet set;
    if (outcome)
        set = outcome->set;
    else
        set.notices += tr("%1: %2").arg(path, outcome.error().message);
    set.files = {path.sliced(path.lastIndexOf(u'/') + 1)};
    m_sets.insert(path, set);
    if (m_sets.size() == m_shards.size())
        m_allTime = m_clock.elapsed();
    if (m_all)
        joinShards();
    emit changed();
    readShards();
}

void TensorPreview::joinShards()
{
    TensorSet all;
    for (const QString &path : std::as_const(m_shards)) {
        const auto set = m_sets.constFind(path);
        if (set != m_sets.constEnd())
            all.append(*set);
    }
    m_model.setSet(std::move(all));
}

int TensorPreview::shardsRead() const
{
    return static_cast<int>(m_sets.size());
}

TensorPreview::Traffic TensorPreview::traffic() const
{
    const bool known = m_all ? m_allTime >= 0 : m_state.phase != ViewState::Phase::Loading;
    Traffic sum;
    if (known)
        sum.milliseconds = m_ownTime + (m_all ? m_allTime : 0);
    for (const auto &reading : m_readings) {
        sum.bytes += reading->bytesRead();
        sum.reads += reading->reads();
        if (!m_all)
            break; // the others are of other shards
    }
    if (m_index) {
        sum.bytes += m_index->bytesRead();
        sum.reads += m_index->reads();
    }
    return sum;
}
