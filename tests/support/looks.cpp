#include "tests/support/looks.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QCheckBox>
#include <QHash>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSplitterHandle>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

// A sample every so many pixels is enough to tell a blank picture.
constexpr int kSampleStep = 3;

QString described(const QWidget &widget, const QString &words)
{
    QString name = QString::fromLatin1(widget.metaObject()->className());
    for (const QWidget *up = widget.parentWidget(); up; up = up->parentWidget()) {
        if (qstrncmp(up->metaObject()->className(), "Q", 1) != 0) {
            name = QString::fromLatin1(up->metaObject()->className()) + u'/' + name;
            break;
        }
    }
    return u"%1 “%2” (%3x%4)"_s.arg(name, words.left(60)).arg(widget.width()).arg(widget.height());
}

QString cutLabel(const QLabel &label)
{
    if (label.text().isEmpty())
        return {};
    const QSize room = label.contentsRect().size() - QSize(2 * label.margin(), 2 * label.margin());
    const auto flags = int(label.alignment()) | (label.wordWrap() ? Qt::TextWordWrap : 0);
    const QSize words = label.fontMetrics()
                            .boundingRect(QRect(0, 0, room.width(), 100'000), flags, label.text())
                            .size();
    if (words.width() > room.width() + 1)
        return described(label, label.text()) + u" needs %1 pixels"_s.arg(words.width());
    if (words.height() > room.height() + 2)
        return described(label, label.text()) + u" needs %1 lines' height"_s.arg(words.height());
    return {};
}

QString cutButton(const QAbstractButton &button)
{
    const bool standard = qobject_cast<const QPushButton *>(&button)
        || qobject_cast<const QCheckBox *>(&button) || qobject_cast<const QRadioButton *>(&button)
        || qobject_cast<const QToolButton *>(&button);
    if (!standard || button.text().isEmpty())
        return {};
    const auto *tool = qobject_cast<const QToolButton *>(&button);
    if (tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !tool->icon().isNull())
        return {};
    const int words = button.fontMetrics().size(Qt::TextShowMnemonic, button.text()).width();
    return words > button.width()
        ? described(button, button.text()) + u" needs %1 pixels"_s.arg(words)
        : QString();
}

bool mayStickOut(const QWidget &widget)
{
    const QWidget *parent = widget.parentWidget();
    const auto *area = qobject_cast<const QAbstractScrollArea *>(parent->parentWidget());
    return widget.isWindow() || qobject_cast<const QSplitterHandle *>(&widget)
        || qobject_cast<const QTabBar *>(parent) || (area && area->viewport() == parent);
}

// The current tab must be in sight, beside the arrows.
QString cutTab(const QTabBar &tabs)
{
    int room = tabs.width();
    for (const auto *arrow : tabs.findChildren<QToolButton *>(Qt::FindDirectChildrenOnly))
        if (arrow->isVisible())
            room = qMin(room, arrow->x());
    const QRect current = tabs.tabRect(tabs.currentIndex());
    return current.left() < 0 || current.right() >= room
        ? described(tabs, tabs.tabText(tabs.currentIndex())) + u" is no whole tab"_s
        : QString();
}

} // namespace

QStringList Looks::cutWidgets(const QWidget &window)
{
    QStringList cut;
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->visibleRegion().isEmpty())
            continue;
        QString found;
        if (const auto *label = qobject_cast<const QLabel *>(widget))
            found = cutLabel(*label);
        else if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            found = cutButton(*button);
        else if (const auto *tabs = qobject_cast<const QTabBar *>(widget))
            found = cutTab(*tabs);
        if (found.isEmpty() && !mayStickOut(*widget)
            && !widget->parentWidget()->rect().contains(widget->geometry()))
            found = described(*widget, widget->accessibleName()) + u" sticks out"_s;
        if (!found.isEmpty())
            cut << found;
    }
    return cut;
}

QStringList Looks::richLabels(const QWidget &window)
{
    QStringList rich;
    for (const QLabel *label : window.findChildren<QLabel *>()) {
        if (label->textFormat() != Qt::PlainText && label->pixmap().isNull())
            rich << described(*label, label->text());
    }
    return rich;
}

QStringList Looks::blanks(const QImage &picture, bool dark)
{
    const auto share = [&picture](const QRect &part, qsizetype *colours, double *light) {
        QHash<QRgb, int> seen;
        int samples = 0;
        for (int y = part.top(); y <= part.bottom(); y += kSampleStep) {
            for (int x = part.left(); x <= part.right(); x += kSampleStep, ++samples) {
                ++seen[picture.pixel(x, y)];
                *light += qGray(picture.pixel(x, y));
            }
        }
        *colours = seen.size();
        *light /= std::max(1, samples);
        return double(*std::ranges::max_element(seen)) / samples;
    };
    QStringList found;
    qsizetype colours = 0;
    double light = 0;
    if (share(picture.rect(), &colours, &light) > 0.985 || colours < 12)
        found << u"nearly one colour"_s;
    if (dark != (light < 128))
        found << u"not in its theme: mean grey %1"_s.arg(light);
    const QRect middle(picture.width() / 5, picture.height() / 8, picture.width() * 3 / 4,
                       picture.height() * 3 / 4);
    light = 0;
    if (share(middle, &colours, &light) > 0.998 || colours < 3)
        found << u"nothing in the middle"_s;
    return found;
}
