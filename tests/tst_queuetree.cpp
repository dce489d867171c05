#include "app/text/format.h"
#include "models/transfermodel.h"
#include "tests/support/transferstage.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/transfers/transferdelegate.h"

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using Action = TransferDelegate::Action;

// The rows of the queue as they are painted and clicked.
class tst_QueueTree final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { m_home = std::make_unique<QTemporaryDir>(); }
    void figuresHaveRoom_data();
    void figuresHaveRoom();
    void termsAreOnTheHub_data();
    void termsAreOnTheHub();

private:
    DemoHub m_demo;
    std::unique_ptr<QTemporaryDir> m_home;
};

void tst_QueueTree::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_QueueTree::figuresHaveRoom_data()
{
    QTest::addColumn<int>("width");
    QTest::newRow("window of 1024 px") << 1024 - metrics::kSideBar;
    QTest::newRow("just not tight") << 885;
    QTest::newRow("just not narrow") << 1080;
    QTest::newRow("large") << 1388;
}

void tst_QueueTree::figuresHaveRoom() // and so have the names
{
    QFETCH(const int, width);
    TransferStage stage(m_demo, m_home->path());
    stage.pane.resize(width, 600);
    const RepoId repo = *RepoId::parse(RepoKind::Model, u"ada/model"_s);
    emit stage.app.transfers().changed({.groups = {{.id = 1, .repo = repo}}});
    QTRY_VERIFY(stage.tree->isVisible() && stage.tree->width() > width / 2);
    const QFontMetrics figures(type::tabular(stage.tree->font()));
    const auto hasRoom = [&](int column, const QString &text) {
        const int room = stage.tree->columnWidth(column) - 2 * 6; // as cells are inset
        return stage.tree->isColumnHidden(column) || figures.horizontalAdvance(text) <= room;
    };
    for (const int minutes : {59, 104, 620, 23 * 60 + 48, 9'999})
        QVERIFY(
            hasRoom(TransferModel::LeftColumn, Format::duration(std::chrono::minutes(minutes))));
    for (const qint64 total : {88'800'000LL, 888'000'000LL, 88'800'000'000LL, 888'000'000'000LL})
        for (const double share : {0.00001, 0.0001, 0.0004, 0.01, 0.7})
            QVERIFY2(hasRoom(TransferModel::SizeColumn,
                             Format::sizeOf(qint64(double(total) * share), total)),
                     qPrintable(Format::sizeOf(qint64(double(total) * share), total)));
    QVERIFY2(stage.tree->columnWidth(TransferModel::NameColumn) >= 200,
             qPrintable(QString::number(stage.tree->columnWidth(TransferModel::NameColumn))));
    QVERIFY(stage.tree->header()->length() <= stage.tree->viewport()->width());
}

void tst_QueueTree::termsAreOnTheHub_data()
{
    QTest::addColumn<HubError::Kind>("kind");
    QTest::addColumn<bool>("isOffered");
    QTest::newRow("gated") << HubError::Kind::Gated << true;
    QTest::newRow("another failure") << HubError::Kind::Forbidden << false;
}

void tst_QueueTree::termsAreOnTheHub()
{
    QFETCH(const HubError::Kind, kind);
    QFETCH(const bool, isOffered);
    TransferStage stage(m_demo, m_home->path());
    const RepoId repo = *RepoId::parse(RepoKind::Model, u"ada/model"_s);
    const HubError error{.kind = kind, .message = u"Not yours."_s};
    TransferSnapshot now;
    now.groups << TransferGroup{.id = 1, .repo = repo, .state = TransferState::Failed, .files = 1};
    now.files << TransferFile{
        .id = 2, .group = 1, .path = u"w.bin"_s, .state = TransferState::Failed, .error = error};
    emit stage.app.transfers().changed(now);
    const QModelIndex file = stage.tree->model()->index(0, 0, stage.tree->model()->index(0, 0));
    QTRY_VERIFY(stage.tree->visualRect(file).isValid());
    QList<RepoId> wanted;
    connect(&stage.pane, &TransfersPane::webPageWanted, this,
            [&wanted](const RepoId &of) { wanted << of; });
    QPoint at = stage.tree->visualRect(file.siblingAtColumn(TransferModel::LeftColumn)).center();
    for (const int start = stage.tree->visualRect(file).right(); at.x() > start && wanted.isEmpty();
         at.rx() -= 6)
        QTest::mouseClick(stage.tree->viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(wanted, isOffered ? QList<RepoId>{repo} : QList<RepoId>());
    stage.tree->setCurrentIndex(file);
    for (QAction *each : stage.tree->actions())
        if (each->text() == TransferDelegate::actionWord(Action::OpenOnHub))
            QCOMPARE(each->isEnabled(), isOffered);
    // A group that failed before its files were known.
    now.files.clear();
    now.groups.first().files = 0;
    now.groups.first().error = error;
    emit stage.app.transfers().changed(now);
    const QModelIndex group = stage.tree->model()->index(0, 0);
    QCOMPARE(TransferDelegate::possibleOf(group).contains(Action::OpenOnHub), isOffered);
}

QTEST_MAIN(tst_QueueTree)
#include "tst_queuetree.moc"
