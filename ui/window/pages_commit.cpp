// Commits that are made in a tab or by an upload.
#include "app/appcontext.h"
#include "app/text/safetext.h"
#include "app/upload/repocommit.h"
#include "ui/commit/commitnews.h"
#include "ui/repo/linkopener.h"
#include "ui/repo/repopane.h"
#include "ui/upload/uploaddialog.h"
#include "ui/upload/uploadwords.h"
#include "ui/window/pages.h"

void Pages::connectCommits(RepoPane &pane)
{
    pane.setAccess([this] { return m_app.hubAccess(); });
    pane.setAccount([this] { return m_app.session().account(); });
    pane.setDrafts(m_app.drafts());
    connect(&pane, &RepoPane::committed, this, &Pages::tellCommit);
    connect(&pane, &RepoPane::watchRequested, this,
            [this, &pane](const UploadTarget &target) { watch(target, pane); });
    connect(&pane, &RepoPane::compareRequested, this,
            [this, &pane](const UploadTarget &target) { askToCompare(target, pane); });
}

// Every tab of the repository shows what is there now.
void Pages::tellCommit(const CommitNews &news)
{
    if (!news.failed)
        for (RepoPane *pane : std::as_const(m_repos))
            if (pane->address().repo == news.repo)
                pane->reload();
    emit committed(news);
}

void Pages::undo(const RepoChange &change)
{
    auto *commit = new RepoCommit(m_app.hubAccess(), change, this);
    connect(commit, &RepoCommit::held, this,
            [this](Pacing::Bucket bucket, std::chrono::milliseconds pause) {
                m_app.hub().pacer().hold(bucket, pause);
            });
    connect(commit, &RepoCommit::waits, this, [this](const QString &reason) {
        if (!reason.isEmpty())
            emit said(reason);
    });
    connect(commit, &RepoCommit::finished, this, [this, commit, change] {
        commit->deleteLater();
        const auto &error = commit->end()->error;
        CommitNews news{.repo = change.repo,
                        .sentence = error ? tr("It was not undone") : tr("Undone by a commit"),
                        .detail = error ? error->message : QString(),
                        .failed = error.has_value()};
        if (const auto &sent = commit->end()->sent) {
            news.undo = change;
            news.undo->sent = sent;
        }
        tellCommit(news);
    });
}

bool Pages::isUnsaved(int tab) const
{
    const RepoPane *pane = m_repos.value(tab);
    return pane && pane->isUnsaved();
}

void Pages::askToLeave(int tab, const std::function<void()> &then)
{
    m_repos.value(tab)->askToLeave(then);
}

// Whoever looks at the repository sees what it has now; who has closed the dialog hears of it.
void Pages::onUploaded(qint64 upload)
{
    const auto it = m_app.uploads().all().find(upload);
    if (it == m_app.uploads().all().end())
        return;
    const UploadStatus &status = it->second;
    emit said(tr("Upload to %1: %2")
                  .arg(SafeText::repoName(status.repo.owner(), status.repo.name()),
                       UploadWords::outcome(status.progress)));
    if (status.progress.commits.isEmpty())
        return;
    for (RepoPane *pane : std::as_const(m_repos))
        if (pane->address().repo == status.repo && !pane->isUnsaved())
            pane->reload();
}

void Pages::openUpload(const UploadTarget &target, const QList<QByteArray> &local, RepoPane &pane)
{
    auto *dialog = new UploadDialog(
        m_app.hub(), m_app.uploads(), target, droppedOn(target.folder.toUtf8(), local),
        {.memory = m_app.hashFile(), .endpoint = m_app.hub().endpoint()}, &pane);
    connect(&m_app, &AppContext::connectionChanged, dialog, &UploadDialog::showConnection);
    connect(&m_app, &AppContext::accountChanged, dialog, &UploadDialog::showConnection);
    connect(dialog, &UploadDialog::browserWanted, &pane.links(), &LinkOpener::openInBrowser);
    dialog->open();
}

void Pages::upload(int tab, const QList<QByteArray> &local)
{
    if (RepoPane *pane = m_repos.value(tab))
        pane->upload(local);
}

void Pages::upload(int tab, const RepoId &repo, const QList<QByteArray> &local)
{
    if (RepoPane *pane = m_repos.value(tab))
        openUpload({.repo = repo, .revision = {}, .folder = {}}, local, *pane);
}
