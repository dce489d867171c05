#include "ui/window/statusline.h"

#include "app/appcontext.h"
#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/transferwords.h"
#include "ui/theme/tokens.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"

#include <QHBoxLayout>
#include <QPainter>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kDiskPeriod = 15s;
constexpr auto kBusyDiskPeriod = 5s; // while files arrive, or wait for room
constexpr auto kSayTime = 6s;

// "0:42", rounded up, so that it ends with "0:01".
QString countdown(const QDateTime &end)
{
    const qint64 left = qMax<qint64>(0, QDateTime::currentDateTimeUtc().msecsTo(end) + 999) / 1000;
    return u"%1:%2"_s.arg(left / 60).arg(left % 60, 2, 10, QChar(u'0'));
}

} // namespace

QString transferSentence(const TransferSnapshot &snapshot, int uploads)
{
    int unreached = 0; // downloads
    int unplanned = 0; // of them; whose files nobody knows yet
    for (const TransferGroup &group : snapshot.groups)
        if (group.patience.cause == WaitCause::Network) {
            ++unreached;
            unplanned += group.files == 0;
        }
    const int count = snapshot.running + snapshot.waiting + unplanned + uploads;
    if (count == 0)
        return {};
    QStringList parts{
        Format::plural(count, StatusLine::tr("%1 transfer"), StatusLine::tr("%1 transfers"))};
    if (snapshot.bytesPerSecond >= 1)
        parts << Format::speed(qint64(snapshot.bytesPerSecond));
    if (unreached > 0)
        parts << Format::plural(unreached, StatusLine::tr("1 download waits for a connection"),
                                StatusLine::tr("%1 downloads wait for a connection"));
    if (snapshot.secondsLeft >= 0 && uploads == 0) // of those nobody knows
        parts << (snapshot.leftIsLeast ? StatusLine::tr("at least %1 left")
                                       : StatusLine::tr("%1 left"))
                     .arg(Format::duration(std::chrono::seconds(snapshot.secondsLeft)));
    return parts.join(u" · "_s);
}

StatusLine::StatusLine(AppContext &app, QWidget *parent)
    : QWidget(parent)
    , m_app(app)
    , m_left(new ElidedLabel)
    , m_connection(new ElidedLabel)
    , m_right(new ElidedLabel)
{
    setFixedHeight(metrics::kStatusBar);
    for (ElidedLabel *label : {m_left, m_connection, m_right}) {
        label->setFont(type::font(type::Scale::Secondary));
        label->setTone(&Tokens::secondary);
    }
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 1, 12, 0);
    layout->setSpacing(18);
    layout->addWidget(m_left);
    layout->addWidget(m_connection);
    layout->addStretch(1);
    layout->addWidget(m_right);

    connect(&m_look, &RoomLook::found, this, &StatusLine::showRoom);
    m_diskTimer.callOnTimeout(this, &StatusLine::lookAtDisk);
    m_diskTimer.start(kDiskPeriod);
    m_sayTimer.setSingleShot(true);
    m_sayTimer.callOnTimeout(this, [this] {
        m_said.clear();
        renderText();
    });
    m_pauseTimer.callOnTimeout(this, &StatusLine::refreshConnection);
    connect(&app.transfers(), &Transfers::fileDone, this, &StatusLine::lookAtDisk);
    connect(&app.transfers(), &Transfers::groupDone, this, &StatusLine::lookAtDisk);
    connect(&app.transfers(), &Transfers::changed, this, [this](const TransferSnapshot &now) {
        lookMoreOftenIf(now.running + now.waiting > 0);
    });
    connect(&app, &AppContext::connectionChanged, this, &StatusLine::refreshConnection);
    connect(&app.transferRules(), &TransferRules::changed, this, &StatusLine::refreshConnection);
    connect(&app.transferRules(), &TransferRules::uploadsChanged, this,
            &StatusLine::refreshConnection);
    connect(&app, &AppContext::cacheRootChanged, this, &StatusLine::lookAtDisk);
    renderText();
    connect(&app.hub().pacer(), &Pacer::limitedUntilChanged, this, &StatusLine::refreshConnection);
    refreshConnection();
    lookAtDisk();
}

void StatusLine::showTransfers(const TransferSnapshot &snapshot, int uploads)
{
    m_transfers = transferSentence(snapshot, uploads);
    renderText();
}

void StatusLine::say(const QString &sentence)
{
    m_said = sentence;
    m_sayTimer.start(kSayTime);
    renderText();
}

void StatusLine::renderText()
{
    m_left->setText(m_said.isEmpty() ? m_transfers : m_said);
    m_left->setVisible(!m_left->text().isEmpty());
}

void StatusLine::refreshConnection()
{
    QStringList parts;
    if (m_app.isDemo())
        parts << tr("Demo on this computer");
    else if (!m_app.isPublicHub())
        parts << SafeText::line(m_app.hub().endpoint().toDisplayString());
    if (m_app.hub().isOffline())
        parts << (m_app.offlineSource().isEmpty()
                      ? tr("Offline mode: nothing is fetched")
                      : tr("Offline by %1: nothing is fetched").arg(m_app.offlineSource()));
    if (const qint64 limit = m_app.transferRules().gate().limit; limit > 0)
        parts << tr("At most %1").arg(Format::speed(limit));
    if (const qint64 limit = m_app.transferRules().uploadGate().limit; limit > 0)
        parts << tr("Uploads at most %1").arg(Format::speed(limit));
    const TransferGate &gate = m_app.transferRules().gate();
    const TransferPatience shut{.cause = gate.cause, .until = gate.until};
    if (gate.isShut()) // for uploads too
        parts << transferStateText(TransferState::Waiting, shut, gate.reason,
                                   QDateTime::currentDateTimeUtc());
    const QDateTime pause = m_app.hub().pacer().limitedUntil();
    if (pause.isValid())
        parts << tr("The Hub asks for a pause, going on in %1").arg(countdown(pause));
    const bool counts
        = pause.isValid() || (gate.isShut() && transferTextCounts(TransferState::Waiting, shut));
    counts ? m_pauseTimer.start(1s) : m_pauseTimer.stop();
    m_connection->setText(parts.join(u" · "_s));
    const bool isHeld = m_app.hub().isOffline() || pause.isValid() || gate.isShut();
    m_connection->setTone(isHeld ? &Tokens::warning : &Tokens::secondary);
    m_connection->setVisible(!parts.isEmpty());
}

void StatusLine::lookMoreOftenIf(bool busy)
{
    const std::chrono::milliseconds period = busy ? kBusyDiskPeriod : kDiskPeriod;
    if (m_diskTimer.intervalAsDuration() != period)
        m_diskTimer.start(period);
}

void StatusLine::lookAtDisk()
{
    m_look.at(m_app.cacheRoot());
}

void StatusLine::showRoom(const FreeRoom &room)
{
    if (room.free < 0)
        return m_right->setText({});
    const QString size = Format::size(room.free);
    m_right->setText(room.mount.isEmpty()
                         ? tr("%1 free for the cache").arg(size)
                         : tr("Cache on %1: %2 free").arg(SafeText::line(room.mount), size));
}

void StatusLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = Tokens::of(palette());
    painter.fillRect(rect(), tokens.window);
    painter.fillRect(0, 0, width(), 1, tokens.border);
}
