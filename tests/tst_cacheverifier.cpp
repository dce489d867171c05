// Contents compared with their names.
#include "app/cache/cacheverifier.h"

#include <QCryptographicHash>
#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

const QByteArray kRepo = "models--ada--model";

QByteArray nameOf(const QByteArray &content, bool git = false)
{
    return git
        ? QCryptographicHash::hash("blob " + QByteArray::number(content.size()) + '\0' + content,
                                   QCryptographicHash::Sha1)
              .toHex()
        : QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex();
}

} // namespace

class tst_CacheVerifier final : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatIsDamaged(); // S20
    void sharedIsReadOnce();
    void unreadable();
    void gone();
    void pausesAndStops();
    void onlyTheRepositoriesNamed();
    void nothingToRead();
    void readingIsNoUse();

    void cleanup()
    {
        m_verifier.stop();
        m_blobs.clear();
        for (const QString &name :
             QDir(m_root.path()).entryList(QDir::AllDirs | QDir::NoDotAndDotDot))
            QVERIFY(QDir(m_root.filePath(name)).removeRecursively());
    }

private:
    // A blob of that name with that content, as a scan finds it.
    void put(const QByteArray &name, const QByteArray &content, const QByteArray &repo = kRepo)
    {
        const QString folder = m_root.filePath(QString::fromLatin1(repo) + u"/blobs"_s);
        QVERIFY(QDir().mkpath(folder));
        QFile file(folder + u'/' + QString::fromLatin1(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        file.close();
        note(name, file.fileName(), CacheBlob::Kind::Content, repo);
    }
    void note(const QByteArray &name, const QString &file, CacheBlob::Kind kind,
              const QByteArray &repo = kRepo)
    {
        struct stat facts{};
        QCOMPARE(::stat(QFile::encodeName(file).constData(), &facts), 0);
        m_blobs[repo] << CacheBlob{.kind = kind,
                                   .name = name,
                                   .size = facts.st_size,
                                   .device = facts.st_dev,
                                   .inode = facts.st_ino};
    }
    CacheScan scan() const
    {
        CacheScan all{.root = m_root.path()};
        for (const auto &[folder, blobs] : m_blobs.asKeyValueRange()) {
            auto repo = std::make_shared<CacheRepo>();
            repo->folder = folder;
            repo->blobs = blobs;
            all.repos << repo;
        }
        return all;
    }
    // What is found; the verifier has finished then.
    QList<CacheVerifier::Finding> verify(const QSet<QByteArray> &repos = {})
    {
        QSignalSpy ends(&m_verifier, &CacheVerifier::finished);
        m_verifier.start(scan(), repos);
        if (!QTest::qWaitFor([&ends] { return !ends.isEmpty(); }, 20'000))
            qWarning("it does not end");
        return m_verifier.progress().findings;
    }

    QTemporaryDir m_root;
    QMap<QByteArray, QList<CacheBlob>> m_blobs;
    CacheVerifier m_verifier;
};

void tst_CacheVerifier::findsWhatIsDamaged()
{
    const QByteArray big(20'000'000, 'b');
    put(nameOf(big), big);
    put(nameOf("readme", true), "readme");
    put(nameOf("weights"), "weightz");
    put(nameOf("config", true), "config\n");
    put(nameOf("config"), "");
    put("not-a-hash", "of no concern");
    QSet<QByteArray> bad;
    for (const auto &finding : verify()) {
        QCOMPARE(finding.repo, kRepo);
        QCOMPARE(finding.fault, CacheVerifier::Fault::Damaged);
        bad.insert(finding.blob);
    }
    QCOMPARE(bad, QSet({nameOf("weights"), nameOf("config", true), nameOf("config")}));
    QCOMPARE(m_verifier.progress().contents, 5);
    QCOMPARE(m_verifier.progress().of, 5);
    QCOMPARE(m_verifier.progress().bytes, m_verifier.progress().total);
    QVERIFY(!m_verifier.isRunning());
}

void tst_CacheVerifier::sharedIsReadOnce()
{
    const QByteArray xet = "ab" + QByteArray(62, 'c');
    const QString stored = m_root.filePath(u"blobs/ab/"_s + QString::fromLatin1(xet));
    QVERIFY(QDir().mkpath(QFileInfo(stored).path()));
    QFile file(stored);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("rotten") == 6);
    file.close();
    for (const QByteArray &repo : {kRepo, "models--bob--copy"_ba}) {
        const QString blobs = m_root.filePath(QString::fromLatin1(repo) + u"/blobs/"_s);
        QVERIFY(QDir().mkpath(blobs));
        QVERIFY(QFile::link(u"../../blobs/ab/"_s + QString::fromLatin1(xet),
                            blobs + QString::fromLatin1(nameOf("right!"))));
        note(nameOf("right!"), stored, CacheBlob::Kind::Shared, repo);
    }
    QCOMPARE(verify().size(), 1);
    QCOMPARE(m_verifier.progress().of, 1);
    QCOMPARE(m_verifier.progress().bytes, 6);
}

void tst_CacheVerifier::unreadable()
{
    put(nameOf("weights"), "weights");
    const QString file
        = m_root.filePath(QString::fromLatin1(kRepo + "/blobs/" + nameOf("weights")));
    QVERIFY(QFile::remove(file));
    QVERIFY(QFile::link(u"/etc/hostname"_s, file)); // somebody swaps it for a link to elsewhere
    const auto found = verify();
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.constFirst().fault, CacheVerifier::Fault::Unreadable);
    QCOMPARE(found.constFirst().error, ELOOP);
}

void tst_CacheVerifier::gone() // S15
{
    put(nameOf("weights"), "weights");
    QVERIFY(
        QFile::remove(m_root.filePath(QString::fromLatin1(kRepo + "/blobs/" + nameOf("weights")))));
    QCOMPARE(verify(), {});
    QCOMPARE(m_verifier.progress().contents, 1);
}

void tst_CacheVerifier::pausesAndStops()
{
    for (int i = 0; i < 40; ++i) {
        const QByteArray content(8'000'000, char('a' + i % 26));
        put(nameOf(content + QByteArray::number(i)), content + QByteArray::number(i));
    }
    QSignalSpy ends(&m_verifier, &CacheVerifier::finished);
    m_verifier.start(scan());
    m_verifier.pause();
    QVERIFY(m_verifier.isPaused());
    QSignalSpy looks(&m_verifier, &CacheVerifier::changed);
    qint64 before = -1; // what was begun ends its step
    while (std::exchange(before, m_verifier.progress().bytes) != m_verifier.progress().bytes
           || looks.size() < 3)
        QVERIFY(looks.wait());
    QVERIFY(m_verifier.progress().contents < 40);
    QVERIFY(ends.isEmpty());
    m_verifier.resume();
    QTRY_VERIFY_WITH_TIMEOUT(!ends.isEmpty(), 30'000);
    QCOMPARE(m_verifier.progress().contents, 40);
    QCOMPARE(ends.takeFirst().constFirst().toBool(), true);

    m_verifier.start(scan());
    m_verifier.pause();
    m_verifier.stop();
    QCOMPARE(ends.size(), 1);
    QCOMPARE(ends.takeFirst().constFirst().toBool(), false);
    QVERIFY(!m_verifier.isRunning());
}

void tst_CacheVerifier::onlyTheRepositoriesNamed()
{
    put(nameOf("a"), "wrong");
    put(nameOf("b"), "wrong", "datasets--ada--set");
    const auto found = verify({"datasets--ada--set"});
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.constFirst().repo, "datasets--ada--set");
}

void tst_CacheVerifier::nothingToRead()
{
    QCOMPARE(verify(), {});
    QCOMPARE(m_verifier.progress().of, 0);
}

void tst_CacheVerifier::readingIsNoUse() // or nothing would be unused for long after it
{
    const QByteArray name = nameOf("weights");
    put(name, "weights");
    const QString path = m_root.filePath(QString::fromLatin1(kRepo + "/blobs/" + name));
    const timespec old{.tv_sec = 1'000'000'000, .tv_nsec = 0};
    const std::array times{old, old};
    QCOMPARE(::utimensat(AT_FDCWD, QFile::encodeName(path).constData(), times.data(), 0), 0);
    QVERIFY(verify().isEmpty());
    struct stat facts{};
    QCOMPARE(::stat(QFile::encodeName(path).constData(), &facts), 0);
    QCOMPARE(facts.st_atim.tv_sec, old.tv_sec);
}

QTEST_GUILESS_MAIN(tst_CacheVerifier)
#include "tst_cacheverifier.moc"
