#include "ui/watch/watchline.h"

#include "app/text/safetext.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/upload/uploadwords.h"
#include "ui/watch/watchwords.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plaintip.h"
#include "ui/widgets/progressline.h"

#include <QFile>
#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

WatchLine::WatchLine(QString id, QWidget *parent)
    : QWidget(parent)
    , m_id(std::move(id))
    , m_icon(new IconLabel)
    , m_local(new ElidedLabel({}, Qt::ElideMiddle))
    , m_place(new ElidedLabel({}, Qt::ElideMiddle))
    , m_result(new ElidedLabel)
    , m_state(new ElidedLabel)
    , m_progress(new ProgressLine)
    , m_held(new ElidedLabel)
    , m_review(new QPushButton(tr("Look at them…")))
    , m_run(button(u"retry"_s, tr("Run now")))
    , m_pause(button(u"pause"_s, tr("Pause")))
    , m_page(button(u"external"_s, tr("Open the last commit")))
    , m_edit(button(u"edit"_s, tr("Edit…")))
    , m_remove(button(u"trash"_s, tr("Remove…")))
{
    m_place->setTone(&Tokens::secondary);
    for (ElidedLabel *each : {m_result, m_state, m_held})
        each->setFont(type::font(type::Scale::Secondary));
    m_state->setTone(&Tokens::secondary);
    m_held->setTone(&Tokens::warning);
    m_review->setAutoDefault(false);
    setButtonRole(m_review, ButtonRole::Link);
    auto *names = new QHBoxLayout;
    names->setSpacing(metrics::kGap);
    names->addWidget(m_local, 2);
    names->addWidget(new IconLabel(u"forward"_s, &Tokens::secondary));
    names->addWidget(m_place, 3);
    auto *held = new QHBoxLayout;
    held->setSpacing(metrics::kGap);
    held->addWidget(m_held, 1);
    held->addWidget(m_review);
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addLayout(names);
    words->addWidget(m_result);
    words->addLayout(held);
    words->addWidget(m_progress);
    words->addWidget(m_state);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kPagePadding, metrics::kColumnGap, metrics::kPagePadding,
                            metrics::kColumnGap);
    row->setSpacing(metrics::kGap);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    for (QToolButton *each : {m_run, m_pause, m_page, m_edit, m_remove})
        row->addWidget(each, 0, Qt::AlignTop);
    connect(m_run, &QToolButton::clicked, this, &WatchLine::runWanted);
    connect(m_pause, &QToolButton::clicked, this, [this] { emit pauseWanted(!m_isPaused); });
    connect(m_page, &QToolButton::clicked, this, &WatchLine::pageWanted);
    connect(m_edit, &QToolButton::clicked, this, &WatchLine::editWanted);
    connect(m_remove, &QToolButton::clicked, this, &WatchLine::removeWanted);
    connect(m_review, &QPushButton::clicked, this, &WatchLine::reviewWanted);
}

QToolButton *WatchLine::button(const QString &name, const QString &text)
{
    auto *made = new QToolButton(this);
    made->setIcon(icon(name));
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::StrongFocus);
    made->setToolTip(text);
    made->setAccessibleName(text);
    return made;
}

void WatchLine::render(const WatchStatus &status, const UploadProgress &upload,
                       const QString &whyNotNow, const QDateTime &now)
{
    const WatchResult &last = status.folder.last;
    const bool isTrouble = WatchWords::isTrouble(last);
    m_isPaused = status.folder.isPaused;
    m_local->setText(SafeText::path(QFile::decodeName(status.folder.wish.local)));
    m_place->setText(WatchWords::place(status.folder.wish));
    m_result->setText(WatchWords::result(status.folder, now));
    m_result->setTone(isTrouble ? &Tokens::danger : &Tokens::text);
    m_state->setText(WatchWords::state(status, upload, now));
    const bool isIdle = status.phase == WatchStatus::Phase::Idle;
    const bool waits = isIdle && !status.whyNot.isEmpty();
    if (waits)
        m_icon->setIcon(u"pause"_s, &Tokens::secondary);
    else if (isTrouble)
        m_icon->setIcon(u"error"_s, &Tokens::danger);
    else if (!isIdle)
        m_icon->setIcon(u"upload"_s, &Tokens::accent);
    else
        m_icon->setIcon(last.allHeld > 0 ? u"warning"_s : u"eye"_s,
                        last.allHeld > 0 ? &Tokens::warning : &Tokens::good);
    m_progress->setVisible(!isIdle);
    if (status.phase == WatchStatus::Phase::Sending)
        m_progress->setShare(UploadWords::share(upload));
    else
        m_progress->setShare(status.reading.total > 0
                                 ? double(status.reading.bytes) / double(status.reading.total)
                                 : -1);
    renderHeld(last);
    m_run->setEnabled(whyNotNow.isEmpty());
    m_run->setToolTip(whyNotNow.isEmpty() ? tr("Run now") : whyNotNow);
    const QString turn = m_isPaused ? tr("Go on") : tr("Pause");
    m_pause->setIcon(icon(m_isPaused ? u"play"_s : u"pause"_s));
    m_pause->setToolTip(turn);
    m_pause->setAccessibleName(turn);
    const QString page = status.folder.pullPage.isEmpty() ? tr("Open the last commit")
                                                          : tr("Open the pull request");
    m_page->setEnabled(!WatchWords::page(status.folder).isEmpty());
    m_page->setToolTip(page);
    m_page->setAccessibleName(page);
    setAccessibleName(QStringList{m_local->text(), m_place->text(), m_result->text(),
                                  m_held->text(), m_state->text()}
                          .join(u", "_s));
}

void WatchLine::renderHeld(const WatchResult &last)
{
    const QString held = WatchWords::held(last);
    m_held->setText(held);
    setPlainTip(m_held, WatchWords::allHeld(last));
    m_held->setVisible(!held.isEmpty());
    m_review->setVisible(!held.isEmpty());
}
