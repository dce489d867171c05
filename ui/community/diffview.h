#pragma once

#include <QListView>

class DiffModel;

// A unified diff, file after file: line numbers of both sides, added and removed lines on their
// grounds. Parsed on the pool; shows the last one that was set.
class DiffView final : public QListView
{
    Q_OBJECT

public:
    explicit DiffView(QWidget *parent = nullptr);

    void setDiff(const QString &unified);

private:
    void copySelection();

    DiffModel *m_model;
    quint64 m_generation = 0; // of the newest diff
};
