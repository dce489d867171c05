#pragma once

#include "app/net/huberror.h"
#include "ui/widgets/textsearch.h"

#include <QHash>
#include <QObject>

#include <atomic>
#include <memory>
#include <optional>

class TextSource;

// Searches a text on the pool, in the pieces of it that are in memory, and reads on piece by piece:
// by itself to 64 MiB, further when asked. What was found stays when its piece is dropped; what was
// never searched is not taken for searched. The newest question wins. GUI thread.
class SourceFind final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~SourceFind() override;

    void setSource(TextSource *source); // not owned, outlives the next setSource(); asks nothing
    void start(const TextQuery &query); // an empty one finds nothing
    void readOn(); // at most 64 MiB, from the first part that was not searched
    void stopReading();

    const TextMatches &matches() const { return m_matches; }
    bool isSearching() const { return m_busy; } // in what is here
    bool isReading() const { return m_reading; }
    bool isWhole() const; // nothing is left to be searched
    qint64 searchedBytes() const; // of the text
    const std::optional<HubError> &error() const { return m_error; } // of the last reading

signals:
    void changed();

private:
    enum Sight : quint8 { Alone = 0, SeenBefore = 1, SeenBehind = 2, SeenWhole = 3 };

    void goOn();
    void read();
    bool isNeeded(qint64 piece) const;
    TextRun nextRun() const;
    void search(const TextRun &run);
    void take(const TextRun &run, const TextMatches &found);
    void markSearched(const TextRun &run);
    void onFailed(const HubError &error);

    TextSource *m_source = nullptr;
    TextQuery m_query;
    TextMatches m_matches;
    QHash<qint64, quint8> m_seen; // searched pieces, each with the neighbours that were seen
    qint64 m_firstGap = 0; // number of the first piece that is not SeenWhole
    qint64 m_readTo = 0; // bytes
    std::optional<HubError> m_error;
    std::shared_ptr<std::atomic<bool>> m_stopped; // of the question that is being answered
    bool m_busy = false;
    bool m_reading = false;
};
