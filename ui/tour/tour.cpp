#include "ui/tour/tour.h"

#include "app/demohub.h"
#include "ui/mainwindow.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QMenu>
#include <QPainter>
#include <QSaveFile>

#include <array>
#include <chrono>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kTourPoll = 25ms;
constexpr qint64 kTourDeadline = 12'000; // ms for one picture; most take a tenth of a second
// Polls without a change: what a new state still waits for (typing pauses, skeletons after 100 ms)
// shows within the longer one; a new theme or size only has to be painted.
constexpr int kStillAfterStep = 10;
constexpr int kStillAfterView = 2;

struct TourView
{
    QSize size;
    bool dark;
};
constexpr QSize kTourLarge(1600, 1000);
constexpr QSize kTourSmall(1024, 700);
// Size and theme change in turn, so that each is tried on what the other has laid out.
constexpr std::array kTourViews{TourView{kTourLarge, false}, TourView{kTourLarge, true},
                                TourView{kTourSmall, true}, TourView{kTourSmall, false}};
constexpr int kTourQuality = 80; // of the PNG's packing: fast rather than small

QList<QWidget *> overlays(const QWidget &window)
{
    QList<QWidget *> over;
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (widget != &window && widget->isVisible())
            over << widget;
    }
    std::ranges::stable_sort(over, {}, [](const QWidget *widget) { // what lies over what
        int above = 0;
        while ((widget = widget->parentWidget()))
            above += widget->isWindow();
        return above;
    });
    return over;
}

} // namespace

QImage tourPictureOf(QWidget &window)
{
    QImage image = window.grab().toImage().convertToFormat(QImage::Format_RGB32);
    QPainter painter(&image);
    for (QWidget *widget : overlays(window)) {
        const QPoint corner = window.mapFromGlobal(widget->mapToGlobal(QPoint()));
        painter.drawPixmap(corner, widget->grab());
        if (qobject_cast<QDialog *>(widget)) { // the frame that a desktop gives it
            painter.setPen(Tokens::of(widget->palette()).strongBorder);
            painter.drawRect(widget->rect().translated(corner).adjusted(-1, -1, 0, 0));
        }
    }
    return image;
}

Tour::Tour(QApplication &app, DemoHub &demo, QString folder, QList<TourScene> scenes)
    : m_app(app)
    , m_demo(demo)
    , m_folder(std::move(folder))
    , m_scenes(std::move(scenes))
{
    m_timer.setInterval(kTourPoll);
    m_timer.callOnTimeout(this, &Tour::poll);
}

Tour::~Tour() = default;

bool Tour::start(QString *error)
{
    if (!QDir().mkpath(m_folder) || !QFileInfo(m_folder).isWritable()) {
        *error = tr("Pictures cannot be written to “%1”. Choose another folder.").arg(m_folder);
        return false;
    }
    applyTheme(m_app, Settings::Theme::Light); // widgets take their fonts when they are made
    QApplication::setCursorFlashTime(0); // a blinking caret never stands still
    QTimer::singleShot(0, this, &Tour::enterScene);
    return true;
}

void Tour::enterScene()
{
    m_stage.reset();
    if (m_scene == m_scenes.size())
        return finish();
    m_step = 0;
    m_stage = std::make_unique<TourStage>(m_demo, m_scenes.at(m_scene).start);
    enterStep();
}

void Tour::enterStep()
{
    m_view = 0;
    enterView();
    step().prepare(*m_stage);
}

void Tour::enterView()
{
    const TourView &view = kTourViews.at(m_view);
    applyTheme(m_app, view.dark ? Settings::Theme::Dark : Settings::Theme::Light);
    const int wider = view.size.width() - m_stage->window().width();
    m_stage->window().resize(view.size);
    for (QWidget *over : overlays(m_stage->window())) {
        if (qobject_cast<QDialog *>(over)) // they opened in the middle of another size
            over->move(m_stage->window().geometry().center() - over->rect().center());
        else if (qobject_cast<QMenu *>(over)) // hangs at a button on the right
            over->move(over->pos() + QPoint(wider, 0));
    }
    m_still = 0;
    m_last = {};
    m_since.start();
    m_timer.start();
}

void Tour::poll()
{
    // A text that came in this turn of the event loop has its place only after this.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    const QImage image = tourPictureOf(m_stage->window());
    m_still = image == m_last ? m_still + 1 : 0;
    m_last = image;
    const bool still = step().moves || m_still >= (m_view == 0 ? kStillAfterStep : kStillAfterView);
    if (step().ready(*m_stage) && still)
        return take(image);
    if (m_since.elapsed() < kTourDeadline)
        return;
    m_problems
        << tr("“%1” could not be shown within %2 s.").arg(step().what).arg(kTourDeadline / 1000);
    take(image); // what is there instead
}

void Tour::take(const QImage &image)
{
    m_timer.stop();
    const TourView &view = kTourViews.at(m_view);
    const TourPicture picture{.file = u"%1-%2x%3-%4.png"_s.arg(step().name)
                                          .arg(view.size.width())
                                          .arg(view.size.height())
                                          .arg(view.dark ? u"dark"_s : u"light"_s),
                              .what = step().what,
                              .size = view.size,
                              .dark = view.dark};
    if (m_stage->window().size() != view.size)
        m_problems << tr("“%1” does not fit into %2 by %3.")
                          .arg(picture.what)
                          .arg(view.size.width())
                          .arg(view.size.height());
    if (image.save(QDir(m_folder).filePath(picture.file), "PNG", kTourQuality))
        m_taken << picture;
    else
        m_problems << tr("“%1” could not be written.").arg(picture.file);
    emit pictureTaken(picture, image, &m_stage->window());
    nextView();
}

void Tour::nextView()
{
    if (++m_view < kTourViews.size())
        return enterView();
    for (QWidget *widget : overlays(m_stage->window()))
        widget->close();
    m_demo.hub().clearFaults();
    if (++m_step < m_scenes.at(m_scene).steps.size())
        return enterStep();
    ++m_scene;
    QTimer::singleShot(0, this, &Tour::enterScene);
}

void Tour::finish()
{
    QSaveFile list(QDir(m_folder).filePath(u"list.txt"_s));
    QString text;
    for (const TourPicture &picture : std::as_const(m_taken))
        text += u"%1\t%2x%3\t%4\t%5\n"_s.arg(picture.file)
                    .arg(picture.size.width())
                    .arg(picture.size.height())
                    .arg(picture.dark ? u"dark"_s : u"light"_s, picture.what);
    const bool written
        = list.open(QIODevice::WriteOnly) && list.write(text.toUtf8()) >= 0 && list.commit();
    if (!written)
        m_problems << tr("The list of pictures could not be written: %1").arg(list.errorString());
    emit finished(m_problems);
}
