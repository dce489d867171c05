#pragma once

#include "app/hub/hubaddress.h"
#include "ui/search/quicklookloader.h"

#include <QWidget>

class ChipRow;
class ElidedLabel;
class LinkOpener;
class MarkdownView;
class QLabel;
class QPushButton;
class QToolButton;
class Skeleton;

// The right side of a search: what the loader knows of the selected repository.
class QuickLookPane final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kWidth = 348; // column of the mock-up

    explicit QuickLookPane(QuickLookLoader &loader, QWidget *parent = nullptr);

    void setOffline(const QString &why); // HubClient::offlineReason()

    QSize sizeHint() const override { return {kWidth, 600}; }

signals:
    void downloadRequested(const RepoId &repo);
    void choiceRequested(const RepoPlace &place); // which of its files to download
    void openRequested(const HubAddress &address);

private:
    void makeActions();
    void makeCard();
    void refresh();
    void show(const QuickLook &look);
    void showDownload(const QuickLook &look);
    void showCard(const QuickLook &look);
    void showFooter(const QuickLook &look);
    QUrl cardUrl() const; // what relative links of the card start from

    QuickLookLoader &m_loader;
    QWidget *m_content = nullptr;
    QLabel *m_hint = nullptr; // while nothing is selected
    ElidedLabel *m_owner = nullptr;
    QLabel *m_name = nullptr;
    ChipRow *m_chips = nullptr;
    QPushButton *m_download = nullptr;
    QToolButton *m_choose = nullptr; // a part of it, or to another place
    QPushButton *m_open = nullptr;
    QLabel *m_about = nullptr; // the description that the Hub gives, or why there is nothing
    QPushButton *m_retry = nullptr;
    QWidget *m_cardFrame = nullptr;
    Skeleton *m_skeleton = nullptr; // while the card is on its way
    MarkdownView *m_card = nullptr;
    LinkOpener *m_links = nullptr;
    QString m_offline;
    QString m_cardShown; // what m_card was given last
    QLabel *m_footer = nullptr;
};
