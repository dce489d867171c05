#include "app/disk/dragshelf.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <utime.h>

using namespace Qt::StringLiterals;

// What other programs are given of the cache: never bytes that they may change in it.
class DragShelfTest final : public QObject
{
    Q_OBJECT

private slots:
    void decidesByKind_data();
    void decidesByKind();
    void staysWhileItIsCopied_data();
    void staysWhileItIsCopied();

private:
    // Files of this disk can share their bytes without being one.
    static bool canClone(const QString &folder)
    {
        QFile from(folder + u"/from"_s);
        QFile to(folder + u"/to"_s);
        return from.open(QIODevice::ReadWrite) && from.write("x") == 1 && from.flush()
            && to.open(QIODevice::WriteOnly) && ioctl(to.handle(), FICLONE, from.handle()) == 0;
    }
    static void put(const QString &path, const QByteArray &begin, qint64 size)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(begin) == begin.size()
                && file.resize(size));
    }
};

void DragShelfTest::decidesByKind_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<qint64>("size");
    QTest::addColumn<bool>("shares");
    constexpr qint64 kLarge = 9 << 20; // bytes; as a tokenizer with a large vocabulary
    QTest::newRow("large text") << u"tokenizer.json"_s << kLarge << false;
    QTest::newRow("large picture") << u"photo.PNG"_s << kLarge << false;
    QTest::newRow("large database") << u"index.db"_s << kLarge << false;
    QTest::newRow("large, no suffix") << u"README"_s << kLarge << false;
    QTest::newRow("large weights") << u"model-00001.safetensors"_s << kLarge << true;
    QTest::newRow("large weights, capitals") << u"MODEL.GGUF"_s << kLarge << true;
    QTest::newRow("small weights") << u"adapter.safetensors"_s << qint64(100) << false;
}

void DragShelfTest::decidesByKind()
{
    QFETCH(const QString, name);
    QFETCH(const qint64, size);
    QFETCH(const bool, shares);
    const QTemporaryDir folder;
    const QString blob = folder.filePath(u"blob"_s);
    put(blob, "[1]", size);
    const auto shelf
        = DragShelf::put(folder.filePath(u"shelves"_s), {{.path = name, .file = blob}});
    QVERIFY2(shelf, qPrintable(shelf ? QString() : shelf.error().message));
    struct stat inCache;
    struct stat onShelf;
    QCOMPARE(stat(QFile::encodeName(blob).constData(), &inCache), 0);
    QCOMPARE(stat(QFile::encodeName(shelf->first()).constData(), &onShelf), 0);
    QCOMPARE(onShelf.st_size, size);
    if (!shares || !canClone(folder.path()))
        QCOMPARE(onShelf.st_ino == inCache.st_ino, shares);
    QFile copy(shelf->first());
    QVERIFY(copy.open(QIODevice::ReadWrite));
    QCOMPARE(copy.read(3), QByteArray("[1]"));
}

void DragShelfTest::staysWhileItIsCopied_data()
{
    QTest::addColumn<qint64>("hours"); // since it was put there
    QTest::addColumn<bool>("stays");
    QTest::newRow("two hours") << qint64(2) << true; // 200 GB to a slow disk
    QTest::newRow("most of a day") << qint64(23) << true;
    QTest::newRow("two days") << qint64(48) << false;
}

// A file manager opens the next file when it is done with the one before.
void DragShelfTest::staysWhileItIsCopied()
{
    QFETCH(const qint64, hours);
    QFETCH(const bool, stays);
    const QTemporaryDir folder;
    const QString source = folder.filePath(u"file"_s);
    put(source, "x", 1);
    const QString shelves = folder.filePath(u"shelves"_s);
    const QList<DragShelf::Item> items{{.path = u"file"_s, .file = source}};
    const auto first = DragShelf::put(shelves, items);
    QVERIFY(first);
    const qint64 then = QDateTime::currentSecsSinceEpoch() - hours * 3'600;
    const utimbuf time{.actime = then, .modtime = then};
    QCOMPARE(utime(QFile::encodeName(QFileInfo(first->first()).path()).constData(), &time), 0);
    QVERIFY(DragShelf::put(shelves, items));
    QCOMPARE(QFileInfo::exists(first->first()), stays);
}

QTEST_GUILESS_MAIN(DragShelfTest)
#include "tst_dragshelf.moc"
