#pragma once

#include "ui/window/place.h"

#include <QAbstractButton>
#include <QHash>

class QVBoxLayout;

// An entry of the sidebar: icon, name, a short note at the right and, while something runs, its
// progress as a line along the lower edge.
class SidebarEntry final : public QAbstractButton
{
    Q_OBJECT

public:
    SidebarEntry(const QString &iconName, const QString &text, QWidget *parent = nullptr);

    void setNote(const QString &note);
    const QString &note() const { return m_note; }
    void setProgress(double share); // 0 to 1; negative: none

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_icon;
    QString m_note;
    double m_progress = -1;
};

// Where to go: the pages of the program. Shows only the pages it was given.
class Sidebar final : public QWidget
{
    Q_OBJECT

public:
    explicit Sidebar(QWidget *parent = nullptr);

    void addHeading(const QString &text);
    void addPage(PageId page, const QString &icon, const QString &text);
    SidebarEntry *entry(PageId page) const { return m_entries.value(page); } // null: not there
    void setCurrent(std::optional<PageId> page);

signals:
    void pageClicked(PageId page);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_layout;
    QHash<PageId, SidebarEntry *> m_entries;
};
