#pragma once

#include "app/cache/cachecleaner.h"
#include "app/cache/cacheindex.h"
#include "app/cache/cachescanner.h"
#include "app/computercare.h"
#include "app/net/httplog.h"
#include "app/net/hubclient.h"
#include "app/networkwatch.h"
#include "app/session/drafts.h"
#include "app/session/firstpages.h"
#include "app/session/session.h"
#include "app/settings/environment.h"
#include "app/settings/settings.h"
#include "app/transfer/hubaccess.h"
#include "app/transfer/transfers.h"
#include "app/transferrules.h"
#include "app/upload/uploads.h"
#include "app/watch/watchedfolders.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QSettings>

// Owns what lives as long as the program, hands it out by reference, and keeps it in step with the
// settings and the session: endpoint, token, cache folder, offline mode. GUI thread only.
class AppContext final : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        QProcessEnvironment variables;
        QString homeFolder;
        QString settingsFile; // empty: the user's own
        QString pagesFolder; // for what searches found; empty: it is not kept
        QString scanFile; // for the last look at the cache; empty: it is not kept
        QString queueFile; // for what is still to be fetched; empty: it is not kept
        QString uploadFile; // for what is still to be sent; empty: it is not kept
        QString hashFile; // for what uploaded files were when they were read; empty: it is not kept
        QString watchFile = {}; // for folders that are watched; empty: they are not kept
        QString draftsFolder; // for what is typed and not committed; empty: it is not kept
        bool offline = false; // --offline
        bool watchesComputer = false; // its network's kind and its sleep, by the system's bus
        bool demo = false; // says so in the window; the variables lead to the demo Hub
    };

    explicit AppContext(const Options &options, QObject *parent = nullptr);
    ~AppContext() override;

    void start(); // reads the stored token, looks at the cache

    const Environment &environment() const { return m_environment; }
    Settings &settings() { return m_settings; }
    HubClient &hub() { return m_hub; }
    Session &session() { return m_session; }
    Transfers &transfers() { return m_transfers; }
    Uploads &uploads() { return m_uploads; }
    WatchedFolders &watched() { return m_watched; }
    CacheIndex &cache() { return m_cache; }
    CacheScanner &cacheScanner() { return m_scanner; }
    CacheCleaner &cacheCleaner() { return m_cleaner; }
    TransferRules &transferRules() { return m_rules; }
    const FirstPages &firstPages() const { return m_firstPages; }
    const Drafts &drafts() const { return m_drafts; }
    const HttpLog &log() const { return m_log; }
    QString cacheRoot() const; // absolute
    HubAccess hubAccess() const; // as it is now, for work on another thread
    const QString &hashFile() const { return m_options.hashFile; }
    CacheStore::Links links() const; // that are made in it
    // Whose token requests carry, as FirstPages::accountName() says it, so that the next start can
    // tell whether it is still the same. Empty: nobody's. Nothing while that is not known yet.
    std::optional<QString> accountName() const;
    bool isDemo() const { return m_options.demo; }
    bool isPublicHub() const;
    // What decides over the setting: "HF_HUB_OFFLINE", "--offline"; empty: the setting itself.
    QString offlineSource() const;

signals:
    void connectionChanged(); // endpoint or offline mode
    void cacheRootChanged();
    void noticesChanged(); // environment().notices
    // Other requests get other answers from now on. leftOne: somebody was signed in and is not any
    // more, or another Hub answers; what was only for them must not stay on the screen.
    void accountChanged(bool leftOne);

private:
    struct KnownAccount
    {
        QUrl endpoint;
        QByteArray token;
        QString name; // empty until the Hub has said it
    };

    static QString accountName(const KnownAccount &account); // empty: nobody's
    void connectNetwork();
    void onSessionChanged();
    QUrl endpoint() const;
    bool offline() const;
    CachePlaces cachePlaces() const;
    Transfers::Config transferConfig() const;
    void followUploads();
    void followWatched();
    void onSettingChanged(Settings::Key key);

    Options m_options;
    Environment m_environment;
    std::unique_ptr<QSettings> m_store;
    Settings m_settings;
    HttpLog m_log;
    QNetworkAccessManager m_network;
    HubClient m_hub;
    Session m_session;
    std::optional<KnownAccount> m_account; // whose token requests carry; nothing: not known yet
    Transfers m_transfers;
    Uploads m_uploads;
    WatchedFolders m_watched;
    TransferRules m_rules;
    NetworkWatch m_networkWatch;
    std::unique_ptr<ComputerCare> m_computer; // null: not reached, or not wanted
    CacheIndex m_cache;
    CacheScanner m_scanner;
    CacheCleaner m_cleaner;
    FirstPages m_firstPages;
    Drafts m_drafts;
};
