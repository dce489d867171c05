#pragma once

#include "app/net/hubclient.h"
#include "ui/repo/repoplace.h"

#include <QImage>
#include <QObject>

#include <map>

// Gets the images that a card or a comment names. Those of the Hub itself are fetched, a token
// going only along with files of a repository; any other host is asked only after a click
// (reliability M01, M02). Decoded on the pool, bounded in bytes and pixels, and never as a format
// that can refer to something else.
class HubImages final : public QObject
{
    Q_OBJECT

public:
    explicit HubImages(HubClient &hub, QObject *parent = nullptr);

    // Relative addresses are files of place, from folder ("docs/", empty: its root) on and never
    // outside it. Drops what is pending.
    void setBase(const RepoPlace &place, const QString &folder = {});
    void want(const QString &address); // as written
    void load(const QString &address); // the user clicked on a blocked or failed one

    // Pure; any thread. Null with a reason when it is no picture, too large or of a refused format.
    static QImage decode(const QByteArray &bytes, QString *reason);

signals:
    void ready(const QString &address, const QImage &image);
    void blocked(const QString &address);
    void failed(const QString &address, const QString &reason);

private:
    void get(const QString &address, bool anyHost);
    void take(const QString &address, const Result<Body> &body);
    QUrl resolved(const QString &address) const;

    HubClient &m_hub;
    std::optional<RepoPlace> m_place;
    QString m_folder; // with slash
    std::map<QString, RequestHandle> m_pending; // by address
    int m_generation = 0; // of the base
};
