#include "ui/cache/planpanel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/repo/hairline.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/progressline.h"

#include <QApplication>
#include <QDateTime>
#include <QHBoxLayout>
#include <QPushButton>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace {

constexpr int kPlanTile = 34;
constexpr int kLastRow = 32;
constexpr qint64 kMsPerDay = 86'400'000;

QPushButton *linkButton(const QString &text)
{
    auto *button = new QPushButton(text);
    setButtonRole(button, ButtonRole::Link);
    return button;
}

} // namespace

bool canUndo(const Cleaning &cleaning)
{
    return cleaning.state == Cleaning::State::Kept;
}

QString cleaningWords(const Cleaning &cleaning, qint64 nowMs)
{
    const QString ago = Format::ago(QDateTime::fromMSecsSinceEpoch(cleaning.atMs, QTimeZone::UTC),
                                    QDateTime::fromMSecsSinceEpoch(nowMs, QTimeZone::UTC));
    switch (cleaning.state) {
    case Cleaning::State::Moving: return PlanPanel::tr("on its way to the quarantine");
    case Cleaning::State::Kept: {
        const qint64 days = (cleaning.untilMs - nowMs + kMsPerDay - 1) / kMsPerDay;
        return PlanPanel::tr("quarantined %1, %2")
            .arg(ago,
                 Format::plural(std::max<qint64>(1, days), PlanPanel::tr("gone for good in 1 day"),
                                PlanPanel::tr("gone for good in %1 days")));
    }
    case Cleaning::State::Returning: return PlanPanel::tr("on its way back");
    case Cleaning::State::Returned: return PlanPanel::tr("removed %1, then brought back").arg(ago);
    case Cleaning::State::Freeing: return PlanPanel::tr("being freed");
    case Cleaning::State::Freed: return PlanPanel::tr("removed %1, gone for good").arg(ago);
    }
    Q_UNREACHABLE_RETURN({});
}

PlanPanel::PlanPanel(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconLabel(u"trash"_s, &Tokens::secondary, kPlanTile))
    , m_title(new ElidedLabel)
    , m_counts(new ElidedLabel)
    , m_detail(new ElidedLabel)
    , m_review(new QPushButton(tr("Review…")))
    , m_clean(new QPushButton(tr("Quarantine")))
    , m_stop(new QPushButton(tr("Stop")))
    , m_progress(new ProgressLine)
    , m_lastRow(new QWidget)
    , m_lastIcon(new IconLabel(u"check"_s, &Tokens::good))
    , m_last(new ElidedLabel)
    , m_undo(linkButton(tr("Undo")))
    , m_history(linkButton(tr("History")))
{
    setObjectName(u"cachePlan"_s);
    setAccessibleName(tr("What removing would do"));
    m_icon->setTile(true);
    m_title->setFont(type::semibold(type::font(type::Scale::Body)));
    m_detail->setFont(type::font(type::Scale::Secondary));
    m_detail->setTone(&Tokens::secondary);
    m_last->setFont(type::font(type::Scale::Secondary));
    m_last->setTone(&Tokens::secondary);
    setButtonRole(m_clean, ButtonRole::Primary);
    auto *line = new QHBoxLayout;
    line->setSpacing(6);
    line->addWidget(m_title);
    line->addWidget(m_counts, 1);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addLayout(line);
    words->addWidget(m_detail);
    words->addWidget(m_progress);
    auto *plan = new QHBoxLayout;
    plan->setContentsMargins(metrics::kPagePadding, 10, metrics::kPagePadding, 10);
    plan->setSpacing(metrics::kColumnGap);
    plan->addWidget(m_icon);
    plan->addLayout(words, 1);
    plan->addWidget(m_review);
    plan->addWidget(m_stop);
    plan->addWidget(m_clean);
    auto *last = new QHBoxLayout(m_lastRow);
    last->setContentsMargins(metrics::kPagePadding, 0, metrics::kPagePadding, 0);
    last->setSpacing(metrics::kGap);
    last->addWidget(m_lastIcon);
    last->addWidget(m_last);
    last->addWidget(m_undo);
    last->addStretch(1);
    last->addWidget(m_history);
    m_lastRow->setFixedHeight(kLastRow);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(hairline());
    column->addLayout(plan);
    column->addWidget(hairline());
    column->addWidget(m_lastRow);
    connect(m_review, &QPushButton::clicked, this, &PlanPanel::reviewClicked);
    connect(m_clean, &QPushButton::clicked, this, &PlanPanel::cleanClicked);
    connect(m_stop, &QPushButton::clicked, this, &PlanPanel::stopClicked);
    connect(m_undo, &QPushButton::clicked, this, [this] { emit undoClicked(m_lastId); });
    connect(m_history, &QPushButton::clicked, this, &PlanPanel::historyClicked);
    showProgress(-1, {});
    showLast({}, 0);
}

void PlanPanel::showNothing(const QString &why)
{
    m_hasPlan = false;
    m_computing = false;
    m_title->setText(tr("Nothing is ticked"));
    setAccessibleDescription(tr("Nothing is ticked"));
    m_counts->setText({});
    m_detail->setText(why);
    enable();
}

void PlanPanel::showPlan(const CachePlanWords &words, bool canClean)
{
    m_hasPlan = true;
    m_canClean = canClean;
    m_computing = false;
    m_title->setText(words.title);
    m_counts->setText(words.counts.isEmpty() ? QString() : u"· "_s + words.counts);
    const QString detail
        = words.users.isEmpty() ? words.detail : tr("%1 %2").arg(words.users, words.detail);
    m_detail->setText(detail);
    setAccessibleDescription(tr("%1, %2. %3").arg(words.title, words.counts, detail));
    enable();
}

void PlanPanel::setComputing(bool computing)
{
    m_computing = computing;
    enable();
}

void PlanPanel::showProgress(double share, const QString &sentence, bool canStop)
{
    const bool busy = !sentence.isEmpty();
    m_stop->setVisible(busy && canStop);
    // Before what has the focus is hidden: else its neighbour gets the next Space, and that is
    // Undo.
    if (busy != m_busy && isAncestorOf(QApplication::focusWidget()))
        (m_stop->isHidden() ? static_cast<QWidget *>(this) : m_stop)->setFocus();
    m_busy = busy;
    m_progress->setVisible(m_busy);
    m_detail->setVisible(!m_busy);
    if (m_busy) {
        m_progress->setShare(share);
        m_title->setText(sentence);
        m_counts->setText({});
    }
    enable();
}

void PlanPanel::enable()
{
    m_icon->setIcon(u"trash"_s, m_hasPlan ? &Tokens::accent : &Tokens::secondary);
    const Tone tone = m_computing ? &Tokens::disabled : &Tokens::text;
    m_title->setTone(tone);
    m_counts->setTone(tone);
    m_detail->setTone(m_computing ? &Tokens::disabled : &Tokens::secondary);
    m_undo->setEnabled(!m_busy);
    m_review->setVisible(!m_busy);
    m_clean->setVisible(!m_busy);
    m_review->setEnabled(m_hasPlan && !m_computing);
    m_clean->setEnabled(m_hasPlan && m_canClean && !m_computing);
}

void PlanPanel::showLast(const std::optional<Cleaning> &last, qint64 nowMs)
{
    m_lastId = last ? last->id : QByteArray();
    m_lastRow->setVisible(last.has_value());
    if (!last)
        return;
    m_last->setText(
        tr("Last cleaning: %1, %2.").arg(Format::size(last->bytes), cleaningWords(*last, nowMs)));
    m_undo->setVisible(canUndo(*last));
}
