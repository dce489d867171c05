#include "ui/widgets/folderquestion.h"

#include <QFileDialog>

void askForFolder(QWidget *parent, const QString &title,
                  const std::function<void(const QString &folder)> &taken, const QString &start)
{
    auto *dialog = new QFileDialog(parent, title, start);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, taken);
    dialog->open();
}
