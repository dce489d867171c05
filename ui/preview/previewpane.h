#pragma once

#include "ui/preview/previewcontroller.h"

#include <QWidget>

class ElidedLabel;
class HexView;
class IconLabel;
class ImagePanel;
class JsonPanel;
class QLabel;
class QMenu;
class QBoxLayout;
class QPushButton;
class QStackedWidget;
class QToolButton;
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
    PreviewController &controller() { return m_controller; }

signals:
    void downloadClicked(const QString &path);
    void copyAddressClicked(const QString &path);
    void browserClicked(const QString &path);
    void linkActivated(const QString &folder,
                       const QString &address); // of a rendered text; folder: where it lies

protected:
    using QWidget::show;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *header();
    QMenu *moreMenu();
    QToolButton *tool(const QString &iconName, const QString &name);
    void refresh();
    void refreshHeader();
    void fitHeader();
    void refreshChoices();
    void refreshNotice();
    QWidget *noticeRow();
    QWidget *panel(PreviewView view);

    PreviewController m_controller;
    IconLabel *m_icon;
    ElidedLabel *m_name;
    QLabel *m_facts;
    SegmentedControl *m_choices;
    QToolButton *m_copy;
    QToolButton *m_download;
    QToolButton *m_more;
    QWidget *m_noticeRow;
    QLabel *m_notice;
    QPushButton *m_noticeDownload;
    QBoxLayout *m_noticeLine = nullptr; // sentence and button, one below the other when narrow
    QStackedWidget *m_panels;
    StateView *m_states;
    TextPanel *m_text;
    TensorPanel *m_tensors;
    TablePanel *m_table;
    JsonPanel *m_tree;
    ImagePanel *m_image;
    HexView *m_hex;
    QList<PreviewView> m_shownViews;
    std::optional<PreviewView> m_view;
};
