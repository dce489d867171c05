#include "ui/cache/linkstrip.h"

#include "app/text/format.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/progressline.h"

#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

LinkStrip::LinkStrip(QWidget *parent)
    : QWidget(parent)
    , m_text(new ElidedLabel)
    , m_progress(new ProgressLine)
{
    setObjectName(u"linkStrip"_s);
    m_text->setFont(type::font(type::Scale::Secondary));
    m_progress->setFixedWidth(160);
    auto *stop = new QPushButton(tr("Stop"));
    setButtonRole(stop, ButtonRole::Flat);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kPagePadding, 4, metrics::kPagePadding, 4);
    row->setSpacing(metrics::kGap);
    row->addWidget(new IconLabel(u"link"_s, &Tokens::secondary));
    row->addWidget(m_text, 1);
    row->addWidget(m_progress);
    row->addWidget(stop);
    connect(stop, &QPushButton::clicked, this, [this] {
        if (m_watch)
            m_watch->stop = true;
    });
    m_looks.setInterval(100ms);
    m_looks.callOnTimeout(this, &LinkStrip::showProgress);
    hide();
}

void LinkStrip::begin(const std::shared_ptr<CacheTwins::Watch> &watch,
                      const QList<CacheTwins::Set> &sets)
{
    m_watch = watch;
    m_total = 0;
    for (const CacheTwins::Set &set : sets)
        m_total += set.size * (set.places.size() - 1);
    m_looks.start();
    showProgress();
    show();
}

void LinkStrip::end()
{
    m_watch.reset();
    m_looks.stop();
    hide();
}

void LinkStrip::showProgress()
{
    const qint64 done = m_watch->bytes;
    m_progress->setShare(m_total > 0 ? double(done) / double(m_total) : -1);
    const QString sentence = tr("Comparing copies and turning them into links · %1 of %2")
                                 .arg(Format::size(done), Format::size(m_total));
    m_text->setText(sentence);
    setAccessibleName(sentence);
}
