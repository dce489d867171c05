#pragma once

#include "ui/widgets/badge.h"

#include <QAbstractButton>

// A pill: a mark that only informs, a toggle (checkable), or something that can be taken away
// (removable: a click or Delete says so). Plain text, elided at 240 px with the whole as tooltip.
class Chip final : public QAbstractButton
{
    Q_OBJECT

public:
    enum class Kind { Mark, Toggle, Removable, Action };

    Chip(const QString &text, Kind kind, QWidget *parent = nullptr);

    void setTone(Tone tone);
    void setMark(const QString &icon); // an icon before the text

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void removeClicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    Badge badge() const;

    Kind m_kind;
    Tone m_tone = &Tokens::secondary;
    QString m_mark;
};

// Chips in as many lines as needed. Emits what was clicked by its key.
class ChipRow final : public QWidget
{
    Q_OBJECT

public:
    struct Entry
    {
        QString key;
        QString text;
        QString icon;
        Tone tone = &Tokens::secondary;

        bool operator==(const Entry &) const = default;
    };

    explicit ChipRow(Chip::Kind kind, QWidget *parent = nullptr);

    // Replaces the chips; does nothing when they are the same. limit: the most that are shown, the
    // rest is counted in one last mark; 0: all.
    void setEntries(const QList<Entry> &entries, int limit = 0);

signals:
    void removeClicked(const QString &key);
    void clicked(const QString &key);

private:
    Chip::Kind m_kind;
    QList<Entry> m_entries;
};
