#pragma once

#include "app/upload/repocommit.h"
#include "tests/support/uploadhub.h"

inline const QByteArray kCommit = "/api/models/ada/up/commit/";

inline RepoPath path(QStringView text)
{
    return *RepoPath::parse(text);
}

using Tree = QMap<QString, QByteArray>; // what git has, by path

// A repository with some files, and changes of it.
struct CommitHub : UploadHub
{
    QByteArray large = binary(40'000);

    CommitHub()
    {
        put({{QStringLiteral("README.md"), "# Up\n"},
             {QStringLiteral("data/a.txt"), "a"},
             {QStringLiteral("data/deep/b.txt"), "b"},
             {QStringLiteral("data/w.bin"), large},
             {QStringLiteral("other.txt"), "other"}});
    }
    QByteArray put(const QMap<QString, QByteArray> &files)
    {
        CommitInput input{.title = QStringLiteral("Theirs")};
        for (const auto &[name, content] : files.asKeyValueRange())
            input.adds[name] = Content::bytes(content);
        return hub.store().commit(id(), QStringLiteral("main"), input);
    }
    QByteArray head() { return hub.store().head(id()); }
    Tree tree(const QString &revision = QStringLiteral("main"))
    {
        const auto lock = hub.store().lock();
        const LocalRepo *repo = std::as_const(hub.store()).find(id());
        Tree all;
        for (const auto &[name, file] : repo->tree(repo->resolve(revision))->asKeyValueRange())
            all.insert(name, file.oid);
        return all;
    }
    QStringList files() { return tree().keys(); }
    RepoChange change()
    {
        return {
            .repo = id(), .parent = head(), .title = QStringLiteral("Change"), .source = head()};
    }
    RepoChanged made(const RepoChange &change, int silence = 2)
    {
        HubAccess access = config().access;
        access.silence = silence;
        RepoCommit commit(access, change);
        if (!QTest::qWaitFor([&commit] { return commit.end().has_value(); }, 30'000))
            qFatal("CommitHub: no end");
        return *commit.end();
    }
    static QString wordsOf(const RepoChanged &end)
    {
        return end.error ? end.error->message + QStringLiteral(" / ") + end.error->detail
                         : QString();
    }
};

#define MAKE(end, change)                                                                          \
    const RepoChanged end = m_bench->made(change);                                                 \
    QVERIFY2(!end.error, qPrintable(CommitHub::wordsOf(end)))
