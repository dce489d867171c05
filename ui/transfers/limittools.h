#pragma once

#include <QWidget>

class QPushButton;
class Settings;

// Two buttons over all transfers: how fast they may be, and how many files come at once. Each shows
// what holds, and its menu changes that at once.
class LimitTools final : public QWidget
{
    Q_OBJECT

public:
    explicit LimitTools(Settings &settings, QWidget *parent = nullptr);

private:
    void fillSpeedMenu();
    void fillFilesMenu();
    void render();

    Settings &m_settings;
    QPushButton *m_speed;
    QPushButton *m_files;
};
