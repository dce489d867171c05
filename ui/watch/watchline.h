#pragma once

#include "app/watch/watchedfolders.h"

#include <QWidget>

class ElidedLabel;
class IconLabel;
class ProgressLine;
class QPushButton;
class QToolButton;

// One watched folder: where it leads, what its last round did, when the next one is, and what can
// be done with it.
class WatchLine final : public QWidget
{
    Q_OBJECT

public:
    explicit WatchLine(QString id, QWidget *parent = nullptr);

    const QString &id() const { return m_id; }
    // upload: of what it sends. whyNotNow: WatchedFolders::whyNotNow().
    void render(const WatchStatus &status, const UploadProgress &upload, const QString &whyNotNow,
                const QDateTime &now);

signals:
    void runWanted();
    void pauseWanted(bool paused);
    void editWanted();
    void removeWanted();
    void reviewWanted(); // of the files that wait
    void pageWanted(); // of the last commit

private:
    QToolButton *button(const QString &icon, const QString &text);
    void renderHeld(const WatchResult &last);

    const QString m_id;
    bool m_isPaused = false;
    IconLabel *m_icon;
    ElidedLabel *m_local;
    ElidedLabel *m_place;
    ElidedLabel *m_result;
    ElidedLabel *m_state;
    ProgressLine *m_progress;
    ElidedLabel *m_held;
    QPushButton *m_review;
    QToolButton *m_run;
    QToolButton *m_pause;
    QToolButton *m_page;
    QToolButton *m_edit;
    QToolButton *m_remove;
};
