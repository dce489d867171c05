// Texts that are edited in place of the tree, and new ones.
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
    m_body->addWidget(m_editor);
    connect(m_editor, &FileEditor::left, this, [this] {
        m_body->setCurrentWidget(m_splitter);
        m_view->setFocus();
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

void FilesSection::edit()
{
    const TreeEntry *entry = entryAt(currentPath());
    const QString why = entry ? FileEditor::refusal(*entry) : tr("Choose a file to edit it.");
    if (!why.isEmpty())
        return emit said(why);
    editor()->open(*place(), m_controller.listing(), *entry);
    m_body->setCurrentWidget(m_editor);
    m_editor->text()->setFocus();
}

void FilesSection::addFile()
{
    editor()->openNew(*place(), m_controller.listing(), currentFolder());
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
    allow(menu.addAction(icon(u"plus"_s), tr("New file…\tCtrl+N"), this, &FilesSection::addFile),
          why);
}
