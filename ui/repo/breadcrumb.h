#pragma once

#include <QWidget>

// Where in a repository the current file is: "name › folder › file". The last part counts most, so
// the parts before it are the first to be left out. Parts are painted apart, for bidi.
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
    QStringList m_parts;
};
