#include "ui/widgets/textview.h"

#include "app/preview/textsource.h"
#include "app/text/format.h"
#include "ui/theme/tokens.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/lineseek.h"
#include "ui/widgets/sourcefind.h"
#include "ui/widgets/textarea.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QShortcut>
#include <QStringConverter>
#include <QVBoxLayout>

#include <algorithm>
#include <initializer_list>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostWords = 800; // bytes of a selection that are words to be found
constexpr qint64 kStatusSample = 4096; // bytes looked at for the kind of line ends

QString lineEndsOf(const QByteArray &start)
{
    const qsizetype newline = start.indexOf('\n');
    if (newline > 0 && start[newline - 1] == '\r')
        return u"CRLF"_s;
    return newline < 0 && start.contains('\r') ? u"CR"_s : u"LF"_s;
}

} // namespace

TextView::TextView(QWidget *parent)
    : QWidget(parent)
    , m_area(new TextArea(this))
    , m_wrapAction(new QAction(tr("Wrap lines"), this))
    , m_bar(new FindBar(this))
    , m_place(new ElidedLabel({}, Qt::ElideRight, this))
    , m_facts(new QLabel(this))
    , m_find(new SourceFind(this))
    , m_seek(new LineSeek(this))
{
    setFocusProxy(m_area);
    m_area->setAccessibleName(tr("Text"));
    m_bar->hide();
    auto *status = new QHBoxLayout;
    status->setContentsMargins(metrics::kColumnGap, 0, metrics::kColumnGap, 0);
    m_place->setTone(&Tokens::secondary);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    for (QWidget *label : std::initializer_list<QWidget *>{m_place, m_facts}) {
        label->setFixedHeight(metrics::kStatusBar);
        label->setFont(type::font(type::Scale::Secondary));
        status->addWidget(label, label == m_place ? 1 : 0);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_area, 1);
    column->addLayout(status);
    m_searchSoon.setSingleShot(true);
    m_searchSoon.setInterval(60);
    connect(&m_searchSoon, &QTimer::timeout, this, &TextView::search);
    connect(m_bar, &FindBar::queryChanged, &m_searchSoon, qOverload<>(&QTimer::start));
    connect(m_bar, &FindBar::stepped, this, &TextView::step);
    connect(m_bar, &FindBar::closed, this, &TextView::closeBar);
    connect(m_bar, &FindBar::noteActionClicked, this, &TextView::onNoteAction);
    connect(m_find, &SourceFind::changed, this, &TextView::onFound);
    makeSeek();
    connect(m_area, &TextArea::caretMoved, this, &TextView::onCaretMoved);
    connect(m_area, &TextArea::copiedPart, this, &TextView::onCopiedPart);
    connect(m_area, &TextArea::findRequested, this, &TextView::openFind);
    connect(m_area, &TextArea::goToRequested, this, &TextView::openGoTo);
    connect(m_area, &TextArea::escapePressed, this, &TextView::closeBar);
    const auto shortcut = [this](const QKeySequence &key, int direction) {
        auto *made = new QShortcut(key, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
        connect(made, &QShortcut::activated, this, [this, direction] { step(direction); });
    };
    shortcut(QKeySequence::FindNext, 1);
    shortcut(QKeySequence::FindPrevious, -1);
    makeWrapAction();
}

TextView::~TextView()
{
    m_area->setSource(nullptr, {});
}

void TextView::setText(const QByteArray &bytes, const QString &fileName)
{
    const auto encoding = QStringConverter::encodingForData(bytes).value_or(QStringConverter::Utf8);
    const bool wide = encoding != QStringConverter::Utf8;
    const QByteArray utf8 = wide ? QString(QStringDecoder(encoding)(bytes)).toUtf8() : bytes;
    setSource(std::make_unique<TextSource>(utf8), fileName);
    m_encoding = QString::fromLatin1(QStringConverter::nameForEncoding(encoding));
    if (!wide
        && !QUtf8StringView(bytes.first(qMin(bytes.size(), qsizetype(1 << 20)))).isValidUtf8())
        m_encoding = tr("not UTF-8");
    updateStatus();
}

void TextView::setSource(std::unique_ptr<TextSource> source, const QString &fileName)
{
    m_find->setSource(nullptr);
    m_seek->setSource(nullptr);
    m_area->setSource(source.get(), fileName);
    m_area->setAccessibleName(fileName.isEmpty() ? tr("Text") : tr("Text of %1").arg(fileName));
    m_source = std::move(source); // the old one goes only now that nobody reads it
    m_encoding = u"UTF-8"_s;
    m_said.clear();
    if (m_source)
        connect(m_source.get(), &TextSource::linesChanged, this, &TextView::onLines);
    m_find->setSource(m_source.get());
    m_seek->setSource(m_source.get());
    search();
    updateStatus();
}

void TextView::clear()
{
    setSource(nullptr, {});
}

void TextView::makeWrapAction()
{
    m_wrapAction->setCheckable(true);
    m_wrapAction->setChecked(m_area->wraps());
    m_wrapAction->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Z));
    m_wrapAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(m_wrapAction, &QAction::triggered, this, [this](bool wrap) {
        m_area->setWrap(wrap);
        emit wrapChosen(wrap);
    });
    addAction(m_wrapAction);
    m_area->addAction(m_wrapAction); // for its menu
}

void TextView::setWrap(bool wrap)
{
    m_wrapAction->setChecked(wrap);
    m_area->setWrap(wrap);
}

bool TextView::wraps() const
{
    return m_area->wraps();
}

void TextView::goToLine(qint64 line)
{
    m_seek->start(line);
}

QString TextView::selectedText() const
{
    return QString::fromUtf8(m_area->selectedBytes());
}

void TextView::openFind()
{
    m_seek->stop();
    const bool few = qAbs(m_area->caret() - m_area->anchor()) <= kMostWords;
    const QString selected = few ? selectedText() : QString();
    m_bar->openFind(selected.contains(u'\n') ? QString() : selected);
}

void TextView::openGoTo()
{
    m_bar->openGoTo(m_source && m_source->isComplete() ? m_source->lines().lineCount() : -1);
    search(); // for nothing now
}

void TextView::closeBar()
{
    m_seek->stop();
    m_bar->hide();
    search();
    m_area->setFocus();
}

void TextView::search()
{
    m_at = -1;
    m_find->start(m_bar->query());
}

void TextView::onLines()
{
    updateStatus();
    if (m_source->isComplete())
        m_bar->setLines(m_source->lines().lineCount());
}

// The match that was gone to stays the current one. Until there is one, the first at or behind the
// caret is waited for before the search begins anew at the top.
void TextView::onFound()
{
    const QList<TextMatch> &list = m_find->matches().list;
    const bool goes = m_at < 0;
    const qint64 from = goes ? qMin(m_area->caret(), m_area->anchor()) : m_at;
    const auto next = std::ranges::lower_bound(list, from, {}, &TextMatch::offset);
    const bool waits = goes && (m_find->isSearching() || m_find->isReading());
    m_match = next != list.cend() ? next - list.cbegin() : list.isEmpty() || waits ? -1 : 0;
    m_area->setMatches(list, m_match);
    if (goes && m_match >= 0) {
        m_at = list[m_match].offset;
        m_area->setCurrentMatch(m_match);
    }
    showCount();
    showNote();
}

void TextView::showCount()
{
    const TextMatches &found = m_find->matches();
    m_bar->setCount({.current = m_match,
                     .count = found.list.size(),
                     .more = found.more,
                     .problem = found.problem,
                     .soFar = !m_find->isWhole(),
                     .busy = m_find->isSearching() || m_find->isReading()});
}

void TextView::step(int direction)
{
    const qsizetype count = m_find->matches().list.size();
    if (count == 0)
        return;
    m_match = m_match < 0 && direction < 0 ? count - 1 : (m_match + direction + count) % count;
    m_at = m_find->matches().list[m_match].offset;
    m_area->setCurrentMatch(m_match);
    showCount();
}

void TextView::updateStatus()
{
    if (!m_source || m_source->size() == 0) {
        m_place->setText({});
        m_facts->setText(m_source ? tr("Empty file") : QString());
        return;
    }
    if (!m_said.isEmpty()) { // needs the whole row
        m_place->setText(m_said);
        m_facts->clear();
        return;
    }
    const QLocale locale;
    m_place->setText(tr("Line %1, column %2")
                         .arg(locale.toString(m_area->caretLine() + 1),
                              locale.toString(m_area->caretColumn() + 1)));
    const qint64 lines = m_source->lines().lineCount();
    const QString count = m_source->isComplete()
        ? Format::plural(lines, tr("%1 line"), tr("%1 lines"))
        : tr("%1+ lines").arg(locale.toString(lines));
    m_facts->setText(
        tr("%1 · %2 · %3").arg(count, m_encoding, lineEndsOf(m_source->bytes(0, kStatusSample))));
}
