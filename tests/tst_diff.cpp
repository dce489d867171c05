#include "app/text/unifieddiff.h"
#include "models/diffmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::StringLiterals;
using Kind = DiffRow::Kind;

class tst_Diff final : public QObject
{
    Q_OBJECT

private slots:
    void readsFilesAndHunks();
    void readsNames_data();
    void readsNames();
    void believesNoHead_data();
    void believesNoHead();
    void modelCopiesLines();
};

void tst_Diff::readsFilesAndHunks()
{
    const auto rows
        = readUnifiedDiff(u"diff --git a/a b.txt b/a b.txt\nindex 1..2 100644\n--- a/a b.txt\n"
                          "+++ b/a b.txt\n@@ -3,3 +3,3 @@ def f():\n same\n--- minus\n+++ plus\n"
                          " end\n\\ No newline at end of file\n"_s);
    const QList<DiffRow> wanted{
        {.kind = Kind::File, .text = u"a b.txt"_s, .added = 1, .removed = 1},
        {.kind = Kind::Hunk, .text = u"def f():"_s},
        {.kind = Kind::Context, .text = u"same"_s, .before = 3, .after = 3},
        {.kind = Kind::Removed, .text = u"-- minus"_s, .before = 4},
        {.kind = Kind::Added, .text = u"++ plus"_s, .after = 4},
        {.kind = Kind::Context, .text = u"end"_s, .before = 5, .after = 5},
        {.kind = Kind::Note, .text = u"No newline at end of file"_s}};
    QCOMPARE(rows.size(), wanted.size());
    for (qsizetype i = 0; i < rows.size(); ++i)
        QVERIFY2(rows.at(i) == wanted.at(i), qPrintable(QString::number(i) + rows.at(i).text));
}

void tst_Diff::readsNames_data()
{
    QTest::addColumn<QString>("diff");
    QTest::addColumn<QStringList>("files");
    QTest::newRow("new")
        << u"diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+1\n"_s
        << QStringList{u"x"_s};
    QTest::newRow("deleted") << u"diff --git a/x b/x\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"_s
                             << QStringList{u"x"_s};
    QTest::newRow("without git")
        << u"--- a/x\t2026\n+++ b/x\n@@ -1 +1 @@\n-1\n+2\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-1\n+2\n"_s
        << QStringList{u"x"_s, u"y"_s};
    QTest::newRow("binary")
        << u"diff --git a/a.bin b/a.bin\nBinary files a/a.bin and b/a.bin differ\n"_s
        << QStringList{u"a.bin"_s};
    QTest::newRow("renamed") << u"diff --git a/a.txt b/dir/much longer.txt\nsimilarity index 100%\n"
                                "rename from a.txt\nrename to dir/much longer.txt\n"_s
                             << QStringList{u"dir/much longer.txt"_s};
}

void tst_Diff::readsNames()
{
    QFETCH(QString, diff);
    QFETCH(QStringList, files);
    QStringList found;
    for (const DiffRow &row : readUnifiedDiff(diff))
        if (row.kind == Kind::File)
            found << row.text;
    QCOMPARE(found, files);
}

void tst_Diff::believesNoHead_data()
{
    QTest::addColumn<QString>("diff");
    QTest::newRow("nothing") << QString();
    QTest::newRow("no diff") << u"<html>\n</html>"_s;
    QTest::newRow("hunk without a file") << u"@@ -1,2 +1,2 @@\n+a\n"_s;
    QTest::newRow("hunk shorter than it says")
        << u"diff --git a/x b/x\n@@ -1,999999999 +1,999999999 @@\n a\nend"_s;
    QTest::newRow("number of 20 digits") << u"@@ -99999999999999999999 +1 @@\n+a"_s;
    QTest::newRow("name without a file") << u"+++ b/x"_s;
    QTest::newRow("empty name") << u"diff --git \n--- \n+++ \n"_s;
}

void tst_Diff::believesNoHead()
{
    QFETCH(QString, diff);
    for (const DiffRow &row : readUnifiedDiff(diff)) {
        QVERIFY(row.before >= 0 && row.after >= 0);
        QVERIFY(diff.contains(row.text));
    }
}

void tst_Diff::modelCopiesLines()
{
    DiffModel model;
    const QAbstractItemModelTester tester(&model);
    model.setRows(readUnifiedDiff(u"diff --git a/x b/x\n@@ -9 +9,2 @@\n-a\n+b\n+c\n"_s));
    QCOMPARE(model.rowCount(), 5);
    QCOMPARE(readUnifiedDiff(u"diff --git a/x b/x\nnew file mode 100644\n"_s).first().change,
             DiffRow::Change::New);
    QCOMPARE(model.lastLine(), 10);
    QCOMPARE(model.copyText({model.index(4), model.index(2)}), u"a\nc"_s);
    QCOMPARE(model.index(4).data(Qt::AccessibleTextRole).toString(), u"Added line 10: c"_s);
    model.setRows({});
    QCOMPARE(model.rowCount(), 0);
}

QTEST_GUILESS_MAIN(tst_Diff)
#include "tst_diff.moc"
