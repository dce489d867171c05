#include "app/upload/objectsend.h"

#include "app/disk/diskerror.h"
#include "app/transfer/retry.h"
#include "app/upload/uploadsource_linux.h"

#include <QUrlQuery>

#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxRenewals = 3; // of addresses, without a part that arrived

// The storage's name of an upload in parts: parts of one are not parts of another.
bool isOfSameUpload(const QUrl &a, const QUrl &b)
{
    const auto idOf = [](const QUrl &url) { return QUrlQuery(url).queryItemValue(u"uploadId"_s); };
    return sameOrigin(a, b) && a.path() == b.path() && idOf(a) == idOf(b);
}

// An address that was good for some time only, or an upload that the storage has forgotten.
bool isOutdated(const HttpFailure &failure)
{
    return failure.status == 401 || failure.status == 403 || failure.status == 404
        || failure.status == 410;
}

} // namespace

ObjectSend::ObjectSend(TransferContext &context, const HubAccess &access, UploadFile file,
                       Throttle::Limits limits)
    : m_context(context)
    , m_access(access)
    , m_file(std::move(file))
    , m_limits(std::move(limits))
{ }

ObjectSend::~ObjectSend() = default;

int ObjectSend::lanes() const
{
    return int(m_parts.size()) + (m_last ? 1 : 0);
}

qint64 ObjectSend::sent() const
{
    qint64 all = m_arrived;
    for (const auto &[part, request] : m_parts)
        all += request->sent();
    return all;
}

const PatientRequest *ObjectSend::waiting() const
{
    for (const auto &[part, request] : m_parts)
        if (request->isWaiting())
            return request.get();
    return m_last && m_last->isWaiting() ? m_last.get() : nullptr;
}

void ObjectSend::goOn()
{
    for (const auto &[part, request] : m_parts)
        request->goOn();
    if (m_last)
        m_last->goOn();
}

bool ObjectSend::keepsParts(const UploadWire::Storing &storing) const
{
    return storing.chunk > 0 && storing.chunk == m_storing.chunk
        && storing.parts.size() == m_storing.parts.size()
        && isOfSameUpload(storing.parts.first(), m_storing.parts.first());
}

// All parts may have been put together without our having heard of it.
void ObjectSend::goOnWith(const UploadKept::Object &left)
{
    m_storing = left.storing;
    m_etags = left.etags;
    countParts();
    m_mayBeComplete = m_toSend.empty();
    if (m_mayBeComplete)
        emit storingWanted();
    else
        begin(left.storing);
}

void ObjectSend::countParts()
{
    m_arrived = 0;
    m_toSend.clear();
    for (qsizetype part = 0; part < m_etags.size(); ++part) {
        if (m_etags.at(part).isEmpty())
            m_toSend.push_back(part);
        else
            m_arrived += rangeOf(part).to - rangeOf(part).from;
    }
}

void ObjectSend::begin(const UploadWire::Storing &storing)
{
    m_asksAnew = false;
    if (storing.refusal)
        return fail(*storing.refusal);
    if (storing.isThere())
        return m_isDoubted ? verify() : endAs(End::Stored);
    if (std::exchange(m_mayBeComplete, false))
        return complete(); // it is not; the parts still are where they were sent
    if (!m_source.isOpen()) {
        auto source = openSource(m_file.local);
        if (!source)
            return fail(diskError(source.error(), QString::fromUtf8(m_file.local)));
        m_source = std::move(*source);
    }
    if (!keepsParts(storing))
        m_etags = QByteArrayList(storing.parts.size());
    const bool isOther = std::exchange(m_storing, storing) != storing;
    countParts();
    if (isOther && storing.chunk > 0)
        emit begun();
    if (m_toSend.empty())
        return complete();
    emit changed();
    emit laneFreed();
}

ByteRange ObjectSend::rangeOf(qsizetype part) const
{
    if (m_storing.chunk == 0)
        return {0, m_file.size};
    return {part * m_storing.chunk, qMin(m_file.size, (part + 1) * m_storing.chunk)};
}

bool ObjectSend::sendMore()
{
    if (m_end != End::None || m_asksAnew || m_last || m_toSend.empty())
        return false;
    const qsizetype part = m_toSend.front();
    m_toSend.pop_front();
    sendPart(part);
    return true;
}

void ObjectSend::sendPart(qsizetype part)
{
    const ByteRange range = rangeOf(part);
    PatientRequest::Want want{
        .method = "PUT",
        .url = m_storing.parts.at(part),
        .sent = {.size = range.to - range.from,
                 .read = [this, range](char *to, qint64 max, qint64 from) -> qint64 {
                     if (from == 0 && !isAsHashed(m_source, m_file))
                         return 0;
                     const auto n = readAt(m_source, to, max, range.from + from);
                     m_diskError = n ? 0 : n.error();
                     return n.value_or(0);
                 }},
        .signedIn = false,
        .limits = m_limits,
        .passes = [](const HttpFailure &failure) { return failure.status == 400; }};
    if (m_storing.chunk > 0) // what it is put together by
        want.isWhole = [](const Answer &answer) { return !answer.header("etag").isEmpty(); };
    m_parts[part] = std::make_unique<PatientRequest>(
        m_context, m_access, std::move(want),
        PatientRequest::Handlers{
            .sent = [this] { emit changed(); },
            .changed = [this] { emit changed(); },
            .ended = [this, part](const PatientRequest::End &end) { takePart(part, end); }});
}

void ObjectSend::takePart(qsizetype part, const PatientRequest::End &end)
{
    m_parts.erase(part);
    if (end.stopped && m_diskError)
        return fail(diskError(m_diskError, QString::fromUtf8(m_file.local)));
    if (end.stopped || !isAsHashed(m_source, m_file))
        return endAs(End::Changed);
    if (end.failure) {
        m_toSend.push_front(part);
        return takeRefusal(*end.failure);
    }
    const QByteArray etag = end.answer.header("etag");
    m_etags[part] = etag.isEmpty() ? "none"_ba : etag;
    m_arrived += rangeOf(part).to - rangeOf(part).from;
    m_renewals = 0;
    if (m_storing.chunk > 0)
        emit partArrived(part, m_etags.at(part));
    if (m_asksAnew)
        return askAnew();
    if (m_toSend.empty() && m_parts.empty())
        return m_storing.chunk > 0 ? complete() : verify();
    emit laneFreed();
}

void ObjectSend::takeRefusal(const HttpFailure &failure)
{
    if (!isOutdated(failure) || (!m_asksAnew && ++m_renewals > kMaxRenewals))
        return fail(HubError::fromHttp(failure));
    m_asksAnew = true;
    askAnew();
}

// The parts that are on their way may still arrive, and then count.
void ObjectSend::askAnew()
{
    if (!m_parts.empty())
        return emit laneFreed();
    emit storingWanted();
}

void ObjectSend::complete()
{
    PatientRequest::Want want = PatientRequest::post(
        m_storing.completion, UploadWire::completion(object(), m_etags), UploadWire::kLfsJson);
    want.signedIn = false;
    want.once = true;
    m_last = std::make_unique<PatientRequest>(
        m_context, m_access, std::move(want),
        PatientRequest::Handlers{.changed = [this] { emit changed(); },
                                 .ended
                                 = [this](const PatientRequest::End &end) { takeCompletion(end); }},
        m_completions > 0 ? retryDelay(m_completions, {}, m_access.retryStep)
                          : std::chrono::milliseconds());
}

void ObjectSend::takeCompletion(const PatientRequest::End &end)
{
    m_last.reset();
    if (!end.failure)
        return verify();
    if (isPassing(*end.failure)) { // it may have been done all the same
        if (++m_completions > kMaxTries)
            return fail(HubError::fromHttp(*end.failure));
        m_mayBeComplete = true;
        return emit storingWanted();
    }
    if (end.failure->status == 400 && !std::exchange(m_startedOver, true)) { // not the parts it has
        m_storing = {};
        return emit storingWanted();
    }
    takeRefusal(*end.failure);
}

void ObjectSend::verify()
{
    if (m_storing.verify.isEmpty())
        return endAs(End::Stored);
    m_last = std::make_unique<PatientRequest>(
        m_context, m_access,
        PatientRequest::post(m_storing.verify, UploadWire::verification(object()),
                             UploadWire::kLfsJson),
        PatientRequest::Handlers{
            .changed = [this] { emit changed(); },
            .ended = [this](const PatientRequest::End &end) { takeVerification(end); }});
}

void ObjectSend::takeVerification(const PatientRequest::End &end)
{
    m_last.reset();
    if (!end.failure)
        return endAs(End::Stored);
    const int status = end.failure->status;
    const bool hasOther = status == 400 || status == 404 || status == 422;
    if (!hasOther || std::exchange(m_startedOver, true))
        return fail(HubError::fromHttp(*end.failure));
    m_isDoubted = true; // what arrived is not what was sent
    m_storing = {.verify = m_storing.verify};
    emit storingWanted();
}

void ObjectSend::fail(const HubError &error)
{
    m_error = error;
    endAs(End::Failed);
}

void ObjectSend::endAs(End end)
{
    m_parts.clear();
    m_last.reset();
    m_source = {};
    m_end = end;
    emit finished();
}
