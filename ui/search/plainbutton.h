#pragma once

#include "ui/theme/tokens.h"

#include <QAbstractButton>

// A button that is only words, in line with the rows of a column: a link, or (checkable) a heading
// with a chevron that folds what is below it.
class PlainButton final : public QAbstractButton
{
    Q_OBJECT

public:
    enum class Kind { Link, Heading };

    PlainButton(const QString &text, Kind kind, QWidget *parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    Kind m_kind;
};
