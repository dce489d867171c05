#include "app/text/editabletext.h"
#include "app/text/linediff.h"
#include "app/text/unifieddiff.h"

using namespace Qt::StringLiterals;

// Texts that are edited: put back byte for byte, and what was changed in them.
class TestEditText final : public QObject
{
    Q_OBJECT

private slots:
    void roundTrip_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << QByteArray("") << QString();
        QTest::newRow("plain") << "a\nb\n"_ba << u"a\nb\n"_s;
        QTest::newRow("no end") << "a\nb"_ba << u"a\nb"_s;
        QTest::newRow("crlf") << "a\r\nb\r\n"_ba << u"a\nb\n"_s;
        QTest::newRow("mark") << "\xef\xbb\xbf"
                                 "a\n"_ba
                              << u"a\n"_s;
        QTest::newRow("any script") << u"模型 \u00a0 é\n"_s.toUtf8() << u"模型 \u00a0 é\n"_s;
    }
    void roundTrip()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, text);
        const auto made = EditableText::of(content);
        QVERIFY2(made, qPrintable(made ? QString() : made.error()));
        QCOMPARE(made->text, text);
        QCOMPARE(made->content(made->text), content);
    }

    void notToBeEdited_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("binary") << QByteArray("a\0b", 3);
        QTest::newRow("latin 1") << "caf\xe9\n"_ba;
        QTest::newRow("both ends") << "a\r\nb\n"_ba;
        QTest::newRow("lone return") << "a\rb\n"_ba;
        QTest::newRow("separator") << u"a\u2029b"_s.toUtf8();
        QTest::newRow("long line") << QByteArray(EditableText::kLongestLine + 1, 'a');
        QTest::newRow("large") << QByteArray("aaaa\n").repeated(EditableText::kMostBytes / 5 + 1);
    }
    void notToBeEdited()
    {
        QFETCH(const QByteArray, content);
        const auto made = EditableText::of(content);
        QVERIFY(!made);
        QVERIFY(made.error().endsWith(u'.'));
    }

    void diff()
    {
        QVERIFY(unifiedDiff(u"a"_s, u"x\n"_s, u"x\n"_s).isEmpty());
        QCOMPARE(unifiedDiff(u"sub/a"_s, u"1\n2\n3\n4\n5\n6\n7\n8\n"_s,
                             u"1\n2\n3\n4\nfive\n6\n7\n8\n9"_s),
                 u"diff --git a/sub/a b/sub/a\n--- a/sub/a\n+++ b/sub/a\n@@ -2,7 +2,8 @@\n 2\n 3\n "
                 "4\n-5\n+five\n 6\n 7\n 8\n+9\n\\ No newline at end of file\n"_s);
        QCOMPARE(unifiedDiff(u"a"_s, {}, u"new\n"_s),
                 u"diff --git a/a b/a\nnew file mode 100644\n--- /dev/null\n+++ b/a\n@@ -0,0 +1,1 "
                 "@@\n+new\n"_s);
    }

    void hunks() // apart when more than six lines are between them
    {
        QString before;
        for (int i = 0; i < 100; ++i)
            before += u"line %1\n"_s.arg(i);
        QString after = before;
        after.replace("line 10\n"_L1, "ten\n"_L1).replace("line 17\n"_L1, ""_L1);
        after.replace("line 80\n"_L1, "line 80\nmore\n"_L1);
        const QString diff = unifiedDiff(u"a"_s, before, after);
        QCOMPARE(diff.count("@@ -"_L1), 2);
        QVERIFY2(diff.contains("@@ -8,14 +8,13 @@\n"_L1), qPrintable(diff));
        QVERIFY2(diff.contains("@@ -79,6 +78,7 @@\n"_L1), qPrintable(diff));
    }

    // Whatever the texts are, the rows of their diff with what they leave out make both of them.
    void saysEverything()
    {
        quint32 seed = 7;
        const auto next = [&seed](int most) {
            seed = seed * 1'664'525 + 1'013'904'223;
            return int((seed >> 16) % quint32(most));
        };
        for (int round = 0; round < 300; ++round) {
            const auto text = [&next](int lines) {
                QString all;
                for (int i = 0; i < lines; ++i)
                    all += QString::number(next(4)) + u'\n';
                if (next(3) == 0 && !all.isEmpty())
                    all.chop(1);
                return all;
            };
            const QString before = text(next(12));
            const QString after = text(next(12));
            const QString diff = unifiedDiff(u"a"_s, before, after);
            QCOMPARE(applied(before, diff, false), before);
            QCOMPARE(applied(before, diff, true), after);
        }
    }

    void littleInCommon() // is replaced, and takes no time for it
    {
        QString before;
        QString after;
        for (int i = 0; i < 20'000; ++i) {
            before += u"old %1\n"_s.arg(i);
            after += u"new %1\n"_s.arg(i);
        }
        const QList<DiffRow> rows = readUnifiedDiff(unifiedDiff(u"a"_s, before, after));
        QCOMPARE(rows.first().removed, 20'000);
        QCOMPARE(rows.first().added, 20'000);
    }

private:
    // What a diff's hunks say of one side, among the lines of before that they leave out.
    static QString applied(const QString &before, const QString &diff, bool after)
    {
        const QStringList lines = before.split(u'\n');
        QString all;
        qsizetype at = 0;
        for (const QString &hunk : diff.split(u"@@ -"_s).sliced(1)) {
            const QStringList rows = hunk.split(u'\n');
            const qsizetype first = rows.first().section(u',', 0, 0).toLongLong();
            const bool none = rows.first().section(u',', 1, 1).startsWith("0 "_L1);
            for (; at < (none ? first : first - 1); ++at)
                all += lines.at(at) + u'\n';
            for (const QString &row : rows.sliced(1)) {
                if (row.startsWith(u'\\')) {
                    if (all.endsWith(u'\n') && m_taken)
                        all.chop(1);
                    continue;
                }
                m_taken = row.startsWith(u' ') || row.startsWith(after ? u'+' : u'-');
                if (m_taken)
                    all += row.sliced(1) + u'\n';
                at += row.startsWith(u' ') || row.startsWith(u'-');
            }
        }
        for (; at < lines.size(); ++at)
            all += lines.at(at) + (at + 1 < lines.size() ? u"\n"_s : QString());
        return all;
    }
    static inline bool m_taken = false;
};

QTEST_GUILESS_MAIN(TestEditText)
#include "tst_edittext.moc"
