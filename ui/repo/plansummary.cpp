#include "ui/repo/plansummary.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/repo/planmaker.h"
#include "ui/theme/type.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QLabel>

using namespace Qt::StringLiterals;

PlanSummary::PlanSummary(QWidget *parent)
    : QWidget(parent)
    , m_warning(new QLabel)
    , m_icon(new IconLabel(u"warning"_s, &Tokens::warning))
    , m_warningRow(new QWidget)
{
    auto *figures = new QHBoxLayout;
    figures->setSpacing(metrics::kPagePadding);
    for (const QString &caption : {tr("Files"), tr("Together"), tr("Already there"),
                                   tr("To download"), tr("Free afterwards")}) {
        auto *value = plainLabel();
        value->setFont(type::tabular(type::semibold(font())));
        auto *label = plainLabel(caption);
        label->setFont(type::font(type::Scale::Secondary));
        label->setForegroundRole(QPalette::PlaceholderText);
        auto *column = new QVBoxLayout;
        column->setSpacing(0);
        column->addWidget(value);
        column->addWidget(label);
        figures->addLayout(column);
        m_values << value;
    }
    figures->addStretch();
    m_warning->setTextFormat(Qt::PlainText);
    m_warning->setWordWrap(true);
    m_warning->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *row = new QHBoxLayout(m_warningRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGap);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_warning, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addLayout(figures);
    layout->addWidget(m_warningRow);
    m_warningRow->hide();
}

void PlanSummary::setGated(bool gated)
{
    m_gated = gated;
}

void PlanSummary::setPromised(const QHash<quint64, qint64> &bytes)
{
    m_promised = bytes;
}

qint64 PlanSummary::promisedTo(const DiskRoom &room) const
{
    return m_promised.value(room.device);
}

QString PlanSummary::warning() const
{
    return m_warningRow->isHidden() ? QString() : m_warning->text();
}

QString PlanSummary::figure(int index) const
{
    return m_values.at(index)->text();
}

void PlanSummary::show(const PlanMaker &maker)
{
    if (maker.plan().isEmpty())
        return;
    const FilePlan::Tally &total = maker.plan().total();
    const QString unknown = u"–"_s;
    const qint64 left
        = maker.room() ? maker.room()->free - promisedTo(*maker.room()) - total.needed : 0;
    const QStringList texts{
        tr("%1 of %2").arg(Format::exactCount(total.taken), Format::exactCount(total.files)),
        Format::size(total.bytes), maker.isDiskKnown() ? Format::size(total.hereBytes) : unknown,
        Format::size(maker.plan().toFetch()),
        maker.room() ? (left < 0 ? tr("none") : Format::size(left)) : unknown};
    for (qsizetype i = 0; i < m_values.size(); ++i)
        m_values[i]->setText(texts.at(i));
    const QStringList list = warnings(maker);
    m_warning->setText(list.join(u'\n'));
    m_warningRow->setVisible(!list.isEmpty());
}

QStringList PlanSummary::warnings(const PlanMaker &maker) const
{
    const FilePlan::Tally &total = maker.plan().total();
    QStringList list;
    // What is kept free for other programs is no room for downloads.
    const auto &room = maker.room();
    const qint64 promised = room ? promisedTo(*room) : 0;
    if (room && total.needed > room->usable() - promised) {
        const QString missing = Format::size(total.needed - room->usable() + promised);
        list << (promised > 0
                     ? tr("Not enough room: %1 are missing on that disk, with the %2 that other "
                          "downloads still bring.")
                           .arg(missing, Format::size(promised))
                     : tr("Not enough room: %1 are missing on that disk.").arg(missing));
    }
    if (m_gated)
        list << tr("Access to this repository has to be asked for on its page first.");
    if (total.unsized > 0)
        list << Format::plural(total.unsized, tr("The size of 1 file is not known."),
                               tr("The sizes of %1 files are not known."));
    if (const int skipped = maker.place().info.skipped; skipped > 0)
        list << Format::plural(skipped, tr("1 entry of the listing could not be read."),
                               tr("%1 entries of the listing could not be read."));
    for (const QString &pattern : maker.plan().idlePatterns().first(
             std::min<qsizetype>(3, maker.plan().idlePatterns().size())))
        list << tr("%1 matches no file.").arg(SafeText::isolated(SafeText::line(pattern)));
    return list;
}
