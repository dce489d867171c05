#pragma once

#include "app/hub/types.h"

#include <QFrame>

class QLineEdit;
class QListWidget;

// Choice of a branch, tag, pull request or conversion, with a filter box; what is typed may also be
// a revision that the list does not have, such as a commit. Closes itself when something is chosen.
class RevisionPopup final : public QFrame
{
    Q_OBJECT

public:
    RevisionPopup(QList<Ref> refs, Revision current, QWidget *parent = nullptr);

    void openUnder(const QWidget *anchor);

    // The name that requests take: "main" for branches and tags, "refs/pr/3" for others.
    static QString revisionOf(const Ref &ref);
    static QString iconOf(Ref::Type type); // name of the icon set

signals:
    void chosen(const Revision &revision);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();
    void addGroup(const QString &title, Ref::Type type, const QString &filter);
    void preselect();
    void choose();

    QList<Ref> m_refs;
    Revision m_current;
    QLineEdit *m_filter;
    QListWidget *m_list;
};
