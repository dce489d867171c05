#include "ui/transfers/cancelquestion.h"

#include "app/text/format.h"
#include "ui/theme/style.h"

#include <QPushButton>

CancelQuestion::CancelQuestion(qint64 bytes, QWidget *parent)
    : QMessageBox(QMessageBox::NoIcon, tr("Cancel the download"),
                  tr("Throw away the %1 fetched so far?").arg(Format::size(bytes)),
                  QMessageBox::NoButton, parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setTextFormat(Qt::PlainText);
    setInformativeText(tr("Files that are complete stay. The others begin anew next time."));
    auto *keep = addButton(tr("Keep downloading"), RejectRole);
    auto *pause = addButton(tr("Pause instead"), ActionRole);
    auto *cancel = addButton(tr("Throw away"), DestructiveRole);
    setButtonRole(cancel, ::ButtonRole::Danger);
    setDefaultButton(keep);
    setEscapeButton(keep);
    connect(pause, &QPushButton::clicked, this, &CancelQuestion::pauseChosen);
    connect(cancel, &QPushButton::clicked, this, &CancelQuestion::cancelChosen);
}
