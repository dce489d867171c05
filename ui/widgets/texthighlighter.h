#pragma once

#include "ui/widgets/syntax.h"

#include <QHash>
#include <QObject>

#include <memory>

class TextSource;

// Colours for the lines that are looked at. A worker goes from the nearest line whose state is
// known to the last one wanted; the newest wish counts. GUI thread.
class TextHighlighter final : public QObject
{
    Q_OBJECT

public:
    explicit TextHighlighter(QObject *parent = nullptr);
    ~TextHighlighter() override;

    // source: read now and at each want(), must outlive the next setSource(). No known language for
    // the name: everything stays plain.
    void setSource(const TextSource *source, const QString &fileName);
    void want(qint64 first, qint64 last); // lines
    QList<CodeSpan> spans(qint64 line) const { return m_spans.value(line); }

signals:
    void highlighted();

private:
    struct Work;

    void run();

    const TextSource *m_source = nullptr;
    std::shared_ptr<Work> m_work; // used by one task at a time
    QHash<qint64, QList<CodeSpan>> m_spans; // of lines first..last
    qint64 m_first = 0, m_last = -1; // of m_spans
    qint64 m_wantedFirst = 0, m_wantedLast = -1;
    bool m_busy = false;
};
