#pragma once

#include "app/hub/newrepo.h"
#include "app/hub/types.h"
#include "app/net/hubrequest.h"
#include "app/net/pacer.h"

#include <QNetworkAccessManager>

// The Hub's API as plain calls: arguments in, a value or a HubError out, on the calling thread.
// Dropping the returned handle means silence. Parsing runs on the global thread pool.
class HubClient final
{
public:
    // endpoint: scheme, host, port and perhaps a path prefix, without a trailing slash.
    HubClient(QUrl endpoint, QNetworkAccessManager &nam);

    const QUrl &endpoint() const { return m_endpoint; }
    // The token belongs to the endpoint that it was set for: another origin loses it.
    void setEndpoint(const QUrl &endpoint);
    void setToken(const QByteArray &token) { m_token = token; } // empty: anonymous
    const QByteArray &token() const { return m_token; } // what requests carry now
    bool hasToken() const { return !m_token.isEmpty(); }
    // Switched on, it ends whatever is under way with the Offline error.
    // decidedBy: "--offline" or a variable; empty: the settings.
    void setOffline(bool offline, const QString &decidedBy = {});
    bool isOffline() const { return m_offline.has_value(); }
    // Why nothing is sent and how to change that, a sentence; empty: requests are sent.
    QString offlineReason() const { return m_offline ? m_offline->message : QString(); }
    // Requests made before ready has finished wait for it: the certificates are read meanwhile.
    void startAfter(QFuture<void> ready) { m_pacer.startAfter(std::move(ready)); }
    Pacer &pacer() { return m_pacer; } // for the status line: limitedUntil()
    // For requests made from now on: Call::timeout and Call::window.
    void setPatience(std::chrono::milliseconds silence, std::chrono::milliseconds window)
    {
        m_silence = silence;
        m_window = window;
    }

    [[nodiscard]] RequestHandle whoAmI(const QByteArray &token, Handler<Account> done);

    [[nodiscard]] RequestHandle searchRepos(const RepoQuery &query, Handler<RepoPage> done);
    [[nodiscard]] RequestHandle nextRepos(RepoKind kind, const QUrl &page, Handler<RepoPage> done);
    // type empty: all types in one large answer. Spaces have no such list: they fail as BadInput.
    [[nodiscard]] RequestHandle tagsByType(RepoKind kind, const QString &type,
                                           Handler<Facets> done);
    [[nodiscard]] RequestHandle quickSearch(const QString &text, Handler<QuickHits> done);

    [[nodiscard]] RequestHandle repoInfo(const RepoId &repo, const Revision &revision,
                                         Handler<RepoInfo> done);
    // What the Hub says of a card's front matter, which it would say of a commit too; card: its
    // text, of which nothing but the front matter is sent.
    [[nodiscard]] RequestHandle checkCard(RepoKind kind, const QString &card,
                                          Handler<CardCheck> done);
    // The repository as the Hub calls it. Conflict: there is one of that name.
    [[nodiscard]] RequestHandle createRepo(const NewRepo &repo, Handler<RepoId> done);
    // True, or the error that reading its files would meet: for gated ones, whose facts are public.
    [[nodiscard]] RequestHandle mayRead(const RepoId &repo, Handler<bool> done);
    [[nodiscard]] RequestHandle refs(const RepoId &repo, Handler<QList<Ref>> done);
    [[nodiscard]] RequestHandle commits(const RepoId &repo, const Revision &revision,
                                        Handler<CommitPage> done);
    [[nodiscard]] RequestHandle nextCommits(const QUrl &page, Handler<CommitPage> done);

    enum class Depth { OneLevel, Recursive };
    enum class Detail { Plain, Expanded }; // expanded adds last commit and scan, slow on the server
    [[nodiscard]] RequestHandle tree(const RepoId &repo, const Revision &revision,
                                     const QString &folder, Depth depth, Detail detail,
                                     Handler<TreePage> done);
    [[nodiscard]] RequestHandle nextTree(const QUrl &page, Handler<TreePage> done);

    // length bytes from offset, or fewer at the end of the file; offset from 0, length 1 byte to 64
    // MiB. Fails as BadReply when the server answers another range than the one asked for.
    [[nodiscard]] RequestHandle readFile(const RepoId &repo, const Revision &revision,
                                         const QString &path, qint64 offset, qint64 length,
                                         Handler<Body> done);
    // How the Hub would keep files; question: the JSON of hub-api 12.2. Writes nothing there.
    [[nodiscard]] RequestHandle preupload(const RepoId &repo, const Revision &revision,
                                          const QByteArray &question, Handler<Body> done);
    // Any https address without credentials, e.g. an image of a card; at most maxBytes. Loopback
    // and private addresses, and plain http, only when the endpoint is such a one itself.
    [[nodiscard]] RequestHandle fetch(const QUrl &url, qint64 maxBytes, Handler<Body> done);

    // page from 0; status: all, open or closed.
    [[nodiscard]] RequestHandle discussions(const RepoId &repo, int page, const QString &status,
                                            Handler<DiscussionPage> done);
    [[nodiscard]] RequestHandle discussion(const RepoId &repo, int number,
                                           Handler<DiscussionThread> done);

    [[nodiscard]] RequestHandle spaceRuntime(const RepoId &repo, Handler<SpaceRuntime> done);
    [[nodiscard]] RequestHandle spaceHardware(Handler<QList<Hardware>> done);

    // {endpoint}/{prefix}{id}/resolve/{revision}/{path}
    QUrl resolveUrl(const RepoId &repo, const Revision &revision, const QString &path) const;

private:
    Call apiCall(const QString &path, const QString &query = {}) const;
    Call pageCall(const QUrl &page) const;

    void exchange(HubRequest *request, Handler<Body> done);

    template<typename Parse, typename T>
    RequestHandle ask(Call call, Parse parse, Handler<T> done);
    template<typename T>
    RequestHandle refuse(HubError error, Handler<T> done);

    QUrl m_endpoint;
    QNetworkAccessManager &m_nam;
    Pacer m_pacer;
    QByteArray m_token;
    std::chrono::milliseconds m_silence = Call().timeout;
    std::chrono::milliseconds m_window = Call().window;
    std::optional<HubError> m_offline; // how every request ends
};
