#include "app/upload/uploadjob.h"

#include <algorithm>
#include <utility>

// How UploadJob sends large files.

namespace {

constexpr int kMostSenders = 5; // connections that send; as Python has

} // namespace

int UploadJob::lanes() const
{
    int all = 0;
    for (const auto &[sha256, object] : m_objects)
        all += object->lanes();
    return all;
}

void UploadJob::store()
{
    if (m_stopping || isOver())
        return;
    if (m_step != UploadStep::Sending)
        enter(UploadStep::Sending);
    while (lanes() < kMostSenders) {
        if (std::ranges::any_of(m_objects,
                                [](const auto &object) { return object.second->sendMore(); }))
            continue;
        if (m_planned.empty())
            break;
        const auto [sha256, storing] = std::move(m_planned.front());
        m_planned.pop_front();
        beginObject(sha256, storing);
    }
    if (m_request || (m_toRenew.isEmpty() && (m_toStore.empty() || !m_planned.empty())))
        return;
    askStorings();
}

// First for what was on its way, then for the next ones.
void UploadJob::askStorings()
{
    m_batch.clear();
    for (const QByteArray &sha256 : std::exchange(m_toRenew, {}))
        if (const auto object = m_objects.find(sha256); object != m_objects.end())
            m_batch << object->second->object();
    while (!m_toStore.empty() && m_planned.empty() && m_batch.size() < UploadWire::kMostObjects) {
        const qsizetype i = m_toStore.front();
        m_toStore.pop_front();
        const UploadFile &file = m_items.at(i).file;
        QList<qsizetype> &waiting = m_waiting[file.sha256];
        waiting << i;
        if (waiting.size() == 1)
            m_batch << UploadWire::LargeObject{file.sha256, file.size};
    }
    if (m_batch.isEmpty())
        return;
    ask(PatientRequest::post(
            m_access.storageUrl(m_order.repo),
            UploadWire::batch(m_batch, opensPullRequest() ? QString() : m_revision.name()),
            UploadWire::kLfsJson),
        &UploadJob::takeStorings);
}

void UploadJob::takeStorings(const Body &body)
{
    const auto storings = UploadWire::parseBatch(body, m_batch, m_access.endpoint);
    if (!storings)
        return fail(storings.error());
    for (qsizetype k = 0; k < m_batch.size(); ++k) {
        const QByteArray sha256 = m_batch.at(k).sha256;
        if (const auto object = m_objects.find(sha256); object != m_objects.end())
            object->second->begin(storings->at(k));
        else
            m_planned.emplace_back(sha256, storings->at(k));
    }
    store();
}

void UploadJob::beginObject(const QByteArray &sha256, const UploadWire::Storing &storing)
{
    const qsizetype i = m_waiting.value(sha256).constFirst();
    auto object = std::make_unique<ObjectSend>(m_context, m_access, m_items.at(i).file, m_limits);
    ObjectSend &sent = *object;
    connect(&sent, &ObjectSend::changed, this, &UploadJob::changed);
    connect(&sent, &ObjectSend::begun, this,
            [this, sha256, &sent] { m_keep(UploadKept::ObjectBegun{sha256, sent.kept()}); });
    connect(&sent, &ObjectSend::partArrived, this,
            [this, sha256](qsizetype part, const QByteArray &etag) {
                m_keep(UploadKept::PartArrived{sha256, part, etag});
            });
    connect(object.get(), &ObjectSend::laneFreed, this, &UploadJob::store, Qt::QueuedConnection);
    connect(
        object.get(), &ObjectSend::storingWanted, this,
        [this, sha256] {
            m_toRenew << sha256;
            store();
        },
        Qt::QueuedConnection);
    connect(
        object.get(), &ObjectSend::finished, this, [this, sha256] { endObject(sha256); },
        Qt::QueuedConnection);
    for (const qsizetype waiting : m_waiting.value(sha256))
        edit(waiting).state = UploadState::Sending;
    m_objects[sha256] = std::move(object);
    const UploadKept::Object left = m_left.take(sha256);
    if (left.storing.parts.isEmpty())
        sent.begin(storing);
    else
        sent.goOnWith(left);
}

// Files with the same content share what was sent; when one of them fails, another one is taken.
void UploadJob::endObject(const QByteArray &sha256)
{
    const auto it = m_objects.find(sha256);
    if (it == m_objects.end())
        return; // the job is over
    const std::unique_ptr<ObjectSend> object = std::move(it->second);
    m_objects.erase(it);
    QList<qsizetype> waiting = m_waiting.take(sha256);
    switch (object->state()) {
    case ObjectSend::End::Stored:
        for (const qsizetype i : std::as_const(waiting))
            edit(i).state = UploadState::Sent;
        waiting.clear();
        m_keep(UploadKept::ObjectStored{sha256, QDateTime::currentMSecsSinceEpoch()});
        break;
    case ObjectSend::End::Changed: noteChange(waiting.takeFirst()); break;
    case ObjectSend::End::None:
    case ObjectSend::End::Failed:
        failItem(waiting.takeFirst(), object->error().value_or(HubError()));
        break;
    }
    for (const qsizetype i : std::as_const(waiting)) {
        edit(i).state = UploadState::Waiting;
        m_toStore.push_back(i);
    }
    emit changed();
    const bool isAllSent
        = m_toStore.empty() && m_objects.empty() && m_planned.empty() && !m_request;
    if (isAllSent)
        next();
    else
        store();
}
