#include "ui/upload/branchbutton.h"

#include "app/text/safetext.h"
#include "ui/theme/icon.h"
#include "ui/widgets/plaintip.h"

#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr int kBranchWidth = 110; // of its name; longer ones are elided

QString inMenu(const QString &name)
{
    return SafeText::line(name).replace(u'&', u"&&"_s);
}

} // namespace

BranchButton::BranchButton(HubClient &hub, const RepoId &repo, const Revision &branch,
                           QWidget *parent)
    : QPushButton(::icon(u"branch"_s), {}, parent)
    , m_hub(hub)
    , m_repo(repo)
{
    auto *branches = new QMenu(this);
    connect(branches, &QMenu::aboutToShow, this, &BranchButton::ask);
    setMenu(branches);
    setBranch(branch);
}

void BranchButton::setBranch(const Revision &branch)
{
    m_branch = branch;
    const QString name = SafeText::line(branch.name());
    setText(fontMetrics().elidedText(name, Qt::ElideMiddle, kBranchWidth).replace(u'&', u"&&"_s));
    setAccessibleName(tr("Branch %1").arg(SafeText::isolated(name)));
    setPlainTip(this, name);
}

void BranchButton::ask()
{
    if (!m_refs || !*m_refs) {
        m_refs.reset();
        m_request = m_hub.refs(m_repo, [this](const Result<QList<Ref>> &refs) {
            m_refs = refs;
            fill();
        });
    }
    fill();
}

void BranchButton::fill()
{
    menu()->clear();
    if (!m_refs || !*m_refs) {
        const QString words
            = m_refs ? m_refs->error().message : tr("Asking the Hub for the branches…");
        menu()->addAction(inMenu(words))->setEnabled(false);
        return;
    }
    QList<Ref> refs = **m_refs;
    std::ranges::stable_partition(refs, [](const Ref &ref) { return ref.name == "main"_L1; });
    for (const Ref &ref : std::as_const(refs)) {
        const auto branch = Revision::parse(ref.name);
        if (ref.type != Ref::Type::Branch || !branch)
            continue;
        QAction *action = menu()->addAction(inMenu(ref.name));
        action->setCheckable(true);
        action->setChecked(*branch == m_branch);
        connect(action, &QAction::triggered, this, [this, branch = *branch] {
            if (branch != m_branch)
                emit chosen(branch);
        });
    }
}
