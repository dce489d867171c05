// Fetches a snapshot or some files without a window, for tests that kill it at every system call
// and for comparing what it leaves with what other clients leave.
// hubnaut-fetch-test ENDPOINT CACHE KIND/OWNER/NAME REVISION [--retries N] [--queue FILE]
// [--patient] [--folder DIR] [PATH...]; exit 0: all there, 3: told to end. --patient: with the
// pauses that the window has. hubnaut-fetch-test --cached CACHE KIND/OWNER/NAME COMMIT: prints the
// files that the window would mark as cached.
// hubnaut-fetch-test --check|--check-strictly CACHE - -: prints what is wrong with it; strictly:
// nothing may be left lying about either.
// hubnaut-fetch-test --clean CACHE keep|free ITEM...: cleans; ITEM: FOLDER[@COMMIT[:PATH]].
// --undo CACHE - -: takes the last cleaning back.

#include "app/cache/cacheindex.h"
#include "app/endsignals.h"
#include "app/transfer/transfers.h"
#include "tests/support/cachecheck.h"
#include "tests/support/cleaned.h"
#include "tests/support/reponamed.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

// arguments: cache, repository, commit.
int printCached(const QStringList &arguments)
{
    const auto repo = repoNamed(arguments.value(1));
    if (!repo)
        return 2;
    CacheIndex index(arguments.value(0));
    QObject::connect(&index, &CacheIndex::filesKnown, &index,
                     [](const RepoId &, const QString &, const QSet<QString> &paths) {
                         for (const QString &path : paths)
                             printf("%s\n", path.toUtf8().constData());
                         QCoreApplication::exit();
                     });
    // Of an unchanged, so empty, list there is no signal.
    QObject::connect(&index, &CacheIndex::reposChanged, &index, [&] {
        if (index.hasRepo(*repo))
            index.lookAt(*repo, arguments.value(2));
    });
    constexpr std::chrono::seconds kPatience{20};
    QTimer::singleShot(kPatience, &index, [] { QCoreApplication::exit(1); });
    index.refresh();
    return QCoreApplication::exec();
}

int printBreaches(const QString &cache, bool strictly)
{
    using CacheCheck::Temporaries;
    const QStringList breaches
        = CacheCheck::breaches(cache, strictly ? Temporaries::OfNotes : Temporaries::Allowed);
    for (const QString &breach : breaches)
        printf("%s\n", qPrintable(breach));
    return breaches.isEmpty() ? 0 : 1;
}

// arguments: cache, what becomes of it, items.
int clean(const QStringList &arguments)
{
    QSet<CacheItem> ticked;
    for (const QString &item : arguments.mid(2)) {
        const QString commit = item.section(u'@', 1).section(u':', 0, 0);
        ticked << CacheItem{
            item.section(u'@', 0, 0).toUtf8(), commit.toUtf8(), item.section(u':', 1).toUtf8(), {}};
    }
    const QString &root = arguments.at(0);
    const DeletePlan plan = DeletePlan::of(DiskScan::of(root), ticked);
    const CleanReport report = Cleaned::run(root, plan);
    printf("%s\n", Cleaned::whys(report).constData());
    const bool freed = arguments.at(1) != "free"_L1 || Cleaned::free(root, report.cleaning.id);
    return report.error == 0 && report.stayed.isEmpty() && !plan.isEmpty() && freed ? 0 : 1;
}

int undo(const QString &root)
{
    const auto all = Quarantine::cleanings(root);
    const auto done = all.isEmpty() ? std::nullopt : Cleaned::undo(root, all.constFirst().id);
    return done && done->stayed.isEmpty() && done->failed.isEmpty() ? 0 : 1;
}

std::optional<DownloadRequest> requestFrom(QStringList arguments)
{
    const auto repo = repoNamed(arguments.takeFirst());
    const auto revision = Revision::parse(arguments.takeFirst());
    if (!repo || !revision)
        return {};
    DownloadRequest request{.repo = *repo, .revision = *revision};
    if (arguments.value(0) == "--folder"_L1) {
        request.folder = arguments.value(1);
        arguments = arguments.mid(2);
    }
    request.paths = arguments;
    return request;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QStringList arguments = app.arguments().mid(1);
    if (arguments.size() < 4)
        return 2;
    if (arguments.first() == "--cached"_L1)
        return printCached(arguments.mid(1));
    if (const QString first = arguments.first(); first.startsWith("--check"_L1))
        return printBreaches(arguments.at(1), first == "--check-strictly"_L1);
    if (arguments.first() == "--clean"_L1)
        return clean(arguments.mid(1));
    if (arguments.first() == "--undo"_L1)
        return undo(arguments.at(1));
    Transfers::Config config{.endpoint = QUrl(arguments.takeFirst()),
                             .token = qgetenv("HF_TOKEN"),
                             .cacheRoot = arguments.takeFirst(),
                             .offline = qEnvironmentVariableIsSet("HF_HUB_OFFLINE"),
                             .links = qEnvironmentVariableIsSet("HF_HUB_DISABLE_SYMLINKS")
                                 ? CacheStore::Links::None
                                 : CacheStore::Links::Symbolic};
    if (arguments.removeOne("--unhurried"_L1)) { // one connection, however busy the machine is
        config.silenceSeconds = 300;
        config.lookStep = std::chrono::minutes{1};
    } else if (!arguments.removeOne("--patient"_L1)) {
        config.silenceSeconds = 5;
        config.retryStep = std::chrono::milliseconds{50};
    }
    int retries = 0;
    if (const auto at = arguments.indexOf("--retries"_L1); at >= 0) {
        retries = arguments.value(at + 1).toInt();
        arguments.remove(at, 2);
    }
    QString queue;
    if (const auto at = arguments.indexOf("--queue"_L1); at >= 0) {
        queue = arguments.value(at + 1);
        arguments.remove(at, 2);
    }
    const auto request = requestFrom(arguments);
    if (!request)
        return 2;
    const EndSignals endSignals;
    QObject::connect(&endSignals, &EndSignals::received, &app, [] { QCoreApplication::exit(3); });
    Transfers transfers(config);
    QObject::connect(&transfers, &Transfers::groupDone, &app, [&](qint64 id, bool complete) {
        const TransferSnapshot &snapshot = transfers.snapshot();
        for (const TransferFile &file : snapshot.files)
            if (file.error)
                fprintf(stderr, "%s: %s (%s)\n", qPrintable(file.path),
                        qPrintable(file.error->message), qPrintable(file.error->detail));
        for (const TransferGroup &group : snapshot.groups)
            if (group.error)
                fprintf(stderr, "%s (%s)\n", qPrintable(group.error->message),
                        qPrintable(group.error->detail));
        if (!complete && retries-- > 0)
            return transfers.retryGroup(id);
        QCoreApplication::exit(complete ? 0 : 1);
    });
    if (!queue.isEmpty())
        transfers.restore(queue);
    transfers.download(*request);
    return app.exec();
}
