// The plan of a download that is asked for outside the repository's own tab.
#include "app/appcontext.h"
#include "ui/repo/downloadplan.h"
#include "ui/window/pages.h"

void Pages::chooseFiles(const RepoPlace &place, QWidget *parent)
{
    auto *plan = new DownloadPlan(place, m_app.cacheRoot(), parent);
    plan->setAttribute(Qt::WA_DeleteOnClose);
    const auto showConnection = [this, plan] { plan->setOffline(m_app.hub().offlineReason()); };
    connect(&m_app, &AppContext::connectionChanged, plan, showConnection);
    showConnection();
    connect(&m_app.transfers(), &Transfers::changed, plan,
            [plan](const TransferSnapshot &now) { plan->setPromised(now.toWrite); });
    plan->setPromised(m_app.transfers().snapshot().toWrite);
    connect(plan, &DownloadPlan::requested, this,
            [this, isPublic = !place.info.summary.isPrivate](DownloadRequest request) {
                request.isPublic = isPublic;
                m_app.transfers().download(request);
            });
    plan->open();
}
