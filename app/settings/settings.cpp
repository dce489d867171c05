#include "app/settings/settings.h"

#include "app/net/endpoint.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxFilesAtOnce = 32;
constexpr int kFilesAtOnce = 4;
constexpr int kMostConnections = 32;
constexpr int kConnections = 16;
constexpr qint64 kLeastLimit = 32'000; // bytes/s; below it connections would look dead

using ThemeName = std::pair<Settings::Theme, QLatin1StringView>;
constexpr std::array kThemeNames{ThemeName{Settings::Theme::System, "system"_L1},
                                 ThemeName{Settings::Theme::Light, "light"_L1},
                                 ThemeName{Settings::Theme::Dark, "dark"_L1}};

QString settingName(Settings::Key key)
{
    using Key = Settings::Key;
    switch (key) {
    case Key::Theme: return u"window/theme"_s;
    case Key::Endpoint: return u"hub/endpoint"_s;
    case Key::CacheFolder: return u"cache/folder"_s;
    case Key::FilesAtOnce: return u"transfers/filesAtOnce"_s;
    case Key::Offline: return u"hub/offline"_s;
    case Key::Session: return u"window/session"_s;
    case Key::SavedSearches: return u"search/saved"_s;
    case Key::WindowGeometry: return u"window/geometry"_s;
    case Key::PreviewShare: return u"files/previewShare"_s;
    case Key::PreviewWrap: return u"files/previewWrap"_s;
    case Key::DownloadLimit: return u"transfers/downloadLimit"_s;
    case Key::UploadLimit: return u"transfers/uploadLimit"_s;
    case Key::Connections: return u"transfers/connections"_s;
    case Key::Timetable: return u"transfers/timetable"_s;
    case Key::WaitWhenMetered: return u"transfers/waitWhenMetered"_s;
    case Key::KeepAwake: return u"transfers/keepAwake"_s;
    case Key::CachePolicy: return u"cache/policy"_s;
    case Key::CacheMove: return u"cache/move"_s;
    }
    Q_UNREACHABLE();
}

qint64 usableLimit(qint64 bytesPerSecond)
{
    return bytesPerSecond > 0 ? qMax(bytesPerSecond, kLeastLimit) : 0;
}

// A path that cannot be one counts as not set.
QString cleanPathText(const QString &text)
{
    return text.contains(QChar(0)) ? QString() : text;
}

QString cleanEndpointText(const QString &text)
{
    const auto url = normalisedEndpoint(text);
    return url ? url->toString(QUrl::FullyEncoded) : QString();
}

} // namespace

Settings::Settings(QSettings &store, QObject *parent)
    : QObject(parent)
    , m_store(store)
{ }

std::unique_ptr<QSettings> Settings::openStore(const QString &path)
{
    constexpr qint64 kLargest = 2 << 20; // bytes; a window with a thousand tabs stays below
    auto store = std::make_unique<QSettings>(path, QSettings::IniFormat);
    static_cast<void>(store->allKeys()); // sections are parsed late: only now is the status true
    const QFileInfo file(path);
    if (!file.exists()
        || (file.isFile() && file.size() <= kLargest && store->status() == QSettings::NoError))
        return store;
    const QString time = QDateTime::currentDateTimeUtc().toString(u"yyyyMMddThhmmss"_s);
    store.reset();
    QFile::rename(path, path + ".bad-"_L1 + time);
    return std::make_unique<QSettings>(path, QSettings::IniFormat);
}

QVariant Settings::value(Key key) const
{
    return m_store.value(settingName(key));
}

void Settings::set(Key key, const QVariant &value)
{
    if (this->value(key) == value)
        return;
    m_store.setValue(settingName(key), value);
    emit changed(key);
}

Settings::Theme Settings::theme() const
{
    const auto it
        = std::ranges::find(kThemeNames, value(Key::Theme).toString(), &ThemeName::second);
    return it == kThemeNames.end() ? Theme::System : it->first;
}

void Settings::setTheme(Theme theme)
{
    set(Key::Theme, QString(std::ranges::find(kThemeNames, theme, &ThemeName::first)->second));
}

QString Settings::endpoint() const
{
    return cleanEndpointText(value(Key::Endpoint).toString());
}

void Settings::setEndpoint(const QString &endpoint)
{
    set(Key::Endpoint, cleanEndpointText(endpoint));
}

QString Settings::cacheFolder() const
{
    return cleanPathText(value(Key::CacheFolder).toString());
}

void Settings::setCacheFolder(const QString &folder)
{
    set(Key::CacheFolder, cleanPathText(folder));
}

int Settings::filesAtOnce() const
{
    bool ok = false;
    const int files = value(Key::FilesAtOnce).toInt(&ok);
    return ok ? qBound(1, files, kMaxFilesAtOnce) : kFilesAtOnce;
}

void Settings::setFilesAtOnce(int files)
{
    set(Key::FilesAtOnce, qBound(1, files, kMaxFilesAtOnce));
}

int Settings::connections() const
{
    bool ok = false;
    const int connections = value(Key::Connections).toInt(&ok);
    return ok ? qBound(1, connections, kMostConnections) : kConnections;
}

void Settings::setConnections(int connections)
{
    set(Key::Connections, qBound(1, connections, kMostConnections));
}

qint64 Settings::downloadLimit() const
{
    return usableLimit(value(Key::DownloadLimit).toLongLong());
}

void Settings::setDownloadLimit(qint64 bytesPerSecond)
{
    set(Key::DownloadLimit, usableLimit(bytesPerSecond));
}

qint64 Settings::uploadLimit() const
{
    return usableLimit(value(Key::UploadLimit).toLongLong());
}

void Settings::setUploadLimit(qint64 bytesPerSecond)
{
    set(Key::UploadLimit, usableLimit(bytesPerSecond));
}

Timetable Settings::timetable() const
{
    return Timetable::fromText(value(Key::Timetable).toString());
}

void Settings::setTimetable(const Timetable &timetable)
{
    set(Key::Timetable, timetable.toText());
}

bool Settings::waitWhenMetered() const
{
    return m_store.value(settingName(Key::WaitWhenMetered), true).toBool();
}

void Settings::setWaitWhenMetered(bool wait)
{
    set(Key::WaitWhenMetered, wait);
}

bool Settings::keepAwake() const
{
    return value(Key::KeepAwake).toBool();
}

void Settings::setKeepAwake(bool keep)
{
    set(Key::KeepAwake, keep);
}

bool Settings::offline() const
{
    return value(Key::Offline).toBool();
}

void Settings::setOffline(bool offline)
{
    set(Key::Offline, offline);
}

QByteArray Settings::session() const
{
    return value(Key::Session).toByteArray();
}

void Settings::setSession(const QByteArray &session)
{
    set(Key::Session, session);
}

QByteArray Settings::savedSearches() const
{
    return value(Key::SavedSearches).toByteArray();
}

void Settings::setSavedSearches(const QByteArray &searches)
{
    set(Key::SavedSearches, searches);
}

QStringList Settings::cacheMove() const
{
    const QStringList places = value(Key::CacheMove).toStringList();
    return places.size() == 2 ? places : QStringList();
}

void Settings::setCacheMove(const QStringList &places)
{
    set(Key::CacheMove, places);
}

QByteArray Settings::cachePolicy() const
{
    return value(Key::CachePolicy).toByteArray();
}

void Settings::setCachePolicy(const QByteArray &policy)
{
    set(Key::CachePolicy, policy);
}

QByteArray Settings::windowGeometry() const
{
    return value(Key::WindowGeometry).toByteArray();
}

void Settings::setWindowGeometry(const QByteArray &geometry)
{
    set(Key::WindowGeometry, geometry);
}

int Settings::previewShare() const
{
    const int percent = value(Key::PreviewShare).toInt();
    return percent > 0 ? qBound(10, percent, 90) : 0;
}

void Settings::setPreviewShare(int percent)
{
    set(Key::PreviewShare, percent > 0 ? qBound(10, percent, 90) : 0);
}

bool Settings::previewWrap() const
{
    return m_store.value(settingName(Key::PreviewWrap), true).toBool();
}

void Settings::setPreviewWrap(bool wrap)
{
    set(Key::PreviewWrap, wrap);
}
