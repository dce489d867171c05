#include "ui/cache/verifystrip.h"

#include "app/text/format.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/progressline.h"

#include <QHBoxLayout>
#include <QPushButton>

#include <system_error>

using namespace Qt::StringLiterals;

namespace {

QPushButton *flatButton(const QString &text)
{
    auto *button = new QPushButton(text);
    setButtonRole(button, ButtonRole::Flat);
    return button;
}

} // namespace

VerifyStrip::VerifyStrip(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconLabel)
    , m_text(new ElidedLabel)
    , m_progress(new ProgressLine)
    , m_list(flatButton(tr("Show…")))
    , m_repair(flatButton(tr("Repair")))
    , m_pause(flatButton(tr("Pause")))
    , m_stop(flatButton(tr("Stop")))
{
    setObjectName(u"verifyStrip"_s);
    m_text->setFont(type::font(type::Scale::Secondary));
    m_repair->setToolTip(tr("Fetches what is damaged again. What is there stays until the right "
                            "content has come."));
    m_progress->setFixedWidth(160);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kPagePadding, 4, metrics::kPagePadding, 4);
    row->setSpacing(metrics::kGap);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_progress, m_list, m_repair, m_pause, m_stop})
        row->addWidget(widget);
    connect(m_list, &QPushButton::clicked, this, &VerifyStrip::findingsWanted);
    connect(m_repair, &QPushButton::clicked, this, &VerifyStrip::repairWanted);
    connect(m_pause, &QPushButton::clicked, this,
            [this] { m_verifier.isPaused() ? m_verifier.resume() : m_verifier.pause(); });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_verifier.isRunning())
            m_verifier.stop();
        else
            hide();
    });
    connect(&m_verifier, &CacheVerifier::changed, this, &VerifyStrip::showProgress);
    connect(&m_verifier, &CacheVerifier::finished, this, &VerifyStrip::showResult);
    hide();
}

void VerifyStrip::start(const CacheScan &scan, const QSet<QByteArray> &repos)
{
    m_since.start();
    show();
    m_verifier.start(scan, repos);
}

void VerifyStrip::say(const QString &icon, const QString &sentence)
{
    m_icon->setIcon(icon,
                    icon == "warning"_L1            ? &Tokens::warning
                        : icon == "shield-check"_L1 ? &Tokens::good
                                                    : &Tokens::secondary);
    m_text->setText(sentence);
    setAccessibleName(sentence);
}

void VerifyStrip::showProgress()
{
    const CacheVerifier::Progress &now = m_verifier.progress();
    const bool runs = m_verifier.isRunning();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_progress, m_pause})
        widget->setVisible(runs);
    m_list->setVisible(!now.findings.isEmpty());
    m_repair->setVisible(!now.findings.isEmpty() && !runs);
    m_pause->setText(m_verifier.isPaused() ? tr("Resume") : tr("Pause"));
    m_stop->setText(runs ? tr("Stop") : tr("Close"));
    if (!runs)
        return;
    m_progress->setShare(now.total > 0 ? double(now.bytes) / double(now.total) : 0);
    QStringList parts{
        m_verifier.isPaused() ? tr("Comparing with the hashes is paused")
                              : tr("Comparing with the hashes"),
        tr("%1 of %2", "bytes").arg(Format::size(now.bytes), Format::size(now.total))};
    if (now.bytesPerSecond > 0)
        parts << Format::speed(qint64(now.bytesPerSecond));
    if (!now.findings.isEmpty())
        parts << Format::plural(now.findings.size(), tr("1 damaged"), tr("%1 damaged"));
    say(now.findings.isEmpty() ? u"shield"_s : u"warning"_s, parts.join(u" · "_s));
}

void VerifyStrip::showResult(bool complete)
{
    const CacheVerifier::Progress &now = m_verifier.progress();
    showProgress();
    if (!now.findings.isEmpty()) {
        const QString found = Format::plural(
            now.findings.size(), tr("1 content is not what its name says, or cannot be read."),
            tr("%1 contents are not what their names say, or cannot be read."));
        return say(u"warning"_s, complete ? found : tr("Stopped. %1").arg(found));
    }
    if (!complete)
        return say(u"pause"_s,
                   tr("Stopped after %1 of %2; all of it was right.")
                       .arg(Format::size(now.bytes), Format::size(now.total)));
    if (now.of == 0)
        return say(u"info"_s, tr("There is nothing to compare."));
    const std::chrono::seconds took(m_since.elapsed() / 1'000);
    const QString right = tr("%1: %2").arg(
        Format::plural(now.of, tr("1 content is right"), tr("All %1 contents are right")),
        Format::size(now.total));
    say(u"shield-check"_s,
        took.count() > 0 ? tr("%1 in %2.").arg(right, Format::duration(took)) : right + u'.');
}

QString findingWords(const CacheVerifier::Finding &finding)
{
    if (finding.fault == CacheVerifier::Fault::Damaged)
        return VerifyStrip::tr("Its content is not what its name says.");
    return VerifyStrip::tr("It cannot be read: %1")
        .arg(QString::fromStdString(std::generic_category().message(finding.error)));
}
