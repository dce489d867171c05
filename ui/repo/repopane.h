#pragma once

#include "app/disk/placefile.h"
#include "app/hub/hubaddress.h"
#include "app/transfer/transfers.h"
#include "ui/repo/repocontroller.h"
#include "ui/upload/uploadtarget.h"

#include <QWidget>

class CacheIndex;
struct CommitNews;
struct HubAccess;
class CardSection;
class FilesSection;
class CommunitySection;
class HistorySection;
class Drafts;
class LinkOpener;
class PreviewPane;
class QStackedWidget;
class QTabBar;
class RepoHeader;
class RepoSection;
class RepoTrouble;
class StateView;

// One repository in a tab: its header, and sections of which only the visible one loads. It starts
// no download and opens no other tab: it says what is wanted.
class RepoPane final : public QWidget
{
    Q_OBJECT

public:
    RepoPane(HubClient &hub, CacheIndex &cache, const HubAddress &address,
             QWidget *parent = nullptr);
    ~RepoPane() override;

    const HubAddress &address() const { return m_address; }
    // Of the same repository: moves to the section, revision, file or discussion.
    void open(const HubAddress &address);
    bool isPublic() const; // as far as the Hub has said
    void reload();
    bool isUnsaved() const; // something was typed
    void askToLeave(const std::function<void()> &then); // and it is not wanted any more
    void openFind(); // of the section that is shown
    void setPreviewShare(int percent); // of the files' width; 0: as fits best
    void retryRefused(); // somebody else is signed in now
    void upload(const QList<QByteArray> &local); // to its root; absolute paths
    // How commits reach the Hub; without it as the client does.
    void setAccess(const std::function<HubAccess()> &access);
    void setAccount(const std::function<std::optional<Account>()> &account);
    void setDrafts(const Drafts &drafts); // which outlive it
    void showConnection(); // online or not, as the client is now
    // Percentages and cached marks in the tree.
    void showTransfers(const TransferSnapshot &snapshot);
    void noteCached(const RepoId &repo, const QString &commit, const QString &path);

    PreviewPane &preview();
    LinkOpener &links() { return *m_links; }

signals:
    void addressChanged(const HubAddress &address); // the user moved within the repository
    void visibilityKnown(bool isPublic); // the Hub has said who sees the repository
    void downloadRequested(const DownloadRequest &request);
    void addressActivated(const HubAddress &address); // a link to somewhere else on the Hub
    void previewShareChosen(int percent);
    void revealWanted(const QString &file); // of the cache, in the file manager
    // The user has the content of a file already, as they say.
    void placeRequested(const PlaceTask &task);
    // What of this computer, absolute.
    void uploadRequested(const UploadTarget &target, const QList<QByteArray> &local);
    void watchRequested(const UploadTarget &target);
    void compareRequested(const UploadTarget &target); // of its root
    void committed(const CommitNews &news); // by somebody in this tab
    void said(const QString &sentence); // for the status line
    // A sentence about files that are not here, and what fetches them.
    void fetchOffered(const QString &sentence, const DownloadRequest &request);
    void signInWanted();
    void searchWanted(RepoKind kind, const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addSection(HubAddress::Section section, const QString &title, RepoSection *widget);
    void buildSections(CacheIndex &cache);
    void connectHeader();
    void connectTrouble();
    void connectCard();
    void connectFiles();
    void showSection(HubAddress::Section section);
    void enterSection(int index); // and give it the keys
    void onTabChanged(int index);
    void onState(const ViewState &state);
    bool showTrouble(const ViewState &state);
    void onPlace(const RepoPlace &place);
    void lookIntoCache();
    bool isShown(const RepoId &repo, const QString &commit) const;
    void onFilesKnown(const RepoId &repo, const QString &commit, const QSet<QString> &paths);
    void goToRevision(const Revision &revision);
    // No paths: the whole snapshot. No folder: into the cache.
    DownloadRequest requestFor(const QStringList &paths, const QString &folder = {}) const;
    void download(const QStringList &paths, const QString &folder = {});
    void downloadToFolder(const QStringList &paths); // asks for it
    void openPlan();
    void requestPlace(const TreeEntry &entry, const QString &localFile);
    void setTabCount(HubAddress::Section section, qint64 count);
    QUrl cardUrl() const;

    HubClient &m_hub;
    CacheIndex &m_cache;
    HubAddress m_address;
    RepoController m_controller;
    LinkOpener *m_links;
    RepoHeader *m_header;
    QTabBar *m_tabs;
    QWidget *m_tabRow;
    QStackedWidget *m_sections;
    StateView *m_states;
    RepoTrouble *m_trouble;
    QStackedWidget *m_body; // states and trouble
    RepoAccess m_access = RepoAccess::Unknown;
    QHash<quint64, qint64> m_promised; // bytes that downloads under way still bring, by disk
    CardSection *m_card = nullptr;
    CommunitySection *m_community = nullptr;
    FilesSection *m_files = nullptr;
    HistorySection *m_history = nullptr;
};
