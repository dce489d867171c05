#pragma once

#include "app/disk/destination.h"
#include "app/transfer/exchange.h"
#include "app/transfer/hubaccess.h"
#include "app/transfer/segmentmap.h"

#include <QTimer>

#include <vector>

struct TransferContext;

// Brings the missing bytes of one file to the disk, over as many connections as help. On the
// transfer thread. The rule: bytes are written only where an accepted answer says that they belong,
// and a connection that fails beside others only makes them fewer; the last one's failure is the
// owner's to judge. Letting go of it means silence, and what was written stays.
class ContentFetch final : public QObject
{
public:
    struct End // none of them: complete, or the last answer ended well but too early
    {
        std::optional<HttpFailure> failure;
        std::optional<HubError> refusal; // the answer, or a byte of it, cannot be of this file
        int diskError = 0; // errno of a write
    };
    struct Handlers // none may delete the fetch but ended
    {
        // Bytes that belong at this place.
        std::function<DiskResult<void>(QByteArrayView bytes, qint64 at)> write;
        std::function<void()> answered; // by what is the file asked for
        std::function<void(qint64 bytes)> grew; // the map did
        std::function<void(bool reconnects)> stalled; // nothing has come for three looks
        std::function<void()> restarted; // the server knows no ranges: empties the map
        std::function<void(const End &)> ended; // once
    };

    // map: what is there already; has no claims. spec: all of it is known. limits: on its speed.
    ContentFetch(TransferContext &context, const HubAccess &access, const FileSpec &spec,
                 std::shared_ptr<PartFile> part, SegmentMap &map, Throttle::Limits limits,
                 Handlers handlers);
    ~ContentFetch() override;

    // The host that the bytes come from.
    QString source() const
    {
        return m_storage.isEmpty() ? m_access.endpoint.host() : m_storage.host();
    }

private:
    struct Lane;

    void addLane();
    void ask(Lane &lane);
    bool takeAnswer(Lane &lane, const QList<Answer> &hops);
    bool takeWhole(Lane &lane);
    bool takeBytes(Lane &lane, QByteArrayView bytes);
    void takeEnd(Lane &lane, const Exchange &exchange);
    bool renews(Lane &lane, const std::optional<HttpFailure> &failure);
    bool nextClaim(Lane &lane);
    void remove(Lane &lane);
    void look(); // now and then: heals what stalls, adds a connection while that helps
    static bool canHeal(const Lane &lane);
    void heal(Lane &lane);
    void lookForMore();
    bool refuse(Lane &lane, const QString &detail);
    void end(const End &end);

    TransferContext &m_context;
    const HubAccess &m_access;
    FileSpec m_spec;
    std::shared_ptr<PartFile> m_part;
    SegmentMap &m_map;
    Throttle::Limits m_limits;
    Handlers m_handlers;
    std::vector<std::unique_ptr<Lane>> m_lanes;
    QTimer m_looks;
    QUrl m_storage; // where the Hub's answer led; empty: the Hub has to be asked
    bool m_answered = false; // by what is the file asked for
    int m_quiet = 0; // looks in a row that saw nothing new
    bool m_alone = false; // more connections are of no use, or not liked
    bool m_settled = false; // one connection more did not make it faster
    qint64 m_seen = 0; // bytes there at the last look
    qint64 m_best = 0; // bytes between two looks, at most
};
