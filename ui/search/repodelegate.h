#pragma once

#include "app/hub/types.h"
#include "ui/widgets/badge.h"

#include <QCache>
#include <QStaticText>
#include <QStyledItemDelegate>

// Paints a repository as a two-line row from RepoListModel's SummaryRole and CachedRole. Texts are
// laid out once a row and kept; whoever changes the model's rows calls forget().
class RepoDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit RepoDelegate(QObject *parent = nullptr);

    void forget() { m_rows.clear(); }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

private:
    struct Row
    {
        QStaticText owner, name, meta, downloads, likes;
        QList<Badge> badges;
        QString monogram;
        int width = 0; // of the text column that name and meta were cut for
        bool cached = false;
    };
    struct Columns
    {
        QRect tile, text, downloads, likes;
    };

    static Columns columns(const QStyleOptionViewItem &option, const RepoSummary &repo);
    const Row &row(const QModelIndex &index, const RepoSummary &repo, int width) const;
    void paintText(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
                   const RepoSummary &repo, const Row &row) const;
    void paintNumber(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
                     const QStaticText &number, const QString &iconName) const;

    mutable QCache<int, Row> m_rows;
    QFont m_ownerFont, m_nameFont, m_numberFont, m_metaFont;
    int m_slashWidth;
};
