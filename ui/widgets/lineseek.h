#pragma once

#include "app/net/huberror.h"

#include <QObject>

class TextSource;

// Reads a text on until one of its lines is known, however far that is; the newest wish counts.
// Nothing but the wish is kept, so it may be dropped at any time. GUI thread.
class LineSeek final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void setSource(TextSource *source); // not owned, outlives the next setSource(); stops
    // From 0. One of the signals below follows, at once when the answer is known.
    void start(qint64 line);
    void stop();
    bool isSeeking() const { return m_line >= 0; }
    qint64 line() const { return m_line; } // -1: none

signals:
    void reached(qint64 line);
    void notThere(); // the text is known to have fewer lines
    void advanced(); // more is read, and more is needed
    void failed(const HubError &error);

private:
    void goOn();
    void onFailed(const HubError &error);

    TextSource *m_source = nullptr;
    qint64 m_line = -1;
};
