#pragma once

#include <QAbstractButton>

// A link on a line of its own: plain text in the accent, elided in the middle when it has to be.
class TextLink final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit TextLink(const QString &text, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};
