#include "ui/transfers/uploadline.h"

#include "app/text/safetext.h"
#include "ui/theme/icon.h"
#include "ui/theme/tokens.h"
#include "ui/theme/type.h"
#include "ui/upload/stopquestion.h"
#include "ui/upload/uploadwords.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/progressline.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

UploadLine::UploadLine(Uploads &uploads, qint64 upload, QWidget *parent)
    : QWidget(parent)
    , m_uploads(uploads)
    , m_upload(upload)
    , m_name(new ElidedLabel)
    , m_sentence(new ElidedLabel)
    , m_progress(new ProgressLine)
    , m_open(button(u"external"_s, tr("Open the repository")))
    , m_receipt(button(u"copy"_s, tr("Copy the receipt")))
    , m_now(button(u"play"_s, tr("Start now")))
    , m_pause(button(u"pause"_s, tr("Pause")))
    , m_stop(button(u"close"_s, tr("Stop")))
{
    m_sentence->setFont(type::font(type::Scale::Secondary));
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_name);
    words->addWidget(m_progress);
    words->addWidget(m_sentence);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kPagePadding, metrics::kGap, metrics::kPagePadding,
                            metrics::kGap);
    row->setSpacing(metrics::kGap);
    row->addLayout(words, 1);
    for (QToolButton *each : {m_open, m_receipt, m_now, m_pause, m_stop})
        row->addWidget(each);
    connect(m_open, &QToolButton::clicked, this, &UploadLine::openWanted);
    connect(m_receipt, &QToolButton::clicked, this, &UploadLine::receiptWanted);
    connect(m_now, &QToolButton::clicked, this, [this] { m_uploads.startNow(m_upload); });
    connect(m_pause, &QToolButton::clicked, this, &UploadLine::goOnOrPause);
    connect(m_stop, &QToolButton::clicked, this, &UploadLine::stopOrForget);
}

QToolButton *UploadLine::button(const QString &name, const QString &text)
{
    auto *made = new QToolButton(this);
    made->setIcon(icon(name));
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::StrongFocus);
    made->setToolTip(text);
    made->setAccessibleName(text);
    return made;
}

void UploadLine::render(const UploadStatus &status)
{
    const UploadProgress &now = status.progress;
    m_step = now.step;
    const bool over = isOver(m_step);
    const bool isGood = over && now.isConfirmed();
    const bool waits = m_step == UploadStep::Paused || !now.reason.isEmpty();
    m_name->setText(SafeText::repoName(status.repo.owner(), status.repo.name()) + u" · "_s
                    + SafeText::line(status.summary));
    QString sentence = over ? UploadWords::outcome(now) : UploadWords::step(now);
    sentence.replace(u'\n', u" · "_s);
    m_sentence->setText(sentence);
    m_sentence->setTone(over && !isGood && m_step != UploadStep::Stopped ? &Tokens::danger
                                                                         : &Tokens::secondary);
    const double share = UploadWords::share(now);
    m_progress->setShare(over        ? 1
                             : waits ? qMax(0.0, share) // nothing moves
                                     : share,
                         over        ? (isGood ? &Tokens::good : &Tokens::danger)
                             : waits ? &Tokens::warning
                                     : &Tokens::accent);
    m_progress->setVisible(!over);
    const bool mayGoOn = m_step == UploadStep::Paused || m_step == UploadStep::Failed;
    const QString turn = m_step == UploadStep::Failed ? tr("Try again")
        : mayGoOn                                     ? tr("Go on")
                                                      : tr("Pause");
    m_pause->setVisible(!over || mayGoOn);
    m_pause->setIcon(icon(m_step == UploadStep::Failed ? u"retry"_s
                              : mayGoOn                ? u"play"_s
                                                       : u"pause"_s));
    m_pause->setToolTip(turn);
    m_pause->setAccessibleName(turn);
    m_receipt->setVisible(over);
    m_now->setVisible(!over && now.mayStartNow());
    const QString end = over ? tr("Remove from the list") : tr("Stop…");
    m_stop->setToolTip(end);
    m_stop->setAccessibleName(end);
    setAccessibleName(m_name->text() + u", "_s + sentence);
}

void UploadLine::goOnOrPause()
{
    if (m_step == UploadStep::Paused || m_step == UploadStep::Failed)
        m_uploads.resume(m_upload);
    else
        m_uploads.pause(m_upload);
}

void UploadLine::stopOrForget()
{
    if (isOver(m_step))
        return m_uploads.forget(m_upload);
    auto *question = new StopQuestion(this);
    connect(question, &StopQuestion::stopChosen, this, [this] { m_uploads.cancel(m_upload); });
    question->open();
}
