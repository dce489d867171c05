#include "tests/support/guibeat.h"
#include "ui/theme/theme.h"
#include "ui/widgets/markdownview.h"

#include <QApplication>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocument>
#include <QTextFrame>

using namespace Qt::StringLiterals;

// Nothing in a card makes all of it scroll sideways, in a window of any usual width.
class tst_CardWidth final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void fitsTheView_data();
    void fitsTheView();
    void manyColumnsKeepAWidth();
    void thousandsOfColumnsAreBounded_data();
    void thousandsOfColumnsAreBounded();
};

void tst_CardWidth::fitsTheView_data()
{
    QTest::addColumn<QByteArray>("card");
    QTest::newRow("words") << QByteArray("word ").repeated(500);
    QTest::newRow("one long word") << QByteArray("x").repeated(3'000);
    QTest::newRow("long address") << "<https://hub.example/" + QByteArray("segment-").repeated(60)
            + ">\n";
    QTest::newRow("code") << "```python\n" + QByteArray("call(argument) ").repeated(60) + "\n```\n";
    QTest::newRow("inline code") << "see `" + QByteArray("path/").repeated(100) + "` there\n";
    QTest::newRow("table") << QByteArray("| a | b | c |\n|---|---|--:|\n| one | two | 3 |\n");
    QTest::newRow("table of long words") << "| a | b |\n|---|---|\n| "
            + QByteArray("x").repeated(400) + " | " + QByteArray("y").repeated(400) + " |\n";
    QTest::newRow("table of twelve columns") << QByteArray("| heading ").repeated(12) + "|\n"
            + QByteArray("|---").repeated(12) + "|\n" + QByteArray("| 1234.5 ").repeated(12)
            + "|\n";
    QTest::newRow("table of code")
        << "| a | b |\n|---|---|\n| `" + QByteArray("model.layers.").repeated(12) + "` | x |\n";
    QTest::newRow("alert") << QByteArray("> [!NOTE]\n> Scores were measured with the template.\n");
    QTest::newRow("quotes") << QByteArray("> a\n>> b\n>>> c\n");
    QTest::newRow("lists") << QByteArray("- a\n  - b\n    - c\n      - d\n\n1. one\n- [ ] task\n");
    QTest::newRow("picture") << QByteArray("![An alternative text](a.png)\n");
    QTest::newRow("picture in lists")
        << QByteArray("- ![An alternative text](a.png)\n  - ![Another](b.png)\n");
    QTest::newRow("picture in a quote") << QByteArray("> > ![An alternative text](a.png)\n");
    QTest::newRow("pictures in cells")
        << QByteArray("| a | b |\n|--|--|\n| ![One](a.png) | ![Two](b.png) |\n");
    QTest::newRow("pictures in a row") << QByteArray("![badge](a.png) ").repeated(20);
    QTest::newRow("picture of a width")
        << QByteArray("<img src='a.png' width='2000' height='100'>\n");
    QTest::newRow("details") << QByteArray(
        "<details><summary>More</summary>\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n</details>\n");
    QTest::newRow("formula") << QByteArray(
        "$L = -\\frac{1}{N}\\sum_i \\log p(x_i \\mid x_{<i})$\n");
    QFile demo(QStringLiteral(HUBNAUT_SOURCE_DIR) + u"/resources/demo/demo.json"_s);
    QVERIFY(demo.open(QIODevice::ReadOnly));
    for (const QJsonValue repo : QJsonDocument::fromJson(demo.readAll())["repos"_L1].toArray())
        for (const QJsonValue file : repo["files"_L1].toArray())
            if (file["path"_L1] == "README.md"_L1 && file["text"_L1].isString())
                QTest::addRow("demo %s", qPrintable(repo["id"_L1].toString()))
                    << file["text"_L1].toString().toUtf8();
}

void tst_CardWidth::fitsTheView()
{
    QFETCH(QByteArray, card);
    MarkdownView view;
    view.resize(812, 600);
    view.show();
    QImage image(1'600, 700, QImage::Format_RGB32);
    image.fill(Qt::gray);
    connect(&view, &MarkdownView::imageWanted, this,
            [&](const QString &address) { view.setImage(address, image); });
    QSignalSpy shown(&view, &MarkdownView::contentShown);
    view.setReadme(card + QByteArray("\n\nA line.\n").repeated(60)); // with a vertical scroll bar
    QTRY_VERIFY(!shown.isEmpty());
    for (const int width : {812, 1'100, 700, 560, 340, 342, 701}) {
        view.resize(width, 600);
        QTRY_COMPARE(view.width(), width);
        QTest::qWait(5); // pictures come into view and are laid out again
        QVERIFY2(view.horizontalScrollBar()->maximum() == 0,
                 qPrintable(
                     u"%1 too much at %2"_s.arg(view.horizontalScrollBar()->maximum()).arg(width)));
    }
}

// More than fit any window: such a table may scroll, but it has a width.
void tst_CardWidth::manyColumnsKeepAWidth()
{
    MarkdownView view;
    view.resize(812, 600);
    view.show();
    QSignalSpy shown(&view, &MarkdownView::contentShown);
    view.setReadme("<table><tr>" + QByteArray("<td colspan='64'>cell</td>").repeated(64)
                   + "</tr></table>\n");
    QTRY_VERIFY(!shown.isEmpty());
    const QList<QTextFrame *> frames = view.document()->rootFrame()->childFrames();
    QCOMPARE(frames.size(), 1);
    const QTextLength width = frames.first()->frameFormat().width();
    QCOMPARE(width.type(), QTextLength::PercentageLength);
    QVERIFY2(width.rawValue() >= 50, qPrintable(QString::number(width.rawValue())));
}

void tst_CardWidth::thousandsOfColumnsAreBounded_data()
{
    QTest::addColumn<QByteArray>("card");
    QTest::addColumn<QString>("leftOut");
    const auto row = [](const QByteArray &cells, int rows) {
        return ("<tr>" + cells + "</tr>").repeated(rows);
    };
    QTest::newRow("M05 cells") << "<table>" + row(QByteArray("<td>cell</td>").repeated(3'000), 2)
            + "</table>\n" << u"2,900 more columns"_s;
    QTest::newRow("M05 Markdown") << QByteArray("|a").repeated(120) + "|\n"
            + QByteArray("|-").repeated(120) + "|\n"
            + (QByteArray("|b").repeated(120) + "|\n").repeated(10)
                                  << u"20 more columns"_s;
    QTest::newRow("M05 spans") << "<table>"
            + row(QByteArray("<td colspan='64' rowspan='64'>cell</td>").repeated(1'000), 2)
            + "</table>\n" << u"more columns"_s;
    QTest::newRow("M05 long words")
        << "<table>" + row("<td>" + QByteArray("x").repeated(200) + "</td><td>a</td>", 2)
            + row(QByteArray("<td>word word word</td>").repeated(1'500), 5) + "</table>\n"
        << u"1,400 more columns"_s;
    QTest::newRow("M05 from right to left")
        << QString(u"<table><tr>"_s + u"<td>\u0633\u0644\u0627\u0645</td>"_s.repeated(1'000)
                   + u"</tr></table>\n"_s)
               .toUtf8()
        << u"900 more columns"_s;
    QTest::newRow("M05 nested") << "<table><tr><td>" + QByteArray("<table><tr><td>").repeated(5)
            + QByteArray("<td>cell</td>").repeated(1'000)
            + QByteArray("</tr></table></td></tr></table>").repeated(6)
                                << u"more columns"_s;
}

// What is left out is said; what is shown is as wide as a hundred columns and no freeze.
void tst_CardWidth::thousandsOfColumnsAreBounded()
{
    QFETCH(QByteArray, card);
    QFETCH(QString, leftOut);
    MarkdownView view;
    view.resize(812, 600);
    view.show();
    QSignalSpy shown(&view, &MarkdownView::contentShown);
    const GuiBeat beat;
    view.setReadme("# Before\n\n" + card + "\n\nAfter.\n");
    QTRY_VERIFY(!shown.isEmpty());
    QTest::qWait(100); // the layout goes on after the first paint
    const QString text = view.toPlainText();
    QVERIFY(text.contains(leftOut));
    QVERIFY(text.contains(u"not shown"_s));
    QVERIFY(text.contains(u"Before"_s) && text.contains(u"After."_s));
    QVERIFY2(view.horizontalScrollBar()->maximum() < 40'000,
             qPrintable(QString::number(view.horizontalScrollBar()->maximum())));
    QCOMPARE_LT(beat.longest(), 400 * kSlowness); // a Debug build
}

QTEST_MAIN(tst_CardWidth)
#include "tst_cardwidth.moc"
