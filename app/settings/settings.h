#pragma once

#include "app/settings/timetable.h"

#include <QObject>
#include <QSettings>
#include <QStringList>
#include <QUrl>

#include <memory>

// What the user chose, typed and clamped. Nothing secret is kept here. Given its QSettings, so that
// tests use a temporary one. GUI thread only.
class Settings final : public QObject
{
    Q_OBJECT

public:
    enum class Key {
        Theme,
        Endpoint,
        CacheFolder,
        FilesAtOnce,
        Offline,
        Session,
        SavedSearches,
        WindowGeometry,
        PreviewShare,
        PreviewWrap,
        DownloadLimit,
        UploadLimit,
        Connections,
        Timetable,
        WaitWhenMetered,
        KeepAwake,
        CachePolicy,
        CacheMove
    };
    Q_ENUM(Key)
    enum class Theme { System, Light, Dark };

    explicit Settings(QSettings &store, QObject *parent = nullptr);

    // An INI file for the constructor. One that cannot be read is kept aside as path.bad-<time>,
    // and an empty one takes its place.
    static std::unique_ptr<QSettings> openStore(const QString &path);

    Theme theme() const;
    void setTheme(Theme theme);
    QString endpoint() const; // empty: the public Hub, or what HF_ENDPOINT says
    void setEndpoint(const QString &endpoint);
    QString cacheFolder() const; // empty: as the environment says
    void setCacheFolder(const QString &folder);
    int filesAtOnce() const; // 1 to 32, 4 unless set
    void setFilesAtOnce(int files);
    int connections() const; // 1 to 32 that fetch at once, beside one a file; 16 unless set
    void setConnections(int connections);
    qint64 downloadLimit() const; // bytes per second of everything; 0: none
    void setDownloadLimit(qint64 bytesPerSecond);
    qint64 uploadLimit() const; // bytes per second of all uploads; 0: none
    void setUploadLimit(qint64 bytesPerSecond);
    Timetable timetable() const;
    void setTimetable(const Timetable &timetable);
    bool waitWhenMetered() const; // true unless set
    void setWaitWhenMetered(bool wait);
    bool keepAwake() const; // the computer, while transfers run
    void setKeepAwake(bool keep);
    bool offline() const;
    void setOffline(bool offline);

    QByteArray session() const; // the window's tabs as the window wrote them
    void setSession(const QByteArray &session);
    QByteArray savedSearches() const; // JSON of the search pane
    void setSavedSearches(const QByteArray &searches);
    QByteArray cachePolicy() const; // JSON of the cache's page
    void setCachePolicy(const QByteArray &policy);
    // From where to where the cache was copied, as long as it is at both places; else empty.
    QStringList cacheMove() const;
    void setCacheMove(const QStringList &places);
    QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray &geometry);
    int previewShare() const; // percent of the files' width, 10 to 90; 0: as fits best
    void setPreviewShare(int percent);
    bool previewWrap() const; // long lines of texts; true unless set
    void setPreviewWrap(bool wrap);

signals:
    void changed(Settings::Key key);

private:
    QVariant value(Key key) const;
    void set(Key key, const QVariant &value);

    QSettings &m_store;
};
