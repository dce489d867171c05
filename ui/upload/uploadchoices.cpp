#include "ui/upload/uploadchoices.h"

#include "app/text/safetext.h"
#include "ui/commit/commitfields.h"
#include "ui/repo/hairline.h"
#include "ui/theme/icon.h"
#include "ui/upload/branchbutton.h"
#include "ui/upload/uploadtotals.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/plaintip.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kUploadChoicesWidth = 300;
constexpr int kBareNameWidth = 110; // pixels; longer ones are elided
constexpr qsizetype kMostWarnings = 200; // nobody reads more
constexpr int kMostWarningsHeight = 190; // pixels; the rest is scrolled to

} // namespace

UploadChoices::UploadChoices(HubClient &hub, const UploadTarget &target, const QString &hint,
                             QWidget *parent)
    : QWidget(parent)
    , m_branch(new BranchButton(hub, target.repo, target.revision))
    , m_commit(new CommitFields(target.revision, hint, m_branch))
    , m_folder(new QLineEdit)
    , m_bare(new QCheckBox)
    , m_place(place(target.folder))
    , m_warnings(new QListWidget)
    , m_totals(new UploadTotals)
{
    setFixedWidth(kUploadChoicesWidth);
    m_warnings->setAccessibleName(tr("Warnings"));
    m_warnings->setWordWrap(true);
    m_warnings->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_warnings->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_warnings->hide();
    connect(m_warnings, &QListWidget::currentItemChanged, this, [this](QListWidgetItem *item) {
        if (item)
            emit pointed(item->data(Qt::UserRole).toString());
    });
    connect(m_branch, &BranchButton::chosen, this, &UploadChoices::branchChosen);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kColumnGap);
    layout->addWidget(m_warnings);
    layout->addWidget(m_commit);
    layout->addWidget(m_place);
    layout->addStretch();
    layout->addWidget(hairline());
    layout->addWidget(m_totals);
}

QWidget *UploadChoices::place(const QString &folder)
{
    m_folder->setText(folder);
    m_folder->setPlaceholderText(tr("The top of the repository"));
    m_folder->setAccessibleName(tr("Folder of the repository"));
    m_bare->hide();
    connect(m_folder, &QLineEdit::editingFinished, this,
            [this] { emit folderTyped(m_folder->text()); });
    connect(m_bare, &QCheckBox::clicked, this, &UploadChoices::bareChosen);
    auto *box = new QWidget;
    auto *column = fieldColumn(tr("Into the folder"), m_folder);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_bare);
    box->setLayout(column);
    return box;
}

void UploadChoices::setFolder(const QString &folder)
{
    m_folder->setText(folder);
}

void UploadChoices::hidePlace()
{
    m_place->hide();
}

bool UploadChoices::isTyped() const
{
    return m_commit->isTyped();
}

void UploadChoices::showPlace(const UploadController &controller)
{
    m_bare->setVisible(controller.isOneFolder());
    m_bare->setChecked(controller.isBare());
    const QString name = SafeText::line(controller.sourceName());
    const QString shown = fontMetrics().elidedText(name, Qt::ElideMiddle, kBareNameWidth);
    m_bare->setText(
        tr("Without the folder %1 itself").arg(SafeText::isolated(shown)).replace(u'&', u"&&"_s));
}

void UploadChoices::setRevision(const Revision &revision)
{
    m_branch->setBranch(revision);
    m_commit->setRevision(revision);
}

void UploadChoices::show(const UploadController &controller)
{
    showWarnings(controller.warnings());
    showPlace(controller);
    m_totals->show(controller.plan(), controller.found(), controller.deletedBytes());
}

void UploadChoices::showWarnings(const QList<UploadWarning> &warnings)
{
    m_warnings->clear();
    for (const UploadWarning &warning : warnings.first(qMin(warnings.size(), kMostWarnings))) {
        UploadWarning clean = warning;
        clean.path = SafeText::path(warning.path);
        clean.other = SafeText::line(warning.other);
        const bool isSecret = warning.kind <= UploadWarning::Kind::SecretName;
        auto *item = new QListWidgetItem(icon(isSecret ? u"key"_s : u"warning"_s, &Tokens::warning),
                                         clean.text(), m_warnings);
        item->setToolTip(plainTip(clean.text()));
        item->setData(Qt::UserRole, warning.path);
    }
    m_warnings->setVisible(m_warnings->count() > 0);
    QTimer::singleShot(0, this, &UploadChoices::fitWarnings); // once its width is known
}

void UploadChoices::fitWarnings()
{
    const QListWidgetItem *last = m_warnings->item(m_warnings->count() - 1);
    if (!last)
        return;
    const int height = m_warnings->visualItemRect(last).bottom() + 1
        + m_warnings->verticalScrollBar()->value() + 2 * m_warnings->frameWidth();
    m_warnings->setFixedHeight(qMin(height, kMostWarningsHeight));
}

void UploadChoices::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitWarnings();
}

UploadController::Want UploadChoices::want() const
{
    return {.summary = m_commit->title(),
            .description = m_commit->description(),
            .pullRequest = m_commit->opensPullRequest()};
}

bool UploadChoices::hasMessage(const QWidget *widget) const
{
    return m_commit->isAncestorOf(widget);
}

QString UploadChoices::totals() const
{
    return m_totals->text();
}
