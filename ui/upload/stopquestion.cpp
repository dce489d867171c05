#include "ui/upload/stopquestion.h"

#include "ui/theme/style.h"

#include <QPushButton>

StopQuestion::StopQuestion(QWidget *parent)
    : QMessageBox(NoIcon, tr("Stop the upload"),
                  tr("Stop sending? What is committed by then stays on the Hub."), NoButton, parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setTextFormat(Qt::PlainText);
    auto *keep = addButton(tr("Keep sending"), RejectRole);
    auto *stop = addButton(tr("Stop"), DestructiveRole);
    setButtonRole(stop, ::ButtonRole::Danger);
    setDefaultButton(keep);
    setEscapeButton(keep);
    connect(stop, &QAbstractButton::clicked, this, &StopQuestion::stopChosen);
}
