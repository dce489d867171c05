// A file that the user already has becomes one of the Hub's: only when it is the same.
#include "app/disk/cachestore.h"
#include "app/disk/filelock.h"
#include "app/disk/placefile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class tst_PlaceFile final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void sameContent_data();
    void sameContent();
    void anotherContent();
    void anotherSize();
    void noSuchFile();
    void stopped_data();
    void stopped();
    void beingDownloaded();
    void damagedBlobIsReplaced();
    void alreadyThere();
    void throughALink();

private:
    static bool write(const QString &path, const QByteArray &bytes)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be opened");
    }
    // Everything below the cache with its bytes: to tell that nothing changed.
    QMap<QString, QByteArray> everything() const
    {
        QMap<QString, QByteArray> all;
        QDirIterator it(root(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QFileInfo info = it.nextFileInfo();
            all.insert(info.filePath(), info.isDir() ? QByteArray("/") : read(info.filePath()));
        }
        return all;
    }
    QString root() const { return m_folder->filePath(u"hub"_s); }
    QString source() const { return m_folder->filePath(u"mine/weights.bin"_s); }
    PlaceTask task(const QByteArray &content, bool git = false) const
    {
        const QByteArray blob = git
            ? QCryptographicHash::hash("blob " + QByteArray::number(content.size()) + '\0'
                                           + content,
                                       QCryptographicHash::Sha1)
                  .toHex()
            : QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex();
        return {.file = {.repo = *RepoId::parse(RepoKind::Model, u"orchard/basket"),
                         .commit = QString(40, u'a'),
                         .path = *RepoPath::parse(u"sub/weights.bin"),
                         .blob = blob,
                         .size = content.size()},
                .revision = {},
                .source = source()};
    }
    Result<QString>
    place(const PlaceTask &task, const PlaceProgress &goOn = [](qint64) { return true; }) const
    {
        return placeFile(CacheStore(root(), CacheStore::Links::Symbolic), task, goOn);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_content;
};

void tst_PlaceFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_content = QByteArray((3 << 20) + 17, 'x');
    QVERIFY(write(source(), m_content));
}

void tst_PlaceFile::sameContent_data()
{
    QTest::addColumn<bool>("git");
    QTest::newRow("SHA-256") << false;
    QTest::newRow("git's SHA-1") << true;
}

void tst_PlaceFile::sameContent()
{
    QFETCH(const bool, git);
    const PlaceTask wanted = task(m_content, git);
    QList<qint64> seen;
    const auto placed = place(wanted, [&seen](qint64 bytes) {
        seen << bytes;
        return true;
    });
    QVERIFY2(placed, qPrintable(placed ? QString() : placed.error().message));
    const QString repo = root() + u"/models--orchard--basket"_s;
    QCOMPARE(*placed, repo + u"/snapshots/"_s + wanted.file.commit + u"/sub/weights.bin"_s);
    QCOMPARE(read(*placed), m_content);
    QCOMPARE(
        QFileInfo(*placed).canonicalFilePath(),
        QFileInfo(repo + u"/blobs/"_s + QString::fromLatin1(wanted.file.blob)).canonicalFilePath());
    QCOMPARE(read(repo + u"/refs/main"_s), wanted.file.commit.toLatin1());
    QCOMPARE(read(source()), m_content); // stays
    QVERIFY(std::ranges::is_sorted(seen));
    QVERIFY(seen.size() >= 6 && seen.last() < 2 * m_content.size());
}

void tst_PlaceFile::anotherContent()
{
    QByteArray other = m_content;
    other.back() = 'y';
    const PlaceTask wanted = task(other);
    const auto before = everything();
    const auto placed = place(wanted);
    QVERIFY(!placed);
    QVERIFY2(placed.error().message.contains(QString::fromLatin1(wanted.file.blob.first(12))),
             qPrintable(placed.error().message));
    QVERIFY(
        placed.error().message.contains(QString::fromLatin1(task(m_content).file.blob.first(12))));
    QCOMPARE(everything(), before);
}

void tst_PlaceFile::anotherSize()
{
    const auto placed = place(task(m_content + "more"));
    QVERIFY(!placed);
    QVERIFY2(placed.error().message.contains(u"3,145,745"_s), qPrintable(placed.error().message));
    QVERIFY(everything().isEmpty());
}

void tst_PlaceFile::noSuchFile()
{
    PlaceTask wanted = task(m_content);
    wanted.source = m_folder->filePath(u"nothing"_s);
    QVERIFY(!place(wanted));
    wanted.source = m_folder->path(); // a folder
    QVERIFY(!place(wanted));
    QVERIFY(everything().isEmpty());
}

void tst_PlaceFile::stopped_data()
{
    QTest::addColumn<qint64>("at");
    QTest::newRow("while it is hashed") << qint64(1 << 20);
    QTest::newRow("while it is copied") << qint64(4 << 20);
}

void tst_PlaceFile::stopped()
{
    QFETCH(const qint64, at);
    const auto placed = place(task(m_content), [at](qint64 bytes) { return bytes < at; });
    QVERIFY(!placed);
    QCOMPARE(placed.error().kind, HubError::Kind::Cancelled);
    for (const auto &[path, bytes] : everything().asKeyValueRange())
        QVERIFY2(bytes == "/" || path.contains(u".locks"_s) || path.endsWith(u"CACHEDIR.TAG"_s),
                 qPrintable(path)); // folders stay, nothing of the content
}

void tst_PlaceFile::beingDownloaded()
{
    const PlaceTask wanted = task(m_content);
    const auto locks = Directory::make(root() + u"/.locks/models--orchard--basket"_s);
    QVERIFY(locks);
    const FileLock lock = FileLock::tryLock(*locks, wanted.file.blob + ".lock");
    QCOMPARE(lock.state(), FileLock::State::Held);
    const auto placed = place(wanted);
    QVERIFY(!placed);
    QVERIFY2(placed.error().message.contains(u"Another program"_s),
             qPrintable(placed.error().message));
}

void tst_PlaceFile::damagedBlobIsReplaced()
{
    const PlaceTask wanted = task(m_content);
    QByteArray damaged = m_content;
    damaged.front() = '?';
    const QString blob
        = root() + u"/models--orchard--basket/blobs/"_s + QString::fromLatin1(wanted.file.blob);
    QVERIFY(write(blob, damaged));
    const auto placed = place(wanted);
    QVERIFY2(placed, qPrintable(placed ? QString() : placed.error().message));
    QCOMPARE(read(blob), m_content);
    QCOMPARE(read(*placed), m_content);
}

void tst_PlaceFile::alreadyThere()
{
    const PlaceTask wanted = task(m_content);
    QVERIFY(place(wanted));
    const auto before = everything();
    const auto again = place(wanted);
    QVERIFY(again);
    QCOMPARE(everything(), before);
}

void tst_PlaceFile::throughALink()
{
    const QString link = m_folder->filePath(u"link"_s);
    QVERIFY(QFile::link(source(), link));
    PlaceTask wanted = task(m_content);
    wanted.source = link;
    QVERIFY(place(wanted));
}

QTEST_GUILESS_MAIN(tst_PlaceFile)
#include "tst_placefile.moc"
