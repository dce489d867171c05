#pragma once

#include <QWidget>

class ElidedLabel;
class ProgressLine;
class QHBoxLayout;
class QLabel;
class QPushButton;
class Settings;
class SpeedGraph;
struct TransferSnapshot;

// The top of the page: how much of everything is there, how fast it comes, and what holds for all
// transfers at once. Draws snapshots.
class TransferHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit TransferHeader(Settings &settings, QWidget *parent = nullptr);

    void render(const TransferSnapshot &now);
    void showTools(bool shown); // what acts on downloads

signals:
    void pauseAllClicked();
    void resumeAllClicked();

private:
    QHBoxLayout *makeTools(); // what holds for all of them; one that is to come has its place here
    void renderCounts(const TransferSnapshot &now);

    Settings &m_settings;
    QLabel *m_counts;
    ElidedLabel *m_totals;
    QLabel *m_speed;
    ProgressLine *m_progress;
    SpeedGraph *m_graph;
    QPushButton *m_pause; // everything, or goes on with everything
    bool m_runs = false;
    bool m_canPause = false; // or resume
    bool m_showsTools = true;
};
