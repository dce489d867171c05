// The list of an upload as folders: what stands where, what a folder says and does, and filters.
#include "tests/support/uploadcells.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using Group = UploadPlanRow::Group;

class tst_UploadTree final : public QObject
{
    Q_OBJECT

private slots:
    void standsInFolders();
    void ticksFolders();
    void filters();

private:
    static QList<UploadPlanRow> inFolders()
    {
        return {{.group = Group::New,
                 .mayTick = true,
                 .path = u"b/deep/one.txt"_s,
                 .size = 10,
                 .reason = {}},
                {.group = Group::LeftOut,
                 .mayTick = true,
                 .isTicked = false,
                 .path = u"b/deep/two.log"_s,
                 .size = 5,
                 .reason = {}},
                {.group = Group::Unchanged, .path = u"a-b"_s, .size = 1, .reason = {}},
                {.group = Group::Changed,
                 .mayTick = true,
                 .path = u"a/x.txt"_s,
                 .size = 20,
                 .reason = {}},
                {.group = Group::Changed,
                 .mayTick = true,
                 .path = u"a/y.txt"_s,
                 .size = 2,
                 .reason = {}},
                {.group = Group::LeftOut, .path = u"/mnt/.git"_s, .reason = {}}};
    }
};

// Folders first, whatever stands between them by name; what lies outside stands alone.
void tst_UploadTree::standsInFolders()
{
    UploadModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTree(UploadTree::of(inFolders()));
    QCOMPARE(pathsIn(model), (QStringList{u"a"_s, u"b"_s, u"/mnt/.git"_s, u"a-b"_s}));
    const QModelIndex a = model.index(0, 0);
    const QModelIndex b = model.index(1, 0);
    QCOMPARE(pathsIn(model, a), (QStringList{u"a/x.txt"_s, u"a/y.txt"_s}));
    QCOMPARE(model.index(0, 0, a).data().toString(), u"x.txt"_s);
    QCOMPARE(pathsIn(model, b), (QStringList{u"b/deep"_s}));
    QCOMPARE(pathsIn(model, model.index(0, 0, b)),
             (QStringList{u"b/deep/one.txt"_s, u"b/deep/two.log"_s}));
    QCOMPARE(cell(a, UploadModel::ChangeColumn), u"Changed"_s);
    QCOMPARE(cell(a, UploadModel::SizeColumn), u"22 B"_s);
    QCOMPARE(cell(a, UploadModel::SendColumn), u"22 B"_s);
    QCOMPARE(cell(a, UploadModel::NoteColumn), u"2 files"_s);
    QCOMPARE(cell(b, UploadModel::ChangeColumn), QString()); // of both kinds
    QCOMPARE(cell(b, UploadModel::SizeColumn), u"15 B"_s);
    QCOMPARE(cell(b, UploadModel::SendColumn), u"10 B"_s);
    QVERIFY(a.data(UploadModel::InRole).toBool());
    QVERIFY(b.data(UploadModel::InRole).toBool());
    QVERIFY(!model.indexOf(u"b/deep/two.log"_s).data(UploadModel::InRole).toBool());
    QVERIFY(!model.indexOf(u"a-b"_s).data(UploadModel::InRole).toBool());
    QCOMPARE(a.data(Qt::AccessibleTextRole).toString(), u"a, 2 files, Changed"_s);
    QCOMPARE(b.data(Qt::AccessibleTextRole).toString(), u"b, 2 files"_s);
}

void tst_UploadTree::ticksFolders()
{
    UploadModel model;
    model.setTree(UploadTree::of(inFolders()));
    const QModelIndex a = model.index(0, 0);
    const QModelIndex b = model.index(1, 0);
    QCOMPARE(a.data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    QCOMPARE(b.data(Qt::CheckStateRole).toInt(), int(Qt::PartiallyChecked));
    QSignalSpy ticked(&model, &UploadModel::ticked);
    QVERIFY(model.setData(b, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(ticked.size(), 1);
    QCOMPARE(ticked.takeFirst(), (QVariantList{QStringList{u"b/deep/two.log"_s}, true}));
    QList<UploadPlanRow> rows = inFolders();
    rows[1].needsOwnTick = true; // a secret
    model.setTree(UploadTree::of(rows));
    QVERIFY(model.setData(b, Qt::Checked, Qt::CheckStateRole)); // there is nothing to tick in it
    QCOMPARE(ticked.takeFirst(), (QVariantList{QStringList{u"b/deep/one.txt"_s}, false}));
    rows[0].isTicked = false;
    model.setTree(UploadTree::of(rows));
    QVERIFY(model.setData(b, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(ticked.takeFirst(), (QVariantList{QStringList{u"b/deep/one.txt"_s}, true}));
    QVERIFY(model.setData(model.indexOf(u"b/deep/two.log"_s), Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(ticked.takeFirst(), (QVariantList{QStringList{u"b/deep/two.log"_s}, true}));
    QVERIFY(model.setData(a, Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(ticked.first().last(), false);
    QVERIFY(!model.setData(a, u"c"_s, Qt::EditRole));
}

// Sums and ticks of folders are of what is shown.
void tst_UploadTree::filters()
{
    UploadModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTree(UploadTree::of(inFolders()));
    model.setFilter(Group::LeftOut, {});
    QCOMPARE(pathsIn(model), (QStringList{u"b"_s, u"/mnt/.git"_s}));
    QCOMPARE(model.shownFiles(), 2);
    const QModelIndex b = model.index(0, 0);
    QCOMPARE(b.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    QSignalSpy ticked(&model, &UploadModel::ticked);
    QVERIFY(model.setData(b, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(ticked.first().first().toStringList(), QStringList{u"b/deep/two.log"_s});
    QVERIFY(!model.indexOf(u"b/deep/one.txt"_s).isValid());
    model.setFilter({}, u"*.txt"_s);
    QCOMPARE(model.shownFiles(), 3);
    model.setFilter({}, u"DEEP"_s);
    QCOMPARE(pathsIn(model), (QStringList{u"b"_s}));
    model.setTree(UploadTree::of(inFolders())); // the next plan
    QCOMPARE(pathsIn(model), (QStringList{u"b"_s}));
    model.setFilter({}, {});
    QCOMPARE(model.shownFiles(), 6);
}

QTEST_MAIN(tst_UploadTree)
#include "tst_uploadtree.moc"
