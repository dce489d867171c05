// Makes one small commit without a window, for comparing what the Hub then has with what other
// clients make of the same.
// hubnaut-commit-test ENDPOINT KIND/OWNER/NAME [--write PATH FILE]... [--move FROM TO]...
// [--delete PATH]... [--delete-folder PATH]... [--from KIND/OWNER/NAME COMMIT [--copy FROM TO]...]
// [--undo]; the token comes from HF_TOKEN. With --undo a second commit puts everything back. Prints
// the commits; exit 0: all were made.

#include "app/net/hubclient.h"
#include "app/upload/repocommit.h"
#include "tests/support/reponamed.h"

#include <QCoreApplication>
#include <QFile>
#include <QNetworkAccessManager>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

class Commits final
{
public:
    Commits(const HubAccess &access, const QStringList &arguments)
        : m_access(access)
        , m_arguments(arguments)
    { }

    void begin(const RepoInfo &info)
    {
        for (const RepoFile &file : info.files)
            m_files << file.path;
        m_files.sort();
        RepoChange change{.repo = info.summary.id,
                          .parent = info.commit.toLatin1(),
                          .title = u"A change"_s,
                          .source = info.commit.toLatin1()};
        for (qsizetype i = 0; i + 1 < m_arguments.size(); ++i) {
            const QString &name = m_arguments.at(i);
            if (name == "--from"_L1) {
                change.sourceRepo = repoNamed(m_arguments.at(i + 1));
                change.source = m_arguments.value(i + 2).toLatin1();
                continue;
            }
            const auto path = RepoPath::parse(m_arguments.at(i + 1));
            if (!path)
                continue;
            if (name == "--write"_L1) {
                QFile file(m_arguments.value(i + 2));
                if (file.open(QIODevice::ReadOnly))
                    change.writes << RepoChange::Write{*path, file.readAll()};
            } else if (name == "--move"_L1) {
                change.move(*path, *RepoPath::parse(m_arguments.value(i + 2)), m_files);
            } else if (name == "--copy"_L1) {
                change.copies << RepoChange::Copy{*RepoPath::parse(m_arguments.value(i + 2)),
                                                  *path};
            } else if (name == "--delete"_L1) {
                change.deletedFiles << *path;
            } else if (name == "--delete-folder"_L1) {
                change.deletedFolders << *path;
            }
        }
        make(change, m_arguments.contains("--undo"_L1));
    }

private:
    void make(const RepoChange &change, bool undoes)
    {
        m_commit = std::make_unique<RepoCommit>(m_access, change);
        QObject::connect(m_commit.get(), &RepoCommit::finished, m_commit.get(),
                         [this, change, undoes] {
                             const RepoChanged end = *m_commit->end();
                             if (end.error) {
                                 fprintf(stderr, "%s (%s)\n", qPrintable(end.error->message),
                                         qPrintable(end.error->detail));
                                 return QCoreApplication::exit(1);
                             }
                             printf("commit %s\n", end.commit.constData());
                             if (!undoes)
                                 return QCoreApplication::exit(0);
                             RepoChange undo = change.undone(end.commit, m_files);
                             undo.title = u"Back"_s;
                             m_commit.release()->deleteLater(); // it is the sender
                             make(undo, false);
                         });
    }

    const HubAccess m_access;
    const QStringList m_arguments;
    QStringList m_files;
    std::unique_ptr<RepoCommit> m_commit;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    const auto repo = repoNamed(arguments.value(2));
    if (!repo)
        return 2;
    const HubAccess access{.endpoint = QUrl(arguments.at(1)), .token = qgetenv("HF_TOKEN")};
    QNetworkAccessManager network;
    HubClient hub(access.endpoint, network);
    hub.setToken(access.token);
    Commits commits(access, arguments.mid(3));
    const RequestHandle request
        = hub.repoInfo(*repo, Revision(), [&commits](const Result<RepoInfo> &info) {
              if (!info)
                  return QCoreApplication::exit(1);
              commits.begin(*info);
          });
    return app.exec();
}
