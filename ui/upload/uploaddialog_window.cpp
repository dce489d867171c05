// The upload's dialog as a window: its size, its keys, and what else comes into it.
#include "ui/upload/uploadchoices.h"
#include "ui/upload/uploaddialog.h"
#include "ui/widgets/filequestion.h"
#include "ui/widgets/localfiles.h"

#include <QDropEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QPushButton>

namespace {

constexpr QSize kUploadSize(980, 640);
constexpr QSize kLargestUpload(1400, 900);
constexpr QSize kUploadMargins(80, 120);

} // namespace

void UploadDialog::askForMore(bool isFolder)
{
    if (isFolder)
        askForFolder(this, tr("Upload a folder"),
                     [this](const QString &folder) { m_controller.add(diskNames({folder})); });
    else
        askForFiles(this, tr("Upload files"),
                    [this](const QStringList &files) { m_controller.add(diskNames(files)); });
}

void UploadDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (m_controller.phase() < UploadController::Phase::Sending
        && !localFilesIn(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void UploadDialog::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    m_controller.add(diskNames(localFilesIn(event->mimeData())));
}

// Most of the window that it lies over.
void UploadDialog::fit()
{
    const QWidget *over = parentWidget() ? parentWidget()->window() : nullptr;
    if (!over)
        return resize(kUploadSize);
    resize((over->size() - kUploadMargins).boundedTo(kLargestUpload).expandedTo(kUploadSize));
    move(over->frameGeometry().center() - rect().center());
}

bool UploadDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        fit();
    return QDialog::eventFilter(watched, event);
}

// Enter sends from the commit message and the button itself: elsewhere it means something else, and
// what it sends may delete.
void UploadDialog::keyPressEvent(QKeyEvent *event)
{
    const QWidget *focus = focusWidget();
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && focus && focus != m_main && !m_choices->hasMessage(focus))
        return event->accept();
    QDialog::keyPressEvent(event);
}
