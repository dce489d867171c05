#pragma once

#include "models/resultmodel.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

// The evaluation results of a card as a table: cells are edited in place, rows come and go by the
// buttons.
class ResultsField final : public QWidget
{
    Q_OBJECT

public:
    explicit ResultsField(QWidget *parent = nullptr);

    // refusal: why they can only be looked at; empty: they can be edited.
    void setRows(const QList<CardResult> &rows, const QString &refusal);
    void setTrouble(const QString &words); // why the last edit was not made; empty: it was

    void finish(); // what is typed in a cell counts now

signals:
    void cellEdited(int row, CardResult::Cell cell, const QString &text);
    void addWanted(const CardResult &result);
    void removeWanted(int row);

private:
    void openDialog();
    void remove();
    void render();

    ResultModel m_model;
    QTableView *m_table;
    QLabel *m_note;
    QPushButton *m_add;
    QPushButton *m_remove;
    QString m_refusal;
    QString m_trouble;
};
