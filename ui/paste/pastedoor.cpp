#include "ui/paste/pastedoor.h"

#include "app/appcontext.h"
#include "ui/paste/pastedialog.h"
#include "ui/transfers/manifestactions.h"

#include <QClipboard>
#include <QDropEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMimeData>
#include <QWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr char kPasteField[] = "hubnautPasteField"; // a property: only several lines are taken

bool hasSeveralLines(const QString &text)
{
    const QStringList lines = text.split(u'\n');
    return std::ranges::count_if(lines, [](const QString &s) { return !s.trimmed().isEmpty(); })
        > 1;
}

} // namespace

PasteDoor::PasteDoor(AppContext &app, QWidget *window)
    : QObject(window)
    , m_app(app)
    , m_window(window)
{ }

void PasteDoor::watchField(QWidget *field)
{
    field->setProperty(kPasteField, true);
    field->installEventFilter(this);
}

void PasteDoor::watchPage(QWidget *page)
{
    page->setAcceptDrops(true);
    page->installEventFilter(this);
}

bool PasteDoor::takes(const QObject *watched, const QMimeData *data) const
{
    if (!data || !data->hasText() || data->text().trimmed().isEmpty())
        return false;
    if (watched->property(kPasteField).toBool())
        return hasSeveralLines(data->text());
    return !ManifestActions::canTake(*data); // those are the page's
}

bool PasteDoor::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
        if (const QMimeData *data = QGuiApplication::clipboard()->mimeData();
            static_cast<QKeyEvent *>(event)->matches(QKeySequence::Paste) && takes(watched, data)) {
            open(data->text());
            return true;
        }
        break;
    case QEvent::DragEnter:
    case QEvent::DragMove:
        if (auto *drag = static_cast<QDragMoveEvent *>(event); takes(watched, drag->mimeData())) {
            drag->acceptProposedAction();
            return true;
        }
        break;
    case QEvent::Drop:
        if (auto *drop = static_cast<QDropEvent *>(event); takes(watched, drop->mimeData())) {
            drop->acceptProposedAction();
            open(drop->mimeData()->text());
            return true;
        }
        break;
    default: break;
    }
    return QObject::eventFilter(watched, event);
}

void PasteDoor::open(const QString &text)
{
    if (!m_dialog) {
        m_dialog = new PasteDialog(m_app.hub(), m_window);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_dialog, &PasteDialog::requested, this,
                [this](const QList<DownloadRequest> &requests) {
                    for (const DownloadRequest &request : requests)
                        m_app.transfers().download(request);
                    emit started();
                });
        m_dialog->open();
    }
    if (!text.isEmpty())
        m_dialog->addText(text);
}
