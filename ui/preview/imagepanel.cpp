#include "ui/preview/imagepanel.h"

#include "ui/preview/imageview.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

ImagePanel::ImagePanel(QWidget *parent)
    : QWidget(parent)
    , m_view(new ImageView(this))
    , m_facts(new ElidedLabel({}, Qt::ElideRight, this))
    , m_zoom(new QLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    auto *bar = new QWidget(this);
    bar->setFixedHeight(metrics::kToolBar);
    auto *line = new QHBoxLayout(bar);
    line->setContentsMargins(16, 0, 12, 0);
    m_facts->setFont(type::font(type::Scale::Secondary));
    m_facts->setTone(&Tokens::secondary);
    m_zoom->setTextFormat(Qt::PlainText);
    m_zoom->setFont(type::font(type::Scale::Secondary));
    setTone(m_zoom, &Tokens::secondary);
    line->addWidget(m_facts);
    line->addStretch();
    const auto button = [&](const QString &iconName, const QString &name, auto slot) {
        auto *tool = new QToolButton(bar);
        tool->setIcon(icon(iconName));
        tool->setToolTip(name);
        tool->setAccessibleName(name);
        tool->setAutoRaise(true);
        connect(tool, &QToolButton::clicked, m_view, slot);
        line->addWidget(tool);
    };
    button(u"minus"_s, tr("Smaller"), &ImageView::zoomOut);
    m_zoom->setAlignment(Qt::AlignCenter);
    m_zoom->setMinimumWidth(48);
    line->addWidget(m_zoom);
    button(u"plus"_s, tr("Larger"), &ImageView::zoomIn);
    auto *fit = new QPushButton(tr("Fit"), bar);
    auto *full = new QPushButton(tr("100 %"), bar);
    setButtonRole(fit, ButtonRole::Flat);
    setButtonRole(full, ButtonRole::Flat);
    connect(fit, &QPushButton::clicked, m_view, &ImageView::fit);
    connect(full, &QPushButton::clicked, m_view, [this] { m_view->setZoom(1); });
    line->addWidget(fit);
    line->addWidget(full);
    layout->addWidget(bar);
    connect(m_view, &ImageView::zoomChanged, this,
            [this] { m_zoom->setText(tr("%1 %").arg(qRound(m_view->zoom() * 100))); });
}

void ImagePanel::setImage(const PreviewImage &image)
{
    m_view->setImage(image.image);
    QString facts = u"%1 × %2  ·  %3"_s.arg(image.fullSize.width())
                        .arg(image.fullSize.height())
                        .arg(QString::fromLatin1(image.format.toUpper()));
    if (image.animated)
        facts += tr("  ·  first frame of an animation");
    if (image.image.size() != image.fullSize)
        facts += tr("  ·  shown at a reduced size");
    m_facts->setText(facts);
}
