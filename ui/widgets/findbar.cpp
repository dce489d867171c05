#include "ui/widgets/findbar.h"

#include "ui/theme/icon.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/searchbox.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace {

constexpr int kLeastFindField = 96; // some letters beside its icons

} // namespace

FindBar::FindBar(QWidget *parent)
    : QWidget(parent)
    , m_name(tr("Find in this file"))
    , m_box(new SearchBox({}, this))
    , m_count(new QLabel(this))
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
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kColumnGap, 6, metrics::kColumnGap, 6);
    row->setSpacing(4);
    m_box->setMinimumWidth(kLeastFindField);
    row->addWidget(m_box, 1);
    row->addWidget(m_count);
    for (QToolButton *b : {m_previous, m_next, m_case, m_regex, close})
        row->addWidget(b);
    setFixedHeight(metrics::kToolBar);
    connect(m_box, &QLineEdit::textChanged, this, [this] {
        if (m_finding)
            emit queryChanged();
    });
    connect(m_case, &QToolButton::toggled, this, &FindBar::queryChanged);
    connect(m_regex, &QToolButton::toggled, this, &FindBar::queryChanged);
    connect(m_previous, &QToolButton::clicked, this, [this] { emit stepped(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { emit stepped(1); });
    connect(close, &QToolButton::clicked, this, &FindBar::closed);
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
    m_count->setText(tr("1 to %1").arg(QLocale().toString(lines)));
}

TextQuery FindBar::query() const
{
    if (!m_finding || isHidden())
        return {};
    return {m_box->text(), m_case->isChecked(), m_regex->isChecked()};
}

void FindBar::setCount(qsizetype current, qsizetype count, bool more, const QString &problem)
{
    if (!m_finding)
        return;
    const bool asked = !m_box->text().isEmpty();
    const QString all = QLocale().toString(qint64(count)) + (more ? u"+"_s : QString());
    m_count->setToolTip(problem.toHtmlEscaped());
    m_count->setText(!asked                   ? QString()
                         : !problem.isEmpty() ? tr("No valid expression")
                         : count == 0
                         ? tr("No match")
                         : tr("%1 of %2").arg(QLocale().toString(qint64(current + 1)), all));
    m_previous->setEnabled(count > 0);
    m_next->setEnabled(count > 0);
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
    bool ok = false;
    const qint64 line = m_box->text().trimmed().toLongLong(&ok);
    if (ok && line > 0)
        emit lineChosen(line - 1);
}
