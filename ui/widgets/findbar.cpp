#include "ui/widgets/findbar.h"

#include "ui/theme/icon.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plaintip.h"
#include "ui/widgets/searchbox.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace {

constexpr int kLeastFindField = 96; // some letters beside its icons

} // namespace

FindBar::FindBar(QWidget *parent)
    : QWidget(parent)
    , m_name(tr("Find in this file"))
    , m_box(new SearchBox({}, this))
    , m_count(new QLabel(this))
    , m_note(new QLabel(this))
    , m_noteAction(new QPushButton(this))
    , m_previous(button(u"chevron-up"_s, tr("Previous match"), false))
    , m_next(button(u"chevron-down"_s, tr("Next match"), false))
    , m_case(button(u"case"_s, tr("Match case"), true))
    , m_regex(button(u"regex"_s, tr("Regular expression"), true))
{
    QToolButton *close = button(u"close"_s, tr("Close"), false);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_count->setTextFormat(Qt::PlainText);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_box->installEventFilter(this);
    m_box->setAccessibleName(m_name);
    auto *line = new QWidget(this);
    line->setFixedHeight(metrics::kToolBar);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(metrics::kColumnGap, 6, metrics::kColumnGap, 6);
    row->setSpacing(4);
    m_box->setMinimumWidth(kLeastFindField);
    row->addWidget(m_box, 1);
    row->addWidget(m_count);
    for (QToolButton *b : {m_previous, m_next, m_case, m_regex, close})
        row->addWidget(b);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(line);
    rows->addWidget(noteRow());
    connect(m_box, &QLineEdit::textChanged, this, [this] {
        if (m_finding)
            emit queryChanged();
        else
            emit lineEdited();
    });
    connect(m_case, &QToolButton::toggled, this, &FindBar::queryChanged);
    connect(m_regex, &QToolButton::toggled, this, &FindBar::queryChanged);
    connect(m_previous, &QToolButton::clicked, this, [this] { emit stepped(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { emit stepped(1); });
    connect(close, &QToolButton::clicked, this, &FindBar::closed);
}

QWidget *FindBar::noteRow()
{
    auto *line = new QWidget(this);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(metrics::kColumnGap, 0, metrics::kColumnGap, 6);
    row->setSpacing(metrics::kGap);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_noteAction->setAutoDefault(false);
    row->addWidget(m_note, 1);
    row->addWidget(m_noteAction);
    connect(m_noteAction, &QPushButton::clicked, this, &FindBar::noteActionClicked);
    line->hide();
    return line;
}

void FindBar::setNote(const QString &sentence, const QString &action)
{
    if (action.isEmpty() && m_noteAction->hasFocus())
        m_box->setFocus();
    // How far reading has come is not read out again and again: only what begins and what ended.
    const bool progress = hasNote() && !action.isEmpty() && action == m_noteAction->text();
    if (!sentence.isEmpty() && sentence != m_note->text() && !progress) {
        QAccessibleAnnouncementEvent heard(this, sentence);
        QAccessible::updateAccessibility(&heard);
    }
    m_note->setText(sentence);
    m_noteAction->setText(action);
    m_noteAction->setVisible(!action.isEmpty());
    m_note->parentWidget()->setHidden(sentence.isEmpty());
}

bool FindBar::hasNote() const
{
    return !m_note->text().isEmpty();
}

QToolButton *FindBar::button(const QString &iconName, const QString &name, bool checkable)
{
    auto *made = new QToolButton(this);
    made->setIcon(icon(iconName));
    made->setAccessibleName(name);
    made->setToolTip(name);
    made->setCheckable(checkable);
    made->setAutoRaise(true);
    return made;
}

void FindBar::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(0, height() - 1, width(), 1, Tokens::of(palette()).border);
}

void FindBar::setName(const QString &name)
{
    m_name = name;
}

void FindBar::setFinding(bool finding)
{
    m_finding = finding;
    for (QToolButton *b : {m_previous, m_next, m_case, m_regex})
        b->setVisible(finding);
    m_count->clear();
    setNote({});
    const QString name = finding ? m_name : tr("Line number");
    m_box->setPlaceholderText(name);
    m_box->setAccessibleName(name);
    show();
    m_box->setFocus();
}

void FindBar::openFind(const QString &words)
{
    if (!m_finding)
        m_box->clear();
    setFinding(true);
    if (!words.isEmpty() && words != m_box->text())
        m_box->setText(words);
    else
        emit queryChanged();
    m_box->selectAll();
}

void FindBar::openGoTo(qint64 lines)
{
    m_finding = false; // before the text goes: no search for nothing
    m_box->clear();
    setFinding(false);
    setLines(lines);
}

void FindBar::setLines(qint64 lines)
{
    if (!m_finding)
        m_count->setText(lines < 0 ? QString() : tr("1 to %1").arg(QLocale().toString(lines)));
}

TextQuery FindBar::query() const
{
    if (!m_finding || isHidden())
        return {};
    return {m_box->text(), m_case->isChecked(), m_regex->isChecked()};
}

void FindBar::setCount(const Count &count)
{
    if (!m_finding)
        return;
    setPlainTip(m_count, count.problem);
    m_count->setText(m_box->text().isEmpty() ? QString() : countText(count));
    m_previous->setEnabled(count.count > 0);
    m_next->setEnabled(count.count > 0);
}

QString FindBar::countText(const Count &count)
{
    if (!count.problem.isEmpty())
        return tr("No valid expression");
    if (count.count == 0)
        return count.busy ? tr("Searching…") : count.soFar ? tr("No match so far") : tr("No match");
    const QLocale locale;
    const QString all = locale.toString(qint64(count.count)) + (count.more ? u"+"_s : QString());
    if (count.current < 0)
        return count.soFar ? tr("%1 so far").arg(all) : all;
    const QString current = locale.toString(qint64(count.current + 1));
    return (count.soFar ? tr("%1 of %2 so far") : tr("%1 of %2")).arg(current, all);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    // Before the box itself: Esc closes the bar, it does not only empty the box.
    if (watched == m_box && event->type() == QEvent::KeyPress)
        return handleKey(static_cast<QKeyEvent *>(event));
    return QWidget::eventFilter(watched, event);
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    if (!handleKey(event))
        QWidget::keyPressEvent(event);
}

bool FindBar::handleKey(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape)
        emit closed();
    else if (enter && !m_finding)
        chooseLine();
    else if (enter || event->key() == Qt::Key_F3)
        emit stepped(event->modifiers() & Qt::ShiftModifier ? -1 : 1);
    else
        return false;
    return true;
}

void FindBar::chooseLine()
{
    const QString text = m_box->text().trimmed();
    bool ok = false;
    qint64 line = QLocale().toLongLong(text, &ok); // perhaps as the count is written
    if (!ok)
        line = text.toLongLong(&ok);
    const bool tooLarge = !ok && !text.isEmpty()
        && std::ranges::all_of(text, [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (tooLarge)
        emit lineChosen(std::numeric_limits<qint64>::max() - 1);
    else if (ok && line > 0)
        emit lineChosen(line - 1);
    else
        setNote(tr("Type the number of a line; the first one is 1."));
}
