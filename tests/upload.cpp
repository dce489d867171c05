// Uploads a folder without a window, for comparing what the Hub then has with what other clients
// leave there.
// hubnaut-upload-test ENDPOINT KIND/OWNER/NAME FOLDER [--pull-request] [--commit-files N]
// [--delete PATH]... [--state FILE]; the token comes from HF_TOKEN. When the state's file exists,
// what an earlier run has left there is gone on with, and nothing is begun. Prints the receipt, a
// line for each file; exit 0: all there, 3: nothing was left.

#include "app/upload/uploadhash.h"
#include "app/upload/uploads.h"
#include "app/upload/uploadscan.h"
#include "tests/support/reponamed.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <cstdio>
#include <cstring>

using namespace Qt::StringLiterals;

namespace {

// What the window's plan would leave out with a word about it.
bool isWhole(const UploadScan &scan)
{
    bool whole = true;
    for (const UploadLeft &left : scan.left) {
        if (left.why == UploadLeft::Why::Never || left.why == UploadLeft::Why::EmptyFolder)
            continue;
        fprintf(stderr, "%s cannot be sent: %s\n", left.local.constData(),
                qPrintable(left.reason()));
        whole = false;
    }
    return whole;
}

const char *nameOf(UploadState state)
{
    switch (state) {
    case UploadState::Waiting: return "waiting";
    case UploadState::Sending: return "sending";
    case UploadState::Sent: return "sent";
    case UploadState::Committed: return "committed";
    case UploadState::Unchanged: return "unchanged";
    case UploadState::Ignored: return "ignored";
    case UploadState::Failed: return "failed";
    }
    Q_UNREACHABLE();
}

void print(const UploadProgress &progress)
{
    for (const QByteArray &commit : progress.commits)
        printf("commit %s\n", commit.constData());
    for (const UploadRow &row : progress.rows) {
        printf("%s %s %s %s %s\n", nameOf(row.state), row.large ? "lfs" : "regular",
               row.local.constData(), row.remote.isEmpty() ? "-" : row.remote.constData(),
               row.path.text().toUtf8().constData());
        if (row.error)
            fprintf(stderr, "%s: %s (%s)\n", qPrintable(row.path.text()),
                    qPrintable(row.error->message), qPrintable(row.error->detail));
    }
    if (progress.error)
        fprintf(stderr, "%s (%s)\n", qPrintable(progress.error->message),
                qPrintable(progress.error->detail));
}

// The value after a named argument, which goes with it; empty when it is not there.
QString taken(QStringList &arguments, const QString &name)
{
    const auto at = arguments.indexOf(name);
    if (at < 0)
        return {};
    const QString value = arguments.value(at + 1);
    arguments.remove(at, qMin<qsizetype>(2, arguments.size() - at));
    return value;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QStringList arguments = app.arguments().mid(1);
    const bool opens = arguments.removeOne(u"--pull-request"_s);
    const int commitFiles = taken(arguments, u"--commit-files"_s).toInt();
    QList<RepoPath> deleted;
    for (QString path; !(path = taken(arguments, u"--delete"_s)).isEmpty();)
        if (const auto parsed = RepoPath::parse(path))
            deleted << *parsed;
    const QString state = taken(arguments, u"--state"_s);
    const auto repo = arguments.size() == 3 ? repoNamed(arguments.at(1)) : std::nullopt;
    if (!repo)
        return 2;
    Uploads::Config config{.access
                           = {.endpoint = QUrl(arguments.at(0)), .token = qgetenv("HF_TOKEN")}};
    if (commitFiles > 0)
        config.commitFiles = commitFiles;
    const bool goesOn = !state.isEmpty() && QFile::exists(state);
    Uploads uploads(state);
    QObject::connect(&uploads, &Uploads::ended, &app, [&uploads](qint64 upload) {
        print(uploads.progress(upload));
        QCoreApplication::exit(uploads.progress(upload).isConfirmed() ? 0 : 1);
    });
    uploads.setConfig(config);
    if (goesOn) {
        QObject::connect(&uploads, &Uploads::loaded, &app, [&uploads] {
            if (uploads.all().empty())
                QCoreApplication::exit(3);
        });
        return app.exec();
    }
    UploadHash hash{QString()};
    QObject::connect(&hash, &UploadHash::finished, &app, [&] {
        for (const auto &[file, error] : hash.failures().asKeyValueRange())
            fprintf(stderr, "%s cannot be read: %s\n", hash.files().at(file).local.constData(),
                    strerror(error));
        if (!hash.failures().isEmpty())
            return QCoreApplication::exit(2);
        uploads.begin({.repo = *repo,
                       .summary = u"Upload folder"_s,
                       .pullRequest = opens,
                       .files = hash.files(),
                       .deletedFiles = deleted});
    });
    UploadScan::begin({{.local = QFile::encodeName(QDir(arguments.at(2)).canonicalPath()),
                        .folder = {},
                        .name = {}}})
        .then(&hash, [&hash](const UploadScan &scan) {
            if (isWhole(scan))
                hash.start(scan.files);
            else
                QCoreApplication::exit(2);
        });
    return app.exec();
}
