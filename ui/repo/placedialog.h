#pragma once

#include "app/disk/placefile.h"

#include <QDialog>
#include <QFutureWatcher>

class ProgressLine;
class QLabel;
class QPushButton;

// Takes a file that the user already has for one of the Hub's: shows how far it is checked, lets it
// be stopped, and says what came of it.
class PlaceDialog final : public QDialog
{
    Q_OBJECT

public:
    // Begins at once.
    PlaceDialog(std::shared_ptr<const Destination> destination, const PlaceTask &task,
                QWidget *parent = nullptr);
    ~PlaceDialog() override; // stops; nothing is changed by then, or all is done

    QString sentence() const;

signals:
    void placed(const QString &localPath);

private:
    void onFinished();

    PlaceTask m_task;
    QLabel *m_sentence;
    ProgressLine *m_line;
    QPushButton *m_button; // stops, later closes
    // Not the future's own result: that of a stopped one is lost, even when it was done by then.
    std::shared_ptr<std::optional<Result<QString>>> m_outcome;
    QFutureWatcher<void> m_watcher;
};
