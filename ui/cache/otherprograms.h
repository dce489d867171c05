#pragma once

#include "app/cache/cachescan.h"

#include <QWidget>

class ElidedLabel;
class QLabel;
class QPushButton;
class QVBoxLayout;

// What other programs keep of models, each with its place and size. Only shown: nothing of it can
// be ticked. Hidden while there is none.
class OtherPrograms final : public QWidget
{
    Q_OBJECT

public:
    explicit OtherPrograms(QWidget *parent = nullptr);

    void setStores(const QList<OtherStore> &stores);

signals:
    void openWanted(const QString &folder);

private:
    struct Row
    {
        QWidget *box = nullptr;
        QLabel *name = nullptr;
        ElidedLabel *place = nullptr;
        QLabel *figures = nullptr;
        QPushButton *open = nullptr;
    };

    void addRow();

    QList<OtherStore> m_stores;
    QList<Row> m_rows; // they stay: one of them may have the focus
    QVBoxLayout *m_column;
};
