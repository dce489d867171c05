#pragma once

#include "models/uploadmodel.h"

#include <QHash>
#include <QTreeView>

class UploadDelegate;

// The files of an upload. A new plan keeps what is folded, chosen and where the list stands.
class UploadView final : public QTreeView
{
    Q_OBJECT

public:
    using QTreeView::edit;

    explicit UploadView(UploadModel &model, QWidget *parent = nullptr);

    void point(const QString &path); // makes it current and visible, as far as it is there
    void follow(const QString &path, const QString &renamed); // in the next plan
    void setSending(bool isSending); // or over: there is more to say of each file

signals:
    void removalWanted(const QString &inTheWay); // UploadPlan::inTheWay

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool edit(const QModelIndex &index, EditTrigger trigger, QEvent *event) override;
    void closeEditor(QWidget *editor, QAbstractItemDelegate::EndEditHint hint) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void keep();
    void restore();
    void openBelow(const QModelIndex &folder);
    bool isOpen(const QModelIndex &folder) const; // and all above
    void fitColumns();

    UploadModel &m_model;
    UploadDelegate *m_delegate;
    QHash<QString, bool> m_chosen; // folders that were opened or folded by hand
    QString m_current;
    std::pair<QString, QString> m_follow; // old and new path of what is current
    int m_scrolled = 0;
    bool m_isRestoring = false;
    bool m_isSending = false;
};
