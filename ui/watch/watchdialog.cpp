#include "ui/watch/watchdialog.h"

#include "app/text/repopath.h"
#include "ui/repo/hairline.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/filequestion.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/patternfield.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace {

constexpr int kWatchWidth = 620;
constexpr RepoKind kWatchKinds[] = {RepoKind::Model, RepoKind::Dataset, RepoKind::Space};

} // namespace

WatchDialog::WatchDialog(const std::optional<WatchWish> &wish, bool edits, QWidget *parent)
    : QDialog(parent)
    , m_local(new QLineEdit)
    , m_choose(new QPushButton(tr("Choose…")))
    , m_kind(new SegmentedControl({tr("Model"), tr("Dataset"), tr("Space")}))
    , m_repo(new QLineEdit)
    , m_branch(new QLineEdit(Revision().name()))
    , m_folder(new QLineEdit)
    , m_minutes(new QSpinBox)
    , m_commits(new QRadioButton(tr("Commit to the branch")))
    , m_pullRequest(new QRadioButton(tr("Open a pull request and add to it")))
    , m_allow(patternField(tr("Everything"), tr("Patterns to send, one a line")))
    , m_ignore(patternField(tr("Nothing"), tr("Patterns to leave out, one a line")))
    , m_removes(new QCheckBox(tr("Delete on the Hub what it has sent and is deleted here")))
    , m_trouble(sentenceLabel())
    , m_main(new QPushButton(edits ? tr("Save") : tr("Watch")))
{
    setObjectName(u"watch"_s);
    setWindowTitle(edits ? tr("Edit a watched folder") : tr("Watch a folder"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(kWatchWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 16, metrics::kPagePadding, 16);
    layout->setSpacing(metrics::kColumnGap);
    layout->addLayout(folderRow());
    layout->addLayout(repoRow());
    layout->addLayout(placeRow());
    layout->addLayout(timeRow());
    layout->addLayout(patternRow());
    layout->addWidget(m_removes);
    layout->addWidget(secondaryLabel(tr(
        "The first round replaces on the Hub what differs. Later ones send what changed here.")));
    layout->addWidget(m_trouble);
    layout->addWidget(hairline());
    layout->addLayout(buttonRow(edits));
    if (wish)
        fill(*wish);
    for (QLineEdit *edit : {m_local, m_repo, m_branch, m_folder})
        connect(edit, &QLineEdit::textChanged, this, &WatchDialog::render);
    connect(m_kind, &SegmentedControl::currentChanged, this, &WatchDialog::render);
    connect(m_pullRequest, &QRadioButton::toggled, this, &WatchDialog::render);
    (wish && wish->local.isEmpty() ? static_cast<QWidget *>(m_choose) : m_local)->setFocus();
    render();
}

QLayout *WatchDialog::folderRow()
{
    m_local->setAccessibleName(tr("Folder of this computer"));
    m_choose->setIcon(icon(u"folder"_s));
    m_choose->setAutoDefault(false);
    connect(m_choose, &QPushButton::clicked, this, [this] {
        askForFolder(
            this, tr("Watch a folder"), [this](const QString &folder) { m_local->setText(folder); },
            m_local->text());
    });
    auto *fields = new QHBoxLayout;
    fields->setSpacing(metrics::kGap);
    fields->addWidget(m_local, 1);
    fields->addWidget(m_choose);
    auto *column = new QVBoxLayout;
    column->setSpacing(4);
    column->addWidget(fieldLabel(tr("Folder of this computer"), m_local));
    column->addLayout(fields);
    return column;
}

QLayout *WatchDialog::repoRow()
{
    m_kind->setAccessibleName(tr("Kind of repository"));
    m_repo->setAccessibleName(tr("Repository"));
    m_repo->setPlaceholderText(tr("owner/name"));
    auto *fields = new QHBoxLayout;
    fields->setSpacing(metrics::kGap);
    fields->addWidget(m_repo, 1);
    fields->addWidget(m_kind);
    auto *column = new QVBoxLayout;
    column->setSpacing(4);
    column->addWidget(fieldLabel(tr("Repository"), m_repo));
    column->addLayout(fields);
    return column;
}

QLayout *WatchDialog::placeRow()
{
    m_branch->setAccessibleName(tr("Branch"));
    m_folder->setAccessibleName(tr("Folder of the repository"));
    m_folder->setPlaceholderText(tr("its root"));
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    row->addLayout(fieldColumn(tr("Branch"), m_branch), 2);
    row->addLayout(fieldColumn(tr("Folder of the repository"), m_folder), 3);
    return row;
}

QLayout *WatchDialog::timeRow()
{
    m_minutes->setAccessibleName(tr("Minutes between two rounds"));
    m_minutes->setRange(1, WatchWish::kMostMinutes);
    m_minutes->setValue(30);
    m_minutes->setSuffix(tr(" minutes"));
    m_commits->setChecked(true);
    auto *ways = new QVBoxLayout;
    ways->setSpacing(4);
    ways->addWidget(m_commits);
    ways->addWidget(m_pullRequest);
    auto *row = new QHBoxLayout;
    row->setSpacing(24);
    row->addLayout(fieldColumn(tr("Every"), m_minutes));
    row->addLayout(ways, 1);
    return row;
}

QLayout *WatchDialog::patternRow()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    row->addLayout(fieldColumn(tr("Files that match"), m_allow), 1);
    row->addLayout(fieldColumn(tr("Except files that match"), m_ignore), 1);
    return row;
}

QLayout *WatchDialog::buttonRow(bool edits)
{
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    setButtonRole(m_main, ButtonRole::Primary);
    m_main->setDefault(true);
    if (!edits)
        m_main->setIcon(icon(u"eye"_s, &Tokens::onAccent));
    connect(m_main, &QPushButton::clicked, this, &WatchDialog::watch);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    row->addStretch();
    row->addWidget(cancel);
    row->addWidget(m_main);
    return row;
}

void WatchDialog::fill(const WatchWish &wish)
{
    m_local->setText(QFile::decodeName(wish.local));
    for (int i = 0; i < m_kind->count(); ++i)
        if (kWatchKinds[i] == wish.repo.kind())
            m_kind->setCurrent(i);
    m_repo->setText(wish.repo.id());
    m_branch->setText(wish.revision.name());
    m_folder->setText(wish.folder);
    m_minutes->setValue(wish.minutes);
    (wish.pullRequest ? m_pullRequest : m_commits)->setChecked(true);
    m_allow->setPlainText(wish.allow.join(u'\n'));
    m_ignore->setPlainText(wish.ignore.join(u'\n'));
    m_removes->setChecked(wish.removes);
}

std::expected<WatchWish, QString> WatchDialog::typed() const
{
    const QString local = m_local->text();
    const QString folder = m_folder->text().trimmed();
    const auto repo = RepoId::parse(kWatchKinds[m_kind->current()], m_repo->text().trimmed());
    const auto branch = Revision::parse(m_branch->text().trimmed());
    if (local.isEmpty() || m_repo->text().trimmed().isEmpty())
        return std::unexpected(QString());
    if (!QDir::isAbsolutePath(local))
        return std::unexpected(tr("Say the folder from the root of the disk on, as in /home/ada."));
    if (!repo)
        return std::unexpected(tr("A repository is called owner/name."));
    if (!branch || branch->isCommit())
        return std::unexpected(tr("This cannot be the name of a branch."));
    const auto path = folder.isEmpty() ? std::expected<RepoPath, QString>(std::unexpect)
                                       : RepoPath::parse(folder);
    if (!folder.isEmpty() && !path)
        return std::unexpected(path.error());
    if (m_pullRequest->isChecked() && *branch != Revision())
        return std::unexpected(tr("The Hub takes pull requests for the main branch only."));
    return WatchWish{.local = QFile::encodeName(QDir::cleanPath(local)),
                     .repo = *repo,
                     .revision = *branch,
                     .folder = path ? path->text() : QString(),
                     .allow = patternsIn(*m_allow),
                     .ignore = patternsIn(*m_ignore),
                     .removes = m_removes->isChecked(),
                     .pullRequest = m_pullRequest->isChecked(),
                     .minutes = m_minutes->value()};
}

void WatchDialog::render()
{
    const auto wish = typed();
    m_main->setEnabled(wish.has_value());
    showTrouble(wish ? QString() : wish.error());
}

void WatchDialog::showTrouble(const QString &why)
{
    m_trouble->setText(why);
    m_trouble->setVisible(!why.isEmpty());
}

void WatchDialog::watch()
{
    if (const auto wish = typed())
        emit wanted(*wish);
}
