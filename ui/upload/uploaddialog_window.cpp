// The upload's dialog as a window: its size, its keys, and what else comes into it.
#include "app/text/format.h"
#include "ui/theme/style.h"
#include "ui/upload/uploadchoices.h"
#include "ui/upload/uploaddialog.h"
#include "ui/upload/uploadwords.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/filequestion.h"
#include "ui/widgets/localfiles.h"

#include <QDropEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QMessageBox>
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

// Ticked by hand, perhaps long ago; what is public is copied within seconds.
void UploadDialog::askToSendSecrets()
{
    const qsizetype files = m_controller.secretsSent();
    auto *question = new QMessageBox(
        QMessageBox::Warning, windowTitle(),
        Format::plural(files, tr("Send 1 file that may hold a password or a key?"),
                       tr("Send %1 files that may hold a password or a key?")),
        QMessageBox::Cancel, this);
    question->setTextFormat(Qt::PlainText);
    question->setInformativeText(tr("Whoever may see the repository can read it, and it stays in "
                                    "the history after it is deleted."));
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *yes = question->addButton(tr("Send"), QMessageBox::AcceptRole);
    connect(yes, &QPushButton::clicked, this, [this] { m_controller.send(m_choices->want()); });
    question->open();
}

void UploadDialog::askToThrowAway()
{
    auto *question = new QMessageBox(QMessageBox::NoIcon, windowTitle(),
                                     tr("Throw this plan away?"), QMessageBox::NoButton, this);
    question->setTextFormat(Qt::PlainText);
    question->setInformativeText(tr("What you ticked, named and typed is not kept."));
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *keep = question->addButton(tr("Keep it"), QMessageBox::RejectRole);
    QPushButton *away = question->addButton(tr("Throw away"), QMessageBox::DestructiveRole);
    setButtonRole(away, ButtonRole::Danger);
    question->setDefaultButton(keep);
    question->setEscapeButton(keep);
    connect(away, &QPushButton::clicked, this, [this] { QDialog::reject(); });
    question->open();
}

// Typed with slashes around it or without; empty: the top.
void UploadDialog::takeFolder(const QString &typed)
{
    QString folder = typed.trimmed();
    while (folder.startsWith(u'/'))
        folder.remove(0, 1);
    while (folder.endsWith(u'/'))
        folder.chop(1);
    const auto path = RepoPath::parse(folder);
    const bool isPath = path || folder.isEmpty();
    m_choices->setFolder(isPath ? folder : m_controller.target().folder); // where it really goes
    if (!isPath)
        return m_whyNot->setText(path.error());
    if (folder == m_controller.target().folder)
        return;
    m_isTouched = true;
    m_controller.setFolder(folder);
    m_where->setText(UploadWords::place(m_controller.target()));
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
