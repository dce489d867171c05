#pragma once

#include <QListView>

class QStringListModel;

// A unified diff as it came, line by line in mono, added and removed lines on their grounds.
class DiffView final : public QListView
{
    Q_OBJECT

public:
    explicit DiffView(QWidget *parent = nullptr);

    void setDiff(const QString &unified);

private:
    QStringListModel *m_lines;
};
