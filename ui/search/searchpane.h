#pragma once

#include "app/hub/hubaddress.h"
#include "ui/search/searchchoice.h"

#include <QWidget>

#include <optional>

class FacetPanel;
class QSplitter;
class QuickLookPane;
struct RepoPlace;
class RepoDelegate;
class ResultView;
class SearchController;
class SearchHeader;
class Settings;
class StateView;

// Search of one kind of repository: facets, results, quick look. Widgets and nothing else; what it
// shows is the controller's, what the user asks for leaves by signals.
class SearchPane final : public QWidget
{
    Q_OBJECT

public:
    SearchPane(SearchController &controller, Settings &settings, QWidget *parent = nullptr);

    void start(); // the first search; call when the pane is shown for the first time
    void searchFor(const QString &text); // drops the filters
    void focusText();
    void setOffline(const QString &why); // HubClient::offlineReason()

signals:
    void openRequested(const HubAddress &address, bool background);
    void downloadRequested(const RepoId &repo);
    void choiceRequested(const RepoPlace &place); // which of its files to download

protected:
    void focusInEvent(QFocusEvent *event) override; // the list gets it
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeLayout();
    void connectResults();
    void connectPanels();
    void render();
    void sayWhyEmpty();
    void foldSides();
    void pickRow();
    void showContextMenu(QPoint position);
    void open(const RepoId &repo, bool background);

    SearchController &m_controller;
    RepoDelegate *m_delegate = nullptr;
    ResultView *m_list = nullptr;
    StateView *m_state = nullptr;
    SearchHeader *m_header = nullptr;
    FacetPanel *m_facets = nullptr;
    QuickLookPane *m_quickLook = nullptr;
    QSplitter *m_splitter = nullptr;
    std::optional<RepoId> m_picked; // stays picked when the same list is loaded again
    QString m_offline;
    bool m_narrow = false;
    bool m_facetsWanted = true; // while wide
    bool m_facetsUnfolded = false; // while narrow
    bool m_quickLookWanted = true;
};
