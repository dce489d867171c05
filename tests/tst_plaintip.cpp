// Tooltips say foreign text as it is, whatever characters it has.
#include "models/transfermodel.h"
#include "ui/transfers/transferdelegate.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/plaintip.h"

#include <QAccessible>
#include <QApplication>
#include <QHelpEvent>
#include <QLabel>
#include <QTest>
#include <QTextDocumentFragment>
#include <QToolTip>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace {

// What somebody reads who is shown the tooltip.
QString readIn(const QString &tip)
{
    return Qt::mightBeRichText(tip) ? QTextDocumentFragment::fromHtml(tip).toPlainText() : tip;
}

// Points at it and returns the tooltip.
QString pointAt(QWidget *widget, QPoint at)
{
    QHelpEvent help(QEvent::ToolTip, at, widget->mapToGlobal(at));
    QApplication::sendEvent(widget, &help);
    return QToolTip::text();
}

} // namespace

class tst_PlainTip final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { QToolTip::hideText(); }
    void saysWhatItIsGiven_data();
    void saysWhatItIsGiven();
    void screenReadersHearNoMarkup();
    void nameThatIsCut_data() { names(); }
    void nameThatIsCut();
    void nameOfATransfer_data() { names(); }
    void nameOfATransfer();

private:
    static void names();
};

void tst_PlainTip::saysWhatItIsGiven_data() // M09
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("words") << u"Only words"_s;
    QTest::newRow("ampersand") << u"Research & development"_s;
    QTest::newRow("escaped ampersand") << u"a &amp; b"_s;
    QTest::newRow("escaped tag") << u"&lt;b&gt;"_s;
    QTest::newRow("tag") << u"<b>bold</b>"_s;
    QTest::newRow("picture") << u"<img src=\"file:///etc/hostname\">"_s;
    QTest::newRow("end of what it stands in") << u"</span></p>out"_s;
    QTest::newRow("two lines") << u"first & second\n<third>"_s;
    QTest::newRow("empty line") << u"one\n\ntwo"_s;
    QTest::newRow("quotes") << u"\"it's\""_s;
}

void tst_PlainTip::saysWhatItIsGiven()
{
    QFETCH(const QString, text);
    const QString tip = plainTip(text);
    QCOMPARE(readIn(tip), text);
    QCOMPARE(tip.isEmpty(), text.isEmpty());
    QVERIFY(!tip.contains(u"<b>"_s) && !tip.contains(u"<img"_s));
}

void tst_PlainTip::screenReadersHearNoMarkup()
{
    QLabel label(u"name"_s);
    const auto described = [&label] {
        return QAccessible::queryAccessibleInterface(&label)->text(QAccessible::Description);
    };
    setPlainTip(&label, u"R & <D>"_s);
    QCOMPARE(readIn(label.toolTip()), u"R & <D>"_s);
    QCOMPARE(described(), u"R & <D>"_s);
    setPlainTip(&label, {});
    QVERIFY(label.toolTip().isEmpty());
    QVERIFY(described().isEmpty());
}

void tst_PlainTip::names()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("ampersand") << u"Research & development/a&b.bin"_s;
    QTest::newRow("M09 tag") << u"<i>R&amp;D</i><br>of long ago.bin"_s;
}

void tst_PlainTip::nameThatIsCut()
{
    QFETCH(const QString, name);
    ElidedLabel label(name);
    label.resize(60, 20);
    label.show();
    QVERIFY(QTest::qWaitForWindowExposed(&label));
    const QString tip = pointAt(&label, {5, 5});
    QVERIFY(!tip.isEmpty());
    QCOMPARE(readIn(tip), name);
}

void tst_PlainTip::nameOfATransfer()
{
    QFETCH(const QString, name);
    TransferModel model;
    TransferSnapshot now;
    now.groups << TransferGroup{.id = 1, .repo = *RepoId::parse(RepoKind::Model, u"a/b")};
    now.files << TransferFile{.id = 7, .group = 1, .path = name};
    model.apply(now);
    QTreeView view;
    view.setModel(&model);
    TransferDelegate delegate;
    view.setItemDelegate(&delegate);
    view.resize(600, 300);
    view.expandAll();
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const QModelIndex file = model.index(0, TransferModel::NameColumn, model.groupIndex(1));
    const QString tip = pointAt(view.viewport(), view.visualRect(file).center());
    QVERIFY(!tip.isEmpty());
    QVERIFY2(readIn(tip).startsWith(name), qPrintable(tip));
}

QTEST_MAIN(tst_PlainTip)
#include "tst_plaintip.moc"
