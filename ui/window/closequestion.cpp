#include "ui/window/closequestion.h"

#include "app/text/format.h"
#include "ui/theme/style.h"

#include <QPushButton>

CloseQuestion::CloseQuestion(qint64 files, qint64 bytes, bool goesOn, QWidget *parent)
    : QMessageBox(QMessageBox::NoIcon, tr("Close Hubnaut"),
                  Format::plural(files, tr("One file is not complete yet. Close all the same?"),
                                 tr("%1 files are not complete yet. Close all the same?")),
                  QMessageBox::NoButton, parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setTextFormat(Qt::PlainText);
    const QString kept = goesOn
        ? tr("They stop now and go on where they are when Hubnaut is started again.")
        : tr("Files that are complete stay. The others have to be downloaded again.");
    setInformativeText(
        bytes > 0 ? kept + u' ' + tr("%1 have arrived so far.").arg(Format::size(bytes)) : kept);
    auto *stay = addButton(tr("Keep it open"), RejectRole);
    auto *close = addButton(tr("Close"), DestructiveRole);
    setButtonRole(close, ::ButtonRole::Danger);
    setDefaultButton(stay);
    setEscapeButton(stay);
    connect(close, &QPushButton::clicked, this, &CloseQuestion::closeChosen);
}
