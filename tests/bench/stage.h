#pragma once

#include <QApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <QScrollBar>
#include <QStyle>
#include <QStyleFactory>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>

// Where benchmarks of widgets take place: a window of one size, and a clock that stops when the
// pixels are there. Measured is what a user waits for, from the act to the end of the paint.
namespace Stage {

inline constexpr QSize kSize(1200, 800);

// Sees paints of a widget, from an act on. Only paints for which ready() holds count.
class PaintWatch final : public QObject
{
public:
    PaintWatch(QWidget *widget, std::function<bool()> ready)
        : m_ready(std::move(ready))
    {
        widget->installEventFilter(this);
    }
    bool seen() const { return m_seen; }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_ready())
            m_seen = true;
        return false;
    }

private:
    std::function<bool()> m_ready;
    bool m_seen = false;
};

// Call before the application is made: the platform then paints as soon as it is asked to, not up
// to 5 ms later (QT_QPA_UPDATE_IDLE_TIME of QPlatformWindow::requestUpdate).
inline void paintAtOnce()
{
    qputenv("QT_QPA_UPDATE_IDLE_TIME", "0");
}

// Milliseconds from the act until painted was painted while ready() held; -1 when that did not
// happen within limitMs.
inline double untilPainted(
    QWidget *painted, const std::function<void()> &act,
    const std::function<bool()> &ready = [] { return true; }, int limitMs = 60'000)
{
    const PaintWatch watch(painted, ready);
    QTimer awake; // so that waiting ends when nothing else happens
    awake.start(50);
    QElapsedTimer clock;
    clock.start();
    act();
    while (!watch.seen() && clock.elapsed() < limitMs)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return watch.seen() ? double(clock.nsecsElapsed()) / 1e6 : -1;
}

inline void settle(int ms)
{
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < ms)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
}

inline void show(QWidget &widget)
{
    widget.resize(kSize);
    widget.show();
    settle(80); // exposed, painted and laid out
}

// The peers look as Qt makes them.
inline void plainStyle(QWidget &widget)
{
    QStyle *fusion = QStyleFactory::create(QStringLiteral("Fusion"));
    fusion->setParent(&widget);
    widget.setStyle(fusion);
}

// Times in milliseconds of frames: count steps of step, then jumps over the whole range.
inline std::vector<double> scrollFrames(QScrollBar *bar, QWidget *viewport, int step, int count)
{
    std::vector<double> frames;
    const auto to = [&](int value) {
        constexpr int kNoPaintMs = 500; // the value led to the same picture
        const double ms = untilPainted(
            viewport, [&] { bar->setValue(value); }, [] { return true; }, kNoPaintMs);
        if (ms >= 0)
            frames.push_back(ms);
    };
    for (int i = 0; i < count; ++i)
        to(qMin(bar->maximum(), bar->value() + step));
    constexpr int kJumps = 40;
    for (int i = 0; i < kJumps; ++i) // back and forth, never twice to one place
        to(int(qint64(bar->maximum()) * ((i * 17) % kJumps) / kJumps) + i);
    return frames;
}

} // namespace Stage
