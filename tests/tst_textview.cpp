#include "app/preview/textsource.h"
#include "tests/support/worked.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/textarea.h"
#include "ui/widgets/textline.h"
#include "ui/widgets/textview.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QByteArray numberedLines(int count)
{
    QByteArray text;
    for (int i = 1; i <= count; ++i)
        text += "line " + QByteArray::number(i) + "\n";
    return text;
}

QString statusOf(const TextView &view)
{
    QStringList words;
    for (const QLabel *label : view.findChildren<QLabel *>())
        words += label->text();
    for (const ElidedLabel *label : view.findChildren<ElidedLabel *>())
        words += label->text();
    return words.join(u'|');
}

} // namespace

class tst_TextView final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void showsInvisibles_data();
    void showsInvisibles();
    void finds_data();
    void finds();
    void findIsBounded();
    void keyboardSelectsAndCopies();
    void mouseSelects();
    void findBarCounts();
    void goesToLine();
    void wraps();
    void scrollsToTheEnd_data();
    void scrollsToTheEnd();
    void longLineIsQuick();
    void largeFileIsQuick();
    void statusTells_data();
    void statusTells();
    void colours();
    void pictures();
};

void tst_TextView::showsInvisibles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QList<int>>("starts");
    QTest::newRow("ascii") << QByteArray("ab") << u"ab"_s << QList<int>{0, 1, 2};
    QTest::newRow("utf-8") << QByteArray("\xC3\xA9x") << u"éx"_s << QList<int>{0, 2, 3};
    QTest::newRow("four bytes") << QByteArray("\xF0\x9F\x98\x80") << u"😀"_s << QList<int>{0, 0, 4};
    QTest::newRow("P20 escape") << QByteArray("\x1B[0m") << u"\u241B[0m"_s
                                << QList<int>{0, 1, 2, 3, 4};
    QTest::newRow("P20 NUL") << QByteArray("\0x", 2) << u"\u2400x"_s << QList<int>{0, 1, 2};
    QTest::newRow("M10 override") << QByteArray("a\xE2\x80\xAE"
                                                "b")
                                  << u"a\u2426b"_s << QList<int>{0, 1, 4, 5};
    QTest::newRow("P20 invalid") << QByteArray("a\xFF\xC3") << u"a\uFFFD\uFFFD"_s
                                 << QList<int>{0, 1, 2, 3};
    QTest::newRow("overlong") << QByteArray("\xC0\xAF") << u"\uFFFD\uFFFD"_s << QList<int>{0, 1, 2};
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << u"\uFFFD\uFFFD\uFFFD"_s
                               << QList<int>{0, 1, 2, 3};
    QTest::newRow("empty") << QByteArray() << QString() << QList<int>{0};
}

void tst_TextView::showsInvisibles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, shown);
    QFETCH(QList<int>, starts);
    const ShownText text = shownText(bytes);
    QCOMPARE(text.text, shown);
    QCOMPARE(text.bytes, starts);
}

void tst_TextView::finds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("query");
    QTest::addColumn<bool>("matchCase");
    QTest::addColumn<bool>("regex");
    QTest::addColumn<QList<TextMatch>>("matches");
    using M = QList<TextMatch>;
    QTest::newRow("any case") << QByteArray("Rope rope\nROPE") << u"rope"_s << false << false
                              << M{{0, 4}, {5, 4}, {10, 4}};
    QTest::newRow("case") << QByteArray("Rope rope") << u"rope"_s << true << false << M{{5, 4}};
    QTest::newRow("not overlapping")
        << QByteArray("aaaa") << u"aa"_s << true << false << M{{0, 2}, {2, 2}};
    QTest::newRow("other letters, any case")
        << QByteArray("É é x") << u"é"_s << false << false << M{{0, 2}, {3, 2}};
    QTest::newRow("expression") << QByteArray("a1 b22\nc3") << u"[a-z]\\d+"_s << false << true
                                << M{{0, 2}, {3, 3}, {7, 2}};
    QTest::newRow("expression within lines")
        << QByteArray("a\nb") << u"a.b"_s << false << true << M{};
    QTest::newRow("sign is no expression")
        << QByteArray("a.b axb") << u"a.b"_s << false << false << M{{0, 3}};
    QTest::newRow("empty matches") << QByteArray("abc") << u"x*"_s << false << true << M{};
    QTest::newRow("nothing asked") << QByteArray("abc") << QString() << false << false << M{};
}

void tst_TextView::finds()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, query);
    QFETCH(bool, matchCase);
    QFETCH(bool, regex);
    QFETCH(QList<TextMatch>, matches);
    QCOMPARE(findInText(text, {query, matchCase, regex}, [] { return false; }).list, matches);
}

void tst_TextView::findIsBounded()
{
    const auto never = [] { return false; };
    QVERIFY(!findInText("a", {u"("_s, false, true}, never).problem.isEmpty());
    const Worked worked;
    findInText(QByteArray(60000, 'a'), {u"(a+)+$b"_s, false, true}, never); // M13
    findInText(QByteArray(2000000, 'a'), {u"(a|aa)+c"_s, false, true}, never);
    QCOMPARE_LT(worked.ms(), 5'000 * kSlowness);
    QVERIFY(findInText(QByteArray(300000, 'a'), {u"a"_s, true, false}, never).more);
}

void tst_TextView::keyboardSelectsAndCopies()
{
    TextView view;
    view.resize(500, 300);
    view.setText("first\nse\xC3\xA9ond\nthird\n", u"a.txt"_s);
    view.show();
    TextArea *area = view.area();
    QTest::keyClick(area, Qt::Key_Down);
    QTest::keyClick(area, Qt::Key_Right);
    QTest::keyClick(area, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(area, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(view.selectedText(), u"eé"_s);
    QTest::keyClick(area, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), u"eé"_s);
    QCOMPARE(area->caretLine(), 1);
    QCOMPARE(area->caretColumn(), 3);
    QTest::keyClick(area, Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(view.selectedText(), u"eéond"_s);
    QTest::keyClick(area, Qt::Key_Right); // over the end of the line
    QCOMPARE(area->caretLine(), 2);
    QTest::keyClick(area, Qt::Key_Left);
    QCOMPARE(area->caretLine(), 1);
    QTest::keyClick(area, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(view.selectedText(), u"first\nseéond\nthird\n"_s);
}

void tst_TextView::mouseSelects()
{
    TextView view;
    view.resize(500, 300);
    view.setText("alpha beta_2 gamma\nsecond\n", u"a.txt"_s);
    view.show();
    TextArea *area = view.area();
    const int x = 38 + 8 + 60;
    QTest::mouseDClick(area->viewport(), Qt::LeftButton, {}, {x, 8});
    QCOMPARE(view.selectedText(), u"beta_2"_s);
    QTest::mouseClick(area->viewport(), Qt::LeftButton, {}, {38 + 9, area->rowHeight() + 5});
    QTest::mousePress(area->viewport(), Qt::LeftButton, {}, {38 + 9, 5});
    QTest::mouseMove(area->viewport(), {480, area->rowHeight() + 5});
    QMouseEvent move(QEvent::MouseMove, QPointF(480, area->rowHeight() + 5),
                     QPointF(480, area->rowHeight() + 5), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(area->viewport(), &move);
    QTest::mouseRelease(area->viewport(), Qt::LeftButton, {}, {480, area->rowHeight() + 5});
    QCOMPARE(view.selectedText(), u"alpha beta_2 gamma\nsecond"_s);
}

void tst_TextView::findBarCounts()
{
    TextView view;
    view.resize(700, 400);
    view.setText("rope a\nb rope\nc\nrope_d\n", u"a.json"_s);
    view.show();
    QTest::keyClick(view.area(), Qt::Key_F, Qt::ControlModifier);
    auto *box = view.findChild<QLineEdit *>();
    QVERIFY(box->isVisible());
    QTest::keyClicks(box, u"rope"_s);
    QTRY_VERIFY2(statusOf(view).contains(u"1 of 3"), qPrintable(statusOf(view)));
    QTest::keyClick(box, Qt::Key_Return);
    QVERIFY(statusOf(view).contains(u"2 of 3"));
    QCOMPARE(view.area()->caretLine(), 1);
    QTest::keyClick(box, Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClick(box, Qt::Key_Return, Qt::ShiftModifier);
    QVERIFY(statusOf(view).contains(u"3 of 3"));
    QTest::keyClick(box, Qt::Key_Escape);
    QVERIFY(!box->isVisible());
}

void tst_TextView::goesToLine()
{
    TextView view;
    view.resize(500, 300);
    view.setText(numberedLines(1000), u"a.txt"_s);
    view.show();
    QTest::keyClick(view.area(), Qt::Key_G, Qt::ControlModifier);
    auto *box = view.findChild<QLineEdit *>();
    QTest::keyClicks(box, u"500"_s);
    QTest::keyClick(box, Qt::Key_Return);
    QCOMPARE(view.area()->caretLine(), 499);
    QVERIFY(view.area()->topLine() < 499 && view.area()->topLine() > 470);
    QVERIFY2(statusOf(view).contains(u"Line 500, column 1"), qPrintable(statusOf(view)));
}

void tst_TextView::wraps()
{
    TextView view;
    view.resize(400, 300);
    view.setText(QByteArray(3000, 'x') + "\nend\n", u"a.txt"_s);
    view.show();
    view.setWrap(true);
    QCOMPARE(view.area()->horizontalScrollBar()->maximum(), 0);
    QVERIFY(view.area()->verticalScrollBar()->maximum() > 0);
    view.setWrap(false);
    QVERIFY(view.area()->horizontalScrollBar()->maximum() > 10000);
    QCOMPARE(view.area()->verticalScrollBar()->maximum(), 0);
}

void tst_TextView::scrollsToTheEnd_data()
{
    QTest::addColumn<bool>("wrap");
    QTest::newRow("wrapped") << true;
    QTest::newRow("not wrapped") << false;
}

void tst_TextView::scrollsToTheEnd()
{
    QFETCH(bool, wrap);
    TextView view;
    view.resize(400, 300);
    view.setWrap(wrap);
    view.setText(numberedLines(5000), u"a.txt"_s);
    view.show();
    view.area()->verticalScrollBar()->setValue(view.area()->verticalScrollBar()->maximum());
    const qint64 page = view.area()->viewport()->height() / view.area()->rowHeight();
    QCOMPARE(view.area()->topLine(), 5000 - page);
    view.area()->verticalScrollBar()->setValue(0);
    QCOMPARE(view.area()->topLine(), 0);
}

void tst_TextView::longLineIsQuick()
{
    QByteArray json = "{";
    while (json.size() < 1400000)
        json += "\"key" + QByteArray::number(json.size()) + "\": [1, 2, \"\xE2\x82\xAC\"], ";
    TextView view;
    view.resize(900, 700);
    view.setText(json, u"a.json"_s);
    view.show();
    view.grab();
    for (const bool wrap : {true, false}) {
        view.setWrap(wrap);
        view.grab();
        qint64 worst = 0;
        QScrollBar *bar
            = wrap ? view.area()->verticalScrollBar() : view.area()->horizontalScrollBar();
        for (int i = 0; i < 20; ++i) {
            const Worked worked;
            bar->setValue(int(qint64(bar->maximum()) * i / 19));
            view.grab();
            worst = qMax(worst, worked.ms());
        }
        qInfo() << "worst paint of a 1.4 MB line, ms:" << worst << "wrapped:" << wrap;
        QCOMPARE_LT(worst, 150 * kSlowness);
    }
}

void tst_TextView::largeFileIsQuick()
{
    QByteArray json;
    while (json.size() < 10 << 20)
        json += "  \"name_" + QByteArray::number(json.size()) + "\": 12,\n";
    TextView view;
    view.resize(900, 700);
    view.show();
    const Worked worked;
    view.setText(json, u"a.json"_s);
    view.grab();
    qInfo() << "first paint of 10 MB, ms:" << worked.ms();
    QCOMPARE_LT(worked.ms(), 1'000 * kSlowness);
}

void tst_TextView::statusTells_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("facts");
    QTest::newRow("LF") << QByteArray("a\nb\n") << u"UTF-8 · LF"_s;
    QTest::newRow("CRLF") << QByteArray("a\r\nb") << u"UTF-8 · CRLF"_s;
    QTest::newRow("UTF-16") << QByteArray("\xFF\xFE"
                                          "a\0\n\0",
                                          6)
                            << u"UTF-16LE · LF"_s;
    QTest::newRow("not UTF-8") << QByteArray("\xE9t\xE9\n") << u"not UTF-8 · LF"_s;
    QTest::newRow("empty") << QByteArray() << u"Empty file"_s;
}

void tst_TextView::statusTells()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, facts);
    TextView view;
    view.setText(bytes, u"a"_s);
    QVERIFY2(statusOf(view).contains(facts), qPrintable(statusOf(view)));
}

void tst_TextView::colours()
{
    TextView view;
    view.setPalette(Tokens::light().palette());
    view.resize(500, 200);
    view.setText("{\n  \"key\": 12345\n}\n", u"a.json"_s);
    view.show();
    const auto shows = [&view](const QColor &colour) {
        const QImage shot = view.area()->viewport()->grab().toImage();
        for (int y = 0; y < shot.height(); ++y) {
            for (int x = 46; x < shot.width(); ++x) {
                const QColor p = shot.pixelColor(x, y);
                if (qAbs(p.red() - colour.red()) + qAbs(p.green() - colour.green())
                        + qAbs(p.blue() - colour.blue())
                    < 40)
                    return true;
            }
        }
        return false;
    };
    QTRY_VERIFY(shows(Tokens::light().number));
    QTRY_VERIFY(shows(Tokens::light().type));
}

void tst_TextView::pictures()
{
    const QString folder = qEnvironmentVariable("HUBNAUT_PICTURES");
    if (folder.isEmpty())
        return; // only for looking at
    QFile f(qEnvironmentVariable("HUBNAUT_TEXT"));
    QVERIFY(f.open(QIODevice::ReadOnly));
    const QByteArray bytes = f.readAll();
    for (const bool dark : {false, true}) {
        applyTheme(*qApp, dark ? Settings::Theme::Dark : Settings::Theme::Light);
        TextView view;
        view.resize(432, 700);
        view.setText(bytes, QFileInfo(f).fileName());
        view.show();
        view.openFind();
        QTest::keyClicks(view.findChild<QLineEdit *>(),
                         qEnvironmentVariable("HUBNAUT_WORDS", u"size"_s));
        QTest::qWait(300);
        QTest::keyClick(view.findChild<QLineEdit *>(), Qt::Key_Return);
        QTest::qWait(100);
        view.grab().save(folder + (dark ? u"/text-dark.png"_s : u"/text-light.png"_s));
    }
}

QTEST_MAIN(tst_TextView)
#include "tst_textview.moc"
