#include "ui/widgets/texthighlighter.h"

#include "app/preview/textsource.h"

#include <QtConcurrentRun>

namespace {

constexpr qint64 kStateEvery = 64; // lines between two kept states
constexpr qint64 kAround = 100; // lines highlighted beyond those in view, for scrolling
constexpr qint64 kMaxHighlighted = 32 << 20; // bytes from the start; what follows stays plain

} // namespace

struct TextHighlighter::Work
{
    QString fileName;
    std::unique_ptr<SyntaxEngine> engine; // made by the first task, on its thread
    QList<SyntaxState> states; // at the start of every kStateEvery-th line

    // text: from the line of the last state at or before first, to the end of the line last.
    QHash<qint64, QList<CodeSpan>> run(const QByteArray &text, qint64 start, qint64 first)
    {
        if (!engine) {
            engine = std::make_unique<SyntaxEngine>();
            engine->setFileName(fileName);
        }
        QHash<qint64, QList<CodeSpan>> spans;
        if (!engine->hasLanguage())
            return spans;
        SyntaxState state = states.isEmpty() ? SyntaxState() : states[start / kStateEvery];
        qint64 line = start;
        for (qsizetype at = 0; at < text.size(); ++line) {
            if (line % kStateEvery == 0 && line / kStateEvery == states.size())
                states.append(state);
            const qsizetype newline = text.indexOf('\n', at);
            const qsizetype end = newline < 0 ? text.size() : newline;
            const QList<CodeSpan> found = engine->highlight(
                QString::fromUtf8(QByteArrayView(text).sliced(at, end - at)), state);
            if (line >= first)
                spans.insert(line, found);
            at = end + 1;
        }
        return spans;
    }
};

TextHighlighter::TextHighlighter(QObject *parent)
    : QObject(parent)
{ }

TextHighlighter::~TextHighlighter() = default;

void TextHighlighter::setSource(const TextSource *source, const QString &fileName)
{
    m_source = source;
    m_work = std::make_shared<Work>();
    m_work->fileName = fileName;
    m_spans.clear();
    m_first = 0;
    m_last = -1;
    m_wantedFirst = 0;
    m_wantedLast = -1;
    m_busy = false;
}

void TextHighlighter::want(qint64 first, qint64 last)
{
    if (!m_source || (first >= m_first && last <= m_last)
        || (first >= m_wantedFirst && last <= m_wantedLast))
        return;
    m_wantedFirst = qMax(qint64(0), first - kAround);
    m_wantedLast = last + kAround;
    if (!m_busy)
        run();
}

void TextHighlighter::run()
{
    const qint64 first = m_wantedFirst;
    const qint64 last = m_wantedLast;
    const qint64 start
        = qMin(first / kStateEvery, qMax(qint64(0), m_work->states.size() - 1)) * kStateEvery;
    const qint64 from = m_source->lines().lineStart(start);
    const qint64 to = m_source->lines().lineStart(last + 1);
    if (to > kMaxHighlighted || !m_source->isLoaded(from, to - from)) {
        m_wantedLast = -1; // asked again by the next paint
        return;
    }
    m_busy = true;
    QtConcurrent::run([work = m_work, parts = m_source->parts(from, to - from), start, first] {
        return work->run(parts.join(), start, first); // up to kMaxHighlighted: not by the GUI
    }).then(this, [this, work = m_work, first, last](const QHash<qint64, QList<CodeSpan>> &spans) {
        if (work != m_work)
            return; // another file by now
        m_busy = false;
        m_spans = spans;
        m_first = first;
        m_last = last;
        emit highlighted();
        if (m_wantedFirst != first || m_wantedLast != last)
            run();
    });
}
