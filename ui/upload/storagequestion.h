#pragma once

#include "app/net/hubclient.h"
#include "app/upload/uploadplan.h"
#include "app/upload/uploadwire.h"
#include "ui/upload/uploadtarget.h"

#include <QObject>

#include <optional>

// Asks the Hub how it would store files and which of them it leaves out, before anything is sent;
// nothing is written by that. hub-api 12.2.
class StorageQuestion final : public QObject
{
    Q_OBJECT

public:
    // Of one upload; for the rest the plan's own guess stays.
    static constexpr qsizetype kMostFiles = 20 * UploadWire::kMostChoices;

    StorageQuestion(HubClient &hub, const UploadTarget &target, QObject *parent = nullptr);

    // Those that it was not asked about before. gitIgnore: text of the one that comes with them.
    void ask(const QList<UploadFile> &files, const QByteArray &gitIgnore);
    void restart(const UploadTarget &target); // asks no more, knows nothing
    const QHash<QString, UploadPlan::Word> &words() const { return m_words; } // by path
    bool isPart() const { return m_isPart; } // there are more files than it asks about
    const std::optional<HubError> &error() const { return m_error; } // then it asks no more

signals:
    void answered(); // to all that was asked, or an error

private:
    void next();
    void take(const Result<Body> &body);

    HubClient &m_hub;
    UploadTarget m_target;
    QList<UploadFile> m_files; // to be asked about
    QList<UploadFile> m_asked; // by the request under way
    QByteArray m_gitIgnore;
    RequestHandle m_request;
    QHash<QString, UploadPlan::Word> m_words;
    bool m_isPart = false;
    std::optional<HubError> m_error;
};
