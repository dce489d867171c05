#include "ui/repo/selectionbar.h"

#include "app/text/format.h"
#include "ui/repo/hairline.h"
#include "ui/theme/icon.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/needsnetwork.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

SelectionBar::SelectionBar(QWidget *parent)
    : QFrame(parent)
    , m_count(new QLabel)
    , m_weight(new ElidedLabel)
    , m_copy(new QPushButton)
    , m_download(new QPushButton)
{
    setFixedHeight(metrics::kToolBar);
    setBackgroundRole(QPalette::Window);
    setAutoFillBackground(true);
    m_count->setTextFormat(Qt::PlainText);
    m_count->setFont(type::medium(font()));
    m_weight->setFont(type::font(type::Scale::Secondary));
    m_weight->setTone(&Tokens::secondary);
    m_weight->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(hairline());
    auto *layout = new QHBoxLayout;
    column->addLayout(layout, 1);
    layout->setContentsMargins(metrics::kPagePadding, 0, metrics::kPagePadding, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_count);
    layout->addWidget(m_weight, 1);
    layout->addWidget(m_copy);
    layout->addWidget(m_download);
    connect(m_copy, &QPushButton::clicked, this, &SelectionBar::copyClicked);
    connect(m_download, &QPushButton::clicked, this, [this] {
        if (m_allCached)
            emit revealClicked();
        else
            emit downloadClicked();
    });
    setSelection({});
}

void SelectionBar::setSelection(const FileListing::Sum &sum)
{
    setVisible(sum.files > 0);
    m_allCached = sum.files > 0 && sum.cachedFiles == sum.files;
    const qint64 missing = sum.bytes - sum.cached;
    m_count->setText(sum.folders > 0 ? tr("%1, %2").arg(Format::plural(sum.folders, tr("1 folder"),
                                                                       tr("%1 folders")),
                                                        FileListing::countText(sum.files))
                                     : tr("%1 selected").arg(sum.files));
    QString weight = Format::size(sum.bytes);
    if (m_allCached)
        weight += u" · "_s + tr("in the cache");
    else if (sum.cached > 0 && missing > 0)
        weight += u" · "_s + tr("%1 of it cached").arg(Format::size(sum.cached));
    else if (sum.cachedFiles > 0) // what is there, or what is not, weighs nothing
        weight += u" · "_s + tr("%1 of %2 files cached").arg(sum.cachedFiles).arg(sum.files);
    m_weight->setText(weight);
    m_copy->setText(sum.files == 1 ? tr("Copy address") : tr("Copy addresses"));
    m_download->setIcon(icon(m_allCached ? u"folder-open"_s : u"download"_s, &Tokens::text));
    m_download->setText(m_allCached       ? tr("Show in folder")
                            : missing > 0 ? tr("Download %1").arg(Format::size(missing))
                                          : tr("Download"));
    setOffline(m_offline);
}

void SelectionBar::setOffline(const QString &why)
{
    m_offline = why;
    enableOnline(m_download, true, m_allCached ? QString() : why);
}
