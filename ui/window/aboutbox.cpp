#include "ui/window/aboutbox.h"

#include <QApplication>
#include <QMessageBox>

namespace {

struct AboutWords
{
    Q_DECLARE_TR_FUNCTIONS(About)
};

} // namespace

void showAboutBox(QWidget *parent)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, AboutWords::tr("About Hubnaut"), {},
                                QMessageBox::Close, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setText(AboutWords::tr("Hubnaut %1").arg(QApplication::applicationVersion()));
    box->setInformativeText(AboutWords::tr(
        "A desktop window on the Hugging Face Hub. Not made or endorsed by Hugging Face."));
    box->open();
}
