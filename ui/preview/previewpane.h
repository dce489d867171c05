#pragma once

#include "ui/preview/previewcontroller.h"

#include <QWidget>

class ElidedLabel;
class HexView;
class IconLabel;
class ImagePanel;
class JsonPanel;
class QLabel;
class QAction;
class QMenu;
class QBoxLayout;
class QHBoxLayout;
class QPushButton;
class QStackedWidget;
class QToolButton;
class RepoTrouble;
class SegmentedControl;
class StateView;
class TablePanel;
class TensorPanel;
class TextPanel;

// One file beside the tree: a header with its name and what can be done with it, and below it the
// panel that fits its kind.
class PreviewPane final : public QWidget
{
    Q_OBJECT

public:
    explicit PreviewPane(HubClient &hub, QWidget *parent = nullptr);
    ~PreviewPane() override;

    void show(const PreviewFile &file); // again with the same file: nothing happens
    void clear(const QString &why = {}); // a sentence instead of the usual one
    // One of the ways that controller().views() offers.
    void showView(PreviewView view);
    void setWrap(bool wrap); // of texts as they are written
    void retryRefused(); // somebody else is signed in now
    void setOffline(const QString &why); // HubClient::offlineReason()
    bool openFind(); // false: nothing that is shown can be searched
    PreviewController &controller() { return m_controller; }

signals:
    void termsWanted(); // the repository's page on the web
    void signInWanted();
    void downloadClicked(const QString &path); // into the cache
    void toFolderClicked(const QString &path); // that is to be asked for
    void editClicked();
    void copyAddressClicked(const QString &path);
    void browserClicked(const QString &path);
    void wrapChosen(bool wrap);
    void linkActivated(const QString &folder,
                       const QString &address); // of a rendered text; folder: where it lies

protected:
    using QWidget::show;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *header();
    static QHBoxLayout *headerLine(QWidget *bar);
    QMenu *moreMenu();
    QString path() const // empty: no file
    {
        return m_controller.file() ? m_controller.file()->entry.path : QString();
    }
    QToolButton *tool(const QString &iconName, const QString &name);
    void refresh();
    void refreshHeader();
    void fitHeader();
    void refreshChoices();
    void refreshNotice();
    void refreshBody();
    QWidget *noticeRow();
    QWidget *panel(PreviewView view);

    HubClient &m_hub;
    PreviewController m_controller;
    QHBoxLayout *m_headerLine = nullptr;
    QHBoxLayout *m_choicesLine = nullptr; // of the choices, where the pane is narrow
    IconLabel *m_icon;
    ElidedLabel *m_name;
    QLabel *m_facts;
    SegmentedControl *m_choices;
    QToolButton *m_copy;
    QToolButton *m_download;
    QToolButton *m_more;
    QAction *m_toFolder = nullptr; // download
    QWidget *m_noticeRow;
    QLabel *m_notice;
    QPushButton *m_noticeDownload;
    QBoxLayout *m_noticeLine = nullptr; // sentence and button, one below the other when narrow
    QStackedWidget *m_panels;
    StateView *m_states;
    RepoTrouble *m_trouble;
    QStackedWidget *m_body; // states and trouble
    TextPanel *m_text;
    TensorPanel *m_tensors;
    TablePanel *m_table;
    JsonPanel *m_tree;
    ImagePanel *m_image;
    HexView *m_hex;
    QList<PreviewView> m_shownViews;
    std::optional<PreviewView> m_view;
    std::optional<PreviewView> m_chosen; // by the user, for this path of this repository
};
