#pragma once

#include <QFrame>

class QGridLayout;
class QLabel;

// A titled box of rows: what is set on the left, its control and a note on the right.
class FormPanel : public QFrame
{
    Q_OBJECT

public:
    explicit FormPanel(const QString &title, QWidget *parent = nullptr);

    // note: plain text under the control, may be empty. The control's accessible name becomes
    // label, that of an ElidedLabel "label: text". Returns the note's label, so that it can be
    // changed.
    QLabel *addRow(const QString &label, QWidget *control, const QString &note = {});
    void addWide(QWidget *widget); // over both columns

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QGridLayout *m_rows;
};
