#include "app/appcontext.h"
#include "app/demohub.h"
#include "app/endsignals.h"
#include "app/hub/hubaddress.h"
#include "app/messagebus.h"
#include "app/text/safetext.h"
#include "ui/mainwindow.h"
#include "ui/theme/theme.h"
#include "ui/tour/tour.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUrl>

#include <cstdio>
#include <span>

using namespace Qt::StringLiterals;

namespace {

struct Arguments
{
    bool demo = false;
    bool offline = false;
    QString tour; // folder for pictures; empty: no tour
    QString address; // empty: none
    QStringList files; // to be uploaded; absolute, as far as they are there
    QString missing; // the first that is not
};

// A path as a shell or a file manager gives it. What else is there is an address: "owner/name" may
// be a folder here, too.
bool isLocalPath(const QString &text)
{
    return text.startsWith(u'/') || text.startsWith("./"_L1) || text.startsWith("../"_L1)
        || text.startsWith("file:"_L1);
}

Arguments readArguments(const QApplication &app)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "A desktop window on the Hugging Face Hub."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption(
        {u"demo"_s,
         QApplication::translate("main", "Start on a small Hub served from this computer.")});
    parser.addOption(
        {u"offline"_s, QApplication::translate("main", "Send nothing to the network.")});
    parser.addOption(
        {u"tour"_s,
         QApplication::translate(
             "main", "Write pictures of every pane of the demo to this folder and end."),
         QApplication::translate("main", "folder")});
    parser.addPositionalArgument(
        u"address"_s,
        QApplication::translate("main",
                                "What to open: an id, an hf:// or a web address. Or files "
                                "and folders to upload: /home/me/data, ./data."),
        u"[address | files…]"_s);
    parser.process(app);
    Arguments arguments{
        .demo = parser.isSet(u"demo"_s) || parser.isSet(u"tour"_s),
        .offline = parser.isSet(u"offline"_s),
        .tour = parser.value(u"tour"_s),
        .address = parser.positionalArguments().value(0),
    };
    if (!isLocalPath(arguments.address))
        return arguments;
    arguments.address.clear();
    for (const QString &text : parser.positionalArguments()) {
        const QFileInfo file(text.startsWith("file:"_L1) ? QUrl(text).toLocalFile() : text);
        if (file.exists() || file.isSymLink())
            arguments.files << QDir::cleanPath(file.absoluteFilePath());
        else if (arguments.missing.isEmpty())
            arguments.missing = text;
    }
    return arguments;
}

void openGiven(MainWindow &window, AppContext &context, const QString &text)
{
    if (text.isEmpty())
        return;
    if (const auto address = HubAddress::parse(text, context.hub().endpoint()))
        return window.openAddress(*address);
    window.say(
        QApplication::translate(
            "main", "“%1” is no address on this Hub. Use owner/name, hf:// or a web address.")
            .arg(text.left(200)));
}

void uploadGiven(MainWindow &window, const Arguments &arguments)
{
    if (!arguments.missing.isEmpty())
        window.say(QApplication::translate("main", "“%1” is not there: nothing is uploaded.")
                       .arg(SafeText::line(arguments.missing).left(200)));
    else if (!arguments.files.isEmpty())
        window.upload(arguments.files);
}

void openDemo(MainWindow &window)
{
    if (!DemoHub::openProgram())
        window.say(QApplication::translate("main", "The demo could not be started."));
}

int refuse(const QString &reason)
{
    std::fprintf(stderr, "%s\n", qPrintable(reason));
    return 1;
}

// Where nothing can show a window Qt ends the program with a crash. What shows none is done all the
// same; false: the rest cannot be.
bool hasPlaceToShow(int argc, char **argv)
{
#if defined(Q_OS_LINUX)
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM"})
        if (!qEnvironmentVariableIsEmpty(name))
            return true;
    if (qgetenv("XDG_SESSION_TYPE") == "wayland")
        return true; // whose socket has a name by default
    for (const char *argument : std::span(argv, size_t(argc)).subspan(1)) {
        const QByteArrayView word(argument);
        if (word == "-platform" || word == "--platform")
            return true;
        for (const char *plain : {"-h", "--help", "--help-all", "-v", "--version", "--tour"}) {
            if (word == plain || word.startsWith("--tour=")) {
                qputenv("QT_QPA_PLATFORM", "offscreen");
                return true;
            }
        }
    }
    return false;
#else
    return true;
#endif
}

int takePictures(QApplication &app, DemoHub &demo, const QString &folder)
{
    Tour tour(app, demo, folder, tourScenes());
    QString error;
    if (!tour.start(&error))
        return refuse(error);
    QObject::connect(&tour, &Tour::finished, &app, [](const QStringList &problems) {
        for (const QString &problem : problems)
            refuse(problem);
        QApplication::exit(problems.isEmpty() ? 0 : 1);
    });
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    if (!hasPlaceToShow(argc, argv))
        return refuse(QCoreApplication::translate("main",
                                                  "There is no display here (neither DISPLAY nor "
                                                  "WAYLAND_DISPLAY is set). Start this in a "
                                                  "desktop session."));
    MessageBus::avoidMuteSession();
    QApplication app(argc, argv);
    QApplication::setApplicationName(u"hubnaut"_s);
    QApplication::setApplicationDisplayName(u"Hubnaut"_s);
    QApplication::setApplicationVersion(QStringLiteral(HUBNAUT_VERSION));
    QApplication::setDesktopFileName(u"hubnaut"_s);
    QApplication::setWindowIcon(QIcon(u":/hubnaut.svg"_s));
    const Arguments arguments = readArguments(app);
    const EndSignals endSignals;
    QObject::connect(&endSignals, &EndSignals::received, &app, [] { QApplication::exit(); });

    AppContext::Options options{
        .variables = QProcessEnvironment::systemEnvironment(),
        .homeFolder = QDir::homePath(),
        .settingsFile = {},
        .pagesFolder
        = QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + u"/pages"_s,
        .scanFile
        = QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + u"/cachescan"_s,
        .queueFile
        = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/queue.sqlite"_s,
        .uploadFile
        = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/uploads.sqlite"_s,
        .hashFile
        = QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + u"/hashes.sqlite"_s,
        .watchFile
        = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/watched.sqlite"_s,
        .draftsFolder
        = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/drafts"_s,
        .offline = arguments.offline,
        .watchesComputer = true,
        .demo = arguments.demo,
    };
    DemoHub demo;
    if (arguments.demo) {
        QString error;
        if (!demo.start(&error))
            return refuse(error);
        if (!arguments.tour.isEmpty())
            return takePictures(app, demo, arguments.tour);
        options.variables = demo.variablesOfFile();
        options.homeFolder = demo.homeFolder();
        options.settingsFile = demo.settingsFile();
        options.pagesFolder.clear(); // its Hub is another one each time
        options.scanFile.clear();
        options.queueFile.clear();
        options.uploadFile.clear();
        options.hashFile.clear();
        options.watchFile.clear();
        options.draftsFolder.clear();
    }

    AppContext context(options);
    followTheme(app, context.settings());
    context.start(); // first: what the window restores is asked for as who is signed in
    MainWindow window(context);
    QObject::connect(&window, &MainWindow::demoWanted, &window, [&window] { openDemo(window); });
    QObject::connect(&endSignals, &EndSignals::received, &window, &MainWindow::closeNow);
    window.show();
    openGiven(window, context, arguments.address);
    uploadGiven(window, arguments);
    if (arguments.demo)
        demo.fillCache(&context, [&context] {
            context.cache().refresh();
            context.cacheScanner().scan();
        });
    return QApplication::exec();
}
