#include "ui/widgets/markdownview.h"

#include "app/text/safetext.h"
#include "ui/theme/type.h"
#include "ui/widgets/markdownimages.h"
#include "ui/widgets/plaintip.h"

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QImage>
#include <QMenu>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextTable>
#include <QThread>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShownTarget = 300; // characters of a link's address

struct BuiltMarkdown
{
    Card card;
    std::unique_ptr<MarkdownDocument> document;
};

std::unique_ptr<MarkdownDocument> buildMarkdown(const Card &card, const MarkdownLook &look,
                                                QThread *thread)
{
    const QString cut = u"<hr><p><i>%1</i></p>"_s.arg(QObject::tr(
        "The rest of this text is not shown: it is larger than what can be laid out well."));
    return MarkdownDocument::build(card.truncated ? card.html + cut : card.html, look, thread);
}

} // namespace

MarkdownView::MarkdownView(QWidget *parent)
    : QTextBrowser(parent)
    , m_images(new MarkdownImages(this))
{
    setOpenLinks(false); // QTextBrowser would follow file: links by itself
    setOpenExternalLinks(false);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QTextEdit::FixedPixelWidth);
    setTextInteractionFlags(Qt::TextBrowserInteraction);
    setAccessibleName(tr("Text"));
    viewport()->setMouseTracking(true);
    connect(this, &QTextBrowser::anchorClicked, this, &MarkdownView::onLink);
    connect(this, &QTextBrowser::highlighted, this, &MarkdownView::showTarget);
    // Queued: it is said while painting, and the answer changes the layout.
    connect(m_images, &MarkdownImages::wanted, this, &MarkdownView::imageWanted,
            Qt::QueuedConnection);
    m_look = look();
}

MarkdownView::~MarkdownView() = default;

void MarkdownView::setReadme(const QByteArray &source)
{
    load(source, true);
}

void MarkdownView::setComment(const QString &markdown)
{
    load(markdown.toUtf8(), false);
}

void MarkdownView::clearContent()
{
    ++m_generation;
    present({}, MarkdownDocument::build({}, look(), thread()));
}

void MarkdownView::load(QByteArray source, bool isReadme)
{
    const quint64 mine = ++m_generation;
    const MarkdownLook style = look();
    QtConcurrent::run([source = std::move(source), isReadme, style, gui = thread()] {
        BuiltMarkdown built{isReadme ? readCard(source) : readMarkdown(QString::fromUtf8(source)),
                            nullptr};
        built.document = buildMarkdown(built.card, style, gui);
        return built;
    }).then(this, [this, mine, style](BuiltMarkdown built) {
        if (mine != m_generation)
            return;
        m_look = style;
        m_images->clear();
        present(std::move(built.card), std::move(built.document));
        verticalScrollBar()->setValue(0);
        if (look() != m_look)
            rebuild();
    });
}

void MarkdownView::rebuild()
{
    const quint64 mine = ++m_generation;
    const MarkdownLook style = look();
    QtConcurrent::run([card = m_card, style, gui = thread()] {
        BuiltMarkdown built{card, buildMarkdown(card, style, gui)};
        return built;
    }).then(this, [this, mine, style](BuiltMarkdown built) {
        if (mine != m_generation)
            return;
        m_look = style;
        const int at = verticalScrollBar()->value();
        present(std::move(built.card), std::move(built.document));
        verticalScrollBar()->setValue(at);
    });
}

void MarkdownView::present(Card card, std::unique_ptr<MarkdownDocument> document)
{
    m_card = std::move(card);
    applyMargins(*document);
    m_images->setTokens(m_look.tokens);
    document->documentLayout()->registerHandler(QTextFormat::ImageObject, m_images);
    connect(document->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            [this] {
                if (m_fits)
                    updateGeometry();
            });
    const std::unique_ptr<MarkdownDocument> old = std::exchange(m_document, std::move(document));
    setDocument(m_document.get());
    fitColumn();
    updateGeometry();
    emit contentShown();
}

void MarkdownView::applyMargins(QTextDocument &document) const
{
    QTextFrameFormat root = document.rootFrame()->frameFormat();
    root.setLeftMargin(m_sideMargin);
    root.setRightMargin(m_sideMargin);
    // The layout drops the first block's own margin, and a code box is drawn around its lines.
    const auto box = [](const QTextBlock &block) {
        return block.blockFormat().intProperty(markdown::CodeBox) ? markdown::kCodePadding : 0;
    };
    root.setTopMargin((m_fits ? 0 : 16) + box(document.begin()));
    root.setBottomMargin((m_fits ? 0 : 32) + box(document.lastBlock()));
    document.rootFrame()->setFrameFormat(root);
    // Qt lays a table at the right against the page's edge, not against the text's.
    for (QTextFrame *frame : document.rootFrame()->childFrames()) {
        auto *table = qobject_cast<QTextTable *>(frame);
        if (!table || table->format().alignment() != Qt::AlignRight)
            continue;
        QTextTableFormat format = table->format();
        format.setRightMargin(m_sideMargin);
        table->setFormat(format);
    }
}

MarkdownLook MarkdownView::look() const
{
    return {.tokens = Tokens::of(palette()), .body = font(), .code = type::font(type::Scale::Mono)};
}

void MarkdownView::fitColumn()
{
    const int width = qMin(viewport()->width(), metrics::kCardColumn + 2 * m_sideMargin);
    m_images->setColumn(qMax(64, width - 2 * m_sideMargin));
    if (width != lineWrapColumnOrWidth())
        setLineWrapColumnOrWidth(width);
}

void MarkdownView::showAnchor(const QString &anchor)
{
    const int position = m_document ? m_document->anchorPosition(anchor) : -1;
    if (position < 0)
        return;
    const QTextBlock block = m_document->findBlock(position);
    const QRectF rect = m_document->documentLayout()->blockBoundingRect(block);
    verticalScrollBar()->setValue(int(rect.top()) - 12);
    QTextCursor cursor(block);
    setTextCursor(cursor);
    verticalScrollBar()->setValue(int(rect.top())
                                  - 12); // the cursor came into view by the shortest way
}

QString MarkdownView::currentAnchor() const
{
    QString under;
    if (!m_document)
        return under;
    // What stands last cannot come to the top: it is being read when the end is.
    const QScrollBar *bar = verticalScrollBar();
    if (bar->maximum() > 0 && bar->value() == bar->maximum() && !m_card.outline.isEmpty())
        return m_card.outline.last().anchor;
    const int top = m_document->documentLayout()->hitTest(documentPoint({m_sideMargin + 1.0, 24}),
                                                          Qt::FuzzyHit);
    for (const CardHeading &heading : m_card.outline) {
        if (m_document->anchorPosition(heading.anchor) > top)
            break;
        under = heading.anchor;
    }
    return under;
}

void MarkdownView::setFitsContent(bool fits)
{
    m_fits = fits;
    const auto policy = fits ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded;
    setVerticalScrollBarPolicy(policy);
    setSizePolicy(QSizePolicy::Expanding, fits ? QSizePolicy::Fixed : QSizePolicy::Expanding);
    if (m_document)
        applyMargins(*m_document);
    updateGeometry();
}

void MarkdownView::setSideMargin(int pixels)
{
    m_sideMargin = pixels;
    if (m_document)
        applyMargins(*m_document);
    fitColumn();
}

QSize MarkdownView::sizeHint() const
{
    if (!m_fits || !m_document)
        return QTextBrowser::sizeHint();
    const QMargins frame = contentsMargins();
    return {metrics::kCardColumn,
            int(std::ceil(m_document->size().height())) + frame.top() + frame.bottom()};
}

QSize MarkdownView::minimumSizeHint() const
{
    return m_fits ? QSize(120, sizeHint().height()) : QTextBrowser::minimumSizeHint();
}

void MarkdownView::setImage(const QString &address, const QImage &image)
{
    m_images->setImage(address, image);
    relayoutImage(address);
}

void MarkdownView::setImageBlocked(const QString &address)
{
    m_images->setState(address, MarkdownImages::State::Blocked);
    viewport()->update();
}

void MarkdownView::setImageFailed(const QString &address, const QString &reason)
{
    m_images->setState(address, MarkdownImages::State::Failed, reason);
    viewport()->update();
}

// The picture may be larger than its box was: lay out its block again and keep what is being read
// where it is.
void MarkdownView::relayoutImage(const QString &address)
{
    if (!m_document)
        return;
    const int first = m_document->documentLayout()->hitTest(documentPoint({m_sideMargin + 1.0, 1}),
                                                            Qt::FuzzyHit);
    const QTextBlock reading = m_document->findBlock(qMax(0, first));
    const double before = m_document->documentLayout()->blockBoundingRect(reading).top();
    for (QTextBlock block = m_document->begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFormat format = it.fragment().charFormat();
            if (format.objectType() == QTextFormat::ImageObject
                && format.stringProperty(QTextFormat::ImageName) == address)
                m_document->markContentsDirty(it.fragment().position(), it.fragment().length());
        }
    }
    const double after = m_document->documentLayout()->blockBoundingRect(reading).top();
    if (verticalScrollBar()->value() > 0)
        verticalScrollBar()->setValue(verticalScrollBar()->value() + qRound(after - before));
    viewport()->update();
}

// Qt goes backwards to the last link first, however far below it is, when no link is chosen.
bool MarkdownView::focusNextPrevChild(bool next)
{
    const Qt::TextInteractionFlags flags = textInteractionFlags();
    if (!next && !textCursor().hasSelection())
        setTextInteractionFlags(flags & ~Qt::LinksAccessibleByKeyboard);
    const bool moved = QTextBrowser::focusNextPrevChild(next);
    setTextInteractionFlags(flags);
    return moved;
}

QVariant MarkdownView::loadResource(int, const QUrl &)
{
    QImage blank(1, 1, QImage::Format_ARGB32_Premultiplied);
    blank.fill(0);
    return blank; // an empty answer makes Qt read the local file of that name
}

void MarkdownView::doSetSource(const QUrl &, QTextDocument::ResourceType)
{
    // Nothing is ever navigated to: what is shown was handed in.
}

// Whatever a link is called, it shows where it leads.
void MarkdownView::showTarget(const QUrl &url)
{
    viewport()->setToolTip(plainTip(SafeText::line(url.toString()).left(kShownTarget)));
}

void MarkdownView::onLink(const QUrl &url)
{
    const QString address = url.toString();
    if (address.startsWith(u'#'))
        showAnchor(url.fragment(QUrl::FullyDecoded));
    else if (!address.isEmpty())
        emit linkActivated(address);
}
