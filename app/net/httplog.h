#pragma once

#include <QDateTime>
#include <QList>
#include <QObject>
#include <QString>

#include <deque>

class QNetworkAccessManager;
class QNetworkReply;

// The latest exchanges, for the environment page and bug reports. Bounded, and made to be shown: no
// query, no credentials, no control characters; the token is never seen here.
class HttpLog final : public QObject
{
    Q_OBJECT

public:
    struct Entry
    {
        QDateTime at;
        QString verb;
        QString address; // scheme, host, port and path
        int status = 0; // 0: no answer
        QString requestId;
        QString problem; // what the network library said, empty for none

        bool operator==(const Entry &) const = default;
    };

    explicit HttpLog(QObject *parent = nullptr);

    // Every exchange of the manager, each hop of a redirect for itself.
    void watch(QNetworkAccessManager &nam);
    // One of another library; the address is cleaned here.
    void add(const QString &verb, const QUrl &url, int status, const QByteArray &requestId = {},
             const QString &problem = {});

    void clear();
    const std::deque<Entry> &entries() const { return m_entries; } // oldest first
    QString text() const; // one line each, newest first

signals:
    void added();

private:
    void onFinished(QNetworkReply *reply);

    std::deque<Entry> m_entries;
};
