#include "ui/repo/newrepodialog.h"

#include "app/text/safetext.h"
#include "ui/repo/hairline.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/hubsentence.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace {

constexpr int kNewRepoWidth = 480;
constexpr RepoKind kKindsInOrder[] = {RepoKind::Model, RepoKind::Dataset, RepoKind::Space};

} // namespace

NewRepoDialog::NewRepoDialog(HubClient &hub, const Account &account, QWidget *parent)
    : QDialog(parent)
    , m_hub(hub)
    , m_kind(new SegmentedControl({tr("Model"), tr("Dataset"), tr("Space")}))
    , m_owner(new QComboBox)
    , m_name(new QLineEdit)
    , m_sdk(new QComboBox)
    , m_sdkLabel(fieldLabel(tr("What it runs"), m_sdk))
    , m_private(new QCheckBox(tr("Private: only its owner sees it")))
    , m_trouble(new QLabel)
    , m_main(new QPushButton(tr("Create")))
{
    setWindowTitle(tr("New repository"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_kind->setAccessibleName(tr("Kind"));
    for (const QString &owner : QStringList{account.name} + account.organisations)
        m_owner->addItem(SafeText::line(owner), owner);
    m_owner->setAccessibleName(tr("Owner"));
    m_name->setAccessibleName(tr("Name"));
    m_name->setPlaceholderText(tr("letters, digits, - _ ."));
    for (const auto &[shown, name] : {std::pair{u"Gradio"_s, u"gradio"_s},
                                      {u"Docker"_s, u"docker"_s},
                                      {u"Static"_s, u"static"_s}})
        m_sdk->addItem(shown, name);
    m_sdk->setAccessibleName(tr("What it runs"));
    m_trouble->setTextFormat(Qt::PlainText);
    m_trouble->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 16, metrics::kPagePadding, 16);
    layout->setSpacing(metrics::kColumnGap);
    layout->addWidget(m_kind, 0, Qt::AlignLeft);
    layout->addLayout(nameRow());
    layout->addWidget(m_sdkLabel);
    layout->addWidget(m_sdk, 0, Qt::AlignLeft);
    layout->addWidget(m_private);
    layout->addWidget(m_trouble);
    layout->addStretch(1);
    layout->addWidget(hairline());
    layout->addLayout(buttonRow());
    setMinimumWidth(kNewRepoWidth);
    const auto change = [this] {
        m_failed.reset();
        render();
    };
    connect(m_kind, &SegmentedControl::currentChanged, this, change);
    connect(m_owner, &QComboBox::currentIndexChanged, this, change);
    connect(m_name, &QLineEdit::textChanged, this, change);
    m_name->setFocus();
    render();
}

QLayout *NewRepoDialog::nameRow()
{
    auto *owner = new QVBoxLayout;
    owner->setSpacing(4);
    owner->addWidget(fieldLabel(tr("Owner"), m_owner));
    owner->addWidget(m_owner);
    auto *name = new QVBoxLayout;
    name->setSpacing(4);
    name->addWidget(fieldLabel(tr("Name"), m_name));
    name->addWidget(m_name);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    row->addLayout(owner, 2);
    row->addLayout(name, 3);
    return row;
}

QLayout *NewRepoDialog::buttonRow()
{
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    setButtonRole(m_main, ButtonRole::Primary);
    m_main->setDefault(true);
    connect(m_main, &QPushButton::clicked, this, &NewRepoDialog::create);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_main);
    return row;
}

void NewRepoDialog::setKind(RepoKind kind)
{
    m_kind->setCurrent(int(std::ranges::find(kKindsInOrder, kind) - kKindsInOrder));
}

RepoKind NewRepoDialog::kind() const
{
    return kKindsInOrder[m_kind->current()];
}

std::optional<RepoId> NewRepoDialog::typedId() const
{
    return RepoId::parse(kind(),
                         m_owner->currentData().toString() + u'/' + m_name->text().trimmed());
}

QString NewRepoDialog::whyNot() const
{
    if (m_hub.isOffline())
        return m_hub.offlineReason();
    if (m_name->text().trimmed().isEmpty() || typedId())
        return {};
    return tr("Names have letters, digits and - _ . between them, 96 characters at most.");
}

void NewRepoDialog::create()
{
    const auto id = typedId();
    if (!id || !whyNot().isEmpty() || m_request)
        return;
    if (m_failed && m_failed->kind == HubError::Kind::Conflict) { // it is there: opens it
        emit created(*id);
        return accept();
    }
    m_failed.reset();
    m_request = m_hub.createRepo(
        {.id = *id,
         .isPrivate = m_private->isChecked(),
         .sdk = kind() == RepoKind::Space ? m_sdk->currentData().toString() : QString()},
        [this](const Result<RepoId> &made) { onEnd(made); });
    render();
}

void NewRepoDialog::onEnd(const Result<RepoId> &made)
{
    m_request.reset();
    if (made) {
        emit created(*made);
        return accept();
    }
    m_failed = made.error();
    render();
}

void NewRepoDialog::render()
{
    const bool isSpace = kind() == RepoKind::Space;
    m_sdkLabel->setVisible(isSpace);
    m_sdk->setVisible(isSpace);
    for (QWidget *field : QList<QWidget *>{m_kind, m_owner, m_name, m_sdk, m_private})
        field->setEnabled(!m_request);
    const bool isTaken = m_failed && m_failed->kind == HubError::Kind::Conflict;
    const QString why = isTaken ? tr("There is a repository of that name already.")
        : m_failed              ? hubSentence(*m_failed)
                                : whyNot();
    m_trouble->setText(why);
    m_trouble->setVisible(!why.isEmpty());
    m_trouble->setForegroundRole(m_failed ? QPalette::BrightText : QPalette::PlaceholderText);
    m_main->setText(m_request      ? tr("Creating…")
                        : isTaken  ? tr("Open it")
                        : m_failed ? tr("Try again")
                                   : tr("Create"));
    m_main->setEnabled(!m_request && typedId() && whyNot().isEmpty());
    layout()->activate();
    if (const int needed = layout()->totalHeightForWidth(qMax(width(), minimumWidth()));
        needed > height())
        resize(width(), needed);
}
