// What is removed from the history by mistake comes back.
#include "app/demohub.h"
#include "tests/support/windowstage.h"
#include "ui/theme/theme.h"
#include "ui/transfers/historyview.h"
#include "ui/transfers/transferspane.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/window/toast.h"

#include <QApplication>
#include <QPushButton>
#include <QTabBar>
#include <QTreeView>

using namespace Qt::StringLiterals;

class tst_HistoryUndo final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void bringsBackWhatWasRemoved();
};

void tst_HistoryUndo::bringsBackWhatWasRemoved()
{
    DemoHub demo;
    QString error;
    QVERIFY2(demo.start(&error), qPrintable(error));
    WindowStage stage(demo.variables());
    QVERIFY(stage.openWindow());
    stage.app().start();
    TransferHistory &history = stage.app().transfers().history();
    const auto download = [&stage](const QStringList &paths) {
        stage.app().transfers().download(
            {.repo = *RepoId::parse(RepoKind::Model, u"orchard/pippin-2b"_s),
             .revision = {},
             .paths = paths});
    };
    download({u"config.json"_s});
    QTRY_COMPARE(history.count(), 1);
    download({u"config.json"_s, u"README.md"_s});
    QTRY_COMPARE(history.count(), 2);
    const auto all = [&history] {
        auto found = history.find({});
        found.waitForFinished();
        QList<std::pair<QString, QList<Receipt>>> entries;
        for (const HistoryEntry &entry : found.result()) {
            auto receipts = history.receipts(entry.id);
            receipts.waitForFinished();
            entries.emplaceBack(entry.key, receipts.result());
        }
        return entries;
    };
    const auto before = all();
    stage.window().openPage(PageId::Transfers);
    stage.visible<TransfersPane>()->findChild<QTabBar *>()->setCurrentIndex(1);
    QTRY_VERIFY(stage.visible<HistoryView>());
    auto *tree = stage.visible<HistoryView>()->findChild<QTreeView *>();
    QTRY_COMPARE(tree->model()->rowCount(), 2);
    tree->setFocus();
    tree->setCurrentIndex(tree->model()->index(1, 0)); // the older one
    QTest::keyClick(tree, Qt::Key_Delete);
    QTRY_COMPARE(tree->model()->rowCount(), 1);
    QCOMPARE(all().size(), 1);
    const auto *toast = stage.visible<Toast>();
    QVERIFY(toast);
    QVERIFY(toast->findChild<ElidedLabel *>()->text().contains(u"1 entry is removed"));
    QPushButton *undo = nullptr;
    for (auto *button : toast->findChildren<QPushButton *>())
        if (button->text() == u"Undo"_s)
            undo = button;
    QVERIFY(undo);
    undo->click();
    QTRY_COMPARE(tree->model()->rowCount(), 2);
    QCOMPARE(all(), before); // in their order, with their receipts
}

QTEST_MAIN(tst_HistoryUndo)
#include "tst_historyundo.moc"
