#include "ui/commit/draftstrip.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconlabel.h"

#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::StringLiterals;

DraftStrip::DraftStrip(QWidget *parent)
    : QWidget(parent)
    , m_words(new ElidedLabel)
{
    auto *on = new QPushButton(tr("Go on"));
    connect(on, &QPushButton::clicked, this, [this] {
        if (m_draft)
            emit wanted(*m_draft);
    });
    setFixedHeight(metrics::kToolBar);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 0, metrics::kColumnGap, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(new IconLabel(u"edit"_s, &Tokens::warning, 16));
    layout->addWidget(m_words, 1);
    layout->addWidget(on);
    hide();
}

void DraftStrip::offer(const QList<Draft> &drafts)
{
    m_draft.reset();
    setVisible(!drafts.isEmpty());
    if (drafts.isEmpty())
        return;
    m_draft = drafts.first();
    const QString when = Format::ago(m_draft->at);
    m_words->setText(m_draft->path.isEmpty()
                         ? tr("A new file is not committed (%1)").arg(when)
                         : tr("%1 is not committed (%2)").arg(SafeText::path(m_draft->path), when));
}
