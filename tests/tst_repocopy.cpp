// Files that go from one repository to another without their bytes coming here.
#include "app/upload/uploadwire.h"
#include "tests/support/commithub.h"

using namespace Qt::StringLiterals;

namespace {

const QByteArray kDuplicate = "/api/datasets/grove/store/lfs-files/duplicate";

} // namespace

class tst_RepoCopy final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_bench = std::make_unique<CommitHub>();
        RepoSetup setup;
        setup.xet = true;
        QVERIFY(m_bench->hub.store().createRepo(m_source, setup));
        m_sourceHead = m_bench->hub.store().commit(
            m_source, u"main"_s,
            {.title = u"Theirs"_s,
             .adds = {{u".gitattributes"_s, Content::bytes(defaultGitattributes())},
                      {u"data/rows.parquet"_s, Content::bytes(m_large)},
                      {u"data/notes.txt"_s, Content::bytes("notes")},
                      {u"card.md"_s, Content::bytes("card")}}});
    }
    void cleanup() { m_bench.reset(); }
    void smallAndLarge();
    void refused();
    void notTheirs();
    void withoutXet();

private:
    RepoChange copy(const QList<std::pair<QString, QString>> &files) const
    {
        RepoChange change = m_bench->change();
        change.source = m_sourceHead;
        change.sourceRepo = m_source;
        for (const auto &[to, from] : files)
            change.copies << RepoChange::Copy{path(to), path(from)};
        return change;
    }

    const RepoId m_source = *RepoId::parse(RepoKind::Dataset, u"grove/store");
    const QByteArray m_large = CommitHub::binary(50'000, 7);
    QByteArray m_sourceHead;
    std::unique_ptr<CommitHub> m_bench;
};

void tst_RepoCopy::smallAndLarge()
{
    const Tree before = m_bench->tree();
    const RepoChange change = copy({{u"got/rows.parquet"_s, u"data/rows.parquet"_s},
                                    {u"got/again.parquet"_s, u"data/rows.parquet"_s},
                                    {u"README.md"_s, u"card.md"_s}});
    MAKE(end, change);
    QCOMPARE(m_bench->stored(u"got/rows.parquet"_s)->content.all(), m_large);
    QCOMPARE(m_bench->stored(u"got/again.parquet"_s)->content.all(), m_large);
    QVERIFY(m_bench->stored(u"got/rows.parquet"_s)->isLfs());
    QCOMPARE(m_bench->stored(u"README.md"_s)->content.all(), "card");
    QCOMPARE(m_bench->stored(u"other.txt"_s)->content.all(), "other");
    QCOMPARE(m_bench->count("hub", "POST", kDuplicate), 1); // each content is named once
    QCOMPARE(m_bench->count("hub", "PUT", "/") + m_bench->count("cdn", "PUT", "/"), 0);
    QCOMPARE(m_bench->count("cdn", "GET", "/"), 0); // nothing large came here
    RepoChange undo = change.undone(end.commit, before.keys());
    undo.title = u"Back"_s;
    MAKE(undone, undo);
    QCOMPARE(m_bench->tree(), before);
}

void tst_RepoCopy::refused()
{
    const QByteArray head = m_bench->head();
    m_bench->hub.setFault("forbidden", kDuplicate);
    const RepoChanged end = m_bench->made(copy({{u"got.parquet"_s, u"data/rows.parquet"_s}}));
    QVERIFY(end.error);
    QCOMPARE(end.error->kind, HubError::Kind::Forbidden);
    QCOMPARE(m_bench->head(), head);
}

// A file that is there by name but not in the repository that is to give it.
void tst_RepoCopy::notTheirs()
{
    const Body body{.bytes = R"({"success":false,"failed":[{"sha256":"1","error":"Not yours"}]})"};
    const auto refused = UploadWire::refusedDuplication(body);
    QVERIFY(refused);
    QVERIFY(refused->message.contains(u"1"_s));
    QCOMPARE(refused->detail, u"Not yours"_s);
    QVERIFY(!UploadWire::refusedDuplication({.bytes = R"({"success":true,"failed":[]})"}));
}

void tst_RepoCopy::withoutXet()
{
    m_bench->hub.store().editRepo(m_source, [](RepoSetup &setup) { setup.xet = false; });
    m_sourceHead = m_bench->hub.store().commit(
        m_source, u"main"_s,
        {.title = u"Again"_s,
         .adds = {{u"data/rows.parquet"_s, Content::bytes(CommitHub::binary(50'000, 8))}}});
    const QByteArray head = m_bench->head();
    const RepoChanged end = m_bench->made(copy({{u"got.parquet"_s, u"data/rows.parquet"_s}}));
    QVERIFY(end.error);
    QVERIFY(end.error->message.contains("Download it and upload it again"_L1));
    QCOMPARE(m_bench->head(), head);
}

QTEST_GUILESS_MAIN(tst_RepoCopy)
#include "tst_repocopy.moc"
