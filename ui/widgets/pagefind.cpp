#include "ui/widgets/pagefind.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/findbar.h"

#include <QAbstractItemView>
#include <QPlainTextEdit>
#include <QTextBlock>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype kMostMarked = 2'000; // spans painted; more make a text edit slow

int utf8Length(QStringView text, qsizetype at)
{
    const char16_t c = text.at(at).unicode();
    if (QChar::isHighSurrogate(c) && at + 1 < text.size() && text.at(at + 1).isLowSurrogate())
        return 4; // of both units
    return c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
}

// The search speaks of bytes.
QList<PageFind::Span> spansOf(QStringView text, const QList<TextMatch> &matches)
{
    QList<PageFind::Span> spans;
    qsizetype unit = 0;
    qint64 byte = 0;
    const auto unitAt = [&](qint64 offset) {
        while (byte < offset && unit < text.size()) {
            const int bytes = utf8Length(text, unit);
            byte += bytes;
            unit += bytes == 4 ? 2 : 1;
        }
        return unit;
    };
    for (const TextMatch &match : matches) {
        const qsizetype from = unitAt(match.offset);
        spans.append({from, unitAt(match.offset + match.length) - from});
    }
    return spans;
}

void keepFirstOfLines(QStringView text, QList<PageFind::Span> &spans)
{
    qsizetype last = -1;
    spans.removeIf([&](const PageFind::Span &span) {
        const bool same = last >= 0 && !text.sliced(last, span.from - last).contains(u'\n');
        if (!same)
            last = span.from;
        return same;
    });
}

// Position for position what the document has, with line ends that a search knows.
QString searchedText(const QTextDocument &document)
{
    QString text = document.toRawText();
    for (QChar &c : text)
        if (c == QChar::ParagraphSeparator || c == QChar::LineSeparator || c == QChar(0xFDD0)
            || c == QChar(0xFDD1)) // the last two: beginning and end of a frame
            c = u'\n';
    return text;
}

template<typename Edit>
void markSpans(Edit *edit, const QList<PageFind::Span> &spans, qsizetype current)
{
    const Tokens &tokens = Tokens::of(edit->palette());
    const qsizetype first = std::clamp<qsizetype>(current - kMostMarked / 2, 0, spans.size());
    QList<QTextEdit::ExtraSelection> marks;
    for (qsizetype i = first; i < std::min(spans.size(), first + kMostMarked); ++i) {
        QTextEdit::ExtraSelection mark{QTextCursor(edit->document()), {}};
        mark.cursor.setPosition(static_cast<int>(spans.at(i).from));
        mark.cursor.setPosition(static_cast<int>(spans.at(i).from + spans.at(i).length),
                                QTextCursor::KeepAnchor);
        mark.format.setBackground(i == current ? tokens.accent : tokens.tint);
        mark.format.setForeground(i == current ? tokens.onAccent : tokens.text);
        marks.append(mark);
    }
    edit->setExtraSelections(marks);
    if (current < 0)
        return;
    QTextCursor there(edit->document());
    there.setPosition(static_cast<int>(spans.at(current).from));
    edit->setTextCursor(there);
    edit->ensureCursorVisible();
}

template<typename Edit>
PageFind::Target textTarget(Edit *edit)
{
    return {.keys = edit,
            .text = [edit] { return searchedText(*edit->document()); },
            .start = [edit] { return qsizetype(edit->cursorForPosition({0, 0}).position()); },
            .show = [edit](const QList<PageFind::Span> &spans,
                           qsizetype current) { markSpans(edit, spans, current); }};
}

} // namespace

PageFind::PageFind(FindBar *bar, const QString &name, QObject *parent)
    : QObject(parent)
    , m_bar(bar)
{
    bar->setName(name);
    bar->hide();
    m_searchSoon.setSingleShot(true);
    m_searchSoon.setInterval(60ms); // between two keys
    m_searchSoon.callOnTimeout(this, &PageFind::search);
    connect(bar, &FindBar::queryChanged, &m_searchSoon, qOverload<>(&QTimer::start));
    connect(bar, &FindBar::stepped, this, &PageFind::step);
    connect(bar, &FindBar::closed, this, &PageFind::close);
    connect(&m_find, &TextFind::found, this, &PageFind::onFound);
}

PageFind::Target PageFind::in(QTextEdit *text)
{
    return textTarget(text);
}

PageFind::Target PageFind::in(QPlainTextEdit *text)
{
    return textTarget(text);
}

PageFind::Target PageFind::in(QAbstractItemView *list)
{
    const auto text = [list] {
        QStringList rows;
        for (int row = 0; row < list->model()->rowCount(); ++row)
            rows << list->model()->index(row, 0).data().toString().simplified();
        return rows.join(u'\n');
    };
    return {.keys = list,
            .text = text,
            .start =
                [list, text] {
                    const QStringList rows = text().split(u'\n');
                    qsizetype at = 0;
                    for (int row = 0;
                         row < std::min<qsizetype>(list->currentIndex().row(), rows.size()); ++row)
                        at += rows.at(row).size() + 1;
                    return at;
                },
            .show =
                [list, text](const QList<Span> &spans, qsizetype current) {
                    if (current < 0)
                        return;
                    const QString now = text(); // rows may have gone meanwhile
                    const qsizetype at = std::min(spans.at(current).from, now.size());
                    const auto row = QStringView(now).first(at).count(u'\n');
                    list->setCurrentIndex(list->model()->index(static_cast<int>(row), 0));
                },
            .oncePerLine = true};
}

void PageFind::setTarget(const Target &target)
{
    if (m_target.show)
        m_target.show({}, -1);
    m_target = target;
    refresh();
}

void PageFind::open()
{
    m_start = m_target.start();
    m_bar->openFind({});
    refresh();
}

void PageFind::refresh()
{
    if (m_bar->isHidden())
        return;
    m_text = m_target.text();
    search();
}

void PageFind::search()
{
    const TextQuery query = m_bar->query();
    m_find.start(query.text.isEmpty() ? QByteArray() : m_text.toUtf8(), query);
}

void PageFind::onFound(const TextMatches &matches)
{
    m_spans = spansOf(m_text, matches.list);
    if (m_target.oncePerLine)
        keepFirstOfLines(m_text, m_spans);
    m_more = matches.more;
    m_problem = matches.problem;
    const QList<Span> &spans = m_spans;
    const auto next = std::ranges::lower_bound(spans, m_start, {}, &Span::from);
    m_current = spans.isEmpty() ? -1 : next == spans.cend() ? 0 : next - spans.cbegin();
    show();
}

void PageFind::step(int direction)
{
    const qsizetype count = m_spans.size();
    if (count == 0)
        return;
    m_current = (m_current + direction + count) % count;
    m_start = m_spans.at(m_current).from;
    show();
}

void PageFind::show()
{
    m_target.show(m_spans, m_current);
    m_bar->setCount(
        {.current = m_current, .count = m_spans.size(), .more = m_more, .problem = m_problem});
}

void PageFind::close()
{
    m_bar->hide();
    m_spans.clear();
    m_current = -1;
    m_target.show({}, -1);
    m_target.keys->setFocus(Qt::OtherFocusReason);
}
