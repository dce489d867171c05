#pragma once

#include "app/watch/watchedfolders.h"
#include "ui/widgets/stateview.h"

#include <QTimer>
#include <QWidget>

#include <map>

class QLabel;
class QPushButton;
class QVBoxLayout;
class WatchDialog;
class WatchLine;

// All watched folders, and how one is begun.
class WatchList final : public QWidget
{
    Q_OBJECT

public:
    WatchList(WatchedFolders &watched, Uploads &uploads, QWidget *parent = nullptr);

    int count() const { return int(m_lines.size()); }
    QWidget *firstButton() const; // that takes the keys
    QString trouble() const { return m_watched.trouble(); } // why none is watched; empty: they are
    void askForFolder(); // opens the dialog for a new one

signals:
    void countChanged();
    void pageWanted(const QUrl &page);
    void reviewWanted(const WatchWish &wish); // its plan, with a person's eyes

private:
    void list(); // as many lines as there are folders
    void render();
    void tellWhatIsLost();
    StateView::Words emptyWords() const;
    void connectLine(WatchLine *line);
    void askToRemove(const QString &id);
    std::optional<WatchStatus> statusOf(const QString &id) const;

    WatchedFolders &m_watched;
    Uploads &m_uploads;
    std::map<QString, WatchLine *> m_lines; // by id
    QVBoxLayout *m_column;
    QWidget *m_head;
    QLabel *m_lost;
    QPushButton *m_add;
    StateView *m_states;
    QTimer m_seconds; // until the next rounds
};

// Asks what is to be watched, with what is given filled in; goes with its parent.
WatchDialog *openWatchDialog(WatchedFolders &watched, const std::optional<WatchWish> &wish,
                             const QString &id, QWidget *parent);
