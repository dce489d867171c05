#include "ui/community/threadview.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/community/diffview.h"
#include "ui/community/discussionlook.h"
#include "ui/community/threaditem.h"
#include "ui/repo/hairline.h"
#include "ui/repo/hubimages.h"
#include "ui/theme/tokens.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kEventsAtOnce = 40;
constexpr int kThreadPadding = 24; // mock-ups

} // namespace

ThreadView::ThreadView(HubImages &images, QWidget *parent)
    : QWidget(parent)
    , m_images(images)
    , m_title(new ElidedLabel)
    , m_statusIcon(new IconLabel)
    , m_status(new ElidedLabel)
    , m_mode(new SegmentedControl({tr("Conversation"), tr("Changes")}))
    , m_pages(new QStackedWidget)
    , m_scroll(new QScrollArea)
    , m_more(new QPushButton(tr("Show more")))
    , m_diff(new DiffView)
{
    auto *inside = new QWidget;
    inside->setBackgroundRole(QPalette::Window);
    inside->setAutoFillBackground(true);
    m_timeline = new QVBoxLayout(inside);
    m_timeline->setContentsMargins(kThreadPadding, 18, kThreadPadding, 18);
    m_timeline->setSpacing(10);
    m_timeline->addWidget(m_more, 0, Qt::AlignHCenter);
    m_timeline->addStretch();
    m_scroll->setWidget(inside);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setAccessibleName(tr("Timeline"));
    m_mode->setAccessibleName(tr("Part of the pull request"));
    m_pages->addWidget(m_scroll);
    m_pages->addWidget(m_diff);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head());
    layout->addWidget(hairline());
    layout->addWidget(m_pages, 1);
    connect(m_mode, &SegmentedControl::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_more, &QPushButton::clicked, this, &ThreadView::showMore);
}

QWidget *ThreadView::head()
{
    auto *box = new QWidget;
    m_title->setFont(type::font(type::Scale::Section));
    m_status->setTone(&Tokens::secondary);
    m_status->setFont(type::font(type::Scale::Secondary));
    auto *second = new QHBoxLayout;
    second->setSpacing(6);
    second->addWidget(m_statusIcon);
    second->addWidget(m_status, 1);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(6);
    texts->addWidget(m_title);
    texts->addLayout(second);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(kThreadPadding, 12, kThreadPadding, 12);
    layout->addLayout(texts, 1);
    layout->addWidget(m_mode);
    return box;
}

void ThreadView::setThread(const DiscussionThread &thread)
{
    const bool again = m_thread.head.number == thread.head.number; // read anew: the view stays
    const qsizetype shown = again ? m_shown : 0;
    const int scrolled = again ? m_scroll->verticalScrollBar()->value() : 0;
    m_thread = thread;
    m_shown = 0;
    while (m_timeline->count() > 2) { // the button and the stretch stay
        const std::unique_ptr<QLayoutItem> item(m_timeline->takeAt(0));
        delete item->widget();
    }
    showHead();
    if (!again || m_thread.diff.isEmpty())
        m_mode->setCurrent(0);
    do
        showMore();
    while (m_shown < std::min(shown, m_thread.events.size()));
    m_scroll->verticalScrollBar()->setValue(scrolled);
}

void ThreadView::showHead()
{
    const Discussion &head = m_thread.head;
    const DiscussionLook look = DiscussionLook::of(head);
    m_title->setText(tr("%1  #%2").arg(SafeText::line(head.title), QString::number(head.number)));
    m_statusIcon->setIcon(look.icon, look.tone);
    const QString author = SafeText::isolated(shownAuthor(head.author));
    QString said = head.isPullRequest && !m_thread.base.isEmpty()
        ? tr("%1 wants to merge refs/pr/%2 into %3")
              .arg(author, QString::number(head.number),
                   SafeText::line(QString(m_thread.base).remove("refs/heads/"_L1)))
        : tr("%1 opened this %2").arg(author, Format::ago(head.createdAt));
    if (m_thread.locked)
        said += u" · "_s + tr("locked");
    m_status->setText(look.word + u" · "_s + said);
    m_mode->setVisible(!m_thread.diff.isEmpty());
    m_diff->setDiff(m_thread.diff);
}

void ThreadView::showChanges()
{
    if (!m_thread.diff.isEmpty())
        m_mode->setCurrent(1);
}

void ThreadView::showMore()
{
    const qsizetype end = std::min(m_shown + kEventsAtOnce, m_thread.events.size());
    for (; m_shown < end; ++m_shown) {
        auto *item = new ThreadItem(m_thread.events.at(m_shown), m_images);
        connect(item, &ThreadItem::linkActivated, this, &ThreadView::linkActivated);
        m_timeline->insertWidget(m_timeline->count() - 2, item);
    }
    const qsizetype left = m_thread.events.size() - m_shown;
    m_more->setVisible(left > 0);
    m_more->setText(tr("Show more (%1 left)").arg(left));
}
