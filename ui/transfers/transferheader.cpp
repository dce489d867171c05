#include "ui/transfers/transferheader.h"

#include "app/settings/settings.h"
#include "app/text/format.h"
#include "app/transfer/transferstatus.h"
#include "ui/theme/icon.h"
#include "ui/theme/type.h"
#include "ui/transfers/limittools.h"
#include "ui/transfers/speedgraph.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/progressline.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

QLabel *headerLabel(const QFont &font)
{
    auto *label = plainLabel();
    label->setFont(font);
    return label;
}

} // namespace

TransferHeader::TransferHeader(Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_counts(headerLabel(type::font(type::Scale::Secondary)))
    , m_totals(new ElidedLabel)
    , m_speed(headerLabel(type::tabular(type::font(type::Scale::Body))))
    , m_progress(new ProgressLine)
    , m_graph(new SpeedGraph)
    , m_pause(new QPushButton)
{
    auto *title = headerLabel(type::font(type::Scale::Section));
    title->setText(tr("Transfers"));
    m_progress->setAccessibleName(tr("Progress of all transfers"));
    m_counts->setForegroundRole(QPalette::PlaceholderText);
    auto *first = new QHBoxLayout;
    first->setSpacing(metrics::kGap);
    first->addWidget(title);
    first->addWidget(m_counts);
    first->addStretch();
    first->addLayout(makeTools());

    auto *words = new QHBoxLayout;
    words->addWidget(m_totals, 1);
    words->addWidget(m_speed);
    auto *amount = new QVBoxLayout;
    amount->setSpacing(6);
    amount->addLayout(words);
    amount->addWidget(m_progress);
    auto *second = new QHBoxLayout;
    second->setSpacing(24);
    second->addLayout(amount, 1);
    second->addWidget(m_graph);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kPagePadding, 12, metrics::kPagePadding, 12);
    column->setSpacing(10);
    column->addLayout(first);
    column->addLayout(second);
}

QHBoxLayout *TransferHeader::makeTools()
{
    connect(m_pause, &QPushButton::clicked, this,
            [this] { m_runs ? emit pauseAllClicked() : emit resumeAllClicked(); });
    auto *tools = new QHBoxLayout;
    tools->setSpacing(metrics::kGap);
    tools->addWidget(new LimitTools(m_settings));
    tools->addWidget(m_pause);
    return tools;
}

void TransferHeader::render(const TransferSnapshot &now)
{
    renderCounts(now);
    QStringList totals;
    if (now.total > 0)
        totals << Format::sizeOf(now.done, now.total) << Format::percent(now.done, now.total);
    else if (now.done > 0)
        totals << Format::size(now.done);
    if (now.total != 0 && now.secondsLeft >= 0)
        totals << (now.leftIsLeast ? tr("at least %1 left") : tr("%1 left"))
                      .arg(Format::duration(std::chrono::seconds(now.secondsLeft)));
    m_totals->setText(totals.join(u" · "_s));
    m_speed->setText(now.running > 0 ? tr("%1 down").arg(Format::speed(qint64(now.bytesPerSecond)))
                                     : QString());
    m_progress->setShare(now.total > 0 ? double(now.done) / double(now.total) : 0);
    m_graph->setSamples(now.samples);
    const bool shown = now.total != 0;
    m_totals->setVisible(shown);
    m_speed->setVisible(shown);
    m_progress->setVisible(now.total > 0);
    m_graph->setVisible(shown);
    m_runs = now.running + now.waiting > 0;
    m_pause->setText(m_runs ? tr("Pause all") : tr("Resume all"));
    m_pause->setIcon(icon(m_runs ? u"pause"_s : u"play"_s));
    m_canPause = m_runs || now.paused > 0;
    m_pause->setVisible(m_showsTools && m_canPause);
}

void TransferHeader::renderCounts(const TransferSnapshot &now)
{
    const auto failed = std::ranges::count(now.files, TransferState::Failed, &TransferFile::state);
    QStringList counts;
    if (now.running > 0)
        counts << tr("%1 running").arg(now.running);
    if (now.waiting > 0)
        counts << tr("%1 waiting").arg(now.waiting);
    if (now.paused > 0)
        counts << tr("%1 paused").arg(now.paused);
    if (failed > 0)
        counts << tr("%1 failed").arg(failed);
    m_counts->setText(counts.join(u" · "_s));
}

void TransferHeader::showTools(bool shown)
{
    m_showsTools = shown;
    m_pause->setVisible(m_showsTools && m_canPause);
}
