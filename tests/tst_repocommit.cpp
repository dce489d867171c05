#include "tests/support/commithub.h"

using namespace Qt::StringLiterals;

// Small commits: what they change, that they overwrite nothing of others, and that they are undone.
class TestRepoCommit final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_bench = std::make_unique<CommitHub>(); }
    void cleanup() { m_bench.reset(); }

    void writes()
    {
        RepoChange change = m_bench->change();
        change.writes = {{path(u"README.md"), "# Up, again\n"}, {path(u"new/empty.txt"), ""}};
        change.description = u"Because."_s;
        MAKE(end, change);
        QCOMPARE(end.commit, m_bench->head());
        QCOMPARE(end.revision, Revision());
        QCOMPARE(m_bench->stored(u"README.md"_s)->content.all(), "# Up, again\n");
        QCOMPARE(m_bench->stored(u"new/empty.txt"_s)->content.all(), "");
        QCOMPARE(m_bench->titles(), QStringList({u"Change"_s, u"Theirs"_s, u"First"_s}));
    }

    void firstFile() // of a repository that has no commit
    {
        const RepoId other = *RepoId::parse(RepoKind::Dataset, u"ada/none");
        QVERIFY(m_bench->hub.store().createRepo(other));
        RepoChange change{.repo = other, .title = u"Begin"_s};
        change.writes = {{path(u"a.txt"), "a"}};
        MAKE(end, change);
        QCOMPARE(m_bench->hub.store().file(other, u"a.txt"_s)->content.all(), "a");
        RepoChange undo = change.undone(end.commit, {});
        undo.title = u"Back"_s;
        MAKE(undone, undo);
        QVERIFY(!m_bench->hub.store().file(other, u"a.txt"_s));
    }

    void largeByName() // what the Hub keeps apart from git is stored there first
    {
        RepoChange change = m_bench->change();
        change.writes = {{path(u"small.safetensors"), "not much"}};
        change.copies = {{path(u"b.bin"), path(u"data/deep/b.txt")}};
        MAKE(end, change);
        QVERIFY(m_bench->stored(u"small.safetensors"_s)->isLfs());
        QCOMPARE(m_bench->stored(u"small.safetensors"_s)->content.all(), "not much");
        QVERIFY(m_bench->stored(u"b.bin"_s)->isLfs());
        QCOMPARE(m_bench->stored(u"b.bin"_s)->content.all(), "b");
    }

    void deletesAndComesBack_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<QStringList>("folders");
        QTest::addColumn<QStringList>("left");
        QTest::newRow("a file") << QStringList{u"data/w.bin"_s} << QStringList()
                                << QStringList({u".gitattributes"_s, u"README.md"_s,
                                                u"data/a.txt"_s, u"data/deep/b.txt"_s,
                                                u"other.txt"_s});
        QTest::newRow("a folder") << QStringList() << QStringList{u"data"_s}
                                  << QStringList(
                                         {u".gitattributes"_s, u"README.md"_s, u"other.txt"_s});
        QTest::newRow("both") << QStringList{u"other.txt"_s} << QStringList{u"data/deep"_s}
                              << QStringList({u".gitattributes"_s, u"README.md"_s, u"data/a.txt"_s,
                                              u"data/w.bin"_s});
    }
    void deletesAndComesBack()
    {
        QFETCH(const QStringList, files);
        QFETCH(const QStringList, folders);
        QFETCH(const QStringList, left);
        const Tree before = m_bench->tree();
        RepoChange change = m_bench->change();
        for (const QString &file : files)
            change.deletedFiles << path(file);
        for (const QString &folder : folders)
            change.deletedFolders << path(folder);
        MAKE(end, change);
        QCOMPARE(m_bench->files(), left);
        RepoChange undo = change.undone(end.commit, before.keys());
        undo.title = u"Back"_s;
        MAKE(undone, undo);
        QCOMPARE(m_bench->tree(), before);
        QCOMPARE(m_bench->titles().first(), u"Back"_s);
        QCOMPARE(m_bench->count("hub", "PUT", "/"), 0); // large ones by their name only
    }

    void movesAndComesBack_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QStringList>("gone");
        QTest::addColumn<QStringList>("come");
        QTest::newRow("a small file") << u"data/a.txt"_s << u"top.txt"_s
                                      << QStringList{u"data/a.txt"_s} << QStringList{u"top.txt"_s};
        QTest::newRow("a large file")
            << u"data/w.bin"_s << u"far/away.txt"_s << QStringList{u"data/w.bin"_s}
            << QStringList{u"far/away.txt"_s};
        QTest::newRow("a folder")
            << u"data"_s << u"sub/moved"_s
            << QStringList({u"data/a.txt"_s, u"data/deep/b.txt"_s, u"data/w.bin"_s})
            << QStringList({u"sub/moved/a.txt"_s, u"sub/moved/deep/b.txt"_s, u"sub/moved/w.bin"_s});
    }
    void movesAndComesBack()
    {
        QFETCH(const QString, from);
        QFETCH(const QString, to);
        QFETCH(const QStringList, gone);
        QFETCH(const QStringList, come);
        const Tree before = m_bench->tree();
        RepoChange change = m_bench->change();
        change.move(path(from), path(to), before.keys());
        MAKE(end, change);
        const Tree after = m_bench->tree();
        QCOMPARE(after.size(), before.size());
        for (qsizetype i = 0; i < gone.size(); ++i) {
            QVERIFY(!after.contains(gone.at(i)));
            QCOMPARE(after.value(come.at(i)), before.value(gone.at(i)));
        }
        QCOMPARE(m_bench->count("hub", "GET", "/ada/up/resolve/" + change.source + "/data/w.bin"),
                 0); // not fetched
        QCOMPARE(m_bench->titles().size(), 3);
        RepoChange undo = change.undone(end.commit, before.keys());
        undo.title = u"Back"_s;
        MAKE(undone, undo);
        QCOMPARE(m_bench->tree(), before);
    }

    void undoesEdits()
    {
        const Tree before = m_bench->tree();
        RepoChange change = m_bench->change();
        change.writes = {{path(u"README.md"), "edited"}, {path(u"new.txt"), "new"}};
        MAKE(end, change);
        m_bench->put({{u"other.txt"_s, "meanwhile"}});
        RepoChange undo = change.undone(end.commit, before.keys());
        undo.title = u"Back"_s;
        MAKE(undone, undo);
        Tree after = m_bench->tree();
        QVERIFY(after.value(u"other.txt"_s) != before.value(u"other.txt"_s)); // theirs stays
        after[u"other.txt"_s] = before.value(u"other.txt"_s);
        QCOMPARE(after, before);
    }

    void goesOnAfterOthers() // U09: who changed nothing of it is no conflict
    {
        RepoChange change = m_bench->change();
        change.writes = {{path(u"README.md"), "mine"}};
        change.deletedFolders = {path(u"data/deep")};
        m_bench->put({{u"other.txt"_s, "theirs"}, {u"data/c.txt"_s, "theirs"}});
        MAKE(end, change);
        QCOMPARE(m_bench->stored(u"README.md"_s)->content.all(), "mine");
        QCOMPARE(m_bench->stored(u"other.txt"_s)->content.all(), "theirs");
        QVERIFY(!m_bench->stored(u"data/deep/b.txt"_s));
        QCOMPARE(m_bench->titles(),
                 QStringList({u"Change"_s, u"Theirs"_s, u"Theirs"_s, u"First"_s}));
    }

    void overwritesNothing_data() // U09
    {
        QTest::addColumn<QString>("theirs"); // path
        QTest::addColumn<QStringList>("moved");
        QTest::newRow("the file that is written") << u"README.md"_s << QStringList{u"README.md"_s};
        QTest::newRow("a name that is new") << u"new.txt"_s << QStringList{u"new.txt"_s};
        QTest::newRow("the file that is deleted")
            << u"data/a.txt"_s << QStringList{u"data/a.txt"_s};
        QTest::newRow("in the folder that is deleted")
            << u"data/deep/more.txt"_s << QStringList{u"data/deep"_s};
    }
    void overwritesNothing()
    {
        QFETCH(const QString, theirs);
        QFETCH(const QStringList, moved);
        RepoChange change = m_bench->change();
        change.writes = {{path(u"README.md"), "mine"}, {path(u"new.txt"), "mine"}};
        change.deletedFiles = {path(u"data/a.txt")};
        change.deletedFolders = {path(u"data/deep")};
        const QByteArray newer = m_bench->put({{theirs, "theirs"}});
        const RepoChanged end = m_bench->made(change);
        QVERIFY(end.error);
        QCOMPARE(end.error->kind, HubError::Kind::Conflict);
        QCOMPARE(end.newer, newer);
        QCOMPARE(end.moved, moved);
        QCOMPARE(m_bench->head(), newer);
    }

    void pullRequestOfAnOlderCommit() // it is opened from what was seen
    {
        RepoChange change = m_bench->change();
        change.pullRequest = true;
        change.writes = {{path(u"README.md"), "mine"}};
        const QByteArray newer = m_bench->put({{u"README.md"_s, "theirs"}});
        MAKE(end, change);
        QCOMPARE(end.revision.name(), u"refs/pr/1"_s);
        QVERIFY(end.pullRequest.path().endsWith("/discussions/1"_L1));
        QCOMPARE(m_bench->head(), newer);
        QCOMPARE(m_bench->stored(u"README.md"_s, u"refs/pr/1"_s)->content.all(), "mine");
        QCOMPARE(m_bench->titles(u"refs/pr/1"_s),
                 QStringList({u"Change"_s, u"Theirs"_s, u"First"_s}));
    }

    void takesOnlyWhatIsThere()
    {
        RepoChange change = m_bench->change();
        change.copies = {{path(u"b.txt"), path(u"none.txt")}};
        const RepoChanged end = m_bench->made(change);
        QCOMPARE(end.error->kind, HubError::Kind::NotFound);
        QVERIFY(end.error->message.contains("none.txt"_L1));
        QCOMPARE(m_bench->count("hub", "POST", kCommit), 0);
    }

    void refused() // in the Hub's words
    {
        m_bench->hub.setFault("status", kCommit, -1, "hub", 403);
        RepoChange change = m_bench->change();
        change.deletedFiles = {path(u"other.txt")};
        const RepoChanged end = m_bench->made(change);
        QCOMPARE(end.error->kind, HubError::Kind::Forbidden);
        QVERIFY(end.error->detail.contains("Internal Error"_L1));
        QVERIFY(end.newer.isEmpty());
        QVERIFY(m_bench->stored(u"other.txt"_s));
    }

private:
    std::unique_ptr<CommitHub> m_bench;
};

QTEST_GUILESS_MAIN(TestRepoCommit)
#include "tst_repocommit.moc"
