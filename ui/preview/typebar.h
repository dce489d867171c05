#pragma once

#include "ui/theme/tokens.h"

#include <QMap>
#include <QWidget>

// How the parameters are spread over number formats: a bar of coloured shares with a legend. At
// most three formats are named, the rest is one share.
class TypeBar final : public QWidget
{
    Q_OBJECT

public:
    explicit TypeBar(QWidget *parent = nullptr);

    void setShares(const QMap<QString, qint64> &parametersByType);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Share
    {
        QString name;
        qint64 count = 0;
        Tone tone;
    };

    QList<Share> m_shares; // largest first
};

// The colour of a number format, the same wherever it is named.
Tone typeTone(const QString &type);
