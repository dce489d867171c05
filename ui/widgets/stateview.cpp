#include "ui/widgets/stateview.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/noticestrip.h"
#include "ui/widgets/skeleton.h"

#include <QVBoxLayout>

using Phase = ViewState::Phase;

struct StateView::Private
{
    QWidget *page; // strip and content
    NoticeStrip *strip;
    Skeleton *skeleton;
    Notice *notice;
    Words emptyWords;
    Words idleWords;
    bool hasContent = false; // Ready was rendered and nothing took it back
};

StateView::StateView(QWidget *content, QWidget *parent)
    : QStackedWidget(parent)
    , d(std::make_unique<Private>(new QWidget, new NoticeStrip, new Skeleton, new Notice))
{
    auto *layout = new QVBoxLayout(d->page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(d->strip);
    layout->addWidget(content, 1);
    d->strip->hide();
    addWidget(d->page);
    addWidget(d->skeleton);
    addWidget(d->notice);
    d->emptyWords.title = tr("There is nothing here.");
    connect(d->strip, &NoticeStrip::retryClicked, this, &StateView::retryClicked);
    connect(d->notice, &Notice::retryClicked, this, &StateView::retryClicked);
    connect(d->notice, &Notice::actionClicked, this, &StateView::actionClicked);
}

StateView::~StateView() = default;

void StateView::setEmptyWords(const Words &words)
{
    d->emptyWords = words;
}

void StateView::setIdleWords(const Words &words)
{
    d->idleWords = words;
}

void StateView::setSkeletonRowHeight(int pixels)
{
    d->skeleton->setRowHeight(pixels);
}

void StateView::forgetContent()
{
    d->hasContent = false;
}

bool StateView::isContentShown() const
{
    return currentWidget() == d->page;
}

void StateView::render(const ViewState &state)
{
    const auto showWords = [this](const Words &words) {
        d->notice->showWords(words.icon, words.title, words.detail, words.action);
        setCurrentWidget(d->notice);
    };
    if (state.phase != Phase::Loading)
        d->strip->hide();
    switch (state.phase) {
    case Phase::Idle:
        d->hasContent = false;
        d->idleWords.title.isEmpty() ? setCurrentWidget(d->page) : showWords(d->idleWords);
        break;
    case Phase::Loading:
        if (d->hasContent) {
            d->strip->showReloading();
        } else {
            if (currentWidget() != d->skeleton)
                d->skeleton->start();
            setCurrentWidget(d->skeleton);
        }
        break;
    case Phase::Ready:
        d->hasContent = true;
        if (state.error)
            d->strip->showError(*state.error);
        setCurrentWidget(d->page);
        break;
    case Phase::Empty:
        d->hasContent = false;
        showWords(d->emptyWords);
        break;
    case Phase::Failed: {
        const HubError error = state.error.value_or(HubError{});
        if (d->hasContent) {
            d->strip->showError(error);
        } else {
            d->notice->showError(error);
            setCurrentWidget(d->notice);
        }
        break;
    }
    }
}
