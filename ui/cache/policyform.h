#pragma once

#include "app/cache/cachepolicy.h"

#include <QWidget>

class QSpinBox;

// What a cache is to be kept to: how many old revisions, how long unused, how large.
class PolicyForm final : public QWidget
{
    Q_OBJECT

public:
    explicit PolicyForm(const CachePolicy &policy, QWidget *parent = nullptr);

    CachePolicy policy() const; // with the pins it was given

signals:
    void changed();

private:
    QSpinBox *addBox(const QString &label, int most, int value, const QString &suffix);

    CachePolicy m_given;
    QSpinBox *m_revisions;
    QSpinBox *m_days;
    QSpinBox *m_gigabytes;
};
