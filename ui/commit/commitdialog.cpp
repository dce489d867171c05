#include "ui/commit/commitdialog.h"

#include "app/text/safetext.h"
#include "ui/commit/commitfields.h"
#include "ui/repo/hairline.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/hubsentence.h"
#include "ui/widgets/progressline.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr int kCommitWidth = 560;
constexpr int kCommitFieldsHeight = 176;

} // namespace

CommitDialog::CommitDialog(const Place &place, Kind kind, const QString &title,
                           const QString &button, QWidget *body, const FileChange &change,
                           QWidget *parent)
    : QDialog(parent)
    , m_place(place)
    , m_change(change)
    , m_button(button)
    , m_body(body)
    , m_question(new QLabel)
    , m_fields(new CommitFields(change.change.revision, change.hint))
    , m_progress(new ProgressLine)
    , m_trouble(new QLabel)
    , m_newer(new QPushButton(tr("Look at the newer one")))
    , m_close(new QPushButton)
    , m_main(new QPushButton(button))
{
    setObjectName(u"commit"_s);
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    setButtonRole(m_main, kind == Kind::Deletion ? ButtonRole::Danger : ButtonRole::Primary);
    for (QLabel *label : {m_question, m_trouble}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    buildLayout();
    for (auto *each : findChildren<QPushButton *>())
        each->setAutoDefault(false);
    m_main->setDefault(true);
    connect(m_main, &QPushButton::clicked, this, &CommitDialog::commit);
    connect(m_close, &QPushButton::clicked, this, &CommitDialog::reject);
    connect(m_newer, &QPushButton::clicked, this, [this] {
        const RepoChanged end = *m_failed;
        QDialog::reject();
        emit newerWanted(end);
    });
    render();
}

CommitDialog::~CommitDialog()
{
    if (RepoCommit *left = m_commit.release()) {
        left->disconnect(this);
        left->setParent(qApp);
        connect(left, &RepoCommit::finished, left, &QObject::deleteLater);
    }
}

void CommitDialog::buildLayout()
{
    m_fields->setFixedHeight(kCommitFieldsHeight);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kGap);
    buttons->addWidget(m_newer);
    buttons->addStretch(1);
    buttons->addWidget(m_close);
    buttons->addWidget(m_main);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 16, metrics::kPagePadding, 16);
    layout->setSpacing(metrics::kColumnGap);
    layout->addWidget(m_question);
    if (m_body)
        layout->addWidget(m_body, 1);
    layout->addWidget(m_fields);
    layout->addWidget(m_progress);
    layout->addWidget(m_trouble);
    layout->addWidget(hairline());
    layout->addLayout(buttons);
    setMinimumWidth(kCommitWidth);
}

QString CommitDialog::whyNot() const
{
    if (m_place.hub.isOffline())
        return m_place.hub.offlineReason();
    if (!m_place.hub.hasToken())
        return tr("Sign in to change files.");
    return m_change.whyNot;
}

void CommitDialog::setChange(const FileChange &change)
{
    if (m_commit)
        return;
    m_change = change;
    m_failed.reset();
    m_fields->setHint(change.hint);
    render();
}

QString CommitDialog::trouble() const
{
    if (m_commit)
        return m_closing ? tr("The commit is on its way. It is waited for. Once this is closed, "
                              "it may be made or not.")
                         : m_waits;
    if (!m_failed)
        return whyNot();
    if (m_failed->moved.isEmpty())
        return hubSentence(*m_failed->error);
    const QString first = SafeText::path(m_failed->moved.first());
    const QString branch = SafeText::isolated(SafeText::line(m_change.change.revision.name()));
    return m_failed->moved.size() == 1
        ? tr("Somebody else has changed %1 on %2 meanwhile. Nothing was overwritten.")
              .arg(first, branch)
        : tr("Somebody else has changed %1 and others on %2 meanwhile. Nothing was overwritten.")
              .arg(first, branch);
}

void CommitDialog::render()
{
    const QString why = trouble();
    const bool isMoved = m_failed && !m_failed->moved.isEmpty();
    m_question->setText(m_change.question);
    m_question->setVisible(!m_change.question.isEmpty());
    m_fields->setEnabled(!m_commit);
    if (m_body)
        m_body->setEnabled(!m_commit);
    m_progress->setVisible(m_commit != nullptr);
    m_progress->setShare(-1, m_waits.isEmpty() ? &Tokens::accent : &Tokens::warning);
    m_trouble->setText(why);
    m_trouble->setVisible(!why.isEmpty());
    m_trouble->setForegroundRole(m_failed ? QPalette::BrightText : QPalette::PlaceholderText);
    m_newer->setVisible(isMoved);
    m_close->setText(m_closing ? tr("Close") : m_commit ? tr("Stop") : tr("Cancel"));
    m_main->setText(m_failed && !isMoved ? tr("Try again") : m_button);
    m_main->setEnabled(!m_commit && !isMoved && whyNot().isEmpty());
    m_main->setToolTip(m_commit ? QString() : whyNot());
    layout()->activate();
    if (const int needed = layout()->totalHeightForWidth(width()); needed > height())
        resize(width(), needed);
}

void CommitDialog::commit()
{
    if (!m_main->isEnabled())
        return;
    m_change.change.sent = m_failed ? m_failed->sent : std::nullopt;
    m_failed.reset();
    m_waits.clear();
    m_change.change.title = m_fields->title();
    m_change.change.description = m_fields->description();
    m_change.change.pullRequest = m_fields->opensPullRequest();
    m_commit = std::make_unique<RepoCommit>(m_place.access(), m_change.change);
    connect(m_commit.get(), &RepoCommit::waits, this, [this](const QString &reason) {
        m_waits = reason;
        render();
    });
    connect(m_commit.get(), &RepoCommit::held, this,
            [this](Pacing::Bucket bucket, std::chrono::milliseconds pause) {
                m_place.hub.pacer().hold(bucket, pause);
            });
    connect(m_commit.get(), &RepoCommit::finished, this, &CommitDialog::onEnd);
    render();
}

void CommitDialog::onEnd()
{
    RepoCommit *const over = m_commit.release();
    over->deleteLater(); // it is the sender of what led here
    const RepoChanged end = *over->end();
    if (!end.error) {
        emit committed(m_change, end);
        return QDialog::accept();
    }
    if (std::exchange(m_closing, false) && !end.sent) // what is in doubt is looked for once more
        return QDialog::reject();
    m_failed = end;
    render();
}

void CommitDialog::reject()
{
    if (!m_commit || m_closing)
        return QDialog::reject();
    m_closing = true;
    m_commit->stop();
    render();
}
