#pragma once

#include "ui/repo/repoplace.h"

#include <QWidget>

#include <optional>

// One section of a repository's tab. It loads when it is first seen at a place, so that only the
// visible section asks the Hub for anything.
class RepoSection : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    void setPlace(const RepoPlace &place);
    const std::optional<RepoPlace> &place() const { return m_place; }
    void reload(); // now when visible, else when it is next seen
    void takeKeys(); // to its list or text, as soon as that is shown
    virtual void openFind() { } // of what is shown now

protected:
    virtual void load(const RepoPlace &place) = 0;
    virtual QWidget *keyTarget() const = 0; // the list or text
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    std::optional<RepoPlace> m_place;
    bool m_stale = false;
};
