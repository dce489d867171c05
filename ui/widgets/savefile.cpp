#include "ui/widgets/savefile.h"

#include "app/disk/background.h"
#include "app/disk/wholefile.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QThreadPool>

#include <utility>

QFileDialog *askWhereToSave(QWidget *over, const QString &title, const QStringList &filters,
                            const QString &suffix)
{
    auto *dialog = new QFileDialog(over, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(suffix);
    dialog->open();
    return dialog;
}

void saveText(QWidget *over, const QString &title, std::function<QString()> text)
{
    const auto write = [over, title, text = std::move(text)](const QString &path) {
        inBackground(
            *QThreadPool::globalInstance(), over,
            [text, path] { return writeWholeFile(path, text().toUtf8()); },
            [over, title](const Result<void> &written) {
                if (!written)
                    tellError(over, title, written.error());
            });
    };
    QObject::connect(askWhereToSave(over, title,
                                    {QCoreApplication::translate("SaveFile", "Text (*.txt)")},
                                    QStringLiteral("txt")),
                     &QFileDialog::fileSelected, over, write);
}

void tellError(QWidget *over, const QString &title, const HubError &error)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, title, error.message, QMessageBox::Ok, over);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(error.detail);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}
