#pragma once

#include "app/cache/cachemover.h"

#include <QDialog>
#include <QTimer>

class ElidedLabel;
class ProgressLine;
class QLabel;
class QLineEdit;
class QPushButton;

// Brings the cache to another folder: asks where, shows how far it is, says how other programs are
// told, switches when the new place has everything, and removes the old one when told to. Closed
// while it works, it goes on.
class MoveDialog final : public QDialog
{
    Q_OBJECT

public:
    struct Cache
    {
        QString root; // absolute
        qint64 bytes = 0; // about; 0: not known
    };

    // variable: that decides where the cache is; empty: the settings do.
    MoveDialog(CacheMover &mover, const Cache &cache, const QString &variable,
               QWidget *parent = nullptr);

signals:
    void switchRequested(const QString &root); // use this from now on

private:
    struct Outlook // of a place before anything is copied
    {
        QString place;
        QString refusal; // a sentence; empty: it can be taken
        qint64 free = -1; // bytes; -1: not known
        bool isBegun = false; // an earlier start has left something there
    };

    void choose();
    void lookAhead();
    bool isLookedAt() const;
    bool isTooLittle() const;
    QString outlook() const; // words
    void go(); // what the main button says now
    void askToRemove();
    bool isOldUnused() const; // as far as this program can tell
    void render();
    void say(const QString &sentence, const QString &detail = {});

    CacheMover &m_mover;
    const Cache m_cache;
    const QString m_variable;
    Outlook m_outlook;
    bool m_switched = false;
    bool m_looking = false;
    QTimer m_typed; // until it is looked at
    QLineEdit *m_place;
    QPushButton *m_choose;
    QLabel *m_sentence;
    QLabel *m_detail;
    ProgressLine *m_progress;
    QPushButton *m_copy; // of the line for other programs
    QPushButton *m_giveUp; // what was copied
    QPushButton *m_remove; // the old place
    QPushButton *m_main;
    QPushButton *m_close;
};
