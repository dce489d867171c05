#pragma once

#include "ui/tour/tourstep.h"

#include <QElapsedTimer>
#include <QImage>
#include <QTimer>

class QApplication;

struct TourPicture
{
    QString file; // within the folder
    QString what;
    QSize size; // of the window
    bool dark = false;
};

// Drives the real window through every pane and state and writes one picture of each, with a list
// of them. A step has a deadline instead of a pause: its picture is taken when what it shows is
// there and stands still. One tour a program.
class Tour final : public QObject
{
    Q_OBJECT

public:
    Tour(QApplication &app, DemoHub &demo, QString folder, QList<TourScene> scenes);
    ~Tour() override;

    bool start(QString *error); // false: the folder cannot be written to

signals:
    // While it can still be looked at.
    void pictureTaken(const TourPicture &picture, const QImage &image, QWidget *window);
    void finished(const QStringList &problems); // sentences; empty: everything was shown

private:
    const TourStep &step() const { return m_scenes.at(m_scene).steps.at(m_step); }
    void enterScene();
    void enterStep();
    void enterView();
    void poll();
    void take(const QImage &image);
    void nextView();
    void finish();

    QApplication &m_app;
    DemoHub &m_demo;
    const QString m_folder;
    const QList<TourScene> m_scenes;
    std::unique_ptr<TourStage> m_stage;
    qsizetype m_scene = 0;
    qsizetype m_step = 0;
    std::size_t m_view = 0;
    QTimer m_timer;
    QElapsedTimer m_since;
    QImage m_last;
    int m_still = 0; // polls since the picture changed
    QList<TourPicture> m_taken;
    QStringList m_problems;
};

// The window with its menus, lists and dialogs, as they lie over it.
QImage tourPictureOf(QWidget &window);
