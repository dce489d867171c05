#include "ui/cache/wordfield.h"

#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

namespace {

constexpr qint64 kMuch = 10'000'000'000; // bytes; an evening of downloading

} // namespace

WordField::WordField(QWidget *parent)
    : QWidget(parent)
    , m_line(new QLineEdit)
{
    const QString word = tr("delete");
    auto *label = plainLabel(tr("Type “%1” to delete it for good:").arg(word));
    m_line->setAccessibleName(label->text());
    label->setBuddy(m_line);
    setFocusProxy(m_line);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->addWidget(label);
    row->addWidget(m_line, 1);
    connect(m_line, &QLineEdit::textChanged, this, [this, word](const QString &text) {
        m_isTyped = text.trimmed().compare(word, Qt::CaseInsensitive) == 0;
        emit changed();
    });
}

void WordField::clear()
{
    m_line->clear();
}

void WordField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter)
        return QWidget::keyPressEvent(event);
    if (m_isTyped)
        emit confirmed();
}

bool needsWord(qint64 frees, qsizetype lost, bool isAsking)
{
    return frees > kMuch || lost > 0 || isAsking;
}
