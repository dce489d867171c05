#include "ui/upload/uploaddoor.h"

#include "app/appcontext.h"
#include "app/text/format.h"
#include "ui/repo/newrepodialog.h"
#include "ui/theme/tokens.h"
#include "ui/upload/repoquestion.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/filequestion.h"
#include "ui/widgets/localfiles.h"

#include <QDropEvent>
#include <QWidget>

#include <utility>

UploadDoor::UploadDoor(AppContext &app, QWidget *window)
    : QObject(window)
    , m_app(app)
    , m_window(window)
    , m_note(new ElidedLabel({}, Qt::ElideMiddle, window))
{
    m_note->setAutoFillBackground(true);
    m_note->setAlignment(Qt::AlignHCenter);
    m_note->hide();
    connect(&app.session(), &Session::changed, this, [this] {
        if (const QStringList files = std::exchange(m_waiting, {}); !files.isEmpty())
            askWhere(files);
    });
    window->setAcceptDrops(true);
    window->installEventFilter(this);
}

void UploadDoor::askForFiles()
{
    ::askForFiles(m_window, tr("Upload files"),
                  [this](const QStringList &files) { emit came(files); });
}

void UploadDoor::askForFolder()
{
    ::askForFolder(m_window, tr("Upload a folder"),
                   [this](const QString &folder) { emit came({folder}); });
}

void UploadDoor::askWhere(const QStringList &files)
{
    const Session &session = m_app.session();
    const auto &account = session.account();
    if (m_app.hub().isOffline())
        return emit said(m_app.hub().offlineReason());
    if (session.isReading() || session.state() == Session::State::Checking) {
        m_waiting = files;
        return;
    }
    if (!account)
        return emit said(session.error() ? session.error()->message : tr("Sign in to upload."));
    auto *question
        = new RepoQuestion(m_app.hub(), *account,
                           {.title = Format::plural(files.size(), tr("Upload 1 file or folder to…"),
                                                    tr("Upload %1 files and folders to…")),
                            .verb = tr("Upload"),
                            .verbTo = tr("Upload to %1")},
                           m_window);
    connect(question, &RepoQuestion::chosen, this,
            [this, files](const RepoId &repo) { emit chosen(repo, files); });
    connect(question, &RepoQuestion::newRepoWanted, this,
            [this, question, files](RepoKind kind) { makeRepo(*question, kind, files); });
    question->open();
}

void UploadDoor::makeRepo(RepoQuestion &question, RepoKind kind, const QStringList &files)
{
    const auto &account = m_app.session().account();
    if (!account)
        return;
    auto *dialog = new NewRepoDialog(m_app.hub(), *account, &question);
    dialog->setKind(kind);
    connect(dialog, &NewRepoDialog::created, &question,
            [this, &question, files](const RepoId &repo) {
                question.close();
                emit chosen(repo, files);
            });
    dialog->open();
}

bool UploadDoor::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove:
    case QEvent::Drop: return onDrag(*static_cast<QDropEvent *>(event));
    case QEvent::DragLeave: m_note->hide(); return true;
    default: return QObject::eventFilter(watched, event);
    }
}

bool UploadDoor::onDrag(QDropEvent &event)
{
    const QStringList files = localFilesIn(event.mimeData());
    event.setDropAction(Qt::CopyAction); // what is dragged stays where it is
    event.setAccepted(!files.isEmpty());
    const bool isOver = event.type() == QEvent::Drop;
    m_note->setText(tr("Upload to a repository"));
    m_note->setGeometry(0, m_window->height() - metrics::kRow, m_window->width(), metrics::kRow);
    m_note->setVisible(!files.isEmpty() && !isOver);
    m_note->raise();
    if (isOver && !files.isEmpty())
        emit came(files);
    return true;
}
