// One repository: what it is, its past, its talk, its Space.
#include "app/hub/parse.h"
#include "app/net/hubclient_p.h"
#include "app/text/frontmatter.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

RequestHandle HubClient::repoInfo(const RepoId &repo, const Revision &revision,
                                  Handler<RepoInfo> done)
{
    const RepoKind kind = repo.kind();
    return ask(
        apiCall(apiRepoPath(repo) + u"/revision/"_s + revision.encoded(), u"blobs=true"_s),
        [kind](const Body &body) { return parseRepoInfo(kind, body); }, std::move(done));
}

RequestHandle HubClient::createRepo(const NewRepo &repo, Handler<RepoId> done)
{
    Call call = apiCall(u"/api/repos/create"_s);
    call.verb = "POST";
    call.body = repo.question();
    call.contentType = "application/json";
    return ask(
        std::move(call), [asked = repo.id](const Body &body) { return parseCreated(asked, body); },
        std::move(done));
}

RequestHandle HubClient::checkCard(RepoKind kind, const QString &card, Handler<CardCheck> done)
{
    const SplitCard split = splitCard(card);
    const QString content = split.hasFrontMatter ? u"---\n%1---\n"_s.arg(split.yaml) : QString();
    const QString type = apiSegment(kind).chopped(1);
    Call call = apiCall(u"/api/validate-yaml"_s);
    call.verb = "POST";
    call.body = QJsonDocument({{u"content"_s, content}, {u"repoType"_s, type}}).toJson();
    call.contentType = "application/json";
    call.takesBadRequest = true;
    return ask(std::move(call), parseCardCheck, std::move(done));
}

RequestHandle HubClient::mayRead(const RepoId &repo, Handler<bool> done)
{
    return ask(
        apiCall(apiRepoPath(repo) + u"/auth-check"_s),
        [](const Body &) { return Result<bool>(true); }, std::move(done));
}

RequestHandle HubClient::refs(const RepoId &repo, Handler<QList<Ref>> done)
{
    return ask(apiCall(apiRepoPath(repo) + u"/refs"_s, u"include_prs=1"_s), parseRefs,
               std::move(done));
}

RequestHandle HubClient::commits(const RepoId &repo, const Revision &revision,
                                 Handler<CommitPage> done)
{
    return ask(apiCall(apiRepoPath(repo) + u"/commits/"_s + revision.encoded(), u"limit=50"_s),
               parseCommitPage, std::move(done));
}

RequestHandle HubClient::nextCommits(const QUrl &page, Handler<CommitPage> done)
{
    return ask(pageCall(page), parseCommitPage, std::move(done));
}

RequestHandle HubClient::discussions(const RepoId &repo, int page, const QString &status,
                                     Handler<DiscussionPage> done)
{
    QUrlQuery query;
    addField(query, u"p"_s, QString::number(page));
    if (!status.isEmpty())
        addField(query, u"status"_s, status);
    return ask(apiCall(apiRepoPath(repo) + u"/discussions"_s, query.toString(QUrl::FullyEncoded)),
               parseDiscussionPage, std::move(done));
}

RequestHandle HubClient::discussion(const RepoId &repo, int number, Handler<DiscussionThread> done)
{
    return ask(apiCall(apiRepoPath(repo) + u"/discussions/%1"_s.arg(number), u"diff=1"_s),
               parseDiscussionThread, std::move(done));
}

RequestHandle HubClient::spaceRuntime(const RepoId &repo, Handler<SpaceRuntime> done)
{
    return ask(apiCall(apiRepoPath(repo) + u"/runtime"_s), parseSpaceRuntime, std::move(done));
}

RequestHandle HubClient::spaceHardware(Handler<QList<Hardware>> done)
{
    return ask(apiCall(u"/api/spaces/hardware"_s), parseHardware, std::move(done));
}
