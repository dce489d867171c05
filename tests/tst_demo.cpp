#include "app/cache/cachescanner.h"
#include "app/demohub.h"
#include "app/localhub/demo/demofile.h"
#include "app/localhub/demo/demoseed.h"
#include "app/localhub/localstore.h"
#include "app/preview/tensors.h"
#include "tests/support/worked.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

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
    void showsEveryState();
    void cardsAreWrittenInManyScripts();
    void largeFilesHaveKnownHashes();
    void knownHashesAreTheRightOnes_data();
    void knownHashesAreTheRightOnes();
    void namesTensorsAsTheFormatDoes();
    void tensorsFillTheirFile_data();
    void tensorsFillTheirFile();
    void laterDiscussionsHaveHigherNumbers();
    void saysWhyItsFolderCannotBeUsed();
    void hasACache();
    void goesWhileItsCacheIsMade();

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
    QVERIFY(repos >= 60); // of three kinds
    QVERIFY(gated >= 2 && hidden >= 2 && pullRequests >= 2);
    QVERIFY(mostFiles >= 10'000);
    QVERIFY(longestCard >= 200'000);
    for (const auto &suffix : {u"safetensors"_s, u"gguf"_s, u"parquet"_s, u"csv"_s, u"tsv"_s,
                               u"jsonl"_s, u"ipynb"_s, u"png"_s, u"wav"_s, u"json"_s})
        QVERIFY2(suffixes.contains(suffix), qPrintable(suffix));
}

// What the panes can show is there to be looked at: refs, discussions, stages, gates, shards.
void tst_Demo::showsEveryState()
{
    const auto guard = m_store->lock();
    QSet<QString> stages, gates, discussionStates, refKinds;
    qsizetype named = 0, severalBranches = 0, largestCheckpoint = 0, closed = 0, warm = 0;
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        for (const LocalRepo *repo : m_store->repos(kind)) {
            stages << repo->setup.runtime["stage"_L1].toString();
            gates << repo->setup.gated;
            warm += repo->setup.info["inference"_L1] == "warm"_L1;
            closed += !repo->setup.gated.isEmpty() && !repo->access.contains(u"ada"_s);
            named += !repo->setup.cardData["title"_L1].toString().isEmpty()
                && !repo->setup.cardData["emoji"_L1].toString().isEmpty();
            QSet<QString> kinds; // "heads", "tags", "pr", "convert"
            for (const QString &ref : repo->refs.keys())
                kinds << ref.section(u'/', 1, 1);
            refKinds |= kinds;
            severalBranches += repo->refs.keys().filter(u"refs/heads/"_s).size() > 1;
            for (const QJsonObject &d : repo->discussions)
                discussionStates << (d["isPullRequest"_L1].toBool() ? u"pr "_s : u"talk "_s)
                        + d["status"_L1].toString();
            static const QRegularExpression shard(u"-\\d{5}-of-\\d{5}\\.safetensors$"_s);
            const QStringList paths = repo->tree(repo->head())->keys();
            if (paths.contains(u"model.safetensors.index.json"_s))
                largestCheckpoint = qMax(largestCheckpoint, paths.filter(shard).size());
        }
    }
    QVERIFY(stages.contains({u"RUNNING"_s, u"SLEEPING"_s, u"PAUSED"_s, u"BUILDING"_s}));
    QVERIFY(stages.contains(u"RUNTIME_ERROR"_s) || stages.contains(u"BUILD_ERROR"_s));
    QVERIFY(gates.contains({QString(), u"auto"_s, u"manual"_s}));
    QVERIFY(refKinds.contains({u"heads"_s, u"tags"_s, u"pr"_s, u"convert"_s}));
    QVERIFY(discussionStates.contains(
        {u"talk open"_s, u"talk closed"_s, u"pr open"_s, u"pr merged"_s}));
    QVERIFY(closed >= 1); // a gate that the demo's account has not passed
    QVERIFY(named >= 10); // the Spaces
    QVERIFY(warm >= 3); // else a filter of the search finds nothing
    QVERIFY(severalBranches >= 2);
    QVERIFY(largestCheckpoint >= 3);
}

void tst_Demo::cardsAreWrittenInManyScripts()
{
    const auto guard = m_store->lock();
    QHash<QChar::Script, qsizetype> letters; // in the card that has most of them
    qsizetype emoji = 0, tables = 0, code = 0, maths = 0, images = 0;
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        for (const LocalRepo *repo : m_store->repos(kind)) {
            const QString card
                = QString::fromUtf8(repo->tree(repo->head())->value(u"README.md"_s).content.all());
            QHash<QChar::Script, qsizetype> here;
            for (const char32_t c : card.toUcs4()) {
                ++here[QChar::script(c)];
                emoji += c >= 0x1F300 && c <= 0x1FAFF; // Unicode blocks of pictographs
            }
            for (const auto &[script, count] : here.asKeyValueRange())
                letters[script] = qMax(letters[script], count);
            tables += card.contains(u"\n|"_s);
            code += card.contains(u"\n```"_s);
            maths += card.contains(u"$$"_s) || card.contains(u"\\("_s);
            images += card.contains(u"!["_s) || card.contains(u"<img"_s);
        }
    }
    constexpr qsizetype kText = 200; // letters: a text, not a word in passing
    QVERIFY(letters[QChar::Script_Arabic] >= kText);
    QVERIFY(letters[QChar::Script_Han] >= kText);
    QVERIFY(emoji >= 10);
    QVERIFY(tables >= 10 && code >= 5 && images >= 2);
    QVERIFY(maths >= 1);
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

// One of each kind that is made: whoever changes how must have the hashes computed anew.
void tst_Demo::knownHashesAreTheRightOnes_data()
{
    QTest::addColumn<RepoKind>("kind");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("path");
    QTest::newRow("parquet") << RepoKind::Dataset << u"tabula/street-signs-v2"_s
                             << u"data/train-00003-of-00016.parquet"_s;
    QTest::newRow("safetensors") << RepoKind::Model << u"archive/field-notes-1b"_s
                                 << u"model.safetensors"_s;
    QTest::newRow("gguf") << RepoKind::Model << u"northwind/compass-7b-instruct-GGUF"_s
                          << u"compass-7b-instruct.Q2_K.gguf"_s;
}

void tst_Demo::knownHashesAreTheRightOnes()
{
    QFETCH(RepoKind, kind);
    QFETCH(QString, id);
    QFETCH(QString, path);
    const auto repo = RepoId::parse(kind, id);
    const auto file = m_store->file(*repo, path);
    QVERIFY(file && file->content.isSynthetic());
    QCOMPARE(Content::hashed(file->content), file->sha256);
}

void tst_Demo::namesTensorsAsTheFormatDoes()
{
    const auto repo = RepoId::parse(RepoKind::Model, u"northwind/compass-7b-instruct-GGUF");
    const auto file = m_store->file(*repo, u"compass-7b-instruct.Q4_K_M.gguf"_s);
    QVERIFY(file);
    const auto step = readGgufHeader(file->content.read(0, 4 << 20), file->content.size());
    QVERIFY(step && std::holds_alternative<TensorSet>(*step));
    QStringList names;
    for (const Tensor &tensor : std::get<TensorSet>(*step).tensors)
        names << tensor.name;
    for (const auto &name : {u"token_embd.weight"_s, u"blk.0.attn_q.weight"_s,
                             u"blk.31.ffn_down.weight"_s, u"output_norm.weight"_s})
        QVERIFY2(names.contains(name), qPrintable(name));
    QVERIFY(names.filter(u"model."_s).isEmpty());
}

void tst_Demo::tensorsFillTheirFile_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"Q2_K", "Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0"})
        QTest::newRow(name) << u"compass-7b-instruct.%1.gguf"_s.arg(QLatin1StringView(name));
}

// Each tensor starts where the one before ends, and the last one ends with the file.
void tst_Demo::tensorsFillTheirFile()
{
    QFETCH(QString, name);
    const auto repo = RepoId::parse(RepoKind::Model, u"northwind/compass-7b-instruct-GGUF");
    const auto file = m_store->file(*repo, name);
    QVERIFY(file);
    const auto step = readGgufHeader(file->content.read(0, 4 << 20), file->content.size());
    QVERIFY(step && std::holds_alternative<TensorSet>(*step));
    const TensorSet &set = std::get<TensorSet>(*step);
    const QList<Tensor> &tensors = set.tensors;
    QCOMPARE_GT(tensors.size(), 200);
    qint64 end = 0; // from where the data starts
    for (const Tensor &tensor : tensors) {
        QVERIFY2(tensor.offset - end >= 0 && tensor.offset - end < 32, qPrintable(tensor.name));
        QCOMPARE_GT(tensor.bytes, 0);
        end = tensor.offset + tensor.bytes;
    }
    const qint64 rest = file->content.size() - set.headerBytes - end;
    QVERIFY2(rest >= 0 && rest < 64, qPrintable(QString::number(rest)));
}

void tst_Demo::laterDiscussionsHaveHigherNumbers()
{
    const auto guard = m_store->lock();
    int seen = 0;
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        for (const LocalRepo *repo : m_store->repos(kind)) {
            QMap<int, QString> dates; // ISO: they sort as text
            for (const QJsonObject &d : repo->discussions)
                dates[d["num"_L1].toInt()] = d["createdAt"_L1].toString();
            QVERIFY2(std::ranges::is_sorted(dates.values()), qPrintable(repo->id.id()));
            seen += static_cast<int>(dates.size());
        }
    }
    QVERIFY(seen >= 5);
}

void tst_Demo::saysWhyItsFolderCannotBeUsed() // gone before it was locked: a cleaner was quicker
{
    const QByteArray before = qgetenv("TMPDIR");
    const QTemporaryDir temporary;
    qputenv("TMPDIR", temporary.path().toLocal8Bit());
    DemoHub demo;
    const QStringList folders = QDir(temporary.path()).entryList({u"hubnaut-demo-*"_s});
    QCOMPARE(folders.size(), 1);
    QVERIFY(QDir(temporary.path()).rmdir(folders.first()));
    QString error;
    QVERIFY(!demo.start(&error));
    QVERIFY2(error.contains(folders.first()) && error.contains(u"No such file"_s),
             qPrintable(error));
    qputenv("TMPDIR", before);
}

void tst_Demo::hasACache()
{
    DemoHub demo;
    CacheScanner scanner;
    scanner.setPlaces(
        {.root = demo.homeFolder() + "/huggingface/hub"_L1,
         .home = {},
         .xet = {},
         .assets = {},
         .otherStores = {{OtherStore::Program::Ollama, demo.homeFolder() + "/.ollama/models"_L1}}});
    QSignalSpy finished(&scanner, &CacheScanner::finished);
    const qint64 before = Worked::us();
    demo.fillCache(&scanner, [&scanner] { scanner.scan(); });
    QVERIFY(Worked::us() - before < 5'000); // it is 60 MB
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(scanner.current().repos.size() > 20);
    QCOMPARE(scanner.current().otherStores.size(), 1);
}

void tst_Demo::goesWhileItsCacheIsMade()
{
    auto demo = std::make_unique<DemoHub>();
    const QString home = demo->homeFolder();
    QObject context;
    demo->fillCache(&context, [] { });
    demo.reset();
    QThreadPool::globalInstance()->waitForDone();
    QVERIFY(!QFile::exists(home));
}

QTEST_GUILESS_MAIN(tst_Demo)
#include "tst_demo.moc"
