#pragma once

#include <QStyledItemDelegate>

// Paints the cells of an upload's list: icons of files and of what becomes of them, how they are
// kept, and in colour what somebody should look at.
class UploadDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setSending(bool isSending) { m_isSending = isSending; } // nothing is ticked any more

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    void paintStore(QPainter &painter, const QStyleOptionViewItem &given,
                    const QModelIndex &index) const;
    void paintName(QPainter &painter, const QStyleOptionViewItem &given,
                   const QModelIndex &index) const;

    bool m_isSending = false;
};
