#include "ui/cache/mappanel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/cachetreemodel.h"
#include "ui/cache/cachedigest.h"
#include "ui/cache/usagebar.h"
#include "ui/theme/icon.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMapSwatch = 13;
constexpr int kMapHead = 24;

// What a mark of the map looks like, beside its word.
class MapSwatch final : public QWidget
{
public:
    explicit MapSwatch(bool ticked)
        : m_ticked(ticked)
    {
        setFixedSize(kMapSwatch, kMapSwatch);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Tokens &tokens = Tokens::of(palette());
        const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
        if (!m_ticked)
            return stylepaint::panel(painter, box, {}, tokens.accent, 3, 2);
        QColor fill = tokens.model;
        fill.setAlphaF(0.5F);
        stylepaint::panel(painter, box, fill, tokens.model, 3);
        painter.setPen(QPen(tokens.model, 1));
        for (int x = -kMapSwatch; x < kMapSwatch; x += 4)
            painter.drawLine(QPointF(box.left() + std::max(0, x), box.top() + std::max(0, -x)),
                             QPointF(box.left() + std::min<qreal>(box.width(), x + box.height()),
                                     box.top() + std::min<qreal>(box.height(), box.width() - x)));
    }

private:
    bool m_ticked;
};

QLabel *mapWord(const QString &text)
{
    auto *label = plainLabel(text);
    label->setFont(type::font(type::Scale::Secondary));
    setTone(label, &Tokens::secondary);
    return label;
}

// What a repository has unfinished is part of its tile already.
CacheLedger ledgerBesideRepos(const CacheScan &scan)
{
    CacheLedger ledger = scan.ledger;
    qint64 &unfinished = ledger.bytes[size_t(CacheLedger::Place::Unfinished)];
    for (const CacheRepoPtr &repo : scan.repos)
        for (const CacheBlob &blob : repo->blobs)
            if (blob.kind == CacheBlob::Kind::Unfinished)
                unfinished -= blob.allocated;
    unfinished = std::max<qint64>(unfinished, 0); // one with several names was subtracted twice
    return ledger;
}

} // namespace

MapPanel::MapPanel(const CacheTreeModel &model, QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel)
    , m_out(new QToolButton)
    , m_map(new Treemap([&model](const CacheItem &item) { return model.tickOf(item); }))
{
    m_title->setFixedHeight(kMapHead); // with and without the way out
    m_title->setFont(type::semibold(type::font(type::Scale::Body)));
    m_out->setIcon(icon(u"arrow-up"_s));
    m_out->setAutoRaise(true);
    m_out->setFixedSize(kMapHead, kMapHead);
    m_out->setFocusPolicy(Qt::StrongFocus);
    m_out->setAccessibleName(tr("Show more of the cache"));
    m_out->setToolTip(tr("Show more of the cache (Backspace)"));
    auto *head = new QHBoxLayout;
    head->setSpacing(6);
    head->addWidget(m_out);
    head->addWidget(m_title, 1);
    for (const bool ticked : {true, false}) {
        head->addSpacing(6);
        head->addWidget(new MapSwatch(ticked));
        head->addWidget(mapWord(ticked ? tr("ticked") : tr("current row")));
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kColumnGap + 4, 10, metrics::kPagePadding, 16);
    column->setSpacing(10);
    column->addLayout(head);
    column->addWidget(m_map, 1);
    connect(m_out, &QToolButton::clicked, m_map, &Treemap::zoomOut);
    connect(m_map, &Treemap::zoomed, this, &MapPanel::showTitle);
    connect(m_map, &Treemap::laidOut, this, &MapPanel::showTitle);
    connect(m_map, &Treemap::hovered, this,
            [this](const QString &what) { what.isEmpty() ? showTitle() : m_title->setText(what); });
    showTitle();
}

void MapPanel::setScan(const CacheScan &scan, qint64 quarantined)
{
    QList<TreemapTile> areas;
    for (const UsageBar::Part &part : UsageBar::partsOf(ledgerBesideRepos(scan), quarantined))
        if (part.tone != &Tokens::model && part.tone != &Tokens::dataset
            && part.tone != &Tokens::space && part.tone != &Tokens::sunken)
            areas << TreemapTile{.name = part.name,
                                 .bytes = part.bytes,
                                 .kind = part.tone == &Tokens::good ? TreemapTile::Kind::Area
                                     : part.tone == &Tokens::info   ? TreemapTile::Kind::Quarantine
                                                                    : TreemapTile::Kind::Other};
    m_bytes = scan.ledger.total();
    m_scan = scan;
    m_map->setContent(scan.repos, areas);
    showTitle();
}

void MapPanel::showTitle()
{
    const CacheItem &inside = m_map->inside();
    m_out->setVisible(!inside.repo.isEmpty());
    if (inside.repo.isEmpty())
        return m_title->setText(m_bytes > 0 ? tr("All %1").arg(Format::size(m_bytes)) : tr("All"));
    qint64 bytes = 0;
    for (const TreemapTile &tile : m_map->tiles())
        bytes += tile.parent < 0 ? tile.bytes : 0;
    m_title->setText(tr("%1 · %2").arg(cacheItemName(m_scan, inside), Format::size(bytes)));
}
