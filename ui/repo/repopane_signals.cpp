#include "app/cache/cacheindex.h"
#include "ui/community/communitysection.h"
#include "ui/repo/cardsection.h"
#include "ui/repo/downloadbutton.h"
#include "ui/repo/filessection.h"
#include "ui/repo/historysection.h"
#include "ui/repo/linkopener.h"
#include "ui/repo/repoheader.h"
#include "ui/repo/repopane.h"
#include "ui/repo/repotrouble.h"

#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

// What the parts of a repository's tab tell each other.

void RepoPane::connectHeader()
{
    connect(m_header, &RepoHeader::revisionChosen, this, &RepoPane::goToRevision);
    connect(m_header, &RepoHeader::copyClicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_address.repo.id()); });
    const DownloadButton *button = m_header->download();
    connect(button, &DownloadButton::allClicked, this, [this] { download({}); });
    connect(button, &DownloadButton::selectionClicked, this,
            [this] { download(m_files->selection().paths); });
    connect(button, &DownloadButton::planClicked, this, &RepoPane::openPlan);
    connect(button, &DownloadButton::allToFolderClicked, this, [this] { downloadToFolder({}); });
    connect(button, &DownloadButton::selectionToFolderClicked, this,
            [this] { downloadToFolder(m_files->selection().paths); });
    connect(&m_cache, &CacheIndex::filesKnown, this, &RepoPane::onFilesKnown);
    connect(&m_cache, &CacheIndex::reposChanged, this, &RepoPane::lookIntoCache);
    const auto browse = [this] {
        m_links->openInBrowser(HubAddress{.repo = m_address.repo}.webUrl(m_hub.endpoint()));
    };
    connect(m_trouble, &RepoTrouble::browserClicked, this, browse);
    connect(m_card, &CardSection::browserWanted, this, browse);
    connect(m_files, &FilesSection::termsWanted, this, browse);
}

void RepoPane::connectTrouble()
{
    connect(m_trouble, &RepoTrouble::retryClicked, &m_controller, &RepoController::reload);
    connect(m_trouble, &RepoTrouble::mainClicked, this, [this] { goToRevision(Revision()); });
    connect(m_trouble, &RepoTrouble::signInClicked, this, &RepoPane::signInWanted);
    connect(m_trouble, &RepoTrouble::searchClicked, this,
            [this] { emit searchWanted(m_address.repo.kind(), m_address.repo.name()); });
    connect(m_card, &CardSection::writingWanted, this, [this] {
        showSection(Section::Files);
        m_files->writeCard();
    });
    connect(m_card, &CardSection::metadataWanted, this, [this] {
        showSection(Section::Files);
        m_files->editMetadata();
    });
    connect(m_card, &CardSection::signInWanted, this, &RepoPane::signInWanted);
    connect(m_files, &FilesSection::signInWanted, this, &RepoPane::signInWanted);
}

void RepoPane::connectCard()
{
    connect(m_card, &CardSection::linkActivated, this,
            [this](const QString &address) { m_links->open(address, cardUrl()); });
    connect(m_card, &CardSection::matterLinkActivated, this, [this](const QString &id) {
        if (const auto place = HubAddress::parse(id, m_hub.endpoint()))
            emit addressActivated(*place);
    });
    connect(m_community, &CommunitySection::linkActivated, this,
            [this](const QString &address) { m_links->open(address, cardUrl()); });
    connect(m_community, &CommunitySection::countKnown, this,
            [this](int count) { setTabCount(Section::Community, count); });
    connect(m_community, &CommunitySection::discussionShown, this, [this](int number) {
        m_address.discussion = number;
        emit addressChanged(m_address);
    });
    connect(m_history, &HistorySection::commitActivated, this, [this](const Revision &commit) {
        showSection(Section::Files);
        goToRevision(commit);
    });
}

void RepoPane::connectFiles()
{
    connect(m_files, &FilesSection::downloadClicked, this,
            [this](const QStringList &files) { download(files); });
    connect(m_files, &FilesSection::toFolderClicked, this, &RepoPane::downloadToFolder);
    connect(m_files, &FilesSection::selectionChanged, m_header->download(),
            &DownloadButton::setSelection);
    connect(m_files, &FilesSection::previewShareChosen, this, &RepoPane::previewShareChosen);
    connect(m_files, &FilesSection::revealWanted, this, &RepoPane::revealWanted);
    connect(m_files, &FilesSection::placeWanted, this, &RepoPane::requestPlace);
    connect(m_files, &FilesSection::committed, this, &RepoPane::committed);
    connect(m_files, &FilesSection::newerWanted, this, &RepoPane::reload);
    connect(m_files, &FilesSection::said, this, &RepoPane::said);
    connect(m_files, &FilesSection::uploadWanted, this,
            [this](const QString &folder, const QList<QByteArray> &local) {
                emit uploadRequested(
                    {.repo = m_address.repo, .revision = m_controller.revision(), .folder = folder},
                    local);
            });
    connect(m_files, &FilesSection::compareWanted, this, [this] {
        emit compareRequested(
            {.repo = m_address.repo, .revision = m_controller.revision(), .folder = {}});
    });
    connect(m_files, &FilesSection::watchWanted, this, [this](const QString &folder) {
        emit watchRequested(
            {.repo = m_address.repo, .revision = m_controller.revision(), .folder = folder});
    });
    connect(m_files, &FilesSection::fetchOffered, this,
            [this](const QString &sentence, const QStringList &files) {
                emit fetchOffered(sentence, requestFor(files));
            });
    connect(m_files, &FilesSection::browserWanted, this, [this](const QString &path) {
        m_links->openInBrowser(HubAddress{.repo = m_address.repo,
                                          .revision = m_controller.revision(),
                                          .section = Section::Files,
                                          .path = path}
                                   .webUrl(m_hub.endpoint()));
    });
    connect(m_files, &FilesSection::linkActivated, this,
            [this](const QString &folder, const QString &address) {
                const HubAddress file{.repo = m_address.repo,
                                      .revision = m_controller.revision(),
                                      .section = Section::Files,
                                      .path = folder + u"README.md"_s};
                m_links->open(address, file.webUrl(m_hub.endpoint()));
            });
    connect(m_files, &FilesSection::copyWanted, this, [this](const QStringList &paths) {
        QStringList addresses;
        for (const QString &path : paths)
            addresses << m_hub.resolveUrl(m_address.repo, m_controller.revision(), path)
                             .toString(QUrl::FullyEncoded);
        QGuiApplication::clipboard()->setText(addresses.join(u'\n'));
    });
}

void RepoPane::requestPlace(const TreeEntry &entry, const QString &localFile)
{
    const auto &place = m_controller.place();
    const auto path = RepoPath::parse(entry.path);
    if (!place || !path)
        return emit said(path ? QString() : path.error());
    emit placeRequested({.file = {.repo = place->repo(),
                                  .commit = place->info.commit,
                                  .path = *path,
                                  .blob = entry.blobName().toLatin1(),
                                  .size = entry.size},
                         .revision = place->revision,
                         .source = localFile});
}

void RepoPane::upload(const QList<QByteArray> &local)
{
    m_files->upload(local);
}
