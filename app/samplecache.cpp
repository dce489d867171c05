#include "app/samplecache.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>

#include <utility>

using namespace Qt::StringLiterals;

namespace {

struct SampleFile
{
    QString path;
    qint64 bytes = 0;
    QString content = {}; // the same words: the same content; empty: one of its own
    bool missing = false; // only the link is there
    bool damaged = false; // the content is not what its name says
};

struct SampleRevision
{
    QStringList refs;
    QList<SampleFile> files;
};

struct SampleRepo
{
    QString folder; // "models--owner--name"
    int days = 0; // since it was used
    QList<SampleRevision> revisions = {};
    QList<std::pair<qint64, int>> unfinished = {}; // bytes, days ago
};

QString sampleHash(const QString &words)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(words.toUtf8(), QCryptographicHash::Sha256).toHex());
}

template<typename Take>
void eachPart(const QString &words, qint64 bytes, Take take)
{
    const QByteArray part = sampleHash(words).toLatin1().repeated(1'024);
    for (qint64 left = bytes; left > 0; left -= part.size())
        take(QByteArrayView(part).first(std::min<qint64>(left, part.size())));
}

QString blobOf(const QString &words, qint64 bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    eachPart(words, bytes, [&hash](QByteArrayView part) { hash.addData(part); });
    return QString::fromLatin1(hash.result().toHex());
}

// Written, and not only as long: what a hole takes of the disk is nothing.
void writeSample(const QString &path, const QString &words, qint64 bytes, int days)
{
    QDir().mkpath(path.section(u'/', 0, -2));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return;
    eachPart(words, bytes, [&file](QByteArrayView part) { file.write(part.data(), part.size()); });
    file.flush();
    const QDateTime then = QDateTime::currentDateTimeUtc().addDays(-days);
    file.setFileTime(then, QFileDevice::FileAccessTime);
    file.setFileTime(then, QFileDevice::FileModificationTime);
}

void writeText(const QString &path, const QByteArray &text)
{
    QDir().mkpath(path.section(u'/', 0, -2));
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(text);
}

void makeSampleRepo(const QString &root, const SampleRepo &repo)
{
    const QString folder = root + u'/' + repo.folder;
    for (qsizetype n = 0; n < repo.revisions.size(); ++n) {
        const SampleRevision &revision = repo.revisions.at(n);
        const QString commit = sampleHash(repo.folder + QString::number(n)).first(40);
        const QString snapshot = folder + "/snapshots/"_L1 + commit;
        QDir().mkpath(snapshot);
        for (const QString &ref : revision.refs)
            writeText(folder + "/refs/"_L1 + ref, commit.toLatin1());
        for (const SampleFile &file : revision.files) {
            const QString words
                = file.content.isEmpty() ? repo.folder + file.path + commit : file.content;
            const QString blob = blobOf(words, file.bytes);
            const QString path = folder + "/blobs/"_L1 + blob;
            if (!file.missing && !QFile::exists(path)) // what is not current was not used since
                writeSample(path, file.damaged ? words + u'?' : words, file.bytes,
                            repo.days + (n > 0 ? 41 : 0));
            QFile::link("../../blobs/"_L1 + blob, snapshot + u'/' + file.path);
        }
    }
    for (const auto &[bytes, days] : repo.unfinished)
        writeSample(folder + "/blobs/"_L1 + sampleHash(repo.folder) + ".1f0c2a7e.incomplete"_L1,
                    repo.folder, bytes, days);
}

QList<SampleFile> shards(int count, qint64 bytes)
{
    QList<SampleFile> files{{u"config.json"_s, 1'100},
                            {u"model.safetensors.index.json"_s, 42'000},
                            {u"tokenizer.json"_s, 171'000, u"a tokenizer that many use"_s}};
    for (int n = 1; n <= count; ++n)
        files << SampleFile{u"model-0000%1-of-0000%2.safetensors"_s.arg(n).arg(count), bytes};
    return files;
}

QList<SampleFile> rows(int count, qint64 bytes)
{
    QList<SampleFile> files{{u"README.md"_s, 3'400}};
    for (int n = 0; n < count; ++n)
        files << SampleFile{u"train-%1.parquet"_s.arg(n, 5, 10, QLatin1Char('0')), bytes};
    return files;
}

QList<SampleRepo> sampleRepos()
{
    QList<SampleFile> now = shards(5, 1'700'000);
    QList<SampleFile> before = now;
    now.last().bytes = before.last().bytes = 525'000;
    now.last().content = before.last().content = u"the last shard"_s;
    QList<SampleFile> broken = shards(2, 1'650'000);
    broken.last().missing = true;
    QList<SampleFile> rotten = rows(3, 550'000);
    rotten.last().damaged = true;
    const QList<SampleFile> quantised{{u"lantern-3b-Q4_K_M.gguf"_s, 820'000},
                                      {u"lantern-3b-Q5_K_M.gguf"_s, 970'000},
                                      {u"lantern-3b-Q8_0.gguf"_s, 1'380'000}};
    QList<SampleRepo> repos{
        {u"models--meridian--atlas-15b"_s, 1, {{{u"main"_s}, now}, {{}, before}}},
        {u"datasets--tabula--street-signs-v1"_s,
         5,
         {{{u"main"_s, u"v1.0"_s}, rows(12, 470'000)}, {{}, rows(4, 525'000)}}},
        {u"models--kestrel--hover-8b-code"_s,
         0,
         {{{u"main"_s}, shards(3, 1'400'000)}},
         {{830'000, 3}}},
        {u"models--driftwood--tide-9b-long-context-256k-preview-2026"_s,
         93,
         {{{u"main"_s}, shards(4, 900'000)}}},
        {u"datasets--ada--harbour-ocr"_s, 0, {{{u"main"_s}, rows(8, 460'000)}}},
        {u"models--orchard--apricot-13b"_s, 120, {{{u"main"_s}, broken}}},
        {u"models--lumen-ai--lantern-3b-GGUF"_s, 3, {{{u"main"_s}, quantised}}},
        {u"datasets--openfjord--birdsong-notes"_s, 16, {{{u"main"_s}, rotten}}},
        {u"models--tabula--rasa-1b-base"_s,
         8,
         {{{u"main"_s, u"refs/pr/4"_s}, shards(1, 1'200'000)}}},
        {u"spaces--driftwood--tide-chat-demo"_s,
         30,
         {{{u"main"_s}, {{u"app.py"_s, 9'000}, {u"assets.bin"_s, 620'000}}}}},
    };
    for (int n = 0; n < 12; ++n)
        repos << SampleRepo{u"models--archive--field-notes-%1b"_s.arg(n + 1),
                            20 * n,
                            {{{u"main"_s}, shards(1, 60'000 + 23'000 * n)}}};
    return repos;
}

} // namespace

void makeSampleCache(const QString &root, const QString &xet)
{
    for (const SampleRepo &repo : sampleRepos())
        makeSampleRepo(root, repo);
    writeText(root + "/models--archive--field-notes-3b/refs/experiment"_L1, QByteArray(40, 'e'));
    writeText(root + "/notes.txt"_L1, "where did I put the weights\n");
    QDir().mkpath(root + "/old downloads"_L1);
    writeSample(xet + "/chunk-cache/one"_L1, u"one"_s, 5'900'000, 2);
    writeSample(root.section(u'/', 0, -2) + "/datasets/prepared/data.arrow"_L1, u"arrow"_s,
                1'400'000, 40);
    const QString home = root.section(u'/', 0, -3);
    writeSample(home + "/.lmstudio/models/lumen-ai/lantern-3b/lantern-3b-Q4_K_M.gguf"_L1, u"q4"_s,
                820'000, 12);
    writeSample(home + "/.ollama/models/blobs/sha256-"_L1 + sampleHash(u"tide"_s), u"tide"_s,
                1'900'000, 7);
}
