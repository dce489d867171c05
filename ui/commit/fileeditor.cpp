#include "ui/commit/fileeditor.h"

#include "app/disk/background.h"
#include "app/text/linediff.h"
#include "app/text/safetext.h"
#include "ui/commit/cardverdict.h"
#include "ui/commit/editorcolours.h"
#include "ui/commit/editortext.h"
#include "ui/commit/metadataform.h"
#include "ui/community/diffview.h"
#include "ui/repo/hairline.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/pagefind.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/stateview.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr QSize kDiffSize(760, 320);
constexpr int kMostBranch = 160;

} // namespace

FileEditor::FileEditor(const CommitDialog::Place &place, QWidget *parent)
    : QWidget(parent)
    , m_place(place)
    , m_path(new QLineEdit)
    , m_name(new ElidedLabel({}, Qt::ElideMiddle))
    , m_branch(new ElidedLabel)
    , m_mark(new QLabel(tr("Not saved")))
    , m_newerRow(newerRow())
    , m_text(new EditorText)
    , m_colours(new EditorColours(m_text->document()))
    , m_mode(new SegmentedControl({tr("Text"), tr("Form")}))
    , m_form(new MetadataForm(place.hub, *m_text))
    , m_views(new QStackedWidget)
    , m_states(new StateView(m_views))
    , m_save(new QPushButton(icon(u"save"_s, &Tokens::onAccent), tr("Save…")))
    , m_findBar(new FindBar)
    , m_find(new PageFind(m_findBar, tr("Find in this file"), this))
{
    m_text->setAccessibleName(tr("Text of the file"));
    m_views->addWidget(m_text);
    m_views->addWidget(m_form);
    m_states->setSkeletonRowHeight(metrics::kRow);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header());
    layout->addWidget(hairline());
    layout->addWidget(m_newerRow);
    layout->addWidget(m_findBar);
    layout->addWidget(m_states, 1);
    m_find->setTarget(PageFind::in(m_text));
    connect(m_text, &QPlainTextEdit::textChanged, m_findBar, [this] {
        if (!m_findBar->isHidden()) // a search would take the caret along while somebody types
            emit m_findBar->closed();
    });
    auto *keys = new QShortcut(QKeySequence::Save, this);
    keys->setContext(Qt::WidgetWithChildrenShortcut);
    connect(keys, &QShortcut::activated, this, &FileEditor::save);
    connect(m_save, &QPushButton::clicked, this, &FileEditor::save);
    connect(m_states, &StateView::retryClicked, this, &FileEditor::load);
    connect(m_states, &StateView::actionClicked, this, &FileEditor::leave);
    connect(m_mode, &SegmentedControl::currentChanged, this, &FileEditor::showView);
    connect(m_form, &MetadataForm::textWanted, m_mode, [this] { m_mode->setCurrent(0); });
    connect(m_text->document(), &QTextDocument::contentsChanged, this, &FileEditor::render);
    connect(m_path, &QLineEdit::textChanged, this, [this](const QString &path) {
        m_colours->setFileName(path.section(u'/', -1));
        render();
    });
}

QWidget *FileEditor::header()
{
    m_name->setFont(type::medium(font()));
    m_path->setAccessibleName(tr("Name of the new file, with its folders"));
    m_path->setPlaceholderText(tr("folder/name.txt"));
    m_mode->setAccessibleName(tr("How the card is edited"));
    m_branch->setFont(type::font(type::Scale::Secondary));
    m_branch->setTone(&Tokens::secondary);
    m_branch->setMaximumWidth(kMostBranch);
    m_mark->setTextFormat(Qt::PlainText);
    m_mark->setFont(type::font(type::Scale::Secondary));
    setTone(m_mark, &Tokens::warning);
    setButtonRole(m_save, ButtonRole::Primary);
    m_save->setAutoDefault(false);
    auto *close = new QPushButton(tr("Close"));
    connect(close, &QPushButton::clicked, this, [this] { askToLeave([this] { leave(); }); });
    auto *bar = new QWidget;
    bar->setFixedHeight(metrics::kToolBar);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(metrics::kPagePadding, 0, metrics::kColumnGap, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(new IconLabel(u"edit"_s, &Tokens::secondary, 16));
    layout->addWidget(m_name, 1);
    layout->addWidget(m_path, 1);
    layout->addWidget(m_branch);
    layout->addWidget(m_mode);
    layout->addWidget(m_mark);
    layout->addWidget(close);
    layout->addWidget(m_save);
    return bar;
}

QString FileEditor::refusal(const TreeEntry &entry)
{
    if (!entry.sha256.isEmpty())
        return tr("It is kept apart from git. Upload another one in its place.");
    return entry.size > EditableText::kMostBytes ? tr("It is too large to be edited here.")
                                                 : QString();
}

void FileEditor::openFind()
{
    if (!m_states->isContentShown())
        return;
    m_mode->setCurrent(0);
    m_find->open();
}

QPlainTextEdit *FileEditor::text() const
{
    return m_text;
}

QString FileEditor::path() const
{
    return m_isNew ? m_path->text().trimmed() : m_entry.path;
}

QString FileEditor::typed() const
{
    return m_text->document()->toRawText().replace(QChar::ParagraphSeparator, u'\n');
}

bool FileEditor::isChanged() const
{
    return m_at && (m_text->document()->isModified() || (m_isNew && m_path->isModified()));
}

void FileEditor::begin(const RepoPlace &place, const QString &path, bool isNew)
{
    m_at = place;
    m_opened = isNew ? QString() : path;
    m_isNew = isNew;
    m_newer.clear();
    m_base = {};
    m_mode->setCurrent(0);
    m_form->setRepo(place.repo());
    m_text->setPlainText({});
    m_text->document()->setModified(false);
    m_name->setText(SafeText::path(path));
    m_branch->setText(tr("on %1", "a branch").arg(SafeText::line(place.revision.name())));
    m_path->setText(isNew ? path : QString());
    m_colours->setFileName(path.section(u'/', -1));
    m_states->forgetContent();
    render();
}

void FileEditor::open(const RepoPlace &place, const FileListing &listing, const TreeEntry &entry)
{
    m_entry = entry;
    m_listing = listing;
    begin(place, entry.path, false);
    seekDraft([this] { load(); });
}

void FileEditor::openNew(const RepoPlace &place, const FileListing &listing, const QString &path,
                         const QString &text)
{
    m_request.reset();
    m_listing = listing;
    begin(place, path, true);
    if (!text.isEmpty())
        m_opened = path; // not one of those that somebody named
    seekDraft([this, text] {
        m_text->setPlainText(text);
        m_text->document()->setModified(false);
        m_states->render({ViewState::Phase::Ready, {}});
        (text.isEmpty() ? m_path : keyTarget())->setFocus();
        render();
    });
}

void FileEditor::load()
{
    m_states->render({ViewState::Phase::Loading, {}});
    if (m_entry.size == 0)
        return take(Body());
    m_request = m_place.hub.readFile(m_at->repo(), m_at->pinned(), m_entry.path, 0,
                                     EditableText::kMostBytes,
                                     [this](const Result<Body> &body) { take(body); });
}

void FileEditor::take(const Result<Body> &body)
{
    if (!body)
        return m_states->render({ViewState::Phase::Failed, body.error()});
    if (body->bytes.size() != m_entry.size)
        return m_states->render(
            {ViewState::Phase::Failed, HubError::badReply(u"not the whole file came"_s)});
    const auto made = EditableText::of(body->bytes);
    if (!made)
        return refuse(made.error());
    m_text->setPlainText(made->text);
    m_text->document()->setModified(false);
    if (typed() != made->text)
        return refuse(tr("It has characters that an editor would change."));
    m_base = *made;
    m_states->render({ViewState::Phase::Ready, {}});
    keyTarget()->setFocus();
    render();
}

void FileEditor::refuse(const QString &why)
{
    m_states->setEmptyWords({u"file"_s, why, {}, tr("Back to the files")});
    m_states->render({ViewState::Phase::Empty, {}});
    render();
}

FileChange FileEditor::change() const
{
    FileChange made = m_isNew
        ? FileChange::addition(*m_at, m_listing, path(), m_base.content(typed()))
        : FileChange::edit(*m_at, m_listing, path(), m_base.content(typed()));
    if (!m_isNew && made.whyNot.isEmpty() && typed() == m_base.text)
        made.whyNot = tr("Nothing is different.");
    return made;
}

DiffView *FileEditor::diffView(const QString &before, const QString &after)
{
    auto *view = new DiffView;
    view->setMinimumSize(kDiffSize);
    inBackground(
        *QThreadPool::globalInstance(), view,
        [path = path(), before, after] { return unifiedDiff(path, before, after); },
        [view](const QString &diff) { view->setDiff(diff); });
    return view;
}

void FileEditor::save()
{
    if (!m_at || !m_states->isContentShown())
        return;
    m_form->finish();
    const FileChange made = change();
    CardVerdict *verdict = nullptr;
    auto *dialog = new CommitDialog(m_place, CommitDialog::Kind::Usual, tr("Save"), tr("Commit"),
                                    saveBody(&verdict), made, this);
    if (verdict)
        connect(verdict, &CardVerdict::said, dialog, &CommitDialog::render);
    connect(dialog, &CommitDialog::newerWanted, this, [this](const RepoChanged &end) {
        m_newer = end.newer;
        render();
    });
    connect(dialog, &CommitDialog::committed, this,
            [this](const FileChange &done, const RepoChanged &end) {
                leave();
                emit committed(done, end);
            });
    dialog->open();
}

void FileEditor::askToLeave(const std::function<void()> &then)
{
    m_form->finish();
    if (!isChanged())
        return then();
    if (std::ranges::any_of(findChildren<QMessageBox *>(), &QWidget::isVisible))
        return;
    auto *question = new QMessageBox(
        QMessageBox::NoIcon, tr("Not saved"),
        path().isEmpty() ? tr("Throw away the new file?")
                         : tr("Throw away what was changed in %1?").arg(SafeText::path(path())),
        QMessageBox::NoButton, this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setTextFormat(Qt::PlainText);
    auto *keep = question->addButton(tr("Keep editing"), QMessageBox::RejectRole);
    auto *away = question->addButton(tr("Throw away"), QMessageBox::DestructiveRole);
    setButtonRole(away, ButtonRole::Danger);
    question->setDefaultButton(keep);
    question->setEscapeButton(keep);
    connect(away, &QAbstractButton::clicked, this, [this, then] {
        leave(); // what is thrown away is gone, whatever comes of the rest
        then();
    });
    question->open();
}

void FileEditor::leave()
{
    forgetDraft();
    m_request.reset();
    m_at.reset();
    m_newer.clear();
    m_text->setPlainText({});
    m_text->document()->setModified(false);
    emit left();
}

void FileEditor::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_colours->rehighlight();
}

void FileEditor::render()
{
    m_name->setVisible(!m_isNew);
    m_path->setVisible(m_isNew);
    m_mark->setVisible(isChanged());
    m_mode->setVisible(isCard());
    if (!isCard())
        m_mode->setCurrent(0);
    m_save->setEnabled(m_at && m_states->isContentShown() && (m_isNew || isChanged()));
    m_newerRow->setVisible(!m_newer.isEmpty());
    m_newerWords->setText(
        tr("Somebody else has changed it meanwhile. What you typed is still here."));
}
