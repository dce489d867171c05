#include "app/preview/columnar.h"

#include <QTest>

using namespace Qt::StringLiterals;

// What the ends of Parquet and Arrow files give away, and that their lies are not believed.
class tst_Columnar final : public QObject
{
    Q_OBJECT

private slots:
    void findings_data();
    void findings();
};

void tst_Columnar::findings_data()
{
    QTest::addColumn<FileKind>("kind");
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("last");
    QTest::addColumn<qint64>("size");
    QTest::addColumn<QString>("part");
    const auto end = [](const QByteArray &footerLength, const QByteArray &magic) {
        return (QByteArray(12, 'x') + footerLength + magic).right(int(kColumnarEnd));
    };
    const QByteArray kilobyte = QByteArray::fromHex("e8030000");
    const auto row = [](const char *name, FileKind kind, const QByteArray &first,
                        const QByteArray &last, qint64 size, const QString &part) {
        QTest::newRow(name) << kind << first << last << size << part;
    };
    using enum FileKind;
    row("whole", Parquet, "PAR1....", end(kilobyte, "PAR1"), 5'000, u"footer of 1.0 kB"_s);
    row("P05 footer as large as the file", Parquet, "PAR1....", end(kilobyte, "PAR1"), 1'012,
        u"footer of"_s);
    row("P05 footer larger than the file", Parquet, "PAR1....", end(kilobyte, "PAR1"), 1'011,
        u"broken"_s);
    row("P05 footer of 2^31", Parquet, "PAR1....", end(QByteArray::fromHex("00000080"), "PAR1"),
        5'000, u"claims 2.1 GB"_s);
    row("P05 no footer", Parquet, "PAR1....", end(QByteArray(4, '\0'), "PAR1"), 5'000, u"broken"_s);
    row("P05 encrypted", Parquet, "PARE....", end(kilobyte, "PARE"), 5'000, u"encrypted"_s);
    row("P05 cut off", Parquet, "PAR1....", QByteArray(12, 'x'), 5'000, u"cut off"_s);
    row("P05 four bytes", Parquet, "PAR1", "PAR1", 4, u"cut off"_s);
    row("something else", Parquet, "<html>..", "</html>", 900, u"does not begin"_s);
    row("nothing", Parquet, {}, {}, 0, u"does not begin"_s);
    row("arrow", Arrow, QByteArray("ARROW1\0\0", 8), end(kilobyte, "ARROW1"), 5'000,
        u"footer of 1.0 kB"_s);
    row("arrow cut off", Arrow, QByteArray("ARROW1\0\0", 8), "x", 9, u"cut off"_s);
    row("arrow stream", Arrow, "\xFF\xFF\xFF\xFF", {}, 4, u"stream"_s);
    row("feather 1", Arrow, "FEA1....", {}, 8, u"Feather"_s);
    row("no arrow", Arrow, "x", {}, 1, u"does not begin"_s);
}

void tst_Columnar::findings()
{
    QFETCH(FileKind, kind);
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, last);
    QFETCH(qint64, size);
    QFETCH(QString, part);
    const QString said = columnarFinding(kind, first, last, size);
    QVERIFY2(said.contains(part), qPrintable(said));
}

QTEST_GUILESS_MAIN(tst_Columnar)
#include "tst_columnar.moc"
