#include "app/net/httplog.h"

#include "app/net/redact.h"
#include "app/net/replyreading.h"
#include "app/text/safetext.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr size_t kMaxLogEntries = 200;
constexpr qsizetype kMaxLogText = 300; // characters of an address or a problem

QString logText(const QString &text)
{
    return SafeText::line(text).left(kMaxLogText);
}

QString logAddress(const QUrl &url)
{
    const QUrl::FormattingOptions bare
        = QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment;
    return logText(url.toString(bare | QUrl::FullyEncoded));
}

QString verbOf(const QNetworkReply &reply)
{
    switch (reply.operation()) {
    case QNetworkAccessManager::HeadOperation: return u"HEAD"_s;
    case QNetworkAccessManager::GetOperation: return u"GET"_s;
    case QNetworkAccessManager::PutOperation: return u"PUT"_s;
    case QNetworkAccessManager::PostOperation: return u"POST"_s;
    case QNetworkAccessManager::DeleteOperation: return u"DELETE"_s;
    case QNetworkAccessManager::CustomOperation:
        return QString::fromLatin1(
            reply.request().attribute(QNetworkRequest::CustomVerbAttribute).toByteArray());
    case QNetworkAccessManager::UnknownOperation: break;
    }
    return u"?"_s;
}

} // namespace

HttpLog::HttpLog(QObject *parent)
    : QObject(parent)
{ }

void HttpLog::watch(QNetworkAccessManager &nam)
{
    connect(&nam, &QNetworkAccessManager::finished, this, &HttpLog::onFinished);
}

void HttpLog::onFinished(QNetworkReply *reply)
{
    const HttpFailure facts
        = ReplyReading::failureOf(*reply, HttpFailure::Cause::Status, reply->url(), {});
    const bool answered = facts.status > 0;
    add(verbOf(*reply), reply->url(), facts.status, facts.requestId,
        reply->error() == QNetworkReply::NoError || answered ? QString() : facts.technical);
}

void HttpLog::add(const QString &verb, const QUrl &url, int status, const QByteArray &requestId,
                  const QString &problem)
{
    if (m_entries.size() == kMaxLogEntries)
        m_entries.pop_front();
    m_entries.push_back({.at = QDateTime::currentDateTimeUtc(),
                         .verb = logText(verb),
                         .address = logAddress(url),
                         .status = status,
                         .requestId = logText(QString::fromLatin1(requestId)),
                         .problem = logText(redacted(problem))});
    emit added();
}

void HttpLog::clear()
{
    m_entries.clear();
}

QString HttpLog::text() const
{
    QString text;
    for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry) {
        const QString status = entry->status > 0 ? QString::number(entry->status) : u"-"_s;
        text += QStringList{entry->at.toString(Qt::ISODateWithMs),
                            entry->verb,
                            status,
                            entry->address,
                            entry->requestId,
                            entry->problem}
                    .join(u' ')
                    .trimmed()
            + u'\n';
    }
    return text;
}
