#include "ui/transfers/limitmenu.h"

#include "app/text/format.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QInputDialog>
#include <QMenu>

#include <array>

namespace {

constexpr double kMegabyte = 1'000'000;
constexpr std::array<qint64, 5> kUsualLimits{1'000'000, 5'000'000, 10'000'000, 25'000'000,
                                             50'000'000}; // bytes/s
constexpr double kLeastAsked = 0.04; // MB/s
constexpr double kMostAsked = 10'000; // MB/s

struct LimitWords
{
    Q_DECLARE_TR_FUNCTIONS(LimitMenu)
};

void askForLimit(QWidget *window, qint64 current, const std::function<void(qint64)> &chosen)
{
    auto *question = new QInputDialog(window);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowTitle(LimitWords::tr("Speed limit"));
    question->setLabelText(LimitWords::tr("Megabytes per second:"));
    question->setInputMode(QInputDialog::DoubleInput);
    question->setDoubleRange(kLeastAsked, kMostAsked);
    question->setDoubleDecimals(2);
    question->setDoubleValue(current > 0 ? double(current) / kMegabyte : 2);
    QObject::connect(question, &QInputDialog::doubleValueSelected, question,
                     [chosen](double megabytes) { chosen(qRound64(megabytes * kMegabyte)); });
    question->open();
}

} // namespace

QString limitText(qint64 bytesPerSecond)
{
    return bytesPerSecond > 0 ? Format::speed(bytesPerSecond) : LimitWords::tr("no limit");
}

void fillLimitMenu(QMenu *menu, QWidget *window, qint64 current,
                   const std::function<void(qint64 bytesPerSecond)> &chosen)
{
    auto *group = new QActionGroup(menu);
    bool usual = current == 0;
    const auto add = [menu, group, &chosen](const QString &text, qint64 limit, bool ticked) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(ticked);
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, menu, [chosen, limit] { chosen(limit); });
    };
    add(LimitWords::tr("No limit"), 0, current == 0);
    for (const qint64 limit : kUsualLimits) {
        add(Format::speed(limit), limit, current == limit);
        usual = usual || current == limit;
    }
    if (!usual)
        add(Format::speed(current), current, true);
    menu->addSeparator();
    menu->addAction(LimitWords::tr("Another limit..."), window,
                    [window, current, chosen] { askForLimit(window, current, chosen); });
}
