#pragma once

#include "app/cache/cachescan.h"
#include "ui/theme/tokens.h"

#include <QWidget>

class QLayout;

// What the cache uses of its disk, by kind, and how much is free; below it the same in words.
class UsageBar final : public QWidget
{
    Q_OBJECT

public:
    explicit UsageBar(QWidget *parent = nullptr);

    // quarantined: bytes of it that wait to be freed.
    void setLedger(const CacheLedger &ledger, qint64 quarantined);

    struct Part
    {
        QString name;
        qint64 bytes = 0;
        Tone tone = &Tokens::secondary;
        QString tip; // what it is made of

        bool operator==(const Part &) const = default;
    };
    // Those that are not empty; free last.
    static QList<Part> partsOf(const CacheLedger &ledger, qint64 quarantined);

private:
    QList<Part> m_parts;
    QWidget *m_bar;
    QLayout *m_kinds = nullptr;
    QLayout *m_rest; // the free space
};
