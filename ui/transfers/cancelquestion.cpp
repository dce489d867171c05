#include "ui/transfers/cancelquestion.h"

#include "app/text/format.h"
#include "ui/theme/style.h"

#include <QPushButton>

CancelQuestion::CancelQuestion(qint64 bytes, bool canPause, QWidget *parent)
    : QMessageBox(QMessageBox::NoIcon, tr("Cancel the download"),
                  tr("Throw away the %1 fetched so far?").arg(Format::size(bytes)),
                  QMessageBox::NoButton, parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setTextFormat(Qt::PlainText);
    setInformativeText(tr("Files that are complete stay. The others begin anew next time."));
    auto *keep = addButton(canPause ? tr("Keep downloading") : tr("Keep it"), RejectRole);
    if (canPause)
        connect(addButton(tr("Pause instead"), ActionRole), &QPushButton::clicked, this,
                &CancelQuestion::pauseChosen);
    auto *cancel = addButton(tr("Throw away"), DestructiveRole);
    setButtonRole(cancel, ::ButtonRole::Danger);
    setDefaultButton(keep);
    setEscapeButton(keep);
    connect(cancel, &QPushButton::clicked, this, &CancelQuestion::cancelChosen);
}
