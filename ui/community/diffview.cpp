#include "ui/community/diffview.h"

#include "app/text/safetext.h"
#include "ui/theme/tokens.h"
#include "ui/theme/type.h"

#include <QPainter>
#include <QStringListModel>
#include <QStyledItemDelegate>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestDiffLine = 2'000; // characters painted

class DiffDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {100, metrics::kCodeLine};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const QString line = SafeText::lines(index.data().toString().left(kLongestDiffLine))
                                 .replace(u'\t', u"    "_s);
        const Tokens &tokens = Tokens::of(option.palette);
        const bool file
            = line.startsWith("diff "_L1) || line.startsWith("+++"_L1) || line.startsWith("---"_L1);
        QColor ground = file ? tokens.sunken : QColor(Qt::transparent);
        QColor ink = file || line.startsWith("@@"_L1) || line.startsWith("index "_L1)
            ? tokens.secondary
            : tokens.text;
        if (!file && line.startsWith(u'+'))
            ground = tokens.added;
        else if (!file && line.startsWith(u'-'))
            ground = tokens.removed;
        painter->fillRect(option.rect, ground);
        painter->setFont(type::font(type::Scale::Mono));
        painter->setPen(ink);
        painter->drawText(option.rect.adjusted(24, 0, -8, 0),
                          Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, line);
    }
};

} // namespace

DiffView::DiffView(QWidget *parent)
    : QListView(parent)
    , m_lines(new QStringListModel(this))
{
    setModel(m_lines);
    setItemDelegate(new DiffDelegate(this));
    setAccessibleName(tr("Changes"));
    setUniformItemSizes(true);
    setFrameShape(NoFrame);
    setSelectionMode(NoSelection);
    setEditTriggers(NoEditTriggers);
    setLayoutDirection(Qt::LeftToRight); // code
}

void DiffView::setDiff(const QString &unified)
{
    m_lines->setStringList(unified.split(u'\n'));
}
