#include "app/appcontext.h"

#include "app/disk/cachelayout.h"
#include "app/disk/dragshelf.h"
#include "app/messagebus.h"
#include "app/net/certificates.h"
#include "app/net/endpoint.h"
#include "app/net/proxies.h"

#include <QFile>
#include <QThreadPool>
#include <QTimer>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace {

// The window is there first; what the cache uses is a number in its sidebar.
constexpr std::chrono::milliseconds kScanDelay{1'500};

std::unique_ptr<QSettings> settingsStore(const QString &file)
{
    if (!file.isEmpty())
        return Settings::openStore(file);
    const QSettings own(QSettings::IniFormat, QSettings::UserScope, u"hubnaut"_s, u"hubnaut"_s);
    return Settings::openStore(own.fileName());
}

} // namespace

AppContext::AppContext(const Options &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_environment(Environment::read(options.variables, options.homeFolder))
    , m_store(settingsStore(options.settingsFile))
    , m_settings(*m_store)
    , m_hub(endpoint(), m_network)
    , m_session(m_hub, m_environment)
    , m_transfers(transferConfig())
    , m_uploads(options.uploadFile)
    , m_watched(m_hub, m_uploads,
                {.file = options.watchFile, .round = {.hashes = options.hashFile}})
    , m_rules(m_settings)
    , m_cache(cacheRoot())
    , m_cleaner(cacheRoot())
    , m_firstPages(options.pagesFolder)
    , m_drafts(options.draftsFolder)
{
    connectNetwork();
    m_hub.setOffline(offline(), offlineSource());
    m_scanner.setPlaces(cachePlaces());
    m_scanner.setMemory(m_options.scanFile);
    connect(&m_settings, &Settings::changed, this, &AppContext::onSettingChanged);
    connect(&m_session, &Session::changed, this, &AppContext::onSessionChanged);
    // What waits for the network goes on at once.
    connect(&m_networkWatch, &NetworkWatch::maybeBack, &m_transfers, &Transfers::networkIsBack);
    connect(&m_networkWatch, &NetworkWatch::maybeBack, &m_uploads, &Uploads::networkIsBack);
    // Who asks the Hub for too much is all of us.
    connect(&m_hub.pacer(), &Pacer::held, &m_transfers, &Transfers::hold);
    connect(&m_hub.pacer(), &Pacer::held, &m_uploads, &Uploads::hold);
    connect(&m_transfers, &Transfers::held, &m_hub.pacer(), &Pacer::hold);
    connect(&m_uploads, &Uploads::held, &m_hub.pacer(), &Pacer::hold);
    m_transfers.setGate(m_rules.gate());
    m_uploads.setGate(m_rules.uploadGate());
    connect(&m_rules, &TransferRules::changed, &m_transfers, &Transfers::setGate);
    connect(&m_rules, &TransferRules::uploadsChanged, &m_uploads, &Uploads::setGate);
    connect(&m_transfers, &Transfers::groupDone, &m_cache, &CacheIndex::refresh);
    connect(&m_transfers, &Transfers::groupDone, &m_scanner, [this](qint64 id) {
        for (const TransferGroup &group : m_transfers.snapshot().groups)
            if (group.id == id)
                m_scanner.refresh(QFile::encodeName(CacheLayout::repoFolder(group.repo)));
    });
}

AppContext::~AppContext() = default;

// Before the first request: whose certificates count, which proxies are used, and what is noted.
void AppContext::connectNetwork()
{
    const auto bundle = CertificateBundle::fromEnvironment(m_options.variables);
    if (!bundle.variable.isEmpty())
        m_hub.startAfter(
            QtConcurrent::run([bundle] {
                return bundle.configuration();
            }).then(this, [this](const std::expected<QSslConfiguration, QString> &read) {
                if (read)
                    QSslConfiguration::setDefaultConfiguration(*read);
                else {
                    m_environment.notices << read.error();
                    emit noticesChanged();
                }
            }));
    auto *proxies = new EnvironmentProxies(m_options.variables);
    for (const QString &proxy : proxies->description())
        m_environment.notices << tr("Requests go through the proxy %1.").arg(proxy);
    m_network.setProxyFactory(proxies); // takes it over
    m_log.watch(m_network);
}

void AppContext::start()
{
    m_session.restore();
    m_cache.refresh();
    QTimer::singleShot(kScanDelay, &m_scanner, &CacheScanner::scan);
    QThreadPool::globalInstance()->start(
        [root = cacheRoot()] { DragShelf::clearOld(DragShelf::folderFor(root)); });
    if (m_options.watchesComputer)
        MessageBus::reach(this, &MessageBus::system, [this](const QDBusConnection &bus) {
            m_computer
                = std::make_unique<ComputerCare>(bus, m_settings, m_transfers, m_uploads, m_rules);
        });
}

void AppContext::onSessionChanged()
{
    m_transfers.setConfig(transferConfig());
    if (m_session.isReading())
        return;
    const auto &known = m_session.account();
    const KnownAccount now{.endpoint = m_hub.endpoint(),
                           .token = m_hub.token(),
                           .name = known ? known->name : QString()};
    const auto before = std::exchange(m_account, now);
    if (before && before->endpoint == now.endpoint && before->token == now.token)
        return followWatched(); // the name may be known only now
    m_transfers.setConfig(transferConfig());
    if (!before && !m_options.queueFile.isEmpty())
        m_transfers.restore(m_options.queueFile);
    m_firstPages.setAccount(now.endpoint, now.token);
    const bool otherHub = before && before->endpoint != now.endpoint;
    const bool samePerson
        = before && !now.name.isEmpty() && before->name == now.name; // with another token
    const bool leftOne = otherHub || (before && !before->token.isEmpty() && !samePerson);
    if (leftOne) {
        m_transfers.leaveAccount();
        if (!otherHub)
            m_transfers.forgetHidden();
        m_watched.leaveOwner();
        m_uploads.leaveAccount();
        m_log.clear(); // names stand in its addresses
    } else if (before)
        m_transfers.renameAccount(accountName(*before), accountName(now));
    if (before)
        m_transfers.goOnWithKept();
    followUploads();
    followWatched();
    emit accountChanged(leftOne);
}

// Only once it is known whose they are.
void AppContext::followUploads()
{
    if (m_account)
        m_uploads.setConfig({.access = hubAccess(), .account = *accountName()});
}

void AppContext::followWatched()
{
    const WatchOwner owner{
        .endpoint = m_account->endpoint, .account = *accountName(), .user = m_account->name};
    if (owner != m_watched.owner())
        m_watched.setOwner(owner);
}

QString AppContext::accountName(const KnownAccount &account)
{
    return account.token.isEmpty() ? QString()
                                   : FirstPages::accountName(account.endpoint, account.token);
}

std::optional<QString> AppContext::accountName() const
{
    return m_account ? std::optional(accountName(*m_account)) : std::nullopt;
}

QUrl AppContext::endpoint() const
{
    if (m_environment.endpoint.variable.isEmpty() && !m_settings.endpoint().isEmpty()) {
        if (const auto chosen = normalisedEndpoint(m_settings.endpoint()))
            return *chosen;
    }
    return QUrl(m_environment.endpoint.value, QUrl::StrictMode);
}

bool AppContext::isPublicHub() const
{
    return m_hub.endpoint() == publicHub();
}

QString AppContext::cacheRoot() const
{
    const QString chosen = m_settings.cacheFolder();
    const bool decided = !m_environment.hubCache.variable.isEmpty();
    return decided || chosen.isEmpty() ? m_environment.hubCache.value : chosen;
}

CachePlaces AppContext::cachePlaces() const
{
    QList<OtherStore> others = otherStoresOf(m_options.variables, m_options.homeFolder);
    if (m_options.demo) // what is this computer's own is none of its business
        others.removeIf([this](const OtherStore &store) {
            return !store.folder.startsWith(m_options.homeFolder + u'/');
        });
    return {.root = cacheRoot(),
            .home = m_environment.home.value,
            .xet = m_environment.xetCache.value,
            .assets = m_environment.assetsCache.value,
            .otherStores = others};
}

CacheStore::Links AppContext::links() const
{
    using Links = CacheStore::Links;
    if (!m_environment.symlinks)
        return Links::None;
    return m_environment.sharedBlobs ? Links::Symbolic : Links::OwnOnly;
}

QString AppContext::offlineSource() const
{
    if (m_options.offline)
        return u"--offline"_s;
    return m_environment.offline ? m_environment.offlineVariable : QString();
}

bool AppContext::offline() const
{
    return m_options.offline || m_environment.offline || m_settings.offline();
}

Transfers::Config AppContext::transferConfig() const
{
    return {
        .endpoint = m_hub.endpoint(),
        .token = m_hub.token(),
        .account = accountName().value_or(QString()),
        .cacheRoot = cacheRoot(),
        .filesAtOnce = m_settings.filesAtOnce(),
        .connections = m_settings.connections(),
        .offline = offline(),
        .offlineBy = offlineSource(),
        .proxies = std::make_shared<const EnvironmentProxies>(m_options.variables),
        .links = links(),
        .silenceSeconds = m_environment.downloadTimeout,
        .headSilenceSeconds = m_environment.etagTimeout,
    };
}

HubAccess AppContext::hubAccess() const
{
    return accessFrom(transferConfig());
}

void AppContext::onSettingChanged(Settings::Key key)
{
    using Key = Settings::Key;
    switch (key) {
    case Key::Endpoint:
        if (m_hub.endpoint() == endpoint())
            return;
        m_hub.setToken({}); // belongs to the other Hub; restore() finds out whether it is good here
        m_hub.setEndpoint(endpoint());
        m_transfers.setConfig(transferConfig());
        m_session.restore();
        emit connectionChanged();
        return;
    case Key::Offline:
        m_hub.setOffline(offline(), offlineSource());
        m_transfers.setConfig(transferConfig());
        followUploads();
        emit connectionChanged();
        return;
    case Key::CacheFolder:
        m_cache.setRoot(cacheRoot());
        m_scanner.setPlaces(cachePlaces());
        m_scanner.scan();
        m_cleaner.setRoot(cacheRoot());
        m_transfers.setConfig(transferConfig());
        emit cacheRootChanged();
        return;
    case Key::Connections:
    case Key::FilesAtOnce: m_transfers.setConfig(transferConfig()); return;
    case Key::UploadLimit:
    case Key::Theme:
    case Key::Session:
    case Key::SavedSearches:
    case Key::WindowGeometry:
    case Key::PreviewShare:
    case Key::PreviewWrap:
    case Key::CachePolicy:
    case Key::CacheMove:
    case Key::DownloadLimit: // of the rules
    case Key::Timetable:
    case Key::WaitWhenMetered:
    case Key::KeepAwake: return;
    }
}
