// hubnaut-localhub FOLDER [--port N] [--demo] [--record FILE] [--parts BYTES] [--discard HOW]
// [--xet]: a small Hub on loopback for any client of the Hub.
#include "app/localhub/demo/demoseed.h"
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <csignal>
#include <cstdio>

using namespace Qt::StringLiterals;

int main(int argc, char *argv[])
{
    // Before any thread exists, so that all of them inherit it and sigwait below gets the signals.
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);

    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(u"A small Hub on 127.0.0.1 over a folder."_s);
    parser.addHelpOption();
    parser.addPositionalArgument(u"folder"_s, u"Where everything is kept; made when missing."_s);
    const QCommandLineOption port(u"port"_s, u"Port to listen on; any free one when not given."_s,
                                  u"number"_s, u"0"_s);
    const QCommandLineOption demo(u"demo"_s, u"Fill an empty one with the demo's repositories."_s);
    const QCommandLineOption record(
        u"record"_s, u"Write each request into this file, one JSON line each."_s, u"file"_s);
    const QCommandLineOption parts(
        u"parts"_s, u"Have large files sent in parts of so many bytes."_s, u"bytes"_s, u"0"_s);
    const QCommandLineOption discard(
        u"discard"_s, u"Keep nothing of what comes in parts, but \"hash\" or \"count\" it."_s,
        u"how"_s);
    const QCommandLineOption xet(
        u"xet"_s, u"Say of large files that they are in Xet, too; their chunks are not served."_s);
    parser.addOptions({port, demo, record, parts, discard, xet});
    parser.process(app);
    bool portOk = false;
    const int portNumber = parser.value(port).toInt(&portOk);
    using Keeps = LocalStore::Multipart::Keeps;
    const QMap<QString, Keeps> ways{
        {{}, Keeps::All}, {u"hash"_s, Keeps::Hash}, {u"count"_s, Keeps::Size}};
    if (!ways.contains(parser.value(discard)) || parser.positionalArguments().size() != 1 || !portOk
        || portNumber < 0 || portNumber > 65535)
        parser.showHelp(2);

    LocalHub hub({.folder = parser.positionalArguments().first(),
                  .port = portNumber,
                  .recordFile = parser.value(record)});
    LocalStore::Multipart multipart{.keeps = ways.value(parser.value(discard))};
    if (const qint64 bytes = parser.value(parts).toLongLong(); bytes > 0)
        multipart.chunk = bytes;
    hub.store().setMultipart(multipart);
    hub.store().setNewAreXet(parser.isSet(xet));
    QString error;
    if (!hub.start(&error)) {
        std::fprintf(stderr, "%s\n", qPrintable(error));
        return 1;
    }
    if (parser.isSet(demo))
        error = seedDemo(hub.store(), QDateTime::currentDateTimeUtc());
    if (!error.isEmpty()) {
        std::fprintf(stderr, "%s\n", qPrintable(error));
        return 1;
    }
    std::printf("%s\ntoken: see %s/tokens\n", hub.url().toEncoded().constData(),
                qPrintable(parser.positionalArguments().first()));
    std::fflush(stdout);
    int signal = 0;
    sigwait(&ends, &signal);
    return 0;
}
