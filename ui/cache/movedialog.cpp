#include "ui/cache/movedialog.h"

#include "app/cache/cachemove.h"
#include "app/disk/background.h"
#include "app/disk/freeroom.h"
#include "app/text/format.h"
#include "app/text/safetext.h"
#include "app/text/shell.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/filequestion.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/progressline.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using MoveState = CacheMover::State;

namespace {

constexpr int kMoveWidth = 560; // px
constexpr std::chrono::milliseconds kTyping{200};

QString exportLine(const QString &root)
{
    return u"export HF_HUB_CACHE="_s + shellQuoted(root);
}

} // namespace

MoveDialog::MoveDialog(CacheMover &mover, const Cache &cache, const QString &variable,
                       QWidget *parent)
    : QDialog(parent)
    , m_mover(mover)
    , m_cache(cache)
    , m_variable(variable)
    , m_switched(mover.state() == MoveState::Ready && mover.to() == cache.root)
    , m_place(new QLineEdit)
    , m_choose(new QPushButton(tr("Choose…")))
    , m_sentence(sentenceLabel())
    , m_detail(sentenceLabel())
    , m_progress(new ProgressLine)
    , m_copy(new QPushButton(tr("Copy the line")))
    , m_giveUp(new QPushButton(tr("Give up")))
    , m_remove(new QPushButton(tr("Remove the old place…")))
    , m_main(new QPushButton)
    , m_close(new QPushButton(tr("Close")))
{
    setObjectName(u"cacheMove"_s);
    setWindowTitle(tr("Move the cache"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(kMoveWidth);
    m_giveUp->setToolTip(tr("Both places stay as they are."));
    if (mover.state() == MoveState::Done)
        mover.forget();
    m_place->setText(mover.isBusy() || mover.state() == MoveState::Ready ? mover.to() : QString());
    m_place->setPlaceholderText(tr("A folder on another disk"));
    m_place->setAccessibleName(tr("The new place"));
    setButtonRole(m_main, ButtonRole::Primary);
    setButtonRole(m_remove, ButtonRole::Danger);
    m_detail->setForegroundRole(QPalette::PlaceholderText);
    auto *where = new QHBoxLayout;
    where->addWidget(m_place, 1);
    where->addWidget(m_choose);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_copy);
    buttons->addStretch();
    buttons->addWidget(m_giveUp);
    buttons->addWidget(m_remove);
    buttons->addWidget(m_close);
    buttons->addWidget(m_main);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(metrics::kColumnGap);
    column->addWidget(m_sentence);
    column->addLayout(where);
    column->addWidget(m_progress);
    column->addWidget(m_detail);
    column->addLayout(buttons);
    connect(m_choose, &QPushButton::clicked, this, &MoveDialog::choose);
    m_typed.setSingleShot(true);
    m_typed.setInterval(kTyping);
    connect(&m_typed, &QTimer::timeout, this, &MoveDialog::lookAhead);
    connect(m_place, &QLineEdit::textChanged, this, [this] {
        m_typed.start();
        render();
    });
    connect(m_close, &QPushButton::clicked, this, &MoveDialog::close);
    connect(m_main, &QPushButton::clicked, this, &MoveDialog::go);
    connect(m_giveUp, &QPushButton::clicked, &m_mover, &CacheMover::forget);
    connect(m_remove, &QPushButton::clicked, this, &MoveDialog::askToRemove);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(exportLine(m_mover.to())); });
    connect(&m_mover, &CacheMover::changed, this, &MoveDialog::render);
    connect(&m_mover, &CacheMover::stateChanged, this, &MoveDialog::render);
    render();
}

void MoveDialog::choose()
{
    askForFolder(this, tr("The cache's new place"),
                 [this](const QString &folder) { m_place->setText(folder); });
}

// The place may be on a disk that never answers: one look at a time.
void MoveDialog::lookAhead()
{
    const QString place = m_place->text().trimmed();
    if (m_looking || place.isEmpty() || isLookedAt())
        return;
    m_looking = true;
    onOwnThread([root = m_cache.root, place] {
        return Outlook{.place = place,
                       .refusal = CacheMove::refusal(root, place),
                       .free = FreeRoom::at(place).free,
                       .isBegun = QFileInfo::exists(place) && !QDir(place).isEmpty()};
    }).then(this, [this](const Outlook &outlook) {
        m_looking = false;
        m_outlook = outlook;
        render();
        lookAhead(); // what was typed meanwhile
    });
}

bool MoveDialog::isLookedAt() const
{
    return !m_outlook.place.isEmpty() && m_outlook.place == m_place->text().trimmed();
}

bool MoveDialog::isTooLittle() const
{
    return isLookedAt() && !m_outlook.isBegun && m_outlook.free >= 0
        && m_outlook.free < m_cache.bytes;
}

QString MoveDialog::outlook() const
{
    const QString size = Format::size(m_cache.bytes);
    const QString room = Format::size(m_outlook.free);
    if (isLookedAt() && !m_outlook.refusal.isEmpty())
        return m_outlook.refusal;
    if (isTooLittle())
        return tr("There is not enough room: %1 are to be copied, %2 are free there.")
            .arg(size, room);
    const QString before = tr("Let downloads end before, also those of other programs.");
    if (m_cache.bytes == 0)
        return before;
    if (isLookedAt() && m_outlook.isBegun)
        return tr("What an earlier start has copied there is not copied again.") + u' ' + before;
    return (isLookedAt() && m_outlook.free >= 0
                ? tr("%1 are to be copied, %2 are free there.").arg(size, room)
                : tr("%1 are to be copied.").arg(size))
        + u' ' + before;
}

void MoveDialog::go()
{
    if (m_mover.isBusy())
        return m_mover.stop();
    if (m_mover.state() == MoveState::Done)
        return void(close());
    if (m_mover.state() != MoveState::Ready) {
        m_switched = false;
        return m_mover.start(m_cache.root, m_place->text().trimmed());
    }
    m_switched = true;
    emit switchRequested(m_mover.to());
    render();
}

bool MoveDialog::isOldUnused() const
{
    return m_mover.state() == MoveState::Ready && (m_switched || !m_variable.isEmpty());
}

void MoveDialog::askToRemove()
{
    auto *question = new QMessageBox(QMessageBox::NoIcon, tr("Remove the old place"),
                                     tr("Everything in %1 that the new place has goes for good; "
                                        "this cannot be undone.")
                                         .arg(SafeText::path(m_mover.from())),
                                     QMessageBox::Cancel, this);
    question->setTextFormat(Qt::PlainText);
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto *remove = question->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    setButtonRole(remove, ButtonRole::Danger);
    question->setDefaultButton(QMessageBox::Cancel);
    connect(remove, &QAbstractButton::clicked, &m_mover, &CacheMover::removeOld);
    question->open();
}

void MoveDialog::say(const QString &sentence, const QString &detail)
{
    m_sentence->setText(sentence);
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
}

void MoveDialog::render()
{
    const CacheMover::Progress &now = m_mover.progress();
    const MoveState state = m_mover.state();
    const bool asks = state == MoveState::Idle || state == MoveState::Failed;
    const QString old = SafeText::line(asks ? m_cache.root : m_mover.from());
    m_place->setReadOnly(!asks);
    m_choose->setEnabled(asks);
    m_progress->setVisible(m_mover.isBusy());
    m_progress->setShare(now.total > 0 ? double(now.bytes) / double(now.total) : -1);
    m_copy->setVisible(state == MoveState::Ready || state == MoveState::Done);
    const bool refused = isTooLittle() || (isLookedAt() && !m_outlook.refusal.isEmpty());
    m_main->setEnabled(!asks || (!m_place->text().trimmed().isEmpty() && !refused));
    m_giveUp->setVisible(state == MoveState::Ready);
    m_remove->setVisible(isOldUnused());
    m_main->setVisible(!isOldUnused());
    m_main->setText(m_mover.isBusy() ? tr("Stop") : tr("Copy"));
    const QString sum
        = tr("%1 of %2", "bytes").arg(Format::size(now.bytes), Format::size(now.total));
    const QString tell = tr("Python and other programs find the cache by a variable. Put this line "
                            "where your shell or session sets them, for example in ~/.profile:")
        + u'\n' + exportLine(m_mover.to());
    switch (state) {
    case MoveState::Idle:
        return say(tr("Everything in %1 is copied and compared; then the new place is used, and "
                      "the old one is removed when you say so. Nothing is lost when it is "
                      "interrupted: started again, it goes on.")
                       .arg(old),
                   outlook());
    case MoveState::Failed:
        return say(m_mover.error()->message, refused ? outlook() : m_mover.error()->detail);
    case MoveState::Measuring: return say(tr("Looking at what there is to copy."));
    case MoveState::Copying: return say(tr("Copying: %1.").arg(sum));
    case MoveState::Comparing: return say(tr("Comparing what was copied: %1.").arg(sum));
    case MoveState::Removing: return say(tr("Removing the old place."));
    case MoveState::Done:
        m_main->setText(tr("Done"));
        return say(now.left == 0
                       ? tr("The cache has moved, and %1 is removed.").arg(old)
                       : Format::plural(now.left,
                                        tr("The cache has moved. 1 file came to the old place "
                                           "meanwhile and is still there: %2."),
                                        tr("The cache has moved. %1 files came to the old place "
                                           "meanwhile and are still there: %2."))
                             .arg(old),
                   tell);
    case MoveState::Ready: break;
    }
    if (!m_switched && !m_variable.isEmpty())
        return say(tr("The new place has everything. %1 decides where the cache is: change it, "
                      "start the programs that use it again, Hubnaut too, and only then remove "
                      "the old place.")
                       .arg(m_variable),
                   tell);
    m_main->setText(tr("Use the new place"));
    say(m_switched ? tr("Hubnaut uses the new place. Other programs still use %1: tell them, then "
                        "remove it.")
                         .arg(old)
                   : tr("The new place has everything."),
        tell);
}
