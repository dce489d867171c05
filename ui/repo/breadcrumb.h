#pragma once

#include <QWidget>

// Where in a repository the current file is: "name › folder › file". Where there is no room the
// folders are left out first. Parts are painted apart, for bidi.
class Breadcrumb final : public QWidget
{
    Q_OBJECT

public:
    explicit Breadcrumb(QWidget *parent = nullptr);

    void setParts(const QStringList &parts); // safe to show

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QStringList shownParts() const;

    QStringList m_parts;
};
