#include "ui/repo/runtimesection.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/repo/stagelook.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/stateview.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>

using namespace Qt::StringLiterals;

RuntimeSection::RuntimeSection(HubClient &hub, QWidget *parent)
    : RepoSection(parent)
    , m_controller(hub)
    , m_page(new QScrollArea)
    , m_stageIcon(new IconLabel)
    , m_stage(new QLabel)
    , m_error(sentenceLabel())
    , m_form(new QFormLayout)
    , m_hardware(sentenceLabel())
    , m_requested(sentenceLabel())
    , m_details(sentenceLabel())
    , m_sleep(sentenceLabel())
    , m_replicas(sentenceLabel())
    , m_domains(sentenceLabel())
{
    makePage();
    m_states = new StateView(m_page);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_states);
    connect(&m_controller, &RuntimeController::stateChanged, m_states, &StateView::render);
    connect(&m_controller, &RuntimeController::runtimeChanged, this, &RuntimeSection::showRuntime);
    connect(m_states, &StateView::retryClicked, &m_controller, &RuntimeController::refresh);
}

QWidget *RuntimeSection::stageRow()
{
    auto *row = new QWidget;
    m_stage->setTextFormat(Qt::PlainText);
    m_stage->setFont(type::font(type::Scale::Section));
    m_stage->setAccessibleName(tr("Stage"));
    auto *refresh = new QPushButton(icon(u"retry"_s, &Tokens::text), tr("Refresh"));
    connect(refresh, &QPushButton::clicked, &m_controller, &RuntimeController::refresh);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_stageIcon);
    layout->addWidget(m_stage, 1);
    layout->addWidget(refresh);
    return row;
}

void RuntimeSection::makePage()
{
    m_form->setHorizontalSpacing(metrics::kPagePadding);
    m_form->setVerticalSpacing(10);
    m_form->setLabelAlignment(Qt::AlignLeading);
    const auto add = [this](const QString &title, QLabel *value) {
        auto *label = new QLabel(title);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setMinimumWidth(140);
        label->setBuddy(value);
        value->setAccessibleName(title);
        m_form->addRow(label, value);
    };
    add(tr("Hardware now"), m_hardware);
    add(tr("Requested"), m_requested);
    add(tr("Machine"), m_details);
    add(tr("Sleeps after"), m_sleep);
    add(tr("Replicas"), m_replicas);
    add(tr("Domains"), m_domains);
    setTone(m_error, &Tokens::danger);
    auto *inside = new QWidget;
    inside->setMaximumWidth(metrics::kCardColumn);
    auto *layout = new QVBoxLayout(inside);
    layout->setContentsMargins(metrics::kPagePadding, metrics::kPagePadding, metrics::kPagePadding,
                               metrics::kPagePadding);
    layout->setSpacing(16);
    layout->addWidget(stageRow());
    layout->addWidget(m_error);
    layout->addLayout(m_form);
    layout->addStretch();
    m_page->setAccessibleName(tr("Runtime"));
    m_page->setWidget(inside);
    m_page->setWidgetResizable(true);
    m_page->setFrameShape(QFrame::NoFrame);
}

QWidget *RuntimeSection::keyTarget() const
{
    return m_page;
}

void RuntimeSection::load(const RepoPlace &place)
{
    m_controller.open(place);
}

void RuntimeSection::showEvent(QShowEvent *event)
{
    RepoSection::showEvent(event);
    m_controller.setWatched(true);
}

void RuntimeSection::hideEvent(QHideEvent *event)
{
    m_controller.setWatched(false);
    RepoSection::hideEvent(event);
}

QString RuntimeSection::hardwareText(const QString &name) const
{
    if (name.isEmpty())
        return {};
    const Hardware *hardware = m_controller.hardware(name);
    if (!hardware)
        return SafeText::line(name);
    const QString title
        = SafeText::line(hardware->title.isEmpty() ? hardware->name : hardware->title);
    if (hardware->microUsdPerMinute <= 0)
        return tr("%1 · free").arg(title);
    return tr("%1 · $%2 an hour")
        .arg(title, QLocale::c().toString(double(hardware->microUsdPerMinute) * 60 / 1e6, 'f', 2));
}

void RuntimeSection::setRow(QLabel *value, const QString &text)
{
    value->setText(text);
    m_form->setRowVisible(value, !text.isEmpty());
}

void RuntimeSection::showRuntime()
{
    const SpaceRuntime &runtime = m_controller.runtime();
    const StageLook look = StageLook::of(runtime.stage);
    m_stageIcon->setIcon(look.icon, look.tone);
    m_stage->setText(look.word);
    setTone(m_stage, look.tone);
    m_error->setText(SafeText::lines(runtime.errorMessage).left(4'000));
    m_error->setVisible(!runtime.errorMessage.isEmpty());
    setRow(m_hardware, runtime.hardware.isEmpty() ? tr("none") : hardwareText(runtime.hardware));
    setRow(m_requested,
           runtime.hardwareRequested == runtime.hardware ? QString()
                                                         : hardwareText(runtime.hardwareRequested));
    QStringList machine;
    if (const Hardware *hardware = m_controller.hardware(runtime.hardware))
        for (const QString &part : {hardware->cpu, hardware->ram, hardware->accelerator})
            if (!part.isEmpty())
                machine << SafeText::line(part);
    setRow(m_details, machine.join(u" · "_s));
    setRow(m_sleep,
           runtime.sleepSeconds < 0 ? tr("never")
                                    : Format::duration(std::chrono::seconds(runtime.sleepSeconds)));
    setRow(m_replicas, runtime.replicas < 0 ? QString() : QString::number(runtime.replicas));
    QStringList domains;
    for (const QString &domain : runtime.domains)
        domains << SafeText::line(domain);
    setRow(m_domains, domains.join(u'\n'));
}
