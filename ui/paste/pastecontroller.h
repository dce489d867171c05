#pragma once

#include "app/net/hubclient.h"
#include "app/transfer/transfers.h"
#include "models/pastedmodel.h"

#include <QObject>

#include <deque>
#include <map>

// Finds out what each pasted line is: one request for a repository's revision however often it is
// named, a few at a time. What was answered is kept while the text is edited; dropping the
// controller ends what is under way.
class PasteController final : public QObject
{
    Q_OBJECT

public:
    explicit PasteController(HubClient &hub, QObject *parent = nullptr);

    PastedModel &model() { return m_model; }
    void setText(const QString &text);
    void retry(); // what failed for another reason than that there is no such thing
    int asked() const { return m_asked; } // requests so far

    int checking() const; // lines
    int good() const;
    int duplicates() const;
    int bad() const;
    bool canRetry() const;
    qint64 bytes() const; // of the good ones
    QList<DownloadRequest> requests() const; // one a good line, in their order

signals:
    void changed();

private:
    using Place = std::pair<QString, QString>; // kind and id, revision
    struct Answer
    {
        std::optional<RepoInfo> info;
        std::optional<HubError> error;
        QList<PastedRow> rows; // what lines turned out to be: a listing may be long
    };

    static Place placeOf(const FetchWish &wish);
    void askNext();
    void take(const Place &place, Result<RepoInfo> info);
    void show();
    PastedRow rowOf(const PastedLine &line);
    static PastedRow judged(const PastedLine &line, const Answer &answer);
    static std::optional<FetchWish> settled(FetchWish wish, const RepoInfo &info);

    HubClient &m_hub;
    PastedModel m_model;
    QList<PastedLine> m_lines;
    std::map<Place, Answer> m_answers;
    std::map<Place, RequestHandle> m_running;
    std::deque<FetchWish> m_waiting;
    int m_asked = 0;
};
