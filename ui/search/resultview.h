#pragma once

#include <QListView>

// The result list: adds to a list view what a search needs to know of mouse and keyboard. Rows are
// uniform, so that a hundred thousand of them scroll like ten.
class ResultView final : public QListView
{
    Q_OBJECT

public:
    explicit ResultView(QWidget *parent = nullptr);

signals:
    void opened(const QModelIndex &index, bool background);
    void quickLookToggled();
    void nearEnd(); // fewer than two screens of rows are left below

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void updateGeometries() override;

private:
    void checkEnd();
};
