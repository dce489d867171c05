#include "ui/theme/theme.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/noticestrip.h"
#include "ui/widgets/skeleton.h"
#include "ui/widgets/stateview.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using Phase = ViewState::Phase;

namespace {

HubError failure(HubError::Kind kind = HubError::Kind::Server)
{
    return {
        kind, u"The Hub did not answer <b>well</b>."_s, u"<img src=x> detail"_s, u"req-1"_s, {}};
}

QPushButton *button(QWidget *parent, const QString &text)
{
    for (auto *candidate : parent->findChildren<QPushButton *>()) {
        if (candidate->text() == text && candidate->isVisibleTo(parent))
            return candidate;
    }
    return nullptr;
}

// How many pixels differ from the ground.
int drawn(QWidget *widget)
{
    const QImage image = widget->grab().toImage();
    const QRgb ground = image.pixel(0, 0);
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixel(x, y) != ground;
    }
    return count;
}

} // namespace

class TestStateView : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void skeletonWaitsABit();
    void contentStaysWhileReloading();
    void quickAnswersShowNoStrip();
    void forgottenContentGivesWayToTheSkeleton();
    void emptyOffersItsAction();
    void failureReplacesNothingThatIsGood();
    void failureWithoutContentFillsThePane();
    void copiesDetails();
    void rateLimitCountsDownAndRetries();
    void everyErrorHasALook_data();
    void everyErrorHasALook();
    void foreignTextStaysPlain();
    void chipsAreReplacedAndReport();

private:
    std::unique_ptr<StateView> m_view;
    QLabel *m_content = nullptr;
};

void TestStateView::init()
{
    applyTheme(*qApp, Settings::Theme::Light);
    m_content = new QLabel(u"content"_s);
    m_view = std::make_unique<StateView>(m_content);
    m_view->resize(600, 400);
    m_view->show();
}

void TestStateView::skeletonWaitsABit()
{
    m_view->render({Phase::Loading, {}});
    auto *skeleton = m_view->findChild<Skeleton *>();
    QVERIFY(skeleton->isVisible());
    QCOMPARE(drawn(skeleton), 0);
    QTRY_VERIFY(drawn(skeleton) > 1000);
    m_view->render({Phase::Ready, {}});
    QVERIFY(m_content->isVisible());
}

void TestStateView::quickAnswersShowNoStrip() // neither before the answer nor for ever after it
{
    m_view->render({Phase::Ready, {}});
    m_view->render({Phase::Loading, {}});
    m_view->render({Phase::Ready, {}});
    auto *strip = m_view->findChild<NoticeStrip *>();
    QVERIFY(!QTest::qWaitFor([strip] { return strip->isVisible(); }, 400));
}

void TestStateView::contentStaysWhileReloading()
{
    m_view->render({Phase::Ready, {}});
    m_view->render({Phase::Loading, {}});
    QVERIFY(m_content->isVisible());
    auto *strip = m_view->findChild<NoticeStrip *>();
    QVERIFY(!strip->isVisible());
    QTRY_VERIFY(strip->isVisible());
    m_view->render({Phase::Ready, {}});
    QVERIFY(!strip->isVisible());
}

void TestStateView::forgottenContentGivesWayToTheSkeleton()
{
    m_view->render({Phase::Ready, {}});
    m_view->forgetContent();
    m_view->render({Phase::Loading, {}});
    QVERIFY(!m_content->isVisible());
}

void TestStateView::emptyOffersItsAction()
{
    m_view->setEmptyWords({u"search"_s, u"Nothing."_s, u"Try less."_s, u"Remove filter"_s});
    m_view->render({Phase::Empty, {}});
    QSignalSpy spy(m_view.get(), &StateView::actionClicked);
    QVERIFY(button(m_view.get(), u"Remove filter"_s));
    button(m_view.get(), u"Remove filter"_s)->click();
    QCOMPARE(spy.count(), 1);
    QVERIFY(!button(m_view.get(), u"Retry"_s));
}

void TestStateView::failureReplacesNothingThatIsGood()
{
    m_view->render({Phase::Ready, {}});
    m_view->render({Phase::Failed, failure()});
    QVERIFY(m_content->isVisible());
    QVERIFY(m_view->findChild<NoticeStrip *>()->isVisible());
    QSignalSpy spy(m_view.get(), &StateView::retryClicked);
    button(m_view.get(), u"Retry"_s)->click();
    QCOMPARE(spy.count(), 1);
}

void TestStateView::failureWithoutContentFillsThePane()
{
    m_view->render({Phase::Loading, {}});
    m_view->render({Phase::Failed, failure()});
    QVERIFY(!m_content->isVisible());
    QVERIFY(m_view->findChild<Notice *>()->isVisible());
    QSignalSpy spy(m_view.get(), &StateView::retryClicked);
    button(m_view.get(), u"Retry"_s)->click();
    QCOMPARE(spy.count(), 1);
}

void TestStateView::copiesDetails()
{
    m_view->render({Phase::Failed, failure()});
    button(m_view.get(), u"Copy details"_s)->click();
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY(copied.contains(u"<img src=x> detail"_s));
    QVERIFY(copied.contains(u"req-1"_s));
}

void TestStateView::rateLimitCountsDownAndRetries()
{
    HubError error = failure(HubError::Kind::RateLimited);
    error.retryAfter = std::chrono::seconds(1);
    QSignalSpy spy(m_view.get(), &StateView::retryClicked);
    m_view->render({Phase::Ready, error});
    QVERIFY(m_content->isVisible());
    QTRY_COMPARE(spy.count(), 1);
    m_view->render({Phase::Ready, error});
    m_view->render({Phase::Ready, {}}); // the next page came by another way: no second retry
    QTest::qWait(1300); // longer than the countdown: only time can show that nothing happens
    QCOMPARE(spy.count(), 1);
}

void TestStateView::everyErrorHasALook_data() // I01
{
    QTest::addColumn<int>("kind");
    for (int kind = 0; kind <= int(HubError::Kind::Cancelled); ++kind)
        QTest::addRow("%d", kind) << kind;
}

void TestStateView::everyErrorHasALook()
{
    QFETCH(int, kind);
    const ErrorLook look = ErrorLook::of(HubError::Kind(kind));
    QVERIFY(QFile::exists(u":/icons/%1.svg"_s.arg(look.icon)));
}

// M09: whatever the Hub says is shown as text, never as markup.
void TestStateView::foreignTextStaysPlain()
{
    m_view->render({Phase::Failed, failure()});
    m_view->render({Phase::Ready, failure()});
    for (const QLabel *label : m_view->findChildren<QLabel *>()) {
        if (label != m_content)
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
    ElidedLabel label(u"two\nlines <b>bold</b>"_s);
    QCOMPARE(label.text(), u"two lines <b>bold</b>"_s);
}

void TestStateView::chipsAreReplacedAndReport()
{
    ChipRow row(Chip::Kind::Removable);
    row.setEntries({{u"a"_s, u"Text Generation"_s, {}, &Tokens::secondary},
                    {u"b"_s, u"mit"_s, {}, &Tokens::secondary}});
    QCOMPARE(row.findChildren<Chip *>().size(), 2);
    QSignalSpy spy(&row, &ChipRow::removeClicked);
    QTest::keyClick(row.findChildren<Chip *>().last(), Qt::Key_Delete);
    QCOMPARE(spy.value(0).value(0).toString(), u"b"_s);
    row.setEntries({{u"a"_s, u"Text Generation"_s, {}, &Tokens::secondary}});
    QTRY_COMPARE(row.findChildren<Chip *>().size(), 1);
}

QTEST_MAIN(TestStateView)
#include "tst_stateview.moc"
