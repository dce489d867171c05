#include "app/appcontext.h"

#include "app/messagebus.h"
#include "app/net/certificates.h"
#include "app/net/endpoint.h"
#include "app/net/proxies.h"

#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace {

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
    , m_rules(m_settings)
    , m_cache(cacheRoot())
    , m_firstPages(options.pagesFolder)
{
    connectNetwork();
    m_hub.setOffline(offline(), offlineSource());
    connect(&m_settings, &Settings::changed, this, &AppContext::onSettingChanged);
    connect(&m_session, &Session::changed, this, &AppContext::onSessionChanged);
    // What waits for the network goes on at once.
    connect(&m_networkWatch, &NetworkWatch::maybeBack, &m_transfers, &Transfers::networkIsBack);
    m_transfers.setGate(m_rules.gate());
    connect(&m_rules, &TransferRules::changed, &m_transfers, &Transfers::setGate);
    connect(&m_transfers, &Transfers::groupDone, &m_cache, &CacheIndex::refresh);
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
    if (m_options.watchesComputer)
        MessageBus::reach(this, &MessageBus::system, [this](const QDBusConnection &bus) {
            m_computer = std::make_unique<ComputerCare>(bus, m_settings, m_transfers, m_rules);
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
        return;
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
        m_log.clear(); // names stand in its addresses
    }
    emit accountChanged(leftOne);
}

std::optional<QString> AppContext::accountName() const
{
    if (!m_account)
        return {};
    return m_account->token.isEmpty()
        ? QString()
        : FirstPages::accountName(m_account->endpoint, m_account->token);
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
        .useSymlinks = m_environment.symlinks,
        .silenceSeconds = m_environment.downloadTimeout,
        .headSilenceSeconds = m_environment.etagTimeout,
    };
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
        emit connectionChanged();
        return;
    case Key::CacheFolder:
        m_cache.setRoot(cacheRoot());
        m_transfers.setConfig(transferConfig());
        emit cacheRootChanged();
        return;
    case Key::Connections:
    case Key::FilesAtOnce: m_transfers.setConfig(transferConfig()); return;
    case Key::Theme:
    case Key::Session:
    case Key::SavedSearches:
    case Key::WindowGeometry:
    case Key::PreviewShare:
    case Key::PreviewWrap:
    case Key::DownloadLimit: // of the rules
    case Key::Timetable:
    case Key::WaitWhenMetered:
    case Key::KeepAwake: return;
    }
}
