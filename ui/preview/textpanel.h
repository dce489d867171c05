#pragma once

#include "ui/preview/previewfile.h"

#include <QStackedWidget>

class FindBar;
class HubClient;
class HubImages;
class MarkdownView;
class PageFind;
class PreviewController;
class TextView;

// Texts: as they are written, or rendered by the one widget that may.
class TextPanel final : public QStackedWidget
{
    Q_OBJECT

public:
    TextPanel(HubClient &hub, PreviewController &controller, QWidget *parent = nullptr);

    void showView(PreviewView view); // Text, Markdown or Notebook
    void openFind();
    TextView &source() const { return *m_source; } // of texts as they are written

signals:
    void linkActivated(const QString &address); // as the text wrote it

private:
    void onImageWanted(const QString &address);

    PreviewController &m_controller;
    TextView *m_source;
    MarkdownView *m_rendered;
    FindBar *m_findBar; // above the rendered text
    PageFind *m_find;
    HubImages *m_images;
    PreviewView m_view = PreviewView::Text;
};
