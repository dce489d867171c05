#include "ui/community/diffview.h"

#include "models/diffmodel.h"
#include "ui/theme/icon.h"
#include "ui/theme/type.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestDiffLine = 2'000; // characters painted
constexpr int kDiffFileRow = 40; // pixels: mock-ups
constexpr int kDiffHunkRow = 26;
constexpr int kDiffSide = 16;
constexpr int kDiffSign = 22; // column of + and -

class DiffDelegate final : public QStyledItemDelegate
{
public:
    DiffDelegate(const DiffModel &model, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_model(model)
    { }

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        switch (m_model.row(index.row()).kind) {
        case DiffRow::Kind::File: return {100, kDiffFileRow};
        case DiffRow::Kind::Hunk: return {100, kDiffHunkRow};
        case DiffRow::Kind::Note:
        case DiffRow::Kind::Context:
        case DiffRow::Kind::Added:
        case DiffRow::Kind::Removed: return {100, metrics::kCodeLine};
        }
        Q_UNREACHABLE_RETURN({});
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const DiffRow &row = m_model.row(index.row());
        painter->save();
        if (row.kind == DiffRow::Kind::File)
            paintFile(*painter, option, index, row);
        else
            paintLine(*painter, option, index, row);
        painter->restore();
    }

private:
    static void paintFile(QPainter &painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index, const DiffRow &row)
    {
        const Tokens &tokens = Tokens::of(option.palette);
        QRect rest = option.rect;
        painter.fillRect(rest, option.state & QStyle::State_Selected ? tokens.tint : tokens.window);
        painter.fillRect(QRect(rest.left(), rest.bottom(), rest.width(), 1), tokens.border);
        if (index.row() > 0)
            painter.fillRect(QRect(rest.left(), rest.top(), rest.width(), 1), tokens.border);
        rest.adjust(kDiffSide, 0, -kDiffSide, 0);
        paintIcon(painter, QRect(rest.left(), rest.center().y() - 7, 16, 16), u"file-text"_s,
                  &Tokens::secondary, option.palette);
        rest.setLeft(rest.left() + 24);
        painter.setFont(type::font(type::Scale::Secondary));
        const auto count = [&](const QString &text, const QColor &colour) {
            painter.setPen(colour);
            painter.drawText(rest, Qt::AlignRight | Qt::AlignVCenter, text);
            rest.setRight(rest.right() - painter.fontMetrics().horizontalAdvance(text)
                          - metrics::kGap);
        };
        count(u"−%1"_s.arg(row.removed), row.removed > 0 ? tokens.danger : tokens.secondary);
        count(u"+%1"_s.arg(row.added), row.added > 0 ? tokens.good : tokens.secondary);
        if (row.change != DiffRow::Change::Edited)
            count(row.change == DiffRow::Change::New ? DiffView::tr("new file")
                                                     : DiffView::tr("deleted"),
                  tokens.secondary);
        painter.setFont(type::medium(option.font));
        painter.setPen(tokens.text);
        painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle,
                                                          rest.width()));
    }

    void paintLine(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                   const DiffRow &row) const
    {
        const Tokens &tokens = Tokens::of(option.palette);
        const bool added = row.kind == DiffRow::Kind::Added;
        const bool removed = row.kind == DiffRow::Kind::Removed;
        const bool code = added || removed || row.kind == DiffRow::Kind::Context;
        painter.fillRect(option.rect,
                         option.state & QStyle::State_Selected ? tokens.tint
                             : added                           ? tokens.added
                             : removed                         ? tokens.removed
                             : code                            ? tokens.surface
                                                               : tokens.sunken);
        painter.setFont(type::font(type::Scale::Mono));
        const int number = painter.fontMetrics().horizontalAdvance(u'0')
                * int(QString::number(m_model.lastLine()).size())
            + kDiffSide;
        QRect rest = option.rect;
        painter.setPen(tokens.secondary);
        for (const int line : {row.before, row.after}) {
            const QRect column(rest.left(), rest.top(), number, rest.height());
            if (line > 0)
                painter.drawText(column, Qt::AlignRight | Qt::AlignVCenter, QString::number(line));
            rest.setLeft(column.right() + 1);
        }
        const QRect sign(rest.left(), rest.top(), kDiffSign, rest.height());
        painter.setPen(added ? tokens.good : tokens.danger);
        if (added || removed)
            painter.drawText(sign, Qt::AlignCenter, added ? u"+"_s : u"−"_s);
        rest.adjust(kDiffSign, 0, -8, 0);
        painter.setPen(code ? tokens.text : tokens.secondary);
        QString text = index.data().toString().left(kLongestDiffLine).replace(u'\t', u"    "_s);
        if (row.kind == DiffRow::Kind::Hunk)
            text.prepend(u"⋯  "_s);
        painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
    }

    const DiffModel &m_model;
};

} // namespace

DiffView::DiffView(QWidget *parent)
    : QListView(parent)
    , m_model(new DiffModel(this))
{
    setModel(m_model);
    setItemDelegate(new DiffDelegate(*m_model, this));
    setAccessibleName(tr("Changes"));
    setFrameShape(NoFrame);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setLayoutMode(Batched); // rows differ in height: a long diff is laid out piece by piece
    setBatchSize(500);
    setLayoutDirection(Qt::LeftToRight); // code
    auto *copy = new QAction(tr("Copy"), this);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, &DiffView::copySelection);
    addAction(copy);
    setContextMenuPolicy(Qt::ActionsContextMenu);
}

void DiffView::setDiff(const QString &unified)
{
    const quint64 mine = ++m_generation;
    m_model->setRows({});
    if (unified.isEmpty())
        return;
    QtConcurrent::run(readUnifiedDiff, unified).then(this, [this, mine](QList<DiffRow> rows) {
        if (mine != m_generation)
            return;
        m_model->setRows(std::move(rows));
        scrollToTop();
    });
}

void DiffView::copySelection()
{
    QGuiApplication::clipboard()->setText(m_model->copyText(selectionModel()->selectedIndexes()));
}
