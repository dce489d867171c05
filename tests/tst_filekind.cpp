#include "app/preview/filekind.h"
#include "app/preview/textencoding.h"

#include <QTest>

using namespace Qt::StringLiterals;

class tst_FileKind final : public QObject
{
    Q_OBJECT

private slots:
    void tellsKinds_data();
    void tellsKinds();
    void namesEveryKind();
    void detectsEncodings_data();
    void detectsEncodings();
};

void tst_FileKind::tellsKinds_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<FileKind>("kind");
    const QByteArray png = "\x89PNG\r\n\x1A\n....";
    const QByteArray binary("\1\0\2\0\3", 5);
    QTest::newRow("name only") << u"a/b/model.Safetensors"_s << QByteArray()
                               << FileKind::Safetensors;
    QTest::newRow("folder with a dot")
        << u"v1.json/LICENSE"_s << QByteArray("MIT") << FileKind::Text;
    QTest::newRow("whole name") << u"Dockerfile"_s << QByteArray("FROM x") << FileKind::Code;
    QTest::newRow("dot file") << u".gitattributes"_s << QByteArray("*.bin") << FileKind::Text;
    QTest::newRow("unknown text") << u"notes.xyz"_s << QByteArray("hello") << FileKind::Text;
    QTest::newRow("unknown binary") << u"data.xyz"_s << binary << FileKind::Binary;
    QTest::newRow("no name") << QString() << QByteArray() << FileKind::Text;
    QTest::newRow("P09 wrong extension") << u"readme.md"_s << png << FileKind::Image;
    QTest::newRow("P09 not an image") << u"photo.png"_s << binary << FileKind::Binary;
    QTest::newRow("P09 pointer for an image")
        << u"photo.png"_s << QByteArray("version https://x") << FileKind::Text;
    QTest::newRow("P10 svg is text") << u"logo.svg"_s << QByteArray("<svg/>") << FileKind::Text;
    QTest::newRow("P10 svgz") << u"logo.svgz"_s << QByteArray("\x1F\x8B\x08\0", 4)
                              << FileKind::Drawing;
    QTest::newRow("P10 xpm by content") << u"a.png"_s << QByteArray("/* XPM */") << FileKind::Text;
    QTest::newRow("P12 pytorch zip")
        << u"model.pt"_s << QByteArray("PK\3\4\0\0", 6) << FileKind::Pickle;
    QTest::newRow("P12 pytorch zip without a zero byte")
        << u"model.pt"_s << "PK\3\4" + QByteArray(300, 'a') << FileKind::Pickle;
    QTest::newRow("P12 pickle by another name")
        << u"data.txt"_s << QByteArray("\x80\4\x95\0", 4) << FileKind::Pickle;
    QTest::newRow("P13 zip") << u"data.zip"_s << QByteArray("PK\3\4\0\0", 6) << FileKind::Archive;
    QTest::newRow("P13 zip as text")
        << u"data.csv"_s << QByteArray("PK\3\4\0\0", 6) << FileKind::Archive;
    QTest::newRow("P13 empty zip as text")
        << u"data.csv"_s << QByteArray("PK\5\6\0\0", 6) << FileKind::Archive;
    QTest::newRow("P13 tar as text")
        << u"data.csv"_s << QByteArray(257, '\0') + QByteArray("ustar\0", 6) << FileKind::Archive;
    QTest::newRow("P12 pytorch zip by the name of a table")
        << u"data.bin"_s << QByteArray("PK\3\4\0\0", 6) << FileKind::Archive;
    QTest::newRow("P12 not a pickle's protocol")
        << u"data.txt"_s << QByteArray("\x80\x0b\0", 3) << FileKind::Binary;
    QTest::newRow("P14 numpy") << u"a.npy"_s << QByteArray("\x93NUMPY\1\0", 8) << FileKind::Pickle;
    QTest::newRow("text like parquet") << u"a"_s << QByteArray("PARENTS\n") << FileKind::Text;
    QTest::newRow("P05 encrypted parquet")
        << u"a.bin"_s << QByteArray("PARE\0", 5) << FileKind::Parquet;
    QTest::newRow("P05 parquet by name")
        << u"a.parquet"_s << QByteArray("\0\1\2\3", 4) << FileKind::Parquet;
    QTest::newRow("arrow") << u"a"_s << QByteArray("ARROW1\0\0", 8) << FileKind::Arrow;
    QTest::newRow("arrow stream") << u"a.arrow"_s << QByteArray("\xFF\xFF\xFF\xFF\x10\0\0\0", 8)
                                  << FileKind::Arrow;
    QTest::newRow("P05 parquet") << u"a.bin"_s << QByteArray("PAR1\0", 5) << FileKind::Parquet;
    QTest::newRow("gguf by content")
        << u"a.bin"_s << QByteArray("GGUF\3\0\0\0", 8) << FileKind::Gguf;
    QTest::newRow("bin of weights") << u"a.bin"_s << binary << FileKind::Binary;
    QTest::newRow("P20 binary as text") << u"a.txt"_s << binary << FileKind::Binary;
    QTest::newRow("text that begins with BM")
        << u"a.txt"_s << QByteArray("BMW is a car maker, they say") << FileKind::Text;
}

void tst_FileKind::tellsKinds()
{
    QFETCH(QString, path);
    QFETCH(QByteArray, bytes);
    QFETCH(FileKind, kind);
    QCOMPARE(fileKind(path, bytes), kind);
}

void tst_FileKind::namesEveryKind()
{
    for (int kind = 0; kind <= int(FileKind::Binary); ++kind)
        QVERIFY(!fileKindName(FileKind(kind)).isEmpty());
}

void tst_FileKind::detectsEncodings_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<TextEncoding>("encoding");
    QTest::addColumn<QByteArray>("utf8");
    QTest::newRow("ascii") << QByteArray("abc") << TextEncoding::Utf8 << QByteArray("abc");
    QTest::newRow("utf-8") << QByteArray("gr\xC3\xBC\xC3\x9F") << TextEncoding::Utf8
                           << QByteArray("gr\xC3\xBC\xC3\x9F");
    QTest::newRow("cut inside a character")
        << QByteArray("a\xF0\x9F\x98") << TextEncoding::Utf8 << QByteArray("a\xF0\x9F\x98");
    QTest::newRow("utf-8 with a mark") << QByteArray("\xEF\xBB\xBF"
                                                     "abc")
                                       << TextEncoding::Utf8 << QByteArray("abc");
    QTest::newRow("utf-16 little") << QByteArray("\xFF\xFE"
                                                 "a\0b\0",
                                                 6)
                                   << TextEncoding::Utf16 << QByteArray("ab");
    QTest::newRow("utf-16 big") << QByteArray("\xFE\xFF\0a\0b", 6) << TextEncoding::Utf16
                                << QByteArray("ab");
    QTest::newRow("latin-1") << QByteArray("gr\xFC\xDF"
                                           "e an alle")
                             << TextEncoding::Latin1
                             << QByteArray("gr\xC3\xBC\xC3\x9F"
                                           "e an alle");
    QTest::newRow("terminal colours")
        << QByteArray("\x1B[31mred\x1B[0m\r\n\t") << TextEncoding::Utf8
        << QByteArray("\x1B[31mred\x1B[0m\r\n\t");
    QTest::newRow("zero byte") << QByteArray("a\0b", 3) << TextEncoding::Binary
                               << QByteArray("a\0b", 3);
    QTest::newRow("P20 one zero byte in a long text")
        << QByteArray(1'000, 'a') + '\0' << TextEncoding::Binary << QByteArray(1'000, 'a') + '\0';
    for (const char c : {'\a', '\b', '\t', '\n', '\v', '\f', '\r', '\x1B'})
        QTest::addRow("P20 text with %d", c)
            << QByteArray(2, c) + 'a' << TextEncoding::Utf8 << QByteArray(2, c) + 'a';
    for (const char c : {'\x01', '\x06', '\x0E', '\x1A', '\x1C', '\x1F'})
        QTest::addRow("P20 no text with %d", c)
            << QByteArray(2, c) + 'a' << TextEncoding::Binary << QByteArray(2, c) + 'a';
    QTest::newRow("P20 two controls of a hundred")
        << QByteArray(98, 'a') + "\1\1" << TextEncoding::Utf8 << QByteArray(98, 'a') + "\1\1";
    QTest::newRow("P20 three controls of a hundred")
        << QByteArray(97, 'a') + "\1\1\1" << TextEncoding::Binary << QByteArray(97, 'a') + "\1\1\1";
    QTest::newRow("controls") << QByteArray("\1\2\3abc") << TextEncoding::Binary
                              << QByteArray("\1\2\3abc");
    QTest::newRow("empty") << QByteArray() << TextEncoding::Utf8 << QByteArray();
}

void tst_FileKind::detectsEncodings()
{
    QFETCH(QByteArray, bytes);
    QFETCH(TextEncoding, encoding);
    QFETCH(QByteArray, utf8);
    QCOMPARE(detectEncoding(bytes), encoding);
    QCOMPARE(toUtf8(bytes, encoding), utf8);
    QVERIFY(!encodingName(encoding).isEmpty());
}

QTEST_GUILESS_MAIN(tst_FileKind)
#include "tst_filekind.moc"
