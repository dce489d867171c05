#include "ui/commit/commitfields.h"

#include "app/text/safetext.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/plaintip.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kCommitFieldHeight = 44; // two lines
constexpr int kCommitBranchWidth = 150; // of its name; longer ones are elided

} // namespace

CommitFields::CommitFields(const Revision &revision, const QString &hint, QWidget *branches,
                           QWidget *parent)
    : QWidget(parent)
    , m_branches(branches)
    , m_title(new QLineEdit)
    , m_description(new QPlainTextEdit)
    , m_branch(new QRadioButton)
    , m_pullRequest(new QRadioButton(tr("Open a pull request")))
{
    setHint(hint);
    m_title->setAccessibleName(tr("Commit message"));
    m_description->setPlaceholderText(tr("Description (optional)"));
    m_description->setAccessibleName(tr("Description of the commit"));
    m_description->setTabChangesFocus(true);
    m_description->setMinimumHeight(kCommitFieldHeight);
    setRevision(revision);
    auto *where = new QHBoxLayout;
    where->setSpacing(metrics::kGap);
    where->addWidget(m_branch);
    if (branches)
        where->addWidget(branches);
    where->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(fieldLabel(tr("Commit message"), m_title));
    layout->addWidget(m_title);
    layout->addWidget(m_description, 1);
    layout->addLayout(where);
    layout->addWidget(m_pullRequest);
}

void CommitFields::setRevision(const Revision &revision)
{
    const QString branch = SafeText::line(revision.name());
    const QString shown
        = QFontMetrics(font()).elidedText(branch, Qt::ElideMiddle, kCommitBranchWidth);
    const QString words = tr("Commit to %1").arg(SafeText::isolated(shown));
    m_branch->setText(m_branches ? tr("Commit to") : QString(words).replace(u'&', u"&&"_s));
    m_branch->setAccessibleName(words);
    setPlainTip(m_branch, branch);
    const bool isMain = revision == Revision();
    if (!isMain || !m_pullRequest->isChecked())
        m_branch->setChecked(true);
    m_pullRequest->setEnabled(isMain);
    m_pullRequest->setToolTip(isMain ? QString()
                                     : tr("The Hub takes pull requests for the main branch only."));
}

void CommitFields::setHint(const QString &hint)
{
    m_hint = hint;
    m_title->setPlaceholderText(hint);
}

QString CommitFields::title() const
{
    const QString title = m_title->text().trimmed();
    return title.isEmpty() ? m_hint : title;
}

QString CommitFields::description() const
{
    return m_description->toPlainText().trimmed();
}

bool CommitFields::opensPullRequest() const
{
    return m_pullRequest->isChecked();
}

bool CommitFields::isTyped() const
{
    return !m_title->text().isEmpty() || !m_description->toPlainText().isEmpty();
}
