#pragma once

#include <QPlainTextEdit>

// A text to be typed in, with the numbers of its lines beside it.
class EditorText final : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit EditorText(QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    int numbersWidth() const;
    void placeNumbers();
    void paintNumbers(const QRect &area);

    QWidget *m_numbers;
};
