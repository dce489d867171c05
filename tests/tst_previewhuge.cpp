#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "app/net/hubclient.h"
#include "tests/support/guibeat.h"
#include "tests/support/traffic.h"
#include "ui/preview/previewpane.h"
#include "ui/widgets/textarea.h"

#include <QFile>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kHugeJson = 200'000'000;
constexpr qint64 kReadThrough = 80'000'000; // more than a text may keep in memory
constexpr qint64 kMiB = 1 << 20;
constexpr qint64 kMostBusy = 100; // ms of work that the GUI thread may do in one go
constexpr qsizetype kMostAsked
    = 4; // requests until the first lines stand: redirects and their parts
// A text keeps 64 MiB; what it is drawn with and what the Hub in this process sends come on top.
constexpr qint64 kMostMemory = 112 * kMiB;

// All lines have the same length, so that the line tells the offset and the offset tells the line.
QByteArray jsonLine(qint64 line)
{
    const QByteArray number = QByteArray::number(line).rightJustified(9, '0');
    return "  \"key " + number + "\": \"value of the key " + number + "\",";
}

qint64 residentMemory()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines)
        if (line.startsWith("VmRSS:"))
            return line.sliced(6).trimmed().split(' ').first().toLongLong() * 1024;
    return 0;
}

} // namespace

// A JSON file of 200 MB in the preview, against a real server: what is shown is what stands there,
// and only that is fetched.
class tst_PreviewHuge final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void opensAtOnce(); // P18
    void scrollsThrough(); // P18
    void leavesInTheMiddle(); // I14

private:
    PreviewFile file() const;

    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
    QNetworkAccessManager m_nam;
    std::unique_ptr<HubClient> m_client;
    RepoId m_repo = *RepoId::parse(RepoKind::Dataset, u"ada/large");
};

void tst_PreviewHuge::initTestCase()
{
    QFile file(m_folder.filePath(u"huge.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QByteArray part;
    qint64 line = 0;
    for (qint64 written = 0; written < kHugeJson; written += part.size()) {
        part.clear();
        while (part.size() < kMiB)
            part += jsonLine(line++) + '\n';
        QCOMPARE(file.write(part), part.size());
    }
    QVERIFY(file.resize(kHugeJson));
    file.close();
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(u"hub"_s)});
    QString error;
    QVERIFY2(m_hub->start(&error), qPrintable(error));
    LocalStore &store = m_hub->store();
    QVERIFY(store.createRepo(m_repo));
    const QByteArray sha256(64, 'a');
    QVERIFY(store.storeObject(sha256, file.fileName())); // taken, not copied
    CommitInput commit;
    commit.adds.insert(u"huge.json"_s, *store.object(sha256));
    commit.attributes.insert(u"huge.json"_s, u"lfs"_s);
    QVERIFY(!store.commit(m_repo, u"main"_s, commit).isEmpty());
    m_client = std::make_unique<HubClient>(m_hub->url(), m_nam);
}

PreviewFile tst_PreviewHuge::file() const
{
    return {.repo = m_repo,
            .revision = {},
            .entry = {.path = u"huge.json"_s, .size = kHugeJson, .storage = Storage::Lfs},
            .localPath = {}};
}

void tst_PreviewHuge::opensAtOnce()
{
    m_hub->forgetRequests();
    PreviewPane pane(*m_client);
    pane.resize(900, 700);
    static_cast<QWidget &>(pane).show();
    const GuiBeat beat;
    pane.show(file());
    QTRY_COMPARE(pane.controller().state().phase, ViewState::Phase::Ready);
    auto *area = pane.findChild<TextArea *>();
    QTRY_VERIFY(area->isVisible());
    QTRY_COMPARE(area->lineText(1), QString::fromLatin1(jsonLine(1)));
    QCOMPARE(pane.controller().views(), QList{PreviewView::Text}); // too large for a tree
    QTest::qWait(100); // nothing more is asked for
    const Traffic traffic = trafficOf(*m_hub);
    QVERIFY2(traffic.bytes <= kMiB, qPrintable(QString::number(traffic.bytes)));
    QVERIFY2(traffic.requests <= kMostAsked, qPrintable(QString::number(traffic.requests)));
    QCOMPARE_LT(beat.longest(), kMostBusy * kSlowness);
}

void tst_PreviewHuge::scrollsThrough()
{
    m_hub->forgetRequests();
    PreviewPane pane(*m_client);
    pane.resize(900, 700);
    static_cast<QWidget &>(pane).show();
    pane.show(file());
    auto *area = pane.findChild<TextArea *>();
    QTRY_COMPARE(area->lineText(1), QString::fromLatin1(jsonLine(1)));
    const auto shown = [area] { return area->lineText(area->topLine()); };
    const auto expected = [area] { return QString::fromLatin1(jsonLine(area->topLine())); };
    const qint64 before = residentMemory();
    const GuiBeat beat;
    QScrollBar *bar = area->verticalScrollBar();
    const qint64 lineBytes = jsonLine(0).size() + 1;
    for (int page = 0; page < 40; ++page) { // as reading does
        bar->triggerAction(QAbstractSlider::SliderPageStepAdd);
        QTRY_COMPARE(shown(), expected());
    }
    QVERIFY(area->topLine() > 500);
    QVERIFY2(trafficOf(*m_hub).bytes <= 2 * kMiB,
             qPrintable(QString::number(trafficOf(*m_hub).bytes)));
    while (area->topLine() * lineBytes < kReadThrough) { // as dragging the bar to its end does
        const int end = bar->maximum();
        bar->setValue(end);
        // Some three hundred times: QTRY would look only every twentieth of a second.
        QVERIFY(
            QTest::qWaitFor([&] { return bar->maximum() > end && shown() == expected(); }, 5'000));
    }
    QVERIFY2(trafficOf(*m_hub).bytes <= area->topLine() * lineBytes + 4 * kMiB,
             qPrintable(QString::number(trafficOf(*m_hub).bytes))); // each part once
    bar->setValue(0); // given up for what came later, and read again
    QTRY_COMPARE(shown(), QString::fromLatin1(jsonLine(0)));
    const qint64 grown = residentMemory() - before;
    QVERIFY2(grown < kMostMemory, qPrintable(QString::number(grown)));
    QCOMPARE_LT(beat.longest(), kMostBusy * kSlowness);
}

void tst_PreviewHuge::leavesInTheMiddle()
{
    PreviewPane pane(*m_client);
    static_cast<QWidget &>(pane).show();
    pane.show(file());
    auto *area = pane.findChild<TextArea *>();
    QTRY_COMPARE(area->lineText(1), QString::fromLatin1(jsonLine(1)));
    area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
    pane.clear();
    QTest::qWait(100); // nothing comes back to a file that is left
    QVERIFY(!pane.controller().file());
}

QTEST_MAIN(tst_PreviewHuge)
#include "tst_previewhuge.moc"
