#include "ui/upload/uploadchoices.h"

#include "ui/commit/commitfields.h"
#include "ui/theme/tokens.h"
#include "ui/theme/type.h"
#include "ui/widgets/labels.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kUploadChoicesWidth = 272;
constexpr int kUploadFieldHeight = 44; // two patterns

QStringList patternsIn(const QPlainTextEdit &field)
{
    QStringList patterns;
    for (const QString &line : field.toPlainText().split(u'\n'))
        if (const QString pattern = line.trimmed(); !pattern.isEmpty())
            patterns << pattern;
    return patterns;
}

} // namespace

UploadChoices::UploadChoices(const UploadTarget &target, const QString &hint, QWidget *parent)
    : QWidget(parent)
    , m_commit(new CommitFields(target.revision, hint))
    , m_allow(patternField(tr("Everything"), tr("Patterns to upload, one a line")))
    , m_ignore(patternField(tr("Nothing"), tr("Patterns to leave out, one a line")))
    , m_remove(patternField(tr("Nothing"), tr("Patterns to delete on the Hub, one a line")))
{
    setFixedWidth(kUploadChoicesWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_commit, 1);
    const auto add = [layout](const QString &text, QWidget *field) {
        layout->addSpacing(metrics::kGap);
        layout->addWidget(fieldLabel(text, field));
        layout->addWidget(field, 1);
    };
    add(tr("Upload files that match"), m_allow);
    add(tr("Except files that match"), m_ignore);
    add(tr("Delete on the Hub what matches"), m_remove);
}

QPlainTextEdit *UploadChoices::patternField(const QString &hint, const QString &name)
{
    auto *edit = new QPlainTextEdit;
    edit->setPlaceholderText(hint);
    edit->setAccessibleName(name);
    edit->setFont(type::font(type::Scale::Mono));
    edit->setTabChangesFocus(true);
    edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    edit->setMinimumHeight(kUploadFieldHeight);
    connect(edit, &QPlainTextEdit::textChanged, this, &UploadChoices::patternsEdited);
    return edit;
}

void UploadChoices::setPatterns(const UploadStart &start)
{
    for (const auto &[field, patterns] :
         {std::pair{m_allow, start.allow}, {m_ignore, start.ignore}, {m_remove, start.remove}})
        if (!patterns.isEmpty())
            field->setPlainText(patterns.join(u'\n'));
}

UploadController::Want UploadChoices::want() const
{
    return {.summary = m_commit->title(),
            .description = m_commit->description(),
            .pullRequest = m_commit->opensPullRequest()};
}

QStringList UploadChoices::allow() const
{
    return patternsIn(*m_allow);
}

QStringList UploadChoices::ignore() const
{
    return patternsIn(*m_ignore);
}

QStringList UploadChoices::remove() const
{
    return patternsIn(*m_remove);
}

void UploadChoices::addRemoval(const QString &pattern)
{
    const bool isFresh = m_remove->document()->lastBlock().text().isEmpty();
    m_remove->moveCursor(QTextCursor::End); // it can be undone there
    m_remove->insertPlainText(isFresh ? pattern : u'\n' + pattern);
}
