#include "ui/search/rangeslider.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

class tst_RangeSlider final : public QObject
{
    Q_OBJECT

private slots:
    void handles();
};

void tst_RangeSlider::handles()
{
    RangeSlider slider(10, [](int low, int high) { return u"%1-%2"_s.arg(low).arg(high); });
    slider.resize(200, slider.sizeHint().height());
    slider.show();
    slider.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&slider));
    QSignalSpy chosen(&slider, &RangeSlider::rangeChosen);
    slider.setFocus(Qt::TabFocusReason);
    QTest::keyClick(&slider, Qt::Key_Right);
    QTest::keyClick(&slider, Qt::Key_Right);
    QCOMPARE(slider.low(), 2);
    QTest::keyClick(&slider, Qt::Key_Tab); // to the other handle
    QTest::keyClick(&slider, Qt::Key_Left);
    QCOMPARE(slider.high(), 9);
    QTest::keyClick(&slider, Qt::Key_Home); // handles do not pass each other
    QCOMPARE(slider.high(), 2);
    QCOMPARE(chosen.size(), 4);
    QCOMPARE(slider.accessibleDescription(), u"2-2"_s);
    QTest::mousePress(&slider, Qt::LeftButton, {}, QPoint(195, 8));
    QCOMPARE(slider.high(), 10);
    QCOMPARE(chosen.size(), 4); // only when the drag ends
    QTest::mouseRelease(&slider, Qt::LeftButton, {}, QPoint(195, 8));
    QCOMPARE(chosen.size(), 5);
}

QTEST_MAIN(tst_RangeSlider)
#include "tst_rangeslider.moc"
