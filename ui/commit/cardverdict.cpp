#include "ui/commit/cardverdict.h"

#include "app/text/safetext.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/hubsentence.h"
#include "ui/widgets/labels.h"

#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostVerdicts = 5; // sentences of the Hub that are shown

} // namespace

CardVerdict::CardVerdict(HubClient &hub, QWidget *parent)
    : QWidget(parent)
    , m_hub(hub)
    , m_words(sentenceLabel())
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_words);
    forget();
}

void CardVerdict::forget()
{
    m_request.reset();
    hide();
}

void CardVerdict::ask(RepoKind kind, const QString &card)
{
    say(tr("The Hub looks at the metadata…"), &Tokens::secondary);
    m_request = m_hub.checkCard(kind, card, [this](const Result<CardCheck> &check) { say(check); });
}

void CardVerdict::say(const Result<CardCheck> &check)
{
    if (!check)
        return say(tr("The metadata could not be checked. %1").arg(hubSentence(check.error())),
                   &Tokens::secondary);
    QStringList lines;
    for (const QString &words : check->errors + check->warnings)
        lines << u"• "_s + SafeText::line(words);
    if (lines.isEmpty())
        return say(tr("✓ The Hub has nothing against the metadata."), &Tokens::good);
    if (lines.size() > kMostVerdicts)
        lines = lines.first(kMostVerdicts) << tr("and %1 more").arg(lines.size() - kMostVerdicts);
    lines.prepend(check->errors.isEmpty() ? tr("The Hub takes the metadata, but says:")
                                          : tr("The Hub would not take this:"));
    say(lines.join(u'\n'), check->errors.isEmpty() ? &Tokens::warning : &Tokens::danger);
}

void CardVerdict::say(const QString &words, Tone tone)
{
    m_words->setText(words);
    setTone(m_words, tone);
    show();
    emit said();
}
