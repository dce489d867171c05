#pragma once

#include "app/transfer/transferstatus.h"

#include <QStyledItemDelegate>

// Paints the rows of the queue from the model's values, and turns clicks on the icons of the last
// column into signals.
class TransferDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    enum class Action {
        Pause,
        Resume,
        Retry,
        PassLock,
        Show,
        OpenOnHub, // where its terms are accepted
        CopyDetails,
        Cancel,
        Remove
    };
    Q_ENUM(Action)

    using QStyledItemDelegate::QStyledItemDelegate;

    static QList<Action> actionsOf(const QModelIndex &index); // with an icon, left to right
    static QList<Action> possibleOf(const QModelIndex &index); // those and what the menu adds
    static QString actionWord(Action action); // "Cancel"

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

signals:
    void actionClicked(const QModelIndex &index, TransferDelegate::Action action);

private:
    void paintFile(QPainter &painter, const QStyleOptionViewItem &option,
                   const TransferFile &file) const;
    void paintState(QPainter &painter, const QStyleOptionViewItem &option,
                    const QModelIndex &index) const;
    void paintBar(QPainter &painter, const QStyleOptionViewItem &option,
                  const QModelIndex &index) const;
    void paintActions(QPainter &painter, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const;
};
