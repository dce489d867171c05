#pragma once

#include "app/hub/repoid.h"

#include <QWidget>

// "owner / name" of a repository on one line: the owner dimmed, the name elided in the middle. The
// parts are painted apart, so text in either direction cannot move into the other part.
class RepoTitle final : public QWidget
{
    Q_OBJECT

public:
    explicit RepoTitle(RepoId repo, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QFont ownerFont() const;
    QFont nameFont() const;

    RepoId m_repo;
    QString m_owner; // safe to show
    QString m_name;
};
