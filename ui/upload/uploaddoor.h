#pragma once

#include "app/hub/repoid.h"

#include <QObject>
#include <QStringList>

class AppContext;
class ElidedLabel;
class RepoQuestion;
class QDropEvent;
class QWidget;

// Where files come in that are dropped on the window outside of a repository's own list, or chosen
// from the menu: shows that they are taken, and asks where they go when no repository is open.
class UploadDoor final : public QObject
{
    Q_OBJECT

public:
    UploadDoor(AppContext &app, QWidget *window); // its children pass on what they have no use for

    void askForFiles();
    void askForFolder();
    void askWhere(const QStringList &files); // absolute paths; once it is known who is signed in

signals:
    void came(const QStringList &files); // absolute paths, of this computer
    void chosen(const RepoId &repo, const QStringList &files);
    void said(const QString &sentence);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool onDrag(QDropEvent &event);
    void makeRepo(RepoQuestion &question, RepoKind kind, const QStringList &files);

    AppContext &m_app;
    QWidget *m_window;
    ElidedLabel *m_note;
    QStringList m_waiting; // until it is known who is signed in
};
