#include "ui/cache/cachedialog.h"

#include "app/text/format.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/celltip.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace {

constexpr QSize kCacheDialog(880, 500);
constexpr int kCacheSize = 110; // column
constexpr int kCacheReason = 400;
constexpr int kKeyRole = Qt::UserRole;

class CacheLineDelegate final : public QStyledItemDelegate
{
public:
    explicit CacheLineDelegate(const QTreeView *view, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_view(view)
    { }

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {80, metrics::kRow};
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
        const Tokens &tokens = Tokens::of(option->palette);
        const bool isName = index.column() == 0 && !m_view->isColumnHidden(1); // else a sentence
        option->textElideMode = isName ? Qt::ElideMiddle : Qt::ElideRight;
        for (const QPalette::ColorRole role : {QPalette::Text, QPalette::HighlightedText})
            option->palette.setColor(role, index.column() == 0 ? tokens.text : tokens.secondary);
        if (index.column() == 1)
            option->font = type::tabular(option->font);
    }

private:
    const QTreeView *m_view;
};

} // namespace

CacheDialog::CacheDialog(const QString &title, const QStringList &columns, QWidget *parent)
    : QDialog(parent)
    , m_sentence(new QLabel)
    , m_list(new QTreeWidget)
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Close))
{
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(kCacheDialog.boundedTo(parent->window()->size() - QSize(80, 80)));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_list->setAccessibleName(title);
    m_list->setHeaderLabels(columns);
    m_list->setItemDelegate(new CacheLineDelegate(m_list, m_list));
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFrameShape(QFrame::NoFrame);
    setRowLines(m_list);
    QHeaderView *header = m_list->header();
    header->setStretchLastSection(false);
    header->setSectionsMovable(false);
    header->setFixedHeight(metrics::kTableHeader);
    header->setSectionResizeMode(0, QHeaderView::Stretch);
    header->resizeSection(1, kCacheSize);
    header->setSectionHidden(1, columns.at(1).isEmpty());
    header->resizeSection(2, kCacheReason);
    m_list->headerItem()->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(metrics::kColumnGap);
    column->addWidget(m_sentence);
    column->addWidget(m_list, 1);
    column->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &CacheDialog::currentChanged);
}

void CacheDialog::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
}

void CacheDialog::setSections(const QList<Section> &sections)
{
    if (sections == m_sections)
        return;
    m_sections = sections;
    const QByteArray key = currentKey();
    const QTreeWidgetItem *was = m_list->currentItem();
    const QString text = was ? was->text(0) : QString();
    const int scrolled = m_list->verticalScrollBar()->value();
    m_list->clear();
    QTreeWidgetItem *current = nullptr; // the first that is as before; else the first of all
    bool isAsBefore = false;
    for (const Section &section : sections) {
        if (section.rows.isEmpty())
            continue;
        auto *top = section.title.isEmpty() ? m_list->invisibleRootItem()
                                            : new QTreeWidgetItem(m_list, {section.title});
        QList<QTreeWidgetItem *> items;
        for (const Row &row : section.rows) {
            auto *item = new QTreeWidgetItem({row.what, row.size, row.why});
            item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
            item->setData(0, kKeyRole, row.key);
            if (!row.icon.isEmpty())
                item->setIcon(0, icon(row.icon));
            if (!isAsBefore) {
                isAsBefore = was && (row.key.isEmpty() ? row.what == text : row.key == key);
                if (isAsBefore || !current)
                    current = item;
            }
            items << item;
        }
        if (section.more > 0)
            items << new QTreeWidgetItem({tr("and %1 more").arg(Format::exactCount(section.more))});
        top->addChildren(items);
        top->setExpanded(true);
    }
    m_list->setRootIsDecorated(m_list->topLevelItemCount() > 0
                               && m_list->topLevelItem(0)->childCount() > 0);
    m_list->setCurrentItem(current);
    m_list->doItemsLayout();
    m_list->verticalScrollBar()->setValue(scrolled);
}

void CacheDialog::setAbove(QWidget *widget)
{
    static_cast<QVBoxLayout *>(layout())->insertWidget(1, widget);
}

QPushButton *CacheDialog::addButton(const QString &text)
{
    return m_buttons->addButton(text, QDialogButtonBox::ActionRole);
}

void CacheDialog::setCancel()
{
    m_buttons->setStandardButtons(QDialogButtonBox::Cancel);
    m_buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
}

QByteArray CacheDialog::currentKey() const
{
    const QTreeWidgetItem *item = m_list->currentItem();
    return item ? item->data(0, kKeyRole).toByteArray() : QByteArray();
}
