#pragma once

#include "ui/theme/tokens.h"

#include <QList>
#include <QWidget>

// Chips and a sentence of small facts after them; the sentence goes to a line of its own when both
// do not fit. Chips that still do not fit are left out, with all of them in the tooltip.
class FactsLine final : public QWidget
{
    Q_OBJECT

public:
    struct Chip
    {
        QString text;
        QString icon = {}; // of the icon set; may be empty
        Tone tone = &Tokens::secondary;
    };

    explicit FactsLine(QWidget *parent = nullptr);

    void setFacts(const QList<Chip> &chips, const QString &sentence);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    int chipWidth(const Chip &chip) const;
    int chipsWidth() const;
    bool needsTwoLines(int width) const;

    QList<Chip> m_chips;
    QString m_sentence;
};
