#include "app/preview/table.h"
#include "tests/support/mutations.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace {

using Rows = QList<QStringList>;

TableRows csv(const QByteArray &bytes)
{
    return readTableRows(bytes, TableFormat::Csv, ',', {}, true);
}

} // namespace

class tst_Table final : public QObject
{
    Q_OBJECT

private slots:
    void readsCsv_data();
    void readsCsv();
    void readsJsonLines();
    void sniffsDelimiters_data();
    void sniffsDelimiters();
    void joinsPieces_data();
    void joinsPieces();
    void boundsColumnsAndCells();
    void endsAtRecordsWithoutEnd_data();
    void endsAtRecordsWithoutEnd();
    void quotesThatNeverClose();
    void copiesNoFormulas();
    void survivesMutations();
};

void tst_Table::readsCsv_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("columns");
    QTest::addColumn<Rows>("rows");
    const QStringList ab{u"a"_s, u"b"_s};
    QTest::newRow("plain") << QByteArray("a,b\n1,2\n3,4\n") << ab
                           << Rows{{u"1"_s, u"2"_s}, {u"3"_s, u"4"_s}};
    QTest::newRow("no last line end") << QByteArray("a,b\n1,2") << ab << Rows{{u"1"_s, u"2"_s}};
    QTest::newRow("P07 mixed line ends")
        << QByteArray("a,b\r\n1,2\n3,4\r\n") << ab << Rows{{u"1"_s, u"2"_s}, {u"3"_s, u"4"_s}};
    QTest::newRow("quotes") << QByteArray("a,b\n\"x,\ny\",\"say \"\"hi\"\"\"\r\n") << ab
                            << Rows{{u"x,\ny"_s, u"say \"hi\""_s}};
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF"
                                                   "a,b\n1,2\n")
                                     << ab << Rows{{u"1"_s, u"2"_s}};
    QTest::newRow("ragged") << QByteArray("a,b\n1\n1,2,3\n\n,\n") << ab
                            << Rows{{u"1"_s}, {u"1"_s, u"2"_s, u"3"_s}, {u""_s, u""_s}};
    QTest::newRow("empty cells") << QByteArray("a,b\n,x\ny,\n") << ab
                                 << Rows{{u""_s, u"x"_s}, {u"y"_s, u""_s}};
    QTest::newRow("quote inside a cell")
        << QByteArray("a,b\n5\" pipe,x\n") << ab << Rows{{u"5\" pipe"_s, u"x"_s}};
    QTest::newRow("empty") << QByteArray() << QStringList() << Rows{};
}

void tst_Table::readsCsv()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QStringList, columns);
    QFETCH(Rows, rows);
    const TableRows got = csv(bytes);
    QCOMPARE(got.columns, columns);
    QCOMPARE(got.rows, rows);
    QCOMPARE(got.used, bytes.size());
    QVERIFY(!got.cut && !got.stuck);
}

void tst_Table::readsJsonLines()
{
    const QByteArray bytes = "{\"id\":1,\"text\":\"a\\nb\"}\n\n{\"text\":null,\"tags\":[1, "
                             "{\"x\":2}],\"id\":9007199254740993}\n"
                             "[1,2]\n{\"id\":\n{\"a\":1}{\n";
    const TableRows got = readTableRows(bytes, TableFormat::JsonLines, ',', {}, true);
    QCOMPARE(got.columns, (QStringList{u"id"_s, u"text"_s, u"tags"_s, u"a"_s}));
    QCOMPARE(got.rows.size(), 5);
    QCOMPARE(got.rows.at(0), (QStringList{u"1"_s, u"a\nb"_s}));
    QCOMPARE(got.rows.at(1), (QStringList{u"9007199254740993"_s, u"null"_s, u"[1, {\"x\":2}]"_s}));
    QCOMPARE(got.rows.at(2), QStringList{u"[1,2]"_s});
    QCOMPARE(got.rows.at(3), QStringList{u"{\"id\":"_s});
}

void tst_Table::sniffsDelimiters_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<char>("delimiter");
    QTest::newRow("comma") << QByteArray("a,b;c\n1,2;3\n4,5\n") << ',';
    QTest::newRow("semicolon") << QByteArray("a;b\n1,5;2\n3,25;4,5\n") << ';';
    QTest::newRow("tab") << QByteArray("a\tb\n1, 2\t3\n") << '\t';
    QTest::newRow("bar") << QByteArray("a|b|c\n1|2|3\n") << '|';
    QTest::newRow("one column") << QByteArray("a\n1\n2\n") << ',';
    QTest::newRow("empty") << QByteArray() << ',';
}

void tst_Table::sniffsDelimiters()
{
    QFETCH(QByteArray, bytes);
    QFETCH(char, delimiter);
    QCOMPARE(sniffDelimiter(bytes), delimiter);
}

void tst_Table::joinsPieces_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<TableFormat>("format");
    QTest::newRow("csv") << QByteArray("a,b\r\n\"x\r\n,y\",2\r\n\"q\"\"r\",3\r\nlast,4")
                         << TableFormat::Csv;
    QTest::newRow("json lines") << QByteArray("{\"a\":1}\r\n{\"b\":\"x\"}\n{\"a\":2,\"b\":[1,2]}")
                                << TableFormat::JsonLines;
}

// However the bytes are cut, the rows are those of the whole.
void tst_Table::joinsPieces()
{
    QFETCH(QByteArray, bytes);
    QFETCH(TableFormat, format);
    const TableRows whole = readTableRows(bytes, format, ',', {}, true);
    for (qsizetype step = 1; step <= bytes.size(); ++step) {
        TableRows joined;
        QByteArray rest;
        for (qsizetype at = 0; at < bytes.size(); at += step) {
            rest += bytes.mid(at, step);
            const TableRows part
                = readTableRows(rest, format, ',', joined.columns, at + step >= bytes.size());
            joined.columns = part.columns;
            joined.rows += part.rows;
            rest = rest.mid(part.used);
        }
        QCOMPARE(joined.columns, whole.columns);
        QCOMPARE(joined.rows, whole.rows);
        QCOMPARE(rest, QByteArray());
    }
}

// P07: 10^5 columns, a cell of a megabyte.
void tst_Table::boundsColumnsAndCells()
{
    TableRows got = csv(QByteArray("x,").repeated(100'000) + "\n"
                        + QByteArray("1,").repeated(100'000) + "\n");
    QCOMPARE(got.columns.size(), kTableColumns);
    QCOMPARE(got.rows.at(0).size(), kTableColumns);
    QVERIFY(got.cut);
    got = csv("a\n" + QByteArray(1'000'000, 'x') + "\n");
    QCOMPARE(got.rows.at(0).at(0).size(), kTableCell);
    QVERIFY(got.cut);
    QByteArray keys = "{";
    for (int i = 0; i < 5'000; ++i)
        keys += '"' + QByteArray::number(i) + "\":1,";
    keys.back() = '}';
    got = readTableRows(keys, TableFormat::JsonLines, ',', {}, true);
    QCOMPARE(got.columns.size(), kTableColumns);
    QVERIFY(got.cut);
}

// P07: no line end in a gigabyte: a megabyte is enough to say so.
void tst_Table::endsAtRecordsWithoutEnd_data()
{
    QTest::addColumn<TableFormat>("format");
    QTest::newRow("csv") << TableFormat::Csv;
    QTest::newRow("json lines") << TableFormat::JsonLines;
}

void tst_Table::endsAtRecordsWithoutEnd()
{
    QFETCH(TableFormat, format);
    const QByteArray bytes = "{}\n" + QByteArray(kTableRecord, 'x');
    const TableRows got = readTableRows(bytes, format, ',', {}, false);
    QVERIFY(got.stuck);
    QCOMPARE(got.used, 3);
    QVERIFY(!readTableRows(bytes.chopped(1), format, ',', {}, false).stuck);
    if (format == TableFormat::JsonLines) // its end is there, but it is longer than a record may be
        QVERIFY(readTableRows(bytes + "x\n", format, ',', {}, true).stuck);
}

// P07: a quote that does not close is a character, and the rest stays readable.
void tst_Table::quotesThatNeverClose()
{
    QByteArray bytes = "a,b\n1,2\n\"open,3\n";
    while (bytes.size() < 3 * kTableRecord)
        bytes += "some,row\n";
    const TableRows got = readTableRows(bytes, TableFormat::Csv, ',', {}, false);
    QCOMPARE(got.rows.at(1), (QStringList{u"\"open"_s, u"3"_s}));
    QVERIFY(got.rows.size() > 100'000);
    const TableRows small = csv("a,b\n\"open,3\nx,y");
    QCOMPARE(small.rows, (Rows{{u"\"open"_s, u"3"_s}, {u"x"_s, u"y"_s}}));
}

void tst_Table::copiesNoFormulas()
{
    const Rows rows{{u"=cmd|' /C calc'!A0"_s, u"-5"_s, u"+1.5e3"_s},
                    {u"@SUM(A1)"_s, u"-x"_s, u"a\tb"_s}};
    QCOMPARE(tableAsText(rows), u"'=cmd|' /C calc'!A0\t-5\t+1.5e3\n'@SUM(A1)\t'-x\ta b"_s);
}

void tst_Table::survivesMutations()
{
    const QByteArray seed
        = "a,b\r\n\"x,\"\"y\",2\r\n{\"k\":[1,{\"z\":\"\\u00e9\\n\"}],\"b\":true}\n1e5,-2\t;|\n";
    forEachMutation(seed, 10'000, [](const QByteArray &bytes) {
        for (const TableFormat format : {TableFormat::Csv, TableFormat::JsonLines}) {
            const TableRows got = readTableRows(bytes, format, sniffDelimiter(bytes), {}, true);
            QVERIFY(got.used <= bytes.size());
        }
    });
}

QTEST_GUILESS_MAIN(tst_Table)
#include "tst_table.moc"
