#pragma once

#include "app/disk/filedescriptor.h"
#include "app/upload/patientrequest.h"
#include "app/upload/uploadkept.h"

#include <deque>
#include <map>

// One large file on its way to the storage, whole or in parts: sent, put together, verified. What
// fails is sent again part by part. On the upload's thread; letting go of it stops it.
class ObjectSend final : public QObject
{
    Q_OBJECT

public:
    enum class End {
        None,
        Stored,
        Changed, // the file is not what was hashed any more
        Failed // for good: error()
    };

    ObjectSend(TransferContext &context, const HubAccess &access, UploadFile file,
               Throttle::Limits limits);
    ~ObjectSend() override;

    // One of these first, begin() again after each storingWanted.
    void begin(const UploadWire::Storing &storing);
    void goOnWith(const UploadKept::Object &left); // by an earlier start, with parts
    bool sendMore(); // one more part; false: there is none for now
    void goOn(); // what waits, at once

    int lanes() const; // connections that it uses
    qint64 sent() const; // bytes
    UploadWire::LargeObject object() const { return {m_file.sha256, m_file.size}; }
    End state() const { return m_end; }
    const std::optional<HubError> &error() const { return m_error; }
    UploadKept::Object kept() const { return {m_storing, m_etags}; }
    const PatientRequest *waiting() const; // one that waits; null: none

signals:
    void changed();
    void begun(); // its parts have other addresses: kept()
    void partArrived(qsizetype part, const QByteArray &etag); // of several
    void laneFreed();
    void storingWanted(); // where it was to be sent is of no use any more, or may have it already
    void finished(); // delete later

private:
    using Parts = std::map<qsizetype, std::unique_ptr<PatientRequest>>;

    ByteRange rangeOf(qsizetype part) const;
    bool keepsParts(const UploadWire::Storing &storing) const;
    void countParts(); // that are there
    void sendPart(qsizetype part);
    void takePart(qsizetype part, const PatientRequest::End &end);
    void takeRefusal(const HttpFailure &failure);
    void askAnew();
    void complete();
    void takeCompletion(const PatientRequest::End &end);
    void verify();
    void takeVerification(const PatientRequest::End &end);
    void fail(const HubError &error);
    void endAs(End end);

    TransferContext &m_context;
    const HubAccess &m_access;
    const UploadFile m_file;
    const Throttle::Limits m_limits;
    FileDescriptor m_source;
    UploadWire::Storing m_storing;
    QByteArrayList m_etags; // of the parts that are there
    std::deque<qsizetype> m_toSend; // parts
    Parts m_parts; // on their way
    std::unique_ptr<PatientRequest> m_last; // completion or verification
    bool m_asksAnew = false; // where to send it, once no part is on its way
    bool m_mayBeComplete = false; // the answer to the completion was lost
    int m_renewals = 0; // without a part that arrived
    int m_completions = 0;
    bool m_startedOver = false;
    bool m_isDoubted = false; // it did not pass a verification
    int m_diskError = 0;
    qint64 m_arrived = 0; // bytes
    End m_end = End::None;
    std::optional<HubError> m_error;
};
