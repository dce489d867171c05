#include "ui/settings/formpanel.h"

#include "ui/theme/tokens.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace {

constexpr int kPanelPadding = 16;
constexpr int kPanelLabelWidth = 150; // so that the controls of all panels begin at one line

QLabel *panelLabel(const QString &text)
{
    auto *label = plainLabel(text);
    label->setWordWrap(true);
    return label;
}

} // namespace

FormPanel::FormPanel(const QString &title, QWidget *parent)
    : QFrame(parent)
    , m_rows(new QGridLayout)
{
    auto *heading = panelLabel(title);
    heading->setFont(type::font(type::Scale::Section));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kPanelPadding, kPanelPadding, kPanelPadding, kPanelPadding);
    column->setSpacing(12);
    column->addWidget(heading);
    column->addLayout(m_rows);
    m_rows->setColumnMinimumWidth(0, kPanelLabelWidth);
    m_rows->setColumnStretch(1, 1);
    m_rows->setHorizontalSpacing(metrics::kColumnGap);
    m_rows->setVerticalSpacing(12);
}

QLabel *FormPanel::addRow(const QString &label, QWidget *control, const QString &note)
{
    const int row = m_rows->rowCount();
    auto *name = panelLabel(label);
    name->setForegroundRole(QPalette::PlaceholderText);
    name->setBuddy(control);
    name->setMinimumHeight(metrics::kControl);
    if (auto *value = qobject_cast<ElidedLabel *>(control))
        value->setCaption(label);
    else
        control->setAccessibleName(label);
    m_rows->addWidget(name, row, 0, Qt::AlignTop);
    auto *cell = new QVBoxLayout;
    cell->setSpacing(4);
    cell->addWidget(control, 0,
                    control->sizePolicy().horizontalPolicy() == QSizePolicy::Fixed
                        ? Qt::AlignLeft
                        : Qt::Alignment());
    auto *words = panelLabel(note);
    words->setFont(type::font(type::Scale::Secondary));
    words->setForegroundRole(QPalette::PlaceholderText);
    words->setVisible(!note.isEmpty());
    cell->addWidget(words);
    m_rows->addLayout(cell, row, 1);
    return words;
}

void FormPanel::addWide(QWidget *widget)
{
    m_rows->addWidget(widget, m_rows->rowCount(), 0, 1, 2);
}

void FormPanel::paintEvent(QPaintEvent *)
{
    const Tokens &t = Tokens::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(t.border);
    painter.setBrush(t.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius,
                            metrics::kPanelRadius);
}
