#pragma once

#include <QWidget>

class PreviewController;
class QLabel;
class QTableView;

// A table file: the rows read so far; scrolling reads on.
class TablePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit TablePanel(PreviewController &controller, QWidget *parent = nullptr);

    void refresh(); // after PreviewController::tableChanged
    void start(); // of another file

private:
    void copy();

    PreviewController &m_controller;
    QTableView *m_table;
    QLabel *m_rows;
    QLabel *m_columns;
    bool m_fitted = false;
};
