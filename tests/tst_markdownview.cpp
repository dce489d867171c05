#include "tests/support/guibeat.h"
#include "ui/widgets/markdownview.h"

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextTable>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace {

bool showsColour(QWidget &widget, QRgb colour)
{
    const QImage shot = widget.grab().toImage();
    for (int y = 0; y < shot.height(); ++y) {
        for (int x = 0; x < shot.width(); ++x) {
            if ((shot.pixel(x, y) & 0xFFFFFF) == (colour & 0xFFFFFF))
                return true;
        }
    }
    return false;
}

constexpr QRgb kRed = 0xFFFF0000;

QImage redImage(int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(kRed);
    return image;
}

void showMarkdown(MarkdownView &view, const QString &markdown)
{
    QSignalSpy shown(&view, &MarkdownView::contentShown);
    view.setComment(markdown);
    QTRY_COMPARE(shown.size(), 1);
}

} // namespace

class tst_MarkdownView final : public QObject
{
    Q_OBJECT

private slots:
    void drawsNoLocalFile_data();
    void drawsNoLocalFile();
    void asksForImagesAndShowsThem();
    void blockedImageLoadsByClick();
    void reportsLinks_data();
    void reportsLinks();
    void copiesWhatIsVisible();
    void copiesCode();
    void warnsOfCopiedCommands();
    void buttonCoversNoCode();
    void mirrorsTablesOfRightToLeftText();
    void writesTables();
    void newestContentWins();
    void followsThePalette();
    void scrollsToAnchors();
    void fitsItsContent();
    void blocksShortly();
    void pictures();
};

void tst_MarkdownView::drawsNoLocalFile_data()
{
    QTest::addColumn<QString>("reference");
    QTest::newRow("M01 file address") << u"![x](%1)"_s;
    QTest::newRow("M01 html, file address") << u"<img src=\"%1\">"_s;
    QTest::newRow("M01 html, path") << u"<img src=\"%2\">"_s;
    QTest::newRow("M01 relative") << u"<img src=\"s.png\">"_s;
    QTest::newRow("M06 background")
        << u"<table background=\"%2\"><tr><td style=\"background:url(%1)\">x"_s;
}

void tst_MarkdownView::drawsNoLocalFile()
{
    QFETCH(QString, reference);
    QTemporaryDir tmp;
    const QString secret = tmp.filePath(u"s.png"_s);
    QVERIFY(redImage(64, 64).save(secret));
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(tmp.path()));
    MarkdownView view;
    view.resize(500, 300);
    view.show();
    showMarkdown(view,
                 QString(reference)
                     .replace(u"%1"_s, QUrl::fromLocalFile(secret).toString())
                     .replace(u"%2"_s, secret));
    const bool leaked = showsColour(view, kRed);
    QVERIFY(QDir::setCurrent(before));
    QVERIFY2(!leaked, "a local file named by the card was drawn");
}

void tst_MarkdownView::asksForImagesAndShowsThem()
{
    MarkdownView view;
    view.resize(500, 300);
    view.show();
    QSignalSpy wanted(&view, &MarkdownView::imageWanted);
    showMarkdown(view, u"![a](https://h/y.png) ![a](https://h/y.png) ![b](docs/z.png)"_s);
    view.grab();
    QTRY_COMPARE(wanted.size(), 2);
    QCOMPARE(wanted.at(0).at(0).toString(), u"https://h/y.png"_s);
    QCOMPARE(wanted.at(1).at(0).toString(), u"docs/z.png"_s);
    QVERIFY(!showsColour(view, kRed));
    view.setImage(u"https://h/y.png"_s, redImage(40, 40));
    QVERIFY(showsColour(view, kRed));
}

void tst_MarkdownView::blockedImageLoadsByClick()
{
    MarkdownView view;
    view.resize(500, 300);
    view.show();
    showMarkdown(view, u"[![a](https://evil/y.png)](https://evil/)"_s);
    view.grab();
    view.setImageBlocked(u"https://evil/y.png"_s);
    QSignalSpy load(&view, &MarkdownView::imageLoadClicked);
    QSignalSpy links(&view, &MarkdownView::linkActivated);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {100, 60});
    QCOMPARE(load.size(), 1);
    QCOMPARE(links.size(), 0); // M02: loading is not following
}

void tst_MarkdownView::reportsLinks_data()
{
    QTest::addColumn<QString>("link");
    QTest::addColumn<QStringList>("reported");
    QTest::newRow("https") << u"https://h.example/a"_s << QStringList{u"https://h.example/a"_s};
    QTest::newRow("relative") << u"docs/a.md"_s << QStringList{u"docs/a.md"_s};
    QTest::newRow("M03 file") << u"file:///etc/passwd"_s << QStringList();
    QTest::newRow("M03 javascript") << u"javascript:alert(1)"_s << QStringList();
    QTest::newRow("M04 anchor") << u"#t"_s << QStringList();
}

void tst_MarkdownView::reportsLinks()
{
    QFETCH(QString, link);
    QFETCH(QStringList, reported);
    MarkdownView view;
    view.resize(500, 300);
    view.show();
    showMarkdown(view, u"<a href=\"%1\">linklinklink</a>\n\n# T"_s.arg(link));
    const QString before = view.toPlainText();
    QSignalSpy clicked(&view, &MarkdownView::linkActivated);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                      view.cursorRect(view.textCursor()).center() + QPoint(12, 0));
    QStringList got;
    for (const auto &call : std::as_const(clicked))
        got.append(call.at(0).toString());
    QCOMPARE(got, reported);
    QCOMPARE(view.toPlainText(), before);
}

void tst_MarkdownView::copiesWhatIsVisible()
{
    MarkdownView view;
    showMarkdown(view,
                 u"a <b>b</b>\n\n<p style='display:none'>hidden</p>\n\n|x|y|\n|-|-|\n|1|2|"_s);
    view.selectAll();
    view.copy();
    const QString copied = QApplication::clipboard()->text();
    QVERIFY2(copied.contains(u"a b") && copied.contains(u"hidden") && copied.contains(u"1"),
             qPrintable(copied)); // M15
    QCOMPARE(copied.contains(u"hidden"), view.toPlainText().contains(u"hidden"));
}

void tst_MarkdownView::copiesCode()
{
    MarkdownView view;
    view.resize(600, 300);
    view.show();
    showMarkdown(view, u"```python\nimport os\n\nprint(1)\n```"_s);
    QSignalSpy copied(&view, &MarkdownView::codeCopied);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {600 - 32 - 22, 36});
    QCOMPARE(copied.size(), 1);
    QCOMPARE(QApplication::clipboard()->text(), u"import os\n\nprint(1)"_s);
    QVERIFY(!copied.first().first().toString().contains(u"terminal"_s));
}

// M15: lines that a terminal would run at once are copied with a word about it.
void tst_MarkdownView::warnsOfCopiedCommands()
{
    MarkdownView view;
    view.resize(600, 300);
    view.show();
    showMarkdown(view, u"```bash\npip install x\nrm -rf ~/x\n```\n\nwords"_s);
    QSignalSpy copied(&view, &MarkdownView::codeCopied);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {600 - 32 - 22, 36});
    QCOMPARE(copied.size(), 1);
    QVERIFY(copied.first().first().toString().contains(u"terminal"_s));
    QCOMPARE(QApplication::clipboard()->text(), u"pip install x\nrm -rf ~/x"_s);
    view.selectAll();
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(copied.size(), 2);
    QCOMPARE(QApplication::clipboard()->text(), u"pip install x\nrm -rf ~/x\nwords"_s);
    QTextCursor cursor(view.document()->lastBlock());
    cursor.select(QTextCursor::BlockUnderCursor);
    view.setTextCursor(cursor);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(copied.size(), 2); // nothing of it is code
}

// In a narrow view the first line of code ends before the button.
void tst_MarkdownView::buttonCoversNoCode()
{
    MarkdownView view;
    view.resize(300, 300);
    view.show();
    showMarkdown(view, u"```\n"_s + u"word "_s.repeated(40) + u"\nsecond\n```"_s);
    const QTextLine line = view.document()->begin().layout()->lineAt(0);
    QVERIFY(line.naturalTextWidth() > 100);
    QVERIFY(line.x() + line.naturalTextWidth() <= 300 - 32 - 36);
}

void tst_MarkdownView::mirrorsTablesOfRightToLeftText()
{
    MarkdownView view;
    view.resize(600, 300);
    view.show();
    showMarkdown(
        view,
        u"| \u0627\u0644\u0645\u0639\u064A\u0627\u0631 | \u0646\u062A\u064A\u062C\u0629 |\n|:--|--:|\n| \u0641\u0647\u0645 | 71.4 |"_s);
    const auto *table
        = qobject_cast<QTextTable *>(view.document()->rootFrame()->childFrames().first());
    QVERIFY(table);
    const auto block = [table](int row, int column) {
        return table->cellAt(row, column).firstCursorPosition().block();
    };
    QCOMPARE(block(1, 0).text(), u"71.4"_s); // the second column is the left one
    QCOMPARE(block(1, 0).blockFormat().alignment(), Qt::AlignLeft | Qt::AlignAbsolute);
    QCOMPARE(block(1, 1).blockFormat().alignment(), Qt::AlignRight | Qt::AlignAbsolute);
    const double right = view.document()->documentLayout()->blockBoundingRect(block(1, 1)).right();
    QVERIFY2(right > 540 && right <= 600 - 32, qPrintable(QString::number(right)));
}

void tst_MarkdownView::writesTables()
{
    MarkdownView view;
    showMarkdown(view,
                 u"|a|b|\n|-|-|\n|`x\\|y`|2|\n\nafter\n\n"
                 "<table><tr><td rowspan=2>m</td><td>n</td></tr><tr><td>o</td></tr></table>"_s);
    const QString text = view.toPlainText();
    QVERIFY2(text.contains(u"x|y"), qPrintable(text));
    const QList<QTextFrame *> tables = view.document()->rootFrame()->childFrames();
    QCOMPARE(tables.size(), 2);
    const auto *merged = qobject_cast<QTextTable *>(tables.at(1));
    QCOMPARE(merged->rows(), 2);
    QVERIFY(merged->cellAt(1, 0) == merged->cellAt(0, 0)); // one cell over both rows
    QCOMPARE(merged->cellAt(1, 1).firstCursorPosition().block().text(), u"o"_s);
}

void tst_MarkdownView::newestContentWins()
{
    MarkdownView view;
    view.setComment(u"old "_s.repeated(20000)); // shown at once where the worker was that quick
    view.setComment(u"new"_s);
    QStringList shown; // more than once when the palette or the font changes meanwhile
    connect(&view, &MarkdownView::contentShown, this,
            [&view, &shown] { shown << view.toPlainText().left(3); });
    QTRY_COMPARE(view.toPlainText(), u"new"_s);
    QTest::qWait(100); // an old result would have come by now: it was started first
    QCOMPARE(view.toPlainText(), u"new"_s);
    shown.removeAll(u"new"_s);
    QCOMPARE(shown, QStringList());
}

void tst_MarkdownView::followsThePalette()
{
    MarkdownView view;
    view.setPalette(Tokens::light().palette());
    showMarkdown(view, u"[a](https://h)"_s);
    const auto colour = [&view] {
        return view.document()->begin().begin().fragment().charFormat().foreground().color();
    };
    QCOMPARE(colour(), Tokens::light().accent);
    view.setPalette(Tokens::darkTable().palette());
    QTRY_COMPARE(colour(), Tokens::darkTable().accent);
}

void tst_MarkdownView::scrollsToAnchors()
{
    MarkdownView view;
    view.resize(500, 300);
    view.show();
    showMarkdown(view,
                 u"# A\n\n"_s + u"text\n\n"_s.repeated(100) + u"# B c\n\n"_s
                     + u"text\n\n"_s.repeated(100));
    QCOMPARE(view.card().outline.size(), 2);
    view.showAnchor(u"b-c"_s);
    QVERIFY(view.verticalScrollBar()->value() > 1000);
    QCOMPARE(view.currentAnchor(), u"b-c"_s);
    view.showAnchor(u"a"_s);
    QCOMPARE(view.currentAnchor(), u"a"_s);
}

void tst_MarkdownView::fitsItsContent()
{
    MarkdownView view;
    view.resize(500, 300);
    view.setFitsContent(true);
    showMarkdown(view, u"a"_s);
    const int one = view.sizeHint().height();
    showMarkdown(view, u"a\n\n"_s.repeated(10));
    QVERIFY(one > 8 && view.sizeHint().height() > 5 * one);
}

void tst_MarkdownView::blocksShortly() // M05
{
    MarkdownView view;
    view.resize(900, 700);
    view.show();
    QString card;
    for (int i = 0; i < 2200; ++i)
        card
            += u"## Part %1\n\nSome *words* with `code` and [links](https://h/%1), twice over.\n\n- one\n- two\n\n"_s
                   .arg(i);
    const GuiBeat beat;
    showMarkdown(view, card.first(200000));
    QTest::qWait(1500); // the lazy layout goes on after the first paint
    qInfo() << "longest block of the GUI thread, ms:" << beat.longest();
    QCOMPARE_LT(beat.longest(), 400 * kSlowness);
}

void tst_MarkdownView::pictures()
{
    const QString folder = qEnvironmentVariable("HUBNAUT_PICTURES");
    const QString cards = qEnvironmentVariable("HUBNAUT_CARDS");
    if (folder.isEmpty())
        return; // only for looking at
    QApplication::setFont(QFont(u"Inter"_s, 10));
    for (const QString &file : cards.split(u' ', Qt::SkipEmptyParts)) {
        for (const Tokens *tokens : {&Tokens::light(), &Tokens::darkTable()}) {
            MarkdownView view;
            view.setPalette(tokens->palette());
            view.resize(872, 1500);
            QFile f(file);
            QVERIFY(f.open(QIODevice::ReadOnly));
            QSignalSpy shown(&view, &MarkdownView::contentShown);
            connect(&view, &MarkdownView::imageWanted, &view, &MarkdownView::setImageBlocked);
            view.setReadme(f.readAll());
            QTRY_COMPARE(shown.size(), 1);
            view.show();
            view.grab();
            QTest::qWait(20);
            view.grab().save(folder + u'/' + QFileInfo(file).completeBaseName()
                             + (tokens->dark ? u"-dark.png"_s : u"-light.png"_s));
        }
    }
}

QTEST_MAIN(tst_MarkdownView)
#include "tst_markdownview.moc"
