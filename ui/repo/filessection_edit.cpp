// Texts that are edited in place of the tree, and new ones.
#include "app/hub/cardtemplate.h"
#include "app/session/drafts.h"
#include "ui/commit/draftstrip.h"
#include "ui/commit/fileeditor.h"
#include "ui/preview/previewpane.h"
#include "ui/repo/filessection.h"
#include "ui/repo/filetreeview.h"
#include "ui/theme/icon.h"

#include <QMenu>
#include <QPlainTextEdit>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace {

QString cardPath()
{
    return u"README.md"_s;
}

} // namespace

void FilesSection::connectEditing()
{
    const auto begin = [this](void (FilesSection::*function)()) {
        if (isEditing())
            return;
        if (const QString why = changeRefusal(); !why.isEmpty())
            emit said(why);
        else
            (this->*function)();
    };
    const auto onKey = [this, begin](const QKeySequence &key, void (FilesSection::*function)()) {
        auto *shortcut = new QShortcut(key, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [begin, function] { begin(function); });
    };
    onKey(QKeySequence(Qt::CTRL | Qt::Key_E), &FilesSection::edit);
    onKey(QKeySequence(Qt::CTRL | Qt::Key_N), &FilesSection::addFile);
    connect(m_preview, &PreviewPane::editClicked, this, [begin] { begin(&FilesSection::edit); });
}

FileEditor *FilesSection::editor()
{
    if (m_editor)
        return m_editor;
    m_editor = new FileEditor({.hub = m_hub, .access = [this] { return m_access(); }});
    if (m_drafts)
        m_editor->setDrafts(*m_drafts);
    m_body->addWidget(m_editor);
    connect(m_editor, &FileEditor::left, this, [this] {
        m_body->setCurrentWidget(m_splitter);
        m_view->setFocus();
        offerDrafts();
    });
    connect(m_editor, &FileEditor::committed, this,
            [this](const FileChange &change, const RepoChanged &end) {
                tell(change, end, change.change.writes.first().path.text());
            });
    connect(m_editor, &FileEditor::said, this, &FilesSection::said);
    return m_editor;
}

bool FilesSection::isEditing() const
{
    return m_editor && m_body->currentWidget() == m_editor;
}

bool FilesSection::isUnsaved() const
{
    return m_editor && m_editor->isChanged();
}

void FilesSection::leaveWhatIsSaved()
{
    if (isEditing() && !isUnsaved())
        m_editor->leave();
}

void FilesSection::askToLeave(const std::function<void()> &then)
{
    m_editor->askToLeave(then);
}

void FilesSection::setDrafts(const Drafts &drafts)
{
    m_drafts = &drafts;
    connect(m_draftStrip, &DraftStrip::wanted, this, &FilesSection::goOnWith);
}

void FilesSection::offerDrafts()
{
    if (!m_drafts || !place())
        return;
    const Draft::Place at{m_hub.endpoint(), place()->repo(), place()->revision};
    m_drafts->all(at).then(this, [this, at](const QList<Draft> &drafts) {
        if (place() && at == Draft::Place{m_hub.endpoint(), place()->repo(), place()->revision})
            m_draftStrip->offer(drafts);
    });
}

void FilesSection::goOnWith(const Draft &draft)
{
    if (isEditing() || !place())
        return;
    if (draft.opened.isEmpty())
        return addFile();
    const TreeEntry *entry = entryAt(draft.opened);
    editor()->open(*place(), m_controller.listing(),
                   entry ? *entry : TreeEntry{.path = draft.opened});
    m_body->setCurrentWidget(m_editor);
}

void FilesSection::edit()
{
    const TreeEntry *entry = entryAt(currentPath());
    if (!entry)
        return emit said(tr("Choose a file to edit it."));
    if (const QString why = FileEditor::refusal(*entry); !why.isEmpty())
        return emit said(why);
    editor()->open(*place(), m_controller.listing(), *entry);
    m_body->setCurrentWidget(m_editor);
    m_editor->text()->setFocus();
}

void FilesSection::addFile()
{
    const QString folder = currentFolder();
    editor()->openNew(*place(), m_controller.listing(),
                      folder.isEmpty() ? QString() : folder + u'/');
    m_body->setCurrentWidget(m_editor);
}

void FilesSection::editMetadata()
{
    const bool wasEditing = isEditing();
    writeCard();
    if (!wasEditing && isEditing())
        m_editor->showForm();
}

void FilesSection::writeCard()
{
    if (isEditing())
        return;
    if (const QString why = changeRefusal(); !why.isEmpty())
        return emit said(why);
    const FileListing &listing = m_controller.listing();
    if (const RepoFile *card = listing.find(cardPath()))
        editor()->open(*place(), listing, TreeEntry{.path = cardPath(), .size = card->size});
    else
        editor()->openNew(*place(), listing, cardPath(), cardTemplate(place()->repo()));
    m_body->setCurrentWidget(m_editor);
}

// entry: of the file that would be edited; null: there is none.
void FilesSection::addEditing(QMenu &menu, const TreeEntry *entry)
{
    const QString why = changeRefusal();
    const auto allow = [](QAction *action, const QString &reason) {
        action->setEnabled(reason.isEmpty());
        action->setToolTip(reason);
    };
    if (entry)
        allow(menu.addAction(icon(u"edit"_s), tr("Edit\tCtrl+E"), this, &FilesSection::edit),
              why.isEmpty() ? FileEditor::refusal(*entry) : why);
    if (!entry && place())
        allow(menu.addAction(icon(u"file-text"_s),
                             m_controller.listing().find(cardPath()) ? tr("Edit the card")
                                                                     : tr("Write a card"),
                             this, &FilesSection::writeCard),
              why);
    allow(menu.addAction(icon(u"plus"_s), tr("New file…\tCtrl+N"), this, &FilesSection::addFile),
          why);
}
