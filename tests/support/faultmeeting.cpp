#include "tests/support/faultmeeting.h"

#include "app/localhub/localstore.h"
#include "tests/support/cachecheck.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QByteArray kToken = "hf_local_admin";
const QByteArray kApi = "/api/models";
const QByteArray kLink = "/ada/x/resolve/";
const QByteArray kContent = "/api/resolve-cache/";
const QString kSmall = u"a.txt"_s;
const QString kLarge = u"w.bin"_s;
constexpr qint64 kPartAt = 100'000; // of the large file

RepoId repoId()
{
    return *RepoId::parse(RepoKind::Model, u"ada/x");
}

// Smaller than the catalogue's own numbers: all of it goes through each client several times.
qint64 parameterOf(const FaultKind &kind, FaultMeeting::Place place)
{
    const QByteArrayView name(kind.name);
    if (name.endsWith("-huge") || name == "chunk-huge-extension")
        return 256 << 10; // bytes
    if (name == "head-many")
        return 20'000;
    if (name == "gzip-bomb")
        return place == FaultMeeting::Place::Api ? 65 : 4; // MiB; an answer may have 64
    if (name.startsWith("too-many"))
        return 1; // s
    return 0;
}

QString saying(const HubError &error)
{
    return error.message.trimmed().isEmpty() ? u"an error without a sentence"_s : QString();
}

} // namespace

FaultMeeting::FaultMeeting(Place place)
    : m_place(place)
    , m_hub({.folder = m_hubFolder.path(), .adminToken = kToken})
{
    m_hub.start();
    const Content small = Content::synthetic(20'000, 1);
    // Where it is not what is damaged, its size costs time only.
    const Content large
        = Content::synthetic(place == Place::Content ? qint64(3) << 20 : kPartAt * 2, 2);
    m_contents = {{kSmall, small.all()}, {kLarge, large.all()}};
    m_hub.store().createRepo(repoId());
    m_commit = m_hub.store().commit(repoId(), u"main"_s,
                                    {.adds = {{kSmall, small}, {kLarge, large}},
                                     .attributes = {{kSmall, u"regular"_s}, {kLarge, u"lfs"_s}}});
}

bool FaultMeeting::mayWait(const FaultKind &kind)
{
    const QByteArrayView name(kind.name);
    return name.startsWith("too-many") || name.startsWith("silent-") || name.startsWith("drip")
        || name == "stall" || name == "redirect-private";
}

// The others ask for years, or lead to where nobody answers for a while.
bool FaultMeeting::heals(const FaultKind &kind)
{
    const QByteArrayView name(kind.name);
    return mayWait(kind) && name != "too-many-years" && name != "redirect-private";
}

void FaultMeeting::begin(const FaultKind &kind)
{
    m_search.reset();
    m_reads = {};
    m_client.reset();
    m_hub.clearFaults();
    m_hub.forgetRequests();
    const qint64 parameter = parameterOf(kind, m_place);
    switch (m_place) {
    case Place::Api: m_hub.setFault(kind.name, kApi, -1, "hub", parameter); break;
    case Place::Link: m_hub.setFault(kind.name, kLink, -1, "hub", parameter); break;
    case Place::Content:
        m_hub.setFault(kind.name, kContent, -1, "hub", parameter);
        m_hub.setFault(kind.name, "/", -1, "cdn", parameter);
    }
    m_name = kind.name;
    m_mayWait = mayWait(kind);
    m_heals = heals(kind);
    m_nam = std::make_unique<QNetworkAccessManager>();
    m_client = std::make_unique<HubClient>(m_hub.url(), *m_nam);
    m_client->setToken(kToken);
    m_client->setPatience(2s, 4s);
    m_client->pacer().setLimits(
        {.tries = 2, .firstPause = 10ms, .longestPause = 20ms, .longestHold = 20ms});
    startTransfers();
    ask();
}

void FaultMeeting::startTransfers()
{
    m_transfers.reset();
    m_cache.emplace();
    m_transfers
        = std::make_unique<Transfers>(Transfers::Config{.endpoint = m_hub.url(),
                                                        .token = kToken,
                                                        .cacheRoot = m_cache->path(),
                                                        .silenceSeconds = 1,
                                                        .segment = 256 << 10, // twelve
                                                        .retryStep = m_mayWait ? 300ms : 1ms,
                                                        .lookStep = 100ms});
    QObject::connect(m_transfers.get(), &Transfers::groupDone, m_transfers.get(),
                     [this](qint64 id, bool complete) {
                         if (!complete && std::exchange(m_triesAgain, false))
                             return m_transfers->retryGroup(id);
                         m_groupEnded = m_groupEnded || id == m_group;
                         m_complete = complete;
                     });
    QObject::connect(m_transfers.get(), &Transfers::changed, m_transfers.get(),
                     [this] { m_saidWhy = m_saidWhy || waitsWithReason(); });
}

void FaultMeeting::ask()
{
    m_groupEnded = m_complete = m_saidWhy = m_triesAgain = false;
    m_group = m_transfers->download({.repo = repoId()});
    m_page.reset();
    m_search
        = m_client->searchRepos({}, [this](Result<RepoPage> page) { m_page = std::move(page); });
    const std::array<std::tuple<QString, qint64, qint64>, 2> parts{
        {{kSmall, 4, 10'000}, {kLarge, kPartAt, 64 << 10}}};
    for (size_t i = 0; i < parts.size(); ++i) {
        Read &read = m_reads[i];
        std::tie(read.path, read.offset, read.length) = parts[i];
        read.body.reset();
        read.handle
            = m_client->readFile(repoId(), {}, read.path, read.offset, read.length,
                                 [&read](Result<Body> body) { read.body = std::move(body); });
    }
}

const TransferGroup FaultMeeting::group() const
{
    return m_transfers->snapshot().groups.value(0, TransferGroup{.repo = repoId()});
}

// The listing says it on the group, a file on itself; to stall is a reason.
bool FaultMeeting::waitsWithReason() const
{
    return !group().reason.isEmpty() || std::ranges::any_of(files(), [](const TransferFile &f) {
        return (f.state == TransferState::Waiting && !f.reason.isEmpty())
            || (f.state == TransferState::Stalled && f.patience.silentSince.isValid());
    });
}

QStringList FaultMeeting::pending() const
{
    QStringList all;
    if (!m_page)
        all << u"search"_s;
    for (const Read &read : m_reads)
        if (!read.body)
            all << u"part of "_s + read.path;
    if (!m_groupEnded && !(m_mayWait && m_saidWhy))
        all << u"download (state %1)"_s.arg(int(group().state));
    return all;
}

QStringList FaultMeeting::wrongs(bool mayLie) const
{
    QStringList all;
    const auto add = [&all](const QString &whose, const QString &what) {
        if (!what.isEmpty())
            all << whose + u": "_s + what;
    };
    if (!*m_page)
        add(u"search"_s, saying(m_page->error()));
    else if (!mayLie && ((*m_page)->repos.size() != 1 || (*m_page)->repos[0].id != repoId()))
        add(u"search"_s, u"other rows"_s);
    for (const Read &read : m_reads) {
        if (!*read.body)
            add(read.path, saying(read.body->error()));
        else if ((*read.body)->bytes.size() != read.length
                 || (!mayLie
                     && (*read.body)->bytes
                         != m_contents.value(read.path).sliced(read.offset, read.length)))
            add(read.path, u"other bytes"_s);
    }
    if (const TransferGroup g = group(); g.state == TransferState::Failed && g.error)
        add(u"download"_s, saying(*g.error));
    for (const TransferFile &file : files())
        if (file.state == TransferState::Failed)
            add(u"download of "_s + file.path, file.error ? saying(*file.error) : u"no error"_s);
    return all + filesWrong();
}

QStringList FaultMeeting::filesWrong() const
{
    QStringList wrong;
    for (const auto &[path, content] : m_contents.asKeyValueRange()) {
        QFile file(m_cache->filePath(
            u"models--ada--x/snapshots/%1/%2"_s.arg(QString::fromLatin1(m_commit), path)));
        if (file.open(QIODevice::ReadOnly) ? file.readAll() != content : m_complete)
            wrong << u"file "_s + path;
    }
    return wrong + CacheCheck::breaches(m_cache->path(), CacheCheck::Temporaries::Allowed);
}

bool FaultMeeting::wasProvoked() const
{
    const auto asked = [this](const QByteArray &origin, const QByteArray &prefix) {
        return std::ranges::any_of(m_hub.requests(origin), [&prefix](const SeenRequest &r) {
            return r.target.startsWith(prefix);
        });
    };
    if (m_name == "silent-connect" || m_name == "one-connection")
        return true; // these meet connections, whatever is asked
    switch (m_place) {
    case Place::Api: return asked("hub", kApi);
    case Place::Link: return asked("hub", kLink);
    case Place::Content: return asked("hub", kContent) && asked("cdn", "/");
    }
    Q_UNREACHABLE();
}

QStringList FaultMeeting::tokensElsewhere() const
{
    QStringList all;
    for (const QByteArray origin : {"cdn", "evil", "mirror"}) {
        for (const SeenRequest &request : m_hub.requests(origin)) {
            bool shown = request.target.contains(kToken);
            for (const auto &[name, value] : request.headers)
                shown |= name == "authorization" || name == "cookie" || value.contains(kToken);
            if (shown)
                all << QString::fromLatin1(origin + ": " + request.target);
        }
    }
    return all;
}

void FaultMeeting::lift()
{
    m_hub.clearFaults();
    if (!m_heals)
        return;
    m_mayWait = false;
    if (!m_groupEnded)
        m_triesAgain = true; // its last try may be under way
    else if (!m_complete)
        m_transfers->retryGroup(m_group);
    m_groupEnded = m_complete;
}

QStringList FaultMeeting::unhealed() const
{
    if (!m_heals)
        return {};
    return m_complete ? filesWrong() : QStringList(u"download (place %1)"_s.arg(int(m_place)));
}

void FaultMeeting::cancel()
{
    m_mayWait = m_triesAgain = false;
    m_transfers->cancelGroup(m_group);
}

void FaultMeeting::beginPlain(bool anew)
{
    m_transfers->forget(m_group);
    if (anew)
        startTransfers();
    ask();
}

QStringList FaultMeeting::plainWrongs() const
{
    QStringList all;
    if (!*m_page)
        all << u"search: "_s + m_page->error().detail;
    for (const Read &read : m_reads)
        if (!*read.body)
            all << read.path + u": "_s + read.body->error().detail;
    if (!m_complete)
        all << u"download"_s;
    return all.isEmpty() ? wrongs(false) : all;
}
