// Copies of one content in several repositories become one.
#include "app/cache/cachetwins.h"
#include "app/disk/filelock.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

class tst_CacheTwins final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void finds();
    void becomeOne();
    void onlyTheLastNameFrees();
    void oneAlready();
    void differentStay();
    void whatIsDownloadedStays();
    void changedStays();
    void stopped();

private:
    static constexpr auto kRepos = {"models--a--x", "models--b--y", "datasets--c--z"};

    QString fileOf(const QByteArray &repo, char name = 'e') const
    {
        return m_temp->filePath(QString::fromLatin1(repo) + u"/blobs/"_s
                                + QString(64, QLatin1Char(name)));
    }
    void put(const QByteArray &repo, const QByteArray &content, char name = 'e')
    {
        const QString path = fileOf(repo, name);
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : "<none>";
    }
    static struct stat factsOf(const QString &path)
    {
        struct stat facts{};
        ::stat(QFile::encodeName(path).constData(), &facts);
        return facts;
    }
    CacheScan scan() const
    {
        CacheScan all{.root = m_temp->path()};
        for (const QByteArray folder : kRepos) {
            auto repo = std::make_shared<CacheRepo>();
            repo->folder = folder;
            for (const char name : {'d', 'e'}) {
                const struct stat facts = factsOf(fileOf(folder, name));
                if (facts.st_ino != 0)
                    repo->blobs << CacheBlob{.name = QByteArray(64, name),
                                             .size = facts.st_size,
                                             .allocated = qint64(facts.st_blocks) * 512,
                                             .device = facts.st_dev,
                                             .inode = facts.st_ino,
                                             .names = quint32(facts.st_nlink)};
            }
            all.repos << repo;
        }
        return all;
    }
    qint64 blocks() const // of all, each file once
    {
        QHash<ino_t, qint64> bytes;
        for (const QByteArray repo : kRepos) {
            const struct stat facts = factsOf(fileOf(repo));
            bytes[facts.st_ino] = qint64(facts.st_blocks) * 512;
        }
        qint64 sum = 0;
        for (const qint64 each : std::as_const(bytes))
            sum += each;
        return sum;
    }
    CacheTwins::Report link(const CacheScan &scan)
    {
        CacheTwins::Watch watch;
        return CacheTwins::link(m_temp->path(), CacheTwins::of(scan), watch);
    }

    const QByteArray m_content = QByteArray(3'000'000, 'w');
    std::unique_ptr<QTemporaryDir> m_temp;
};

void tst_CacheTwins::init()
{
    m_temp = std::make_unique<QTemporaryDir>();
    for (const QByteArray repo : kRepos)
        put(repo, m_content);
}

void tst_CacheTwins::finds()
{
    put("models--a--x", "small", 'd'); // not worth it
    put("models--b--y", "small", 'd');
    const auto sets = CacheTwins::of(scan());
    QCOMPARE(sets.size(), 1);
    QCOMPARE(sets.constFirst().places.size(), 3);
    QCOMPARE(CacheTwins::savedBy(sets), 2 * sets.constFirst().allocated);
}

void tst_CacheTwins::becomeOne() // S12
{
    const qint64 before = blocks();
    const qint64 saved = CacheTwins::savedBy(CacheTwins::of(scan()));
    const auto report = link(scan());
    QCOMPARE(report.linked, 2);
    QCOMPARE(report.freed, saved);
    QVERIFY(report.left.isEmpty());
    // A reflink shares bytes under numbers of its own: only with hard links the blocks tell.
    if (factsOf(fileOf("models--a--x")).st_nlink == 3)
        QCOMPARE(before - blocks(), saved);
    for (const QByteArray repo : kRepos) {
        QCOMPARE(read(fileOf(repo)), m_content);
        QCOMPARE(QDir(QFileInfo(fileOf(repo)).path()).entryList(QDir::Files).size(), 1);
    }
    if (factsOf(fileOf("models--a--x")).st_nlink == 3)
        QVERIFY(CacheTwins::of(scan()).isEmpty()); // nothing is left to do
}

void tst_CacheTwins::onlyTheLastNameFrees()
{
    const QByteArray other = QFile::encodeName(m_temp->filePath(u"another name"_s));
    QCOMPARE(::link(QFile::encodeName(fileOf("datasets--c--z")).constData(), other.constData()), 0);
    const auto sets = CacheTwins::of(scan());
    const auto report = link(scan());
    QCOMPARE(report.linked, 2);
    QCOMPARE(report.freed, sets.constFirst().allocated); // of the other one only
    QCOMPARE(CacheTwins::savedBy(sets), report.freed);
    QCOMPARE(read(QFile::decodeName(other)), m_content);
}

void tst_CacheTwins::oneAlready() // two of three: what is promised comes free
{
    QVERIFY(QFile::remove(fileOf("datasets--c--z")));
    QCOMPARE(::link(QFile::encodeName(fileOf("models--b--y")).constData(),
                    QFile::encodeName(fileOf("datasets--c--z")).constData()),
             0);
    const auto sets = CacheTwins::of(scan());
    QCOMPARE(CacheTwins::savedBy(sets), sets.constFirst().allocated);
    const qint64 before = blocks();
    const auto report = link(scan());
    QCOMPARE(report.linked, 1);
    QCOMPARE(report.freed, sets.constFirst().allocated);
    if (factsOf(fileOf("models--a--x")).st_nlink == 3)
        QCOMPARE(before - blocks(), report.freed);
}

void tst_CacheTwins::differentStay()
{
    QByteArray other = m_content;
    other[2'000'000] = '!';
    put("models--b--y", other);
    const auto report = link(scan());
    QCOMPARE(report.linked, 1);
    QCOMPARE(report.left.size(), 1);
    QCOMPARE(report.left.constFirst().repo, "models--b--y");
    QVERIFY(report.left.constFirst().why == CacheTwins::Left::Why::Different);
    QCOMPARE(read(fileOf("models--b--y")), other);
}

void tst_CacheTwins::whatIsDownloadedStays()
{
    const auto root = Directory::open(m_temp->path());
    const auto locks = root->makeChild(".locks/datasets--c--z");
    const FileLock lock = FileLock::tryLock(*locks, QByteArray(64, 'e') + ".lock");
    QCOMPARE(lock.state(), FileLock::State::Held);
    const ino_t before = factsOf(fileOf("datasets--c--z")).st_ino;
    const auto report = link(scan());
    QCOMPARE(report.linked, 1);
    QCOMPARE(report.left.size(), 1);
    QVERIFY(report.left.constFirst().why == CacheTwins::Left::Why::Downloading);
    QCOMPARE(factsOf(fileOf("datasets--c--z")).st_ino, before);
}

void tst_CacheTwins::changedStays()
{
    const CacheScan seen = scan();
    QVERIFY(QFile::rename(fileOf("datasets--c--z"), fileOf("datasets--c--z", 'f')));
    put("datasets--c--z", m_content); // another file under the same name
    const auto report = link(seen);
    QCOMPARE(report.linked, 1);
    QVERIFY(report.left.constFirst().why == CacheTwins::Left::Why::Changed);
}

void tst_CacheTwins::stopped()
{
    CacheTwins::Watch watch;
    watch.stop = true;
    const auto report = CacheTwins::link(m_temp->path(), CacheTwins::of(scan()), watch);
    QCOMPARE(report.linked, 0);
    QCOMPARE(blocks(), 3 * CacheTwins::of(scan()).constFirst().allocated);
}

QTEST_GUILESS_MAIN(tst_CacheTwins)
#include "tst_cachetwins.moc"
