#pragma once

#include "app/hub/repoid.h"

#include <QMessageBox>

// Asks before work that took long is thrown away. Closing it keeps the download.
class CancelQuestion final : public QMessageBox
{
    Q_OBJECT

public:
    enum class Deed { Cancel, Remove }; // of what has ended: from the list

    // Of what the bytes are; foreign text is made safe here.
    struct Subject
    {
        static Subject file(const QString &path);
        static Subject repo(const RepoId &repo);
        static Subject several(qsizetype count);

        QString shown; // cut in the middle
        QString whole;
    };

    // bytes: what would be lost. canPause: some of it is on its way. Deletes itself when closed;
    // open() it.
    CancelQuestion(Deed deed, const Subject &subject, qint64 bytes, bool canPause, QWidget *parent);

signals:
    void cancelChosen();
    void pauseChosen(); // instead
};
