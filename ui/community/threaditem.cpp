#include "ui/community/threaditem.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/community/discussionlook.h"
#include "ui/repo/hubimages.h"
#include "ui/theme/icon.h"
#include "ui/theme/type.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/markdownview.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kThreadMarker = 28; // mock-ups

// The circle at the left of an event: an icon, or the first letter of a comment's author.
class TimelineMarker final : public QWidget
{
public:
    TimelineMarker(QString iconName, QString letter, Tone tone)
        : m_icon(std::move(iconName))
        , m_letter(std::move(letter))
        , m_tone(tone)
    {
        setFixedSize(kThreadMarker, kThreadMarker);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Tokens &tokens = Tokens::of(palette());
        painter.setPen(tokens.border);
        painter.setBrush(m_letter.isEmpty() ? tokens.surface : tokens.sunken);
        painter.drawEllipse(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
        if (m_letter.isEmpty())
            return paintIcon(painter, rect().adjusted(7, 7, -7, -7), m_icon, m_tone, palette());
        painter.setPen(tokens.*m_tone);
        painter.setFont(type::semibold(type::font(type::Scale::Secondary)));
        painter.drawText(rect(), Qt::AlignCenter, m_letter);
    }

private:
    QString m_icon;
    QString m_letter;
    Tone m_tone;
};

// A panel with a border, its head on the window's colour.
class CommentFrame final : public QFrame
{
protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Tokens &tokens = Tokens::of(palette());
        painter.setPen(tokens.border);
        painter.setBrush(tokens.surface);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5),
                                metrics::kPanelRadius, metrics::kPanelRadius);
        painter.setClipRect(0, 0, width(), kCommentHead);
        painter.setBrush(tokens.window);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5),
                                metrics::kPanelRadius, metrics::kPanelRadius);
        painter.setClipping(false);
        painter.fillRect(1, kCommentHead, width() - 2, 1, tokens.border);
    }

public:
    static constexpr int kCommentHead = 34;
};

} // namespace

ThreadItem::ThreadItem(const DiscussionEvent &event, HubImages &images, QWidget *parent)
    : QWidget(parent)
{
    const bool isComment = event.type == "comment"_L1;
    const QString author = shownAuthor(event.author);
    const EventLook look = EventLook::of(event);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kColumnGap);
    auto *marker = isComment
        ? new TimelineMarker({}, author.left(1).toUpper(),
                             event.author.isEmpty() ? &Tokens::secondary : &Tokens::model)
        : new TimelineMarker(look.icon, {}, look.tone);
    layout->addWidget(marker, 0, Qt::AlignTop);
    layout->addWidget(isComment ? comment(event, images) : sentence(event), 1);
}

QWidget *ThreadItem::commentHead(const DiscussionEvent &event)
{
    auto *head = new QWidget;
    head->setFixedHeight(CommentFrame::kCommentHead);
    auto *name = plainLabel(SafeText::isolated(shownAuthor(event.author)));
    name->setFont(type::medium(font()));
    QString when = Format::ago(event.createdAt);
    if (event.edited)
        when += u" · "_s + tr("edited");
    auto *age = plainLabel(when);
    age->setFont(type::font(type::Scale::Secondary));
    age->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(12, 0, 12, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(name);
    layout->addWidget(age, 1);
    return head;
}

QWidget *ThreadItem::comment(const DiscussionEvent &event, HubImages &images)
{
    auto *frame = new CommentFrame;
    frame->setAccessibleName(tr("Comment of %1").arg(shownAuthor(event.author)));
    auto *layout = new QVBoxLayout(frame);
    layout->setContentsMargins(1, 0, 1, 9);
    layout->setSpacing(0);
    layout->addWidget(commentHead(event));
    layout->addSpacing(8);
    if (event.hidden) {
        auto *hidden = plainLabel(tr("This comment was hidden."));
        hidden->setForegroundRole(QPalette::PlaceholderText);
        hidden->setContentsMargins(12, 0, 12, 0);
        layout->addWidget(hidden);
        return frame;
    }
    auto *view = new MarkdownView;
    view->setAccessibleName(tr("Comment"));
    view->setFitsContent(true);
    view->setSideMargin(12);
    view->setComment(event.text);
    connect(view, &MarkdownView::linkActivated, this, &ThreadItem::linkActivated);
    connect(view, &MarkdownView::imageWanted, &images, &HubImages::want);
    connect(view, &MarkdownView::imageLoadClicked, &images, &HubImages::load);
    connect(&images, &HubImages::ready, view, &MarkdownView::setImage);
    connect(&images, &HubImages::blocked, view, &MarkdownView::setImageBlocked);
    connect(&images, &HubImages::failed, view, &MarkdownView::setImageFailed);
    layout->addWidget(view);
    return frame;
}

QWidget *ThreadItem::sentence(const DiscussionEvent &event)
{
    const EventLook look = EventLook::of(event);
    auto *row = new QWidget;
    row->setMinimumHeight(kThreadMarker);
    auto *name = plainLabel(SafeText::isolated(shownAuthor(event.author)));
    name->setFont(type::medium(type::font(type::Scale::Secondary)));
    QString text = look.sentence;
    if (!look.detail.isEmpty())
        text += u" · "_s + look.detail;
    auto *rest = new ElidedLabel(text + u" · "_s + Format::ago(event.createdAt));
    rest->setFont(type::font(type::Scale::Secondary));
    rest->setTone(&Tokens::secondary);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(5);
    layout->addWidget(name);
    layout->addWidget(rest, 1);
    return row;
}
