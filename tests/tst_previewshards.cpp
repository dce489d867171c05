#include "app/demohub.h"
#include "app/net/hubclient.h"
#include "ui/preview/previewpane.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QHelpEvent>
#include <QTableView>
#include <QTest>
#include <QToolTip>

using namespace Qt::StringLiterals;

// A checkpoint in six files, from end to end: the demo's Hub, its index, ranges of every shard.
class tst_PreviewShards final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sumsAllShards();
    void missingShardIsNamed();
    void sortedColumnIsReadable();
    void namesKeepTheirRoom_data();
    void namesKeepTheirRoom();
    void narrowHeaderKeepsTheName();

private:
    PreviewFile firstShard();

    DemoHub m_demo;
    QNetworkAccessManager m_nam;
    std::unique_ptr<HubClient> m_client;
    RequestHandle m_tree;
};

void tst_PreviewShards::initTestCase()
{
    applyTheme(*qApp, Settings::Theme::Light);
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    m_client = std::make_unique<HubClient>(m_demo.hub().url(), m_nam);
    m_client->setToken(m_demo.variables().value(u"HF_TOKEN"_s).toLatin1()); // it is gated
}

PreviewFile tst_PreviewShards::firstShard()
{
    const RepoId repo = *RepoId::parse(RepoKind::Model, u"openfjord/skald-13b");
    PreviewFile file{.repo = repo, .repoParameters = 13'000'000'000};
    m_tree = m_client->tree(repo, {}, {}, HubClient::Depth::OneLevel, HubClient::Detail::Plain,
                            [&file](const Result<TreePage> &page) {
                                for (const TreeEntry &entry : page->entries)
                                    if (entry.path.startsWith(u"model-00001-of"_s))
                                        file.entry = entry;
                            });
    (void)QTest::qWaitFor([&file] { return !file.entry.path.isEmpty(); });
    m_tree.reset();
    return file;
}

void tst_PreviewShards::sumsAllShards()
{
    const PreviewFile file = firstShard();
    QCOMPARE(file.entry.path, u"model-00001-of-00006.safetensors"_s);
    PreviewPane pane(*m_client);
    pane.resize(708, 640);
    static_cast<QWidget &>(pane).show();
    pane.show(file);
    TensorPreview &tensors = pane.controller().tensors();
    QTRY_COMPARE(tensors.state().phase, ViewState::Phase::Ready);
    const auto own = tensors.model().set();
    QVERIFY(!own.tensors.isEmpty());
    QTRY_VERIFY(tensors.shardTensors() > own.tensors.size()); // the index has come
    QCOMPARE(tensors.shards().size(), 6);
    const TensorPreview::Traffic ownTraffic = tensors.traffic();
    QTest::qWait(50); // looking at it costs no time
    QElapsedTimer reading;
    reading.start();
    for (auto *choice : pane.findChildren<SegmentedControl *>())
        if (choice->isVisible())
            choice->setCurrent(1);
    QVERIFY(tensors.showsAllShards());
    QTRY_COMPARE(tensors.shardsRead(), 6);
    QVERIFY(tensors.traffic().milliseconds <= ownTraffic.milliseconds + reading.elapsed());
    const TensorSet &all = tensors.model().set();
    QCOMPARE(all.tensors.size(), tensors.shardTensors()); // each that the index names, once
    QCOMPARE(all.files.size(), 6);
    QVERIFY(all.notices.isEmpty());
    qint64 sum = 0;
    QSet<QString> names;
    for (const Tensor &tensor : all.tensors) {
        sum += tensor.parameters;
        names.insert(tensor.name);
    }
    QCOMPARE(names.size(), all.tensors.size());
    QCOMPARE(all.parameters, sum);
    QVERIFY(sum > 10'000'000'000 && sum < 16'000'000'000);
    QVERIFY2(tensors.traffic().bytes < 2 << 20, // of 26 GB
             qPrintable(QString::number(tensors.traffic().bytes)));
    QCOMPARE(tensors.traffic().reads, 7); // six heads and the index
    tensors.setAllShards(false);
    QCOMPARE(tensors.model().set().tensors, own.tensors);
    QCOMPARE(tensors.traffic().reads, ownTraffic.reads); // the others' are not this file's
    QCOMPARE(tensors.traffic().milliseconds, ownTraffic.milliseconds);
}

void tst_PreviewShards::missingShardIsNamed()
{
    PreviewPane pane(*m_client);
    pane.show(firstShard());
    TensorPreview &tensors = pane.controller().tensors();
    QTRY_COMPARE(tensors.state().phase, ViewState::Phase::Ready);
    QTRY_VERIFY(tensors.shardTensors() > 0);
    m_demo.hub().setFault("forbidden", "/openfjord/skald-13b/resolve/main/model-00003");
    tensors.setAllShards(true);
    QTRY_COMPARE(tensors.shardsRead(), 6);
    m_demo.hub().clearFaults();
    const QStringList notices = tensors.model().set().notices;
    QCOMPARE(notices.size(), 1);
    QVERIFY2(notices.first().contains(u"model-00003"_s), qPrintable(notices.first()));
}

void tst_PreviewShards::sortedColumnIsReadable()
{
    PreviewPane pane(*m_client);
    pane.resize(708, 640);
    static_cast<QWidget &>(pane).show();
    pane.show(firstShard());
    TensorPreview &tensors = pane.controller().tensors();
    QTRY_COMPARE(tensors.state().phase, ViewState::Phase::Ready);
    const QTableView *table = nullptr;
    for (const auto *view : pane.findChildren<QTableView *>())
        if (view->accessibleName() == u"Tensors"_s)
            table = view;
    QVERIFY(table);
    QHeaderView *header = table->horizontalHeader();
    const auto click = [&](int column) {
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                          QPoint(header->sectionViewportPosition(column) + 20, 10));
    };
    click(TensorModel::Size); // the largest first
    QCOMPARE(header->sortIndicatorOrder(), Qt::DescendingOrder);
    const auto sizeAt = [&](int row) {
        return table->model()
            ->index(row, 0)
            .data(TensorModel::TensorRole)
            .value<const Tensor *>()
            ->bytes;
    };
    QVERIFY(sizeAt(0) >= sizeAt(1) && sizeAt(0) > sizeAt(table->model()->rowCount() - 1));
    for (const bool all : {false, true}) {
        tensors.setAllShards(all);
        QTRY_VERIFY(!all || tensors.shardsRead() == 6);
        QVERIFY(!table->isColumnHidden(TensorModel::Size));
        // Its title has room for the arrow too.
        QVERIFY(header->sectionSize(TensorModel::Size)
                >= header->sectionSizeHint(TensorModel::Size));
    }
    pane.resize(460, 560);
    QTRY_COMPARE(table->window()->width(), 460);
    QVERIFY(table->isColumnHidden(TensorModel::Offset));
    QVERIFY(!table->isColumnHidden(TensorModel::Size));
}

void tst_PreviewShards::namesKeepTheirRoom_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("sortBy");
    for (const int width : {330, 368, 420, 500, 708}) {
        QTest::addRow("%d", width) << width << int(TensorModel::Offset);
        QTest::addRow("%d, by shape", width) << width << int(TensorModel::Shape);
        QTest::addRow("%d, by size", width) << width << int(TensorModel::Size);
    }
}

// 368 is what a window of 1,024 leaves beside the tree.
void tst_PreviewShards::namesKeepTheirRoom()
{
    QFETCH(int, width);
    QFETCH(int, sortBy);
    PreviewPane pane(*m_client);
    pane.resize(width, 560);
    static_cast<QWidget &>(pane).show();
    pane.show(firstShard());
    QTRY_COMPARE(pane.controller().tensors().state().phase, ViewState::Phase::Ready);
    QTableView *table = nullptr;
    for (auto *view : pane.findChildren<QTableView *>())
        if (view->accessibleName() == u"Tensors"_s)
            table = view;
    QVERIFY(table);
    table->sortByColumn(sortBy, Qt::DescendingOrder);
    const QHeaderView *header = table->horizontalHeader();
    QTRY_VERIFY2(header->sectionSize(TensorModel::Name) >= 240,
                 qPrintable(QString::number(header->sectionSize(TensorModel::Name))));
    QCOMPARE(header->length(), header->viewport()->width()); // nothing is pushed out of sight
    for (int column = 0; column < TensorModel::ColumnCount; ++column) {
        const QString title = table->model()->headerData(column, Qt::Horizontal).toString();
        const int text = header->fontMetrics().horizontalAdvance(title); // 10 px on each side
        QVERIFY(table->isColumnHidden(column) || header->sectionSize(column) >= text + 20);
    }
    QVERIFY(width < 500 || !table->isColumnHidden(TensorModel::Shape));
    const QPoint first = table->visualRect(table->model()->index(0, 0)).center();
    QHelpEvent hover(QEvent::ToolTip, first, table->viewport()->mapToGlobal(first));
    QApplication::sendEvent(table->viewport(), &hover);
    QTRY_VERIFY(QToolTip::text().contains(u"Shape: "_s)); // also where its column is hidden
    QToolTip::hideText();
}

// As beside the tree in a window of 1,024.
void tst_PreviewShards::narrowHeaderKeepsTheName()
{
    PreviewPane pane(*m_client);
    pane.resize(342, 560);
    static_cast<QWidget &>(pane).show();
    pane.show(firstShard());
    const auto visible = [&pane]<typename W>(W *) {
        for (W *widget : pane.findChildren<W *>())
            if (widget->isVisible())
                return widget;
        return static_cast<W *>(nullptr);
    };
    QTRY_VERIFY(visible(static_cast<SegmentedControl *>(nullptr)));
    const auto fits = [&] {
        const ElidedLabel *name = nullptr;
        for (const auto *label : pane.findChildren<ElidedLabel *>())
            if (label->isVisible() && label->text().startsWith(u"model-00001"_s))
                name = label;
        const auto *choices = visible(static_cast<SegmentedControl *>(nullptr));
        return name && name->width() > 120
            && choices->mapTo(&pane, QPoint(choices->width(), 0)).x() <= pane.width();
    };
    QTRY_VERIFY(fits());
    QTRY_VERIFY(visible(static_cast<SegmentedControl *>(nullptr))->mapTo(&pane, QPoint()).y() > 30);
    pane.resize(708, 560);
    QTRY_VERIFY(visible(static_cast<SegmentedControl *>(nullptr))->mapTo(&pane, QPoint()).y() < 30);
    QVERIFY(fits());
}

QTEST_MAIN(tst_PreviewShards)
#include "tst_previewshards.moc"
