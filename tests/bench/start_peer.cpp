// What bench_start compares with: a plain Qt window with a menu, a tool bar and a table.
#include "tests/bench/firstpaint.h"

#include <QApplication>
#include <QMainWindow>
#include <QMenuBar>
#include <QStatusBar>
#include <QTableWidget>
#include <QToolBar>

using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    const QApplication app(argc, argv);
    QMainWindow window;
    window.menuBar()->addMenu(u"File"_s)->addAction(u"Open"_s);
    window.addToolBar(u"Tools"_s)->addAction(u"Open"_s);
    window.setCentralWidget(new QTableWidget(50, 5));
    window.statusBar()->showMessage(u"Ready"_s);
    window.resize(1440, 900);
    FirstPaint paint;
    window.installEventFilter(&paint);
    window.show();
    return QApplication::exec();
}
