#pragma once

#include <QScrollArea>

class AccountPanel;
class HttpLog;
class QLabel;
class Session;
class Settings;
struct Environment;

// One page with everything that can be set. What an environment variable decides is shown, greyed
// out, with the variable's name.
class SettingsPane final : public QScrollArea
{
    Q_OBJECT

public:
    // offlineSource: what keeps the program offline whatever the setting says; empty: nothing.
    SettingsPane(Settings &settings, const Environment &environment, Session &session,
                 const HttpLog &log, bool isDemo, QString offlineSource, QWidget *parent = nullptr);

    AccountPanel *accountPanel() { return m_account; }
    void showNotices(); // those of the environment; they may grow after the start

signals:
    void tokenPageWanted();
    void demoWanted(); // start the demo Hub

private:
    QWidget *hubPanel();
    QWidget *downloadPanel();
    QWidget *lookPanel();
    QWidget *environmentPanel();

    Settings &m_settings;
    const Environment &m_environment;
    const HttpLog &m_log;
    const bool m_isDemo; // then the demo is not offered
    const QString m_offlineSource;
    AccountPanel *m_account;
    QLabel *m_notices = nullptr; // made with its panel
};
