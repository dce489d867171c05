#include "ui/mainwindow.h"

MainWindow::MainWindow()
{
    setWindowTitle(tr("Hubnaut"));
    resize(1440, 900);
}
