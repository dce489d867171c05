#pragma once

#include "ui/repo/cardcontroller.h"
#include "ui/repo/hubimages.h"
#include "ui/repo/reposection.h"

class FindBar;
class FrontMatterView;
class MarkdownView;
class PageFind;
class QLabel;
class QBoxLayout;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QToolButton;
class RepoTrouble;
class SegmentedControl;
class StateView;

// The card of a repository: its README.md rendered or as it was written, with its front matter and
// its headings beside it, above it where there is no room.
class CardSection final : public RepoSection
{
    Q_OBJECT

public:
    explicit CardSection(HubClient &hub, QWidget *parent = nullptr);

    void retryRefused(); // somebody else is signed in now
    void openFind() override;

signals:
    void linkActivated(const QString &address); // as written, from the card
    void matterLinkActivated(const QString &id); // from the front matter
    void browserWanted();
    void signInWanted();
    void writingWanted(); // of a card, where there is none
    void metadataWanted(); // to edit it

protected:
    void load(const RepoPlace &place) override;
    QWidget *keyTarget() const override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *sideColumn();
    void connectCard();
    void render(const ViewState &state);
    void showReadme(const QByteArray &readme);
    void showSide();
    void markOutline();
    void fold();

    HubClient &m_hub;
    CardController m_controller;
    HubImages m_images;
    MarkdownView *m_card;
    QPlainTextEdit *m_source;
    QStackedWidget *m_views; // card and source
    StateView *m_states;
    RepoTrouble *m_gate;
    QStackedWidget *m_stack; // states and gate
    FindBar *m_findBar;
    PageFind *m_find;
    SegmentedControl *m_mode;
    FrontMatterView *m_matter;
    QPushButton *m_editMatter;
    QLabel *m_outlineTitle;
    QListWidget *m_outline;
    QToolButton *m_details; // opens what is beside the card when there is room
    QScrollArea *m_side;
    QBoxLayout *m_columns;
};
