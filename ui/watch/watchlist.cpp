#include "ui/watch/watchlist.h"

#include "app/text/safetext.h"
#include "ui/theme/icon.h"
#include "ui/theme/tokens.h"
#include "ui/watch/watchdialog.h"
#include "ui/watch/watchline.h"
#include "ui/watch/watchwords.h"
#include "ui/widgets/labels.h"

#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QSet>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

WatchDialog *openWatchDialog(WatchedFolders &watched, const std::optional<WatchWish> &wish,
                             const QString &id, QWidget *parent)
{
    auto *dialog = new WatchDialog(wish, !id.isEmpty(), parent);
    QObject::connect(dialog, &WatchDialog::wanted, &watched, [dialog, &watched, id](const auto &w) {
        const QString why = id.isEmpty() ? watched.add(w) : watched.edit(id, w);
        if (why.isEmpty())
            dialog->accept();
        else
            dialog->showTrouble(why);
    });
    dialog->open();
    return dialog;
}

WatchList::WatchList(WatchedFolders &watched, Uploads &uploads, QWidget *parent)
    : QWidget(parent)
    , m_watched(watched)
    , m_uploads(uploads)
    , m_column(new QVBoxLayout)
    , m_head(new QWidget)
    , m_lost(sentenceLabel())
    , m_add(new QPushButton(tr("Watch a folder…")))
{
    auto *lines = new QWidget;
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addStretch();
    lines->setLayout(m_column);
    auto *area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(lines);
    m_states = new StateView(area);
    m_add->setIcon(icon(u"plus"_s));
    auto *head = new QHBoxLayout(m_head);
    head->setContentsMargins(metrics::kPagePadding, metrics::kGap, metrics::kPagePadding,
                             metrics::kGap);
    auto *note = secondaryLabel(tr("What changes in these folders is committed, while this "
                                   "program runs."));
    note->setWordWrap(true);
    head->addWidget(note, 1);
    head->addWidget(m_add);
    m_lost->setContentsMargins(metrics::kPagePadding, 0, metrics::kPagePadding, metrics::kGap);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_head);
    layout->addWidget(m_lost);
    layout->addWidget(m_states, 1);
    connect(m_add, &QPushButton::clicked, this, &WatchList::askForFolder);
    connect(m_states, &StateView::actionClicked, this, &WatchList::askForFolder);
    connect(&m_watched, &WatchedFolders::listChanged, this, &WatchList::list);
    connect(&m_watched, &WatchedFolders::changed, this, &WatchList::render);
    connect(&m_watched, &WatchedFolders::keptChanged, this, &WatchList::tellWhatIsLost);
    connect(&m_seconds, &QTimer::timeout, this, [this] {
        if (isVisible())
            render();
    });
    m_seconds.start(1s);
    list();
}

QWidget *WatchList::firstButton() const
{
    if (m_lines.empty())
        return m_states->findChild<QPushButton *>();
    return m_add;
}

void WatchList::askForFolder()
{
    openWatchDialog(m_watched, {}, {}, this);
}

std::optional<WatchStatus> WatchList::statusOf(const QString &id) const
{
    const QList<WatchStatus> all = m_watched.all();
    const auto it = std::ranges::find_if(
        all, [&id](const WatchStatus &status) { return status.folder.id == id; });
    return it == all.cend() ? std::nullopt : std::optional(*it);
}

void WatchList::list()
{
    QSet<QString> there;
    for (const WatchStatus &status : m_watched.all()) {
        const QString &id = status.folder.id;
        there.insert(id);
        WatchLine *&line = m_lines[id];
        if (line)
            continue;
        line = new WatchLine(id);
        connectLine(line);
        m_column->insertWidget(m_column->count() - 1, line);
    }
    std::erase_if(m_lines, [&there](const auto &line) {
        const bool isGone = !there.contains(line.first);
        if (isGone)
            line.second->deleteLater();
        return isGone;
    });
    const bool isEmpty = m_lines.empty();
    m_head->setVisible(!isEmpty);
    tellWhatIsLost();
    m_states->setEmptyWords(emptyWords());
    m_states->render({!isEmpty                 ? ViewState::Phase::Ready
                          : m_watched.isRead() ? ViewState::Phase::Empty
                                               : ViewState::Phase::Loading,
                      {}});
    render();
    emit countChanged();
}

// The page that has no lines says it itself, as far as it is the reason for that.
void WatchList::tellWhatIsLost()
{
    QStringList words;
    if (!m_lines.empty())
        words << WatchWords::lost(m_watched);
    words << WatchWords::unkept(m_watched);
    words.removeAll(QString());
    m_lost->setText(words.join(u' '));
    m_lost->setVisible(!words.isEmpty());
}

StateView::Words WatchList::emptyWords() const
{
    const QString add = tr("Watch a folder…");
    if (!m_watched.trouble().isEmpty())
        return {u"warning"_s, tr("No folder is watched here."), m_watched.trouble(), add};
    if (const QString lost = WatchWords::lost(m_watched); !lost.isEmpty())
        return {u"warning"_s, tr("The watched folders of the last start are not known."), lost,
                add};
    return {u"eye"_s, tr("No folder is watched."),
            tr("What changes in a watched folder is committed to a repository every so many "
               "minutes, while this program runs."),
            add};
}

void WatchList::render()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const WatchStatus &status : m_watched.all())
        if (const auto line = m_lines.find(status.folder.id); line != m_lines.end())
            line->second->render(status, m_uploads.progress(status.upload.value_or(0)),
                                 m_watched.whyNotNow(status.folder.id), now);
}

void WatchList::connectLine(WatchLine *line)
{
    const QString id = line->id();
    connect(line, &WatchLine::runWanted, this, [this, id] { m_watched.runNow(id); });
    connect(line, &WatchLine::pauseWanted, this,
            [this, id](bool paused) { m_watched.setPaused(id, paused); });
    connect(line, &WatchLine::removeWanted, this, [this, id] { askToRemove(id); });
    connect(line, &WatchLine::editWanted, this, [this, id] {
        if (const auto status = statusOf(id))
            openWatchDialog(m_watched, status->folder.wish, id, this);
    });
    connect(line, &WatchLine::reviewWanted, this, [this, id] {
        if (const auto status = statusOf(id))
            emit reviewWanted(status->folder.wish);
    });
    connect(line, &WatchLine::pageWanted, this, [this, id] {
        if (const auto status = statusOf(id))
            emit pageWanted(WatchWords::page(status->folder));
    });
}

void WatchList::askToRemove(const QString &id)
{
    const auto status = statusOf(id);
    if (!status)
        return;
    auto *question = new QMessageBox(
        QMessageBox::Question, tr("Stop watching"),
        tr("Stop watching %1?").arg(SafeText::path(QFile::decodeName(status->folder.wish.local))),
        QMessageBox::Cancel, this);
    question->setTextFormat(Qt::PlainText);
    question->setInformativeText(
        tr("The folder and what is on the Hub stay as they are. What is being sent goes on."));
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *stop = question->addButton(tr("Stop watching"), QMessageBox::AcceptRole);
    connect(stop, &QPushButton::clicked, this, [this, id] { m_watched.remove(id); });
    question->open();
}
