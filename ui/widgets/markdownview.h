#pragma once

#include "app/text/card.h"
#include "ui/widgets/markdowndocument.h"

#include <QTextBrowser>

class MarkdownImages;

// The one widget that renders text somebody else wrote: a card, a comment, a notebook's cell. It
// opens nothing and fetches nothing: it asks, and its controller answers. Addresses are given as
// the text wrote them, perhaps relative: the controller resolves them against the repository.
class MarkdownView final : public QTextBrowser
{
    Q_OBJECT

public:
    explicit MarkdownView(QWidget *parent = nullptr);
    ~MarkdownView() override;

    // Both parse on the pool and replace what is shown when that is done, unless something else was
    // set meanwhile; contentShown() follows, sometimes before these return.
    void setReadme(const QByteArray &source);
    void setComment(const QString &markdown);
    void clearContent();

    const Card &card() const { return m_card; } // what is shown: front matter, outline, whether cut
    void showAnchor(const QString &anchor);
    // Anchor of the heading that the first visible line stands under, empty above the first one;
    // scrolled to the end, of the last heading.
    QString currentAnchor() const;

    // As high as its text and without a scroll bar, for a place in a longer page.
    void setFitsContent(bool fits);
    // Space left and right of the text; 32 unless told.
    void setSideMargin(int pixels);

    void setImage(const QString &address, const QImage &image);
    void setImageBlocked(const QString &address); // shows whose it is, and a button
    void setImageFailed(const QString &address, const QString &reason);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void contentShown();
    void linkActivated(const QString &address); // as written; never an anchor within the text
    void imageWanted(const QString &address); // once each, when it comes into view
    void imageLoadClicked(const QString &address); // of a blocked or failed one
    void codeCopied(const QString &said); // what was told about it

protected:
    QVariant loadResource(int type, const QUrl &url) override;
    void doSetSource(const QUrl &url, QTextDocument::ResourceType type) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool canInsertFromMimeData(const QMimeData *) const override { return false; }

private:
    void load(QByteArray source, bool isReadme);
    void present(Card card, std::unique_ptr<MarkdownDocument> document);
    void rebuild(); // same card, new look
    void fitColumn();
    void relayoutImage(const QString &address);
    void applyMargins(QTextDocument &document) const;
    void paintBoxes(QPainter &painter, const QRectF &clip);
    void paintBlock(QPainter &painter, const QTextBlock &block, const QRectF &rect) const;
    void paintCodeBox(QPainter &painter, const QRectF &box);
    void paintTask(QPainter &painter, const QTextBlock &block, const QRectF &rect) const;
    bool blockIsAbove(const QTextBlock &block, int viewportY) const;
    void showTarget(const QUrl &url);
    void onLink(const QUrl &url);
    QRectF codeBoxRect(const QTextBlock &anyLine) const;
    QRectF copyButton(const QRectF &box) const;
    QTextBlock blockAt(const QPointF &documentPoint) const;
    QTextBlock copyButtonAt(const QPointF &documentPoint) const; // a line of its box
    void copyCode(QTextBlock anyLine);
    void copySelection();
    void sayCopied(qsizetype lines, bool shell, const QPointF &documentPoint);
    QString imageAt(const QPointF &viewportPoint) const;
    QPointF documentPoint(const QPointF &viewportPoint) const;
    MarkdownLook look() const;

    Card m_card;
    MarkdownLook m_look; // of the document shown
    MarkdownImages *m_images;
    std::unique_ptr<MarkdownDocument> m_document;
    quint64 m_generation = 0; // of the newest request; older results are dropped
    QList<QRectF> m_copyButtons; // of the code boxes painted last
    int m_sideMargin = markdown::kSideMargin;
    bool m_fits = false;
};
