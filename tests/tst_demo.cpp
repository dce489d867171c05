#include "app/localhub/demo/demofile.h"
#include "app/localhub/demo/demoseed.h"
#include "app/localhub/localstore.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QJsonArray demoRepos()
{
    QFile manifest(u":/demo/demo.json"_s);
    return manifest.open(QIODevice::ReadOnly)
        ? QJsonDocument::fromJson(manifest.readAll()).object()["repos"_L1].toArray()
        : QJsonArray();
}

RepoKind kindNamed(const QString &name)
{
    return name == u"model"  ? RepoKind::Model
        : name == u"dataset" ? RepoKind::Dataset
                             : RepoKind::Space;
}

} // namespace

class tst_Demo final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void holdsWhatItPromises();
    void largeFilesHaveKnownHashes();
    void aKnownHashIsTheRightOne();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<LocalStore> m_store;
};

void tst_Demo::initTestCase()
{
    m_store = std::make_unique<LocalStore>(m_folder.path());
    QVERIFY(m_store->open());
    QCOMPARE(seedDemo(*m_store, QDateTime::currentDateTimeUtc()), QString());
}

void tst_Demo::holdsWhatItPromises()
{
    const auto guard = m_store->lock();
    qsizetype repos = 0, gated = 0, hidden = 0, pullRequests = 0;
    qsizetype mostFiles = 0, longestCard = 0;
    QSet<QString> suffixes;
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        const auto all = m_store->repos(kind);
        QVERIFY(all.size() >= 10);
        repos += all.size();
        for (const LocalRepo *repo : all) {
            gated += !repo->setup.gated.isEmpty();
            hidden += repo->setup.isPrivate;
            for (const QJsonObject &d : repo->discussions)
                pullRequests += d["isPullRequest"_L1].toBool();
            const auto tree = repo->tree(repo->head());
            mostFiles = qMax(mostFiles, tree->size());
            QVERIFY2(tree->contains(u"README.md"_s), qPrintable(repo->id.id()));
            longestCard = qMax(longestCard, tree->value(u"README.md"_s).content.size());
            for (const QString &path : tree->keys())
                suffixes << path.section(u'.', -1);
        }
    }
    QVERIFY(repos >= 60);
    QVERIFY(gated >= 2 && hidden >= 2 && pullRequests >= 2);
    QVERIFY(mostFiles >= 10'000);
    QVERIFY(longestCard >= 200'000);
    for (const auto &suffix : {u"safetensors"_s, u"gguf"_s, u"parquet"_s, u"csv"_s, u"tsv"_s,
                               u"jsonl"_s, u"ipynb"_s, u"png"_s, u"wav"_s, u"json"_s})
        QVERIFY2(suffixes.contains(suffix), qPrintable(suffix));
}

// Without a known hash a file this large gets an invented one, and a download of it would fail.
// HUBNAUT_DEMO_HASHES=FILE computes all of them anew into that file (some minutes).
void tst_Demo::largeFilesHaveKnownHashes()
{
    QJsonObject computed;
    const QString output = qEnvironmentVariable("HUBNAUT_DEMO_HASHES");
    QStringList unknown;
    for (const QJsonValue r : demoRepos()) {
        const auto repo = RepoId::parse(kindNamed(r["kind"_L1].toString()), r["id"_L1].toString());
        QVERIFY(repo);
        for (const QJsonValue f : r["files"_L1].toArray()) {
            const auto files = demoFiles(*repo, f.toObject());
            for (const auto &[path, content] : files.asKeyValueRange()) {
                if (!content.isSynthetic() || content.size() < qint64(16) << 20)
                    continue;
                if (!output.isEmpty())
                    computed[repo->id() + u'/' + path]
                        = QString::fromLatin1(Content::hashed(content));
                else if (content.hasInventedHash())
                    unknown << repo->id() + u'/' + path;
            }
        }
    }
    if (!output.isEmpty()) {
        QFile file(output);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(computed).toJson());
    }
    QVERIFY2(unknown.isEmpty(), qPrintable(unknown.join(u", "_s)));
}

void tst_Demo::aKnownHashIsTheRightOne()
{
    const auto repo = RepoId::parse(RepoKind::Dataset, u"tabula/street-signs-v2");
    const auto file = m_store->file(*repo, u"data/train-00003-of-00016.parquet"_s);
    QVERIFY(file && file->content.isSynthetic());
    QCOMPARE(Content::hashed(file->content), file->sha256);
}

QTEST_GUILESS_MAIN(tst_Demo)
#include "tst_demo.moc"
