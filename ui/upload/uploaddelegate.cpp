#include "ui/upload/uploaddelegate.h"

#include "models/uploadmodel.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/celltip.h"
#include "ui/widgets/fileicon.h"

#include <QApplication>
#include <QLineEdit>
#include <QPainter>

using namespace Qt::StringLiterals;
using Mood = UploadPlanRow::Mood;
using UploadGroup = UploadPlanRow::Group;

namespace {

constexpr int kUploadIcon = 16;

struct UploadMark
{
    QString icon = {};
    Tone tone = &Tokens::secondary;
};

bool isIn(const QModelIndex &index) // what is sent or deleted stands out
{
    return index.data(UploadModel::InRole).toBool();
}

UploadMark fateMark(Mood mood)
{
    switch (mood) {
    case Mood::Good: return {u"check"_s, &Tokens::good};
    case Mood::Bad: return {u"error"_s, &Tokens::danger};
    case Mood::Warning: return {u"warning"_s, &Tokens::warning};
    case Mood::Plain:
    case Mood::Quiet: break;
    }
    return {};
}

UploadMark planMark(const QModelIndex &index, UploadGroup group)
{
    switch (group) {
    case UploadGroup::New: return {u"plus"_s, &Tokens::good};
    case UploadGroup::Changed: return {u"edit"_s, &Tokens::info};
    case UploadGroup::Unchanged: return {u"equal"_s, &Tokens::secondary};
    case UploadGroup::Conflict: return {u"warning"_s, &Tokens::danger};
    case UploadGroup::LeftOut: return {u"blocked"_s, &Tokens::secondary};
    case UploadGroup::ToDelete:
        return isIn(index) ? UploadMark{u"minus"_s, &Tokens::danger} : UploadMark{u"equal"_s};
    }
    Q_UNREACHABLE_RETURN({});
}

UploadMark changeMark(const QModelIndex &index, bool isSending)
{
    const QVariant group = index.data(UploadModel::GroupRole);
    if (!group.isValid())
        return {};
    const auto of = UploadGroup(group.toInt());
    return isSending && (of == UploadGroup::New || of == UploadGroup::Changed)
        ? fateMark(Mood(index.data(UploadModel::MoodRole).toInt()))
        : planMark(index, of);
}

Tone noteTone(Mood mood)
{
    switch (mood) {
    case Mood::Plain:
    case Mood::Quiet:
    case Mood::Good: return &Tokens::secondary;
    case Mood::Warning: return &Tokens::warning;
    case Mood::Bad: return &Tokens::danger;
    }
    Q_UNREACHABLE_RETURN(&Tokens::secondary);
}

Tone cellTone(const QModelIndex &index, bool isSending)
{
    switch (index.column()) {
    case UploadModel::NameColumn: return isIn(index) ? &Tokens::text : &Tokens::secondary;
    case UploadModel::ChangeColumn: return changeMark(index, isSending).tone;
    case UploadModel::SendColumn: return &Tokens::text;
    case UploadModel::NoteColumn: return noteTone(Mood(index.data(UploadModel::MoodRole).toInt()));
    default: return &Tokens::secondary;
    }
}

bool isDeleted(const QModelIndex &index)
{
    const QVariant group = index.data(UploadModel::GroupRole);
    return group.isValid() && UploadGroup(group.toInt()) == UploadGroup::ToDelete && isIn(index);
}

} // namespace

void UploadDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const int column = index.column();
    const QColor colour = Tokens::of(option->palette).*cellTone(index, m_isSending);
    for (const QPalette::ColorRole role : {QPalette::Text, QPalette::HighlightedText})
        option->palette.setColor(role, colour);
    const bool isName = column == UploadModel::NameColumn;
    option->textElideMode = isName ? Qt::ElideMiddle : Qt::ElideRight;
    option->state &= ~QStyle::State_Open; // which would light its icons
    option->decorationSize = {kUploadIcon, kUploadIcon};
    UploadMark mark;
    if (isName)
        mark.icon
            = index.data(UploadModel::FolderRole).toBool() ? u"folder"_s : fileIcon(option->text);
    else if (column == UploadModel::ChangeColumn)
        mark = changeMark(index, m_isSending);
    else
        option->font = type::font(type::Scale::Secondary);
    if (!mark.icon.isEmpty()) {
        option->icon = icon(mark.icon, mark.tone);
        option->features |= QStyleOptionViewItem::HasDecoration;
    }
    if (column == UploadModel::SizeColumn || column == UploadModel::SendColumn)
        option->font = type::tabular(option->font);
    if (isName && isDeleted(index))
        option->font.setStrikeOut(true);
    option->fontMetrics = QFontMetrics(option->font);
}

void UploadDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given,
                           const QModelIndex &index) const
{
    switch (index.column()) {
    case UploadModel::StoreColumn: return paintStore(*painter, given, index);
    case UploadModel::NameColumn: return paintName(*painter, given, index);
    default: return QStyledItemDelegate::paint(painter, given, index);
    }
}

// What has no box begins where the others' icons do.
void UploadDelegate::paintName(QPainter &painter, const QStyleOptionViewItem &given,
                               const QModelIndex &index) const
{
    if (m_isSending || index.data(Qt::CheckStateRole).isValid())
        return QStyledItemDelegate::paint(&painter, given, index);
    const QStyle *style = given.widget ? given.widget->style() : QApplication::style();
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, &painter, option.widget);
    QStyleOptionViewItem shifted = given;
    const int box = style->pixelMetric(QStyle::PM_IndicatorWidth, &option, option.widget)
        + 2 * (style->pixelMetric(QStyle::PM_FocusFrameHMargin, &option, option.widget) + 1);
    shifted.rect.setLeft(given.rect.left() + box);
    shifted.rect = QStyle::visualRect(given.direction, given.rect, shifted.rect);
    QStyledItemDelegate::paint(&painter, shifted, index);
}

void UploadDelegate::paintStore(QPainter &painter, const QStyleOptionViewItem &given,
                                const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QString text = std::exchange(option.text, {});
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, &painter, option.widget);
    if (text.isEmpty())
        return;
    const bool selected = option.state & QStyle::State_Selected;
    const Badge badge{.text = text,
                      .tone = index.data(UploadModel::ApartRole).toBool() ? &Tokens::info
                                                                          : &Tokens::secondary,
                      .ground = selected ? &Tokens::surface : &Tokens::sunken};
    const QRect cell = option.rect.adjusted(metrics::kGap / 2, 0, -metrics::kGap / 2, 0);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintBadge(painter,
               QStyle::alignedRect(option.direction, Qt::AlignLeft | Qt::AlignVCenter,
                                   {badgeWidth(badge), metrics::kBadge}, cell),
               badge, given.palette);
    painter.restore();
}

QSize UploadDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(), metrics::kRow};
}

// Over the name, which must not shine through.
QWidget *UploadDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                      const QModelIndex &) const
{
    auto *line = new QLineEdit(parent);
    line->setFrame(false);
    line->setAutoFillBackground(true);
    return line;
}

bool UploadDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                               const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const QString text = index.column() == UploadModel::NameColumn
        ? index.data(UploadModel::PathRole).toString()
        : index.data().toString();
    return showCellTip(event, view, text)
        || QStyledItemDelegate::helpEvent(event, view, option, index);
}
