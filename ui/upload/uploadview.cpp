#include "ui/upload/uploadview.h"

#include "app/text/safetext.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/theme/type.h"
#include "ui/widgets/celltip.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QStyledItemDelegate>

using namespace Qt::StringLiterals;

namespace {

constexpr int kUploadSizeWidth = 84;
constexpr int kUploadStoreWidth = 70;
constexpr int kUploadStateWidth = 200;

using Mood = UploadPlanRow::Mood;

QColor moodColour(const Tokens &tokens, Mood mood, bool isName)
{
    switch (mood) {
    case Mood::Plain: return isName ? tokens.text : tokens.secondary;
    case Mood::Quiet: return tokens.secondary;
    case Mood::Good: return isName ? tokens.text : tokens.good;
    case Mood::Warning: return isName ? tokens.text : tokens.warning;
    case Mood::Bad: return isName ? tokens.text : tokens.danger;
    }
    Q_UNREACHABLE_RETURN(tokens.text);
}

class UploadDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), metrics::kRow};
    }

    // Over the name, which must not shine through.
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &,
                          const QModelIndex &) const override
    {
        auto *line = new QLineEdit(parent);
        line->setFrame(false);
        line->setAutoFillBackground(true);
        return line;
    }

    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override
    {
        return showCellTip(event, view, index.data().toString())
            || QStyledItemDelegate::helpEvent(event, view, option, index);
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const bool isName = index.column() == UploadModel::PathColumn;
        const bool isState = index.column() == UploadModel::StateColumn;
        const auto mood = Mood(index.data(UploadModel::MoodRole).toInt());
        const QColor colour = moodColour(Tokens::of(option->palette),
                                         isName || isState ? mood : Mood::Quiet, isName);
        for (const QPalette::ColorRole role : {QPalette::Text, QPalette::HighlightedText})
            option->palette.setColor(role, colour);
        option->textElideMode = isName ? Qt::ElideMiddle : Qt::ElideRight;
        if (!index.parent().isValid())
            option->font = type::medium(option->font);
        if (index.column() == UploadModel::SizeColumn)
            option->font = type::tabular(option->font);
        if (isState)
            option->font = type::font(type::Scale::Secondary);
        option->fontMetrics = QFontMetrics(option->font);
    }
};

} // namespace

UploadView::UploadView(UploadModel &model, QWidget *parent)
    : QTreeView(parent)
    , m_model(model)
    , m_folded{int(UploadPlanRow::Group::Unchanged)}
{
    setModel(&model);
    setItemDelegate(new UploadDelegate(this));
    setAccessibleName(tr("Files of the upload"));
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setIndentation(20);
    setRowLines(this);
    setSortingEnabled(true);
    setEditTriggers(EditKeyPressed);
    sortByColumn(UploadModel::PathColumn, Qt::AscendingOrder);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    header()->setFixedHeight(metrics::kTableHeader);
    header()->setSectionResizeMode(UploadModel::PathColumn, QHeaderView::Stretch);
    header()->resizeSection(UploadModel::SizeColumn, kUploadSizeWidth);
    header()->resizeSection(UploadModel::StoreColumn, kUploadStoreWidth);
    header()->resizeSection(UploadModel::StateColumn, kUploadStateWidth);
    const auto fold = [this](const QModelIndex &group, bool folded) {
        if (m_isRestoring)
            return;
        const int number = group.data(UploadModel::GroupRole).toInt();
        if (folded)
            m_folded.insert(number);
        else
            m_folded.remove(number);
    };
    connect(this, &QTreeView::collapsed, this, [fold](const auto &group) { fold(group, true); });
    connect(this, &QTreeView::expanded, this, [fold](const auto &group) { fold(group, false); });
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, &UploadView::keep);
    connect(&model, &QAbstractItemModel::modelReset, this, &UploadView::restore);
    restore();
}

void UploadView::keep()
{
    if (const QString path = currentIndex().data(UploadModel::PathRole).toString(); !path.isEmpty())
        m_current = path;
    if (m_current == m_follow.first)
        m_current = std::exchange(m_follow, {}).second;
    m_scrolled = verticalScrollBar()->value();
}

void UploadView::restore()
{
    m_isRestoring = true;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex group = m_model.index(row, 0);
        setExpanded(group, !m_folded.contains(group.data(UploadModel::GroupRole).toInt()));
    }
    m_isRestoring = false;
    const QModelIndex current = m_current.isEmpty() ? QModelIndex() : m_model.indexOf(m_current);
    if (current.isValid() && isExpanded(current.parent()))
        setCurrentIndex(current);
    doItemsLayout();
    verticalScrollBar()->setValue(m_scrolled);
}

void UploadView::follow(const QString &path, const QString &renamed)
{
    m_follow = {path, renamed};
}

// What ends a name must not reach the dialog's button.
void UploadView::keyPressEvent(QKeyEvent *event)
{
    if (state() == EditingState
        && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        return event->accept();
    QTreeView::keyPressEvent(event);
}

void UploadView::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex at
        = event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    const QModelIndex row = at.siblingAtColumn(UploadModel::PathColumn);
    const Qt::ItemFlags flags = m_model.flags(row);
    if (!flags.testAnyFlags(Qt::ItemIsEditable | Qt::ItemIsUserCheckable))
        return;
    setCurrentIndex(row);
    const QPersistentModelIndex chosen(row);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (flags.testFlag(Qt::ItemIsEditable))
        menu->addAction(tr("Call it something else…\tF2"), this, [this, chosen] { edit(chosen); });
    if (const QString there = row.data(UploadModel::InTheWayRole).toString(); !there.isEmpty()) {
        const QString name = SafeText::path(there).replace(u'&', "&&"_L1);
        menu->addAction(there.endsWith(u'/') ? tr("Delete the folder %1 on the Hub").arg(name)
                                             : tr("Delete the file %1 on the Hub").arg(name),
                        this, [this, there] { emit removalWanted(there); });
    }
    if (flags.testFlag(Qt::ItemIsUserCheckable)) {
        const bool isIn = row.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        menu->addAction(
            isIn ? tr("Leave it out\tSpace") : tr("Upload it\tSpace"), this, [this, chosen, isIn] {
                m_model.setData(chosen, isIn ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
            });
    }
    menu->popup(event->globalPos());
}

void UploadView::point(const QString &path)
{
    const QModelIndex index = m_model.indexOf(path);
    if (!index.isValid())
        return;
    expand(index.parent());
    setCurrentIndex(index);
    scrollTo(index);
}
