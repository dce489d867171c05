#include "ui/widgets/filequestion.h"

#include <QFileDialog>

void askForFiles(QWidget *parent, const QString &title,
                 const std::function<void(const QStringList &files)> &taken)
{
    auto *dialog = new QFileDialog(parent, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    QObject::connect(dialog, &QFileDialog::filesSelected, parent, taken);
    dialog->open();
}

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
