#include "ui/mainwindow.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QStyleFactory>

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("hubnaut"));
    QApplication::setApplicationVersion(QStringLiteral(HUBNAUT_VERSION));
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(Tokens::light().palette());
    MainWindow window;
    window.show();
    return QApplication::exec();
}
