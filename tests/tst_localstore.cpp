#include "app/localhub/localstore.h"

#include <QCryptographicHash>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

RepoId modelId(QStringView id = u"ada/tiny")
{
    return *RepoId::parse(RepoKind::Model, id);
}

QByteArray sha256Of(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

} // namespace

// What is on the local Hub, and that it is still there after a restart.
class TestLocalStore final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(m_dir->isValid());
        reopen();
    }

    void gitIds()
    {
        // What git itself says: `printf 'hello\n' | git hash-object --stdin`, and the empty blob.
        QCOMPARE(gitBlobOid("hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
        QCOMPARE(gitBlobOid(""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        // `git write-tree` with "hello\n" in hello.txt, then in d.txt and d/b.txt too: "d/" sorts
        // last.
        StoredFile hello;
        hello.oid = "ce013625030ba8dba906f756967f9e9ca394464a";
        const auto oids = folderOids({{u"hello.txt"_s, hello}});
        QCOMPARE(oids.value(QString()), "aaa96ced2d9a1c8e72c56b253a0e2fe78393feb7");
        const auto nested
            = folderOids({{u"hello.txt"_s, hello}, {u"d.txt"_s, hello}, {u"d/b.txt"_s, hello}});
        QCOMPARE(nested.value(QString()), "95e769aeb2fe109146ccdcc57ef39c80bdc3ffbe");
    }

    void syntheticIsAFunctionOfOffset()
    {
        const Content c = Content::synthetic(1'000'003, 7);
        const QByteArray all = c.all();
        QCOMPARE(all.size(), 1'000'003);
        for (const qint64 at : {0LL, 1LL, 7LL, 8LL, 4095LL, 999'990LL})
            QCOMPARE(c.read(at, 29), all.mid(at, 29));
        QCOMPARE(c.sha256(), sha256Of(all));
        QVERIFY(Content::synthetic(100, 1).all() != Content::synthetic(100, 2).all());
        const Content huge = Content::synthetic(100'000'000'000, 3);
        QCOMPARE(huge.read(99'999'999'990, 100).size(), 10);
        QCOMPARE(huge.sha256().size(), 64);
        QVERIFY(huge.hasInventedHash());
        QCOMPARE(Content::synthetic(1LL << 40, 3, QByteArray(64, 'a')).sha256(),
                 QByteArray(64, 'a'));
    }

    void howFilesAreStored_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("lfs");
        QTest::newRow("text") << u"config.json"_s << "{}"_ba << false;
        QTest::newRow("by name") << u"x/model.safetensors"_s << "abc"_ba << true;
        QTest::newRow("binary") << u"picture.png"_s << QByteArray("\x89PNG\0\0", 6) << true;
        QTest::newRow("empty of that name") << u"model.bin"_s << ""_ba << false;
        QTest::newRow("large text") << u"corpus.txt"_s << QByteArray(10'000'001, 'a') << true;
        QTest::newRow("UTF-8 cut by the sample")
            << u"a.txt"_s << QByteArray(511, 'a') + "\xC3\xA9" << false;
        QTest::newRow("folder pattern") << u"saved_model/a/b"_s << "abc"_ba << true;
    }
    void howFilesAreStored()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, bytes);
        QFETCH(bool, lfs);
        QVERIFY(m_store->createRepo(modelId()));
        QVERIFY(!m_store->commit(modelId(), u"main"_s, {.adds = {{path, Content::bytes(bytes)}}})
                     .isEmpty());
        const auto file = m_store->file(modelId(), path);
        QVERIFY(file);
        QCOMPARE(file->isLfs(), lfs);
        QCOMPARE(file->oid, gitBlobOid(lfs ? lfsPointer(sha256Of(bytes), bytes.size()) : bytes));
        QCOMPARE(file->content.all(), bytes);
    }

    void branchesAndHistory()
    {
        QVERIFY(m_store->createRepo(modelId()));
        QVERIFY(!m_store->createRepo(modelId()));
        const QByteArray first = m_store->commit(modelId(), u"main"_s,
                                                 {.adds = {{u"a"_s, Content::bytes("1")},
                                                           {u"d/b"_s, Content::bytes("2")},
                                                           {u"d/c"_s, Content::bytes("3")}}});
        const QByteArray second = m_store->commit(
            modelId(), u"main"_s, {.adds = {{u"a"_s, Content::bytes("4")}}, .deletes = {u"d/"_s}});
        const QByteArray other
            = m_store->commit(modelId(), u"dev"_s, {.adds = {{u"e"_s, Content::bytes("5")}}});
        QVERIFY(first.size() == 40 && first != second && second != other);
        QCOMPARE(m_store->head(modelId()), second);
        QCOMPARE(m_store->head(modelId(), u"dev"_s), other);
        QCOMPARE(m_store->head(modelId(), QString::fromLatin1(first.left(8))), first);
        QCOMPARE(m_store->head(modelId(), u"nowhere"_s), QByteArray());
        QVERIFY(m_store->file(modelId(), u"d/b"_s, QString::fromLatin1(first)));
        QVERIFY(!m_store->file(modelId(), u"d/b"_s));
        QVERIFY(m_store->file(modelId(), u"e"_s, u"dev"_s));
        QCOMPARE(m_store->file(modelId(), u"a"_s)->content.all(), "4");
        m_store->setRef(modelId(), u"refs/tags/v1"_s, first);
        QCOMPARE(m_store->head(modelId(), u"v1"_s), first);
        m_store->setRef(modelId(), u"refs/tags/v1"_s, {});
        QCOMPARE(m_store->head(modelId(), u"v1"_s), QByteArray());
    }

    void everythingSurvivesARestart()
    {
        m_store->addUser(
            {.name = u"bob"_s, .fullName = u"Bob"_s, .roles = {{u"lab"_s, u"write"_s}}});
        m_store->addToken({.token = "hf_bob",
                           .user = u"bob"_s,
                           .role = u"fineGrained"_s,
                           .readsGated = false,
                           .scoped = {{u"bob/x"_s, {u"repo.write"_s}}}});
        QVERIFY(m_store->createRepo(modelId(),
                                    {.isPrivate = true,
                                     .gated = u"manual"_s,
                                     .tags = {u"en"_s},
                                     .cardData = {{u"license"_s, u"mit"_s}},
                                     .likes = 5'000'000'000,
                                     .info = {{u"gguf"_s, QJsonObject{{u"total"_s, 7}}}}}));
        const QByteArray commit
            = m_store->commit(modelId(), u"main"_s,
                              {.title = u"One"_s,
                               .author = u"bob"_s,
                               .adds = {{u"a.txt"_s, Content::bytes("text")},
                                        {u"w.bin"_s, Content::synthetic(30'000'000, 9)}}});
        const int number
            = m_store->openDiscussion(modelId(), u"Question"_s, u"Why?"_s, u"bob"_s, true);
        m_store->setAccess(modelId(), u"bob"_s, u"pending"_s);
        QVERIFY(m_store->moveRepo(modelId(), modelId(u"ada/small")));
        const QByteArray upload = sha256Of("uploaded");
        const QString incoming = m_store->folder() + u"/incoming/x"_s;
        QVERIFY(writeWhole(incoming, "uploaded"));
        QVERIFY(m_store->storeObject(upload, incoming));

        for (const auto &name : {"/tokens"_L1, "/people.json"_L1})
            QVERIFY(!(QFile::permissions(m_store->folder() + name)
                      & (QFile::ReadGroup | QFile::ReadOther)));
        reopen();
        const RepoId now = modelId(u"ada/small");
        const auto guard = m_store->lock();
        const LocalRepo *repo = m_store->find(now);
        QVERIFY(repo);
        QVERIFY(!m_store->find(modelId()));
        QCOMPARE(m_store->redirect(modelId()), now);
        QVERIFY(repo->setup.isPrivate);
        QCOMPARE(repo->setup.gated, u"manual"_s);
        QCOMPARE(repo->setup.likes, 5'000'000'000);
        QCOMPARE(repo->setup.cardData["license"_L1].toString(), u"mit"_s);
        QCOMPARE(repo->setup.info["gguf"_L1]["total"_L1].toInt(), 7);
        QCOMPARE(repo->access.value(u"bob"_s), u"pending"_s);
        QCOMPARE(m_store->head(now), commit);
        QCOMPARE(m_store->head(now, u"refs/pr/%1"_s.arg(number)), commit);
        QCOMPARE(repo->commits[commit].author, u"bob"_s);
        QCOMPARE(m_store->file(now, u"a.txt"_s)->content.all(), "text");
        const auto weights = m_store->file(now, u"w.bin"_s);
        QCOMPARE(weights->content.read(12345, 50),
                 Content::synthetic(30'000'000, 9).read(12345, 50));
        QVERIFY(m_store->hasObject(weights->sha256));
        QCOMPARE(weights->lastCommit, commit);
        QCOMPARE(repo->discussions[number]["title"_L1].toString(), u"Question"_s);
        QCOMPARE(m_store->object(upload)->all(), "uploaded");
        const LocalToken token = m_store->people().tokens.value("hf_bob");
        QCOMPARE(token.role, u"fineGrained"_s);
        QCOMPARE(token.scoped.value(u"bob/x"_s), QStringList{u"repo.write"_s});
        QVERIFY(!token.readsGated);
        QCOMPARE(m_store->people().users[u"bob"_s].roles.value(u"lab"_s), u"write"_s);
    }

    void linksAreNotFollowedIntoOtherFolders_data()
    {
        QTest::addColumn<bool>("whole"); // the repository's folder itself is a link
        QTest::newRow("folder") << true;
        QTest::newRow("in it") << false;
    }
    void linksAreNotFollowedIntoOtherFolders()
    {
        QFETCH(bool, whole);
        QTemporaryDir elsewhere;
        const QString precious = elsewhere.filePath(u"commits/precious.txt"_s);
        QVERIFY(QDir(elsewhere.path()).mkpath(u"commits"_s) && writeWhole(precious, "keep"));
        QVERIFY(m_store->createRepo(modelId()));
        const QDir repos(m_dir->filePath(u"hub/repos"_s));
        const QString folder
            = repos.filePath(repos.entryList(QDir::Dirs | QDir::NoDotAndDotDot)[0]);
        if (whole)
            QVERIFY(QFile::rename(folder, elsewhere.filePath(u"moved"_s))
                    && QFile::link(elsewhere.path(), folder));
        else
            QVERIFY(QFile::link(elsewhere.path(), folder + u"/extra"_s));
        QVERIFY(m_store->deleteRepo(modelId()));
        QVERIFY(!QFileInfo::exists(folder) && !QFileInfo(folder).isSymLink());
        QFile file(precious);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("keep"));
    }

    void deletedReposStayAway()
    {
        QVERIFY(m_store->createRepo(modelId()));
        m_store->commit(modelId(), u"main"_s, {.adds = {{u"a"_s, Content::bytes("1")}}});
        QVERIFY(m_store->deleteRepo(modelId()));
        QVERIFY(!m_store->deleteRepo(modelId()));
        reopen();
        QVERIFY(m_store->createRepo(modelId()));
        QCOMPARE(m_store->head(modelId()), QByteArray());
    }

private:
    void reopen()
    {
        m_store = std::make_unique<LocalStore>(m_dir->path() + u"/hub"_s);
        QVERIFY(m_store->open());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<LocalStore> m_store;
};

QTEST_GUILESS_MAIN(TestLocalStore)
#include "tst_localstore.moc"
