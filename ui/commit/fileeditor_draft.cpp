// What is typed is kept on the disk until it is committed or thrown away (reliability U19).
#include "app/disk/contenthash.h"
#include "app/text/safetext.h"
#include "ui/commit/editortext.h"
#include "ui/commit/fileeditor.h"
#include "ui/widgets/stateview.h"

#include <QLineEdit>

#include <algorithm>

using namespace std::chrono_literals;

namespace {

constexpr auto kKeepEvery = 500ms; // while somebody types: as much is lost at most

} // namespace

FileEditor::~FileEditor()
{
    if (m_keepTimer.isActive() && isChanged())
        static_cast<void>(m_drafts->keep(draft()));
}

void FileEditor::setDrafts(const Drafts &drafts)
{
    m_drafts = &drafts;
    m_keepTimer.setSingleShot(true);
    m_keepTimer.setInterval(kKeepEvery);
    connect(&m_keepTimer, &QTimer::timeout, this, &FileEditor::keepDraft);
    const auto soon = [this] {
        if (m_at && !m_keepTimer.isActive())
            m_keepTimer.start();
    };
    connect(m_text->document(), &QTextDocument::contentsChanged, this, soon);
    connect(m_path, &QLineEdit::textEdited, this, soon);
}

Draft::Place FileEditor::draftPlace() const
{
    return {m_place.hub.endpoint(), m_at->repo(), m_at->revision};
}

Draft FileEditor::draft() const
{
    return {.place = draftPlace(),
            .opened = m_opened,
            .path = path(),
            .isNew = m_isNew,
            .commit = m_at->info.commit,
            .base = m_isNew ? QByteArray() : m_base.content(m_base.text),
            .text = typed(),
            .at = QDateTime::currentDateTimeUtc()};
}

void FileEditor::keepDraft()
{
    if (!m_at || !m_states->isContentShown())
        return;
    if (!isChanged())
        return forgetDraft();
    if (m_keeping.isRunning())
        return m_keepTimer.start();
    m_isKept = true;
    m_keeping = m_drafts->keep(draft()).then(this, [this](const QString &trouble) {
        if (!trouble.isEmpty() && !std::exchange(m_isWarned, true))
            emit said(tr("What you type is not kept should the program end: %1").arg(trouble));
    });
}

void FileEditor::forgetDraft()
{
    m_keepTimer.stop();
    if (m_at && std::exchange(m_isKept, false))
        m_drafts->forget(draftPlace(), m_opened);
}

void FileEditor::seekDraft(const std::function<void()> &otherwise)
{
    m_isKept = false;
    if (!m_drafts)
        return otherwise();
    m_states->render({ViewState::Phase::Loading, {}});
    m_drafts->all(draftPlace())
        .then(this, [this, otherwise, opening = ++m_openings](const QList<Draft> &drafts) {
            if (!m_at || opening != m_openings)
                return;
            const auto mine = std::ranges::find(drafts, m_opened, &Draft::opened);
            if (mine == drafts.end() || !restore(*mine))
                otherwise();
        });
}

// On top of what it was based on, unless the file is still that.
bool FileEditor::restore(const Draft &draft)
{
    const auto base = EditableText::of(draft.base);
    const RepoFile *now = m_listing.find(draft.path);
    const auto isThere = [now](const QByteArray &content) {
        return now && now->blob.toLatin1() == ContentHash::ofGit(content);
    };
    m_isKept = true;
    if (!base || isThere(base->content(draft.text))) {
        forgetDraft();
        return false;
    }
    if (draft.commit != m_at->info.commit && (draft.isNew ? now != nullptr : !isThere(draft.base)))
        m_newer = std::exchange(m_at->info.commit, draft.commit).toLatin1();
    m_base = *base;
    m_isNew = draft.isNew;
    m_entry.path = draft.path;
    m_entry.size = draft.base.size();
    m_path->setText(draft.path);
    m_path->setModified(true);
    m_text->setPlainText(draft.text);
    m_text->document()->setModified(true);
    m_states->render({ViewState::Phase::Ready, {}});
    keyTarget()->setFocus();
    render();
    emit said(tr("What you typed before is back: %1").arg(SafeText::path(draft.path)));
    return true;
}
