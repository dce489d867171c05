#include "ui/preview/textpanel.h"

#include "app/preview/textsource.h"
#include "ui/preview/imagedecode.h"
#include "ui/preview/notebookmarkdown.h"
#include "ui/preview/previewcontroller.h"
#include "ui/repo/hubimages.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/markdownview.h"
#include "ui/widgets/pagefind.h"
#include "ui/widgets/textview.h"

#include <QVBoxLayout>
#include <QtConcurrentRun>

TextPanel::TextPanel(HubClient &hub, PreviewController &controller, QWidget *parent)
    : QStackedWidget(parent)
    , m_controller(controller)
    , m_source(new TextView(this))
    , m_rendered(new MarkdownView)
    , m_findBar(new FindBar)
    , m_find(new PageFind(m_findBar, tr("Find in this file"), this))
    , m_images(new HubImages(hub, this))
{
    addWidget(m_source);
    auto *rendered = new QWidget;
    auto *column = new QVBoxLayout(rendered);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_findBar);
    column->addWidget(m_rendered, 1);
    addWidget(rendered);
    m_find->setTarget(PageFind::in(m_rendered));
    connect(m_rendered, &MarkdownView::contentShown, m_find, &PageFind::refresh);
    connect(m_rendered, &MarkdownView::linkActivated, this, &TextPanel::linkActivated);
    connect(m_rendered, &MarkdownView::imageWanted, this, &TextPanel::onImageWanted);
    connect(m_rendered, &MarkdownView::imageLoadClicked, m_images, &HubImages::load);
    connect(m_images, &HubImages::ready, m_rendered, &MarkdownView::setImage);
    connect(m_images, &HubImages::blocked, m_rendered, &MarkdownView::setImageBlocked);
    connect(m_images, &HubImages::failed, m_rendered, &MarkdownView::setImageFailed);
}

void TextPanel::showView(PreviewView view)
{
    m_view = view;
    if (view == PreviewView::Text) {
        m_source->setSource(m_controller.text(), m_controller.file()->name());
        setCurrentWidget(m_source);
        return;
    }
    if (const PreviewFile *file = m_controller.file())
        m_images->setBase({.revision = file->revision, .info = {.summary = {.id = file->repo}}},
                          file->folder());
    m_rendered->setReadme(view == PreviewView::Notebook
                              ? notebookMarkdown(m_controller.notebook()).toUtf8()
                              : m_controller.markdown());
    setCurrentWidget(m_rendered->parentWidget());
}

void TextPanel::openFind()
{
    if (currentWidget() == m_source)
        m_source->openFind();
    else
        m_find->open();
}

void TextPanel::onImageWanted(const QString &address)
{
    const QByteArray bytes = m_view == PreviewView::Notebook
        ? notebookImage(m_controller.notebook(), address)
        : QByteArray();
    if (bytes.isEmpty()) {
        m_images->want(address);
        return;
    }
    QtConcurrent::run(decodeImage, bytes)
        .then(m_rendered, [this, address](const Result<PreviewImage> &image) {
            if (image)
                m_rendered->setImage(address, image->image);
            else
                m_rendered->setImageFailed(address, image.error().message);
        });
}
