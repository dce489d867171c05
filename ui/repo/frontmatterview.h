#pragma once

#include "app/text/frontmatter.h"

#include <QFrame>

class QVBoxLayout;

// The metadata of a card as a neat table; names of repositories in it are links.
class FrontMatterView final : public QFrame
{
    Q_OBJECT

public:
    explicit FrontMatterView(QWidget *parent = nullptr);

    void setFrontMatter(const FrontMatter &matter);

signals:
    void linkActivated(const QString &address); // "owner/name" or "datasets/owner/name"

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void addHead(const FrontMatter &matter);
    void addRow(const FrontMatterEntry &entry);
    QWidget *valueOf(const FrontMatterEntry &entry);
    QWidget *linksOf(const FrontMatterEntry &entry, const QString &prefix);

    QVBoxLayout *m_rows;
};
