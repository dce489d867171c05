#pragma once

#include "app/text/cardmeta.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

// A new evaluation result of a card.
class ResultDialog final : public QDialog
{
    Q_OBJECT

public:
    // like: its task and its dataset are there to begin with.
    explicit ResultDialog(const CardResult &like, QWidget *parent = nullptr);

    CardResult result() const;

signals:
    void added(const CardResult &result);

private:
    void render();

    std::array<QLineEdit *, CardResult::kCells> m_cells;
    QPushButton *m_add;
};
