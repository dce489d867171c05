#pragma once

#include <QWidget>

class ElidedLabel;
class QPushButton;
class Settings;
struct Environment;

// Where downloads go, and buttons that change it. A folder is taken into the settings only when a
// file could be made in it.
class CacheFolderField final : public QWidget
{
    Q_OBJECT

public:
    CacheFolderField(Settings &settings, const Environment &environment, QWidget *parent = nullptr);

signals:
    void refused(const QString &why); // a translated sentence; everything stays as it was
    void taken();

private:
    void choose();
    void tryFolder(const QString &folder);
    void take(const QString &folder); // empty: the standard one
    void showFolder();

    Settings &m_settings;
    const Environment &m_environment;
    QString m_tried; // the newest choice, until it is known whether it can be written
    ElidedLabel *m_folder;
    QPushButton *m_standard;
};
