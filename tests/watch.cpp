// A watched folder in a program of its own, for tests that kill it: watches the folder until
// nothing of it is left to send.
#include "app/net/hubclient.h"
#include "app/watch/watchedfolders.h"

#include <QCoreApplication>
#include <QDir>
#include <QNetworkAccessManager>

using namespace Qt::StringLiterals;

// hubnaut-watch-test ENDPOINT OWNER/NAME FOLDER STATE; the token in HF_TOKEN.
int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    const auto repo
        = arguments.size() == 5 ? RepoId::parse(RepoKind::Model, arguments.at(2)) : std::nullopt;
    if (!repo)
        return 2;
    const QUrl endpoint(arguments.at(1));
    const QString state = arguments.at(4);
    QNetworkAccessManager network;
    HubClient hub(endpoint, network);
    hub.setToken(qgetenv("HF_TOKEN"));
    Uploads uploads(state + u"/uploads.sqlite"_s);
    WatchedFolders watched(hub, uploads,
                           {.file = state + u"/watched.sqlite"_s,
                            .round = {.hashes = {}, .quiet = std::chrono::milliseconds{0}},
                            .look = std::chrono::milliseconds{10}});
    uploads.setConfig({.access = {.endpoint = endpoint,
                                  .token = qgetenv("HF_TOKEN"),
                                  .retryStep = std::chrono::milliseconds{20}},
                       .account = u"0123"_s});
    watched.setOwner({.endpoint = endpoint, .account = u"0123"_s, .user = u"ada"_s});
    const WatchWish wish{.local = QFile::encodeName(QDir(arguments.at(3)).canonicalPath()),
                         .repo = *repo,
                         .folder = {},
                         .minutes = 1};
    bool hasAsked = false;
    const auto look = [&] {
        const QList<WatchStatus> all = watched.all();
        if (!watched.isRead())
            return;
        if (all.isEmpty() && !watched.add(wish).isEmpty())
            return QCoreApplication::exit(2);
        if (all.isEmpty() || all.constFirst().phase != WatchStatus::Phase::Idle)
            return;
        const WatchedFolder &folder = all.constFirst().folder;
        if (folder.last.kind == WatchResult::Kind::Failed)
            fprintf(stderr, "%s\n", qPrintable(folder.last.words));
        // A round of this start has found nothing.
        if (hasAsked && folder.last.kind == WatchResult::Kind::Same)
            return QCoreApplication::exit(0);
        if (watched.whyNotNow(folder.id).isEmpty()) {
            watched.runNow(folder.id);
            hasAsked = true;
        }
    };
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &app, look);
    timer.start(10);
    return app.exec();
}
