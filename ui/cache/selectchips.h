#pragma once

#include "ui/cache/cachedigest.h"

#include <QWidget>

class Chip;
class QPushButton;
class QToolButton;

// One row of toggles, each a set of ticks; they combine. A chip is on while all it stands for is
// ticked, however that came about.
class SelectChips final : public QWidget
{
    Q_OBJECT

public:
    explicit SelectChips(const CacheTreeModel &model, QWidget *parent = nullptr);

    void setWishes(const QList<CacheWish> &wishes, int days);
    void showTicks(); // as the model has them

signals:
    void toggled(const QSet<CacheItem> &items, bool on);
    void clearClicked();
    void daysChosen(int days);

private:
    void makeDaysMenu();
    QString text(const CacheWish &wish) const;
    static QString tip(CacheWish::What what); // which it ticks
    bool isOn(const CacheWish &wish) const;
    void click(qsizetype wish, bool on);
    QSet<CacheItem> wantedBeside(qsizetype wish) const; // by the other chips that are on

    const CacheTreeModel &m_model;
    QList<CacheWish> m_wishes;
    QList<Chip *> m_chips; // by wish
    QWidget *m_row;
    QToolButton *m_daysButton;
    QPushButton *m_clear;
    int m_days = 90;
};
