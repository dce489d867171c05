#pragma once

#include "app/watch/watchedfolder.h"

#include <QDialog>

#include <expected>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;
class QSpinBox;
class SegmentedControl;

// Asks for a folder, a place on the Hub, and how often what changes goes there. What it is told
// stands in its fields until whoever hears of it accepts it.
class WatchDialog final : public QDialog
{
    Q_OBJECT

public:
    // edits: one that is watched already.
    WatchDialog(const std::optional<WatchWish> &wish, bool edits, QWidget *parent = nullptr);

    void showTrouble(const QString &why); // a sentence about what is typed
    void watch(); // what its button does

signals:
    void wanted(const WatchWish &wish);

private:
    QLayout *folderRow();
    QLayout *repoRow();
    QLayout *placeRow();
    QLayout *timeRow();
    QLayout *patternRow();
    QLayout *buttonRow(bool edits);
    void fill(const WatchWish &wish);
    std::expected<WatchWish, QString> typed() const; // else a sentence; empty: not all is there yet
    void render();

    QLineEdit *m_local;
    QPushButton *m_choose;
    SegmentedControl *m_kind;
    QLineEdit *m_repo;
    QLineEdit *m_branch;
    QLineEdit *m_folder; // of the repository
    QSpinBox *m_minutes;
    QRadioButton *m_commits;
    QRadioButton *m_pullRequest;
    QPlainTextEdit *m_allow;
    QPlainTextEdit *m_ignore;
    QCheckBox *m_removes;
    QLabel *m_trouble;
    QPushButton *m_main;
};
