#include "ui/repo/gateview.h"

#include "app/text/safetext.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

GateView::GateView(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel)
    , m_text(new QLabel)
{
    auto *picture = new QLabel;
    picture->setPixmap(icon(u"lock"_s, &Tokens::warning).pixmap(28, 28));
    picture->setAlignment(Qt::AlignCenter);
    for (QLabel *label : {m_title, m_text}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
    }
    m_title->setFont(type::medium(font()));
    m_text->setForegroundRole(QPalette::PlaceholderText);
    m_text->setFixedWidth(420);
    auto *browser = new QPushButton(tr("Open in browser"));
    setButtonRole(browser, ButtonRole::Primary);
    auto *again = new QPushButton(tr("Check again"));
    connect(browser, &QPushButton::clicked, this, &GateView::browserWanted);
    connect(again, &QPushButton::clicked, this, &GateView::retryClicked);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kGap);
    buttons->addStretch();
    buttons->addWidget(browser);
    buttons->addWidget(again);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(metrics::kGap);
    layout->addStretch(2);
    layout->addWidget(picture);
    layout->addWidget(m_title);
    // By stretches, not by alignment: an aligned label gets the height of one line.
    auto *textRow = new QHBoxLayout;
    textRow->addStretch();
    textRow->addWidget(m_text);
    textRow->addStretch();
    layout->addLayout(textRow);
    layout->addSpacing(metrics::kGap);
    layout->addLayout(buttons);
    layout->addStretch(3);
}

void GateView::setGate(const RepoId &repo, const HubError &error)
{
    const QString owner = repo.owner().isEmpty() ? repo.name() : repo.owner();
    m_title->setText(tr("%1 asks you to accept its terms.").arg(SafeText::isolated(owner)));
    m_text->setText(
        tr("They are on the Hub's own page of this repository, where your user name and e-mail "
           "address go to the owner. Access is granted at once or when the owner agrees."));
    m_text->setToolTip(SafeText::line(error.detail).toHtmlEscaped());
}
