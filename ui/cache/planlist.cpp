#include "ui/cache/planlist.h"

#include "app/cache/cleanwords.h"
#include "app/disk/background.h"
#include "ui/cache/cachecontroller.h"
#include "ui/cache/cachedialog.h"
#include "ui/widgets/savefile.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QThreadPool>

using namespace Qt::StringLiterals;

void addListButtons(CacheDialog &dialog, const CacheController &controller)
{
    QObject::connect(
        dialog.addButton(CacheDialog::tr("Copy the list")), &QPushButton::clicked, &dialog,
        [&dialog, &controller] {
            inBackground(
                *QThreadPool::globalInstance(), &dialog,
                [plan = controller.plan()] { return CleanWords::list(plan); },
                [](const QString &list) { QGuiApplication::clipboard()->setText(list); });
        });
    QObject::connect(dialog.addButton(CacheDialog::tr("Save the list…")), &QPushButton::clicked,
                     &dialog, [&dialog, &controller] {
                         saveText(&dialog, CacheDialog::tr("Save the list"),
                                  [plan = controller.plan()] { return CleanWords::list(plan); });
                     });
}
