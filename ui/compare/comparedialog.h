#pragma once

#include "ui/compare/comparecontroller.h"

#include <QDialog>

class ProgressLine;
class QCheckBox;
class QLabel;
class QPushButton;
class QTreeView;
class SegmentedControl;
class StateView;

// What a folder and a repository have, file by file, and what is to be made of it. Nothing is
// changed before its button and, for the folder, a question.
class CompareDialog final : public QDialog
{
    Q_OBJECT

public:
    CompareDialog(HubClient &hub, const CompareController::Target &target, const QString &memory,
                  const CompareTrash::Move &move = {}, QWidget *parent = nullptr);

    CompareController &controller() { return m_controller; }
    void showConnection(); // online or not, signed in or not, as the client is now
    void reject() override;

signals:
    void fetchWanted(const DownloadRequest &request);
    // The plan of an upload: of the folder, without leftOut, and with removed deleted on the Hub.
    void uploadWanted(const QByteArray &local, const CompareChoice &choice);

private:
    QWidget *header();
    QWidget *choices();
    QWidget *buttonRow();
    void connectParts();
    void render();
    QString sentence() const;
    QString button() const;
    void go();
    void askToFetch();

    CompareController m_controller;
    QTreeView *m_list;
    StateView *m_states;
    SegmentedControl *m_way;
    QCheckBox *m_removes;
    QCheckBox *m_same;
    QLabel *m_sentence;
    ProgressLine *m_progress;
    QLabel *m_whyNot;
    QPushButton *m_again;
    QPushButton *m_close;
    QPushButton *m_main;
};
