#include "tests/support/repobench.h"
#include "ui/repo/cardsection.h"
#include "ui/repo/repopane.h"
#include "ui/widgets/markdownview.h"

#include <QLineEdit>
#include <QListWidget>
#include <QScrollBar>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

// Sections of a card; the last ones are too short to come to the top of the view.
QByteArray outlinedCard()
{
    QByteArray card;
    for (int i = 0; i < 6; ++i)
        card += "## Part " + QByteArray::number(i) + "\n\n"
            + QByteArray("Words that fill a line and some more.\n\n").repeated(30);
    return card + "## Licence\n\nMIT.\n\n## Citation\n\nNone.\n\n#### Fine print\n\nNone.\n";
}

struct OpenCard
{
    OpenCard()
    {
        bench.server.reply("/README.md", {200, outlinedCard(), {}, false});
        pane = std::make_unique<RepoPane>(bench.hub, bench.cache, bench.address);
        pane->resize(1300, 700);
        pane->show();
        for (auto *widget : pane->findChildren<MarkdownView *>())
            if (widget->accessibleName() == u"Card"_s)
                view = widget;
        for (auto *widget : pane->findChildren<QListWidget *>())
            if (widget->accessibleName() == u"On this page"_s)
                outline = widget;
    }
    QString marked() const
    {
        const QListWidgetItem *item = outline->currentItem();
        return item ? item->data(Qt::UserRole).toString() : QString();
    }

    RepoBench bench;
    std::unique_ptr<RepoPane> pane;
    MarkdownView *view = nullptr;
    QListWidget *outline = nullptr;
};

} // namespace

// "On this page" beside a card, and the card among the keyboard's stations.
class tst_CardOutline final : public QObject
{
    Q_OBJECT

private slots:
    void followsTheScrolling();
    void clickedHeadingStaysMarked();
    void backwardsOutOfTheCard();
};

void tst_CardOutline::followsTheScrolling()
{
    OpenCard card;
    QTRY_COMPARE(card.outline->count(), 8); // not the fine print
    QScrollBar *bar = card.view->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    QCOMPARE(card.marked(), u"part-0"_s);
    card.view->showAnchor(u"part-3"_s);
    QCOMPARE(card.marked(), u"part-3"_s);
    bar->setValue(bar->maximum());
    QCOMPARE(card.marked(), u"citation"_s); // the fine print is a part of it
    bar->setValue(bar->maximum() - 40);
    QCOMPARE(card.marked(), u"part-5"_s);
    bar->setValue(0);
    QCOMPARE(card.marked(), u"part-0"_s);
}

void tst_CardOutline::clickedHeadingStaysMarked()
{
    OpenCard card;
    QTRY_COMPARE(card.outline->count(), 8);
    QTRY_VERIFY(card.view->verticalScrollBar()->maximum() > 0);
    for (const int row : {6, 2, 7}) { // the licence is in view with the citation
        const QPoint at = card.outline->visualItemRect(card.outline->item(row)).center();
        QTest::mouseClick(card.outline->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(card.outline->currentRow(), row);
    }
}

void tst_CardOutline::backwardsOutOfTheCard()
{
    QWidget window;
    auto *layout = new QVBoxLayout(&window);
    auto *before = new QLineEdit;
    auto *view = new MarkdownView;
    auto *after = new QLineEdit;
    for (QWidget *widget : std::initializer_list<QWidget *>{before, view, after})
        layout->addWidget(widget);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    view->setComment(u"A [first](https://a.example) and a [second](https://b.example) link."_s);
    QTRY_VERIFY(view->toPlainText().contains(u"second"_s));
    const auto linkChosen = [view] { return view->textCursor().selectedText(); };

    view->setFocus();
    QTest::keyClick(view, Qt::Key_Backtab, Qt::ShiftModifier);
    QVERIFY(before->hasFocus());

    QTest::keyClick(before, Qt::Key_Tab);
    QVERIFY(view->hasFocus());
    QTest::keyClick(view, Qt::Key_Tab);
    QCOMPARE(linkChosen(), u"first"_s);
    QTest::keyClick(view, Qt::Key_Tab);
    QCOMPARE(linkChosen(), u"second"_s);
    QTest::keyClick(view, Qt::Key_Backtab, Qt::ShiftModifier);
    QCOMPARE(linkChosen(), u"first"_s);
    QTest::keyClick(view, Qt::Key_Backtab, Qt::ShiftModifier);
    QVERIFY(before->hasFocus());
    QVERIFY(linkChosen().isEmpty());
}

QTEST_MAIN(tst_CardOutline)
#include "tst_cardoutline.moc"
