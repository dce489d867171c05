#include "tests/support/plannedupload.h"
#include "tests/support/uploadcells.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <cerrno>

using namespace Qt::StringLiterals;
using Group = UploadPlanRow::Group;
using Mood = UploadPlanRow::Mood;

// What the list of an upload says before, while and after it is sent.
class tst_UploadModel final : public QObject
{
    Q_OBJECT

private slots:
    void countsByVerdict();
    void sparesByHand();
    void saysWhy();
    void leftOutLiesWhereTheRestDoes_data();
    void leftOutLiesWhereTheRestDoes();
    void namesAreHarmless();
    void reportsTicks();
    void reportsNames();
    void sorts();
    void followsTheUpload();
    void changesOnlyThatRow();
    void saysWhatIsNotThere();

private:
    static QList<UploadPlanRow> rowsOf(const UploadPlan::Given &given,
                                       const QList<UploadLeft> &left = {})
    {
        return UploadPlanRow::of(given, UploadPlan::of(given), left);
    }
    static UploadTree treeOf(const UploadPlan::Given &given, const QList<UploadLeft> &left = {})
    {
        return UploadTree::of(rowsOf(given, left));
    }
    static QString state(const UploadModel &model, const QString &path)
    {
        return model.indexOf(path).data(UploadModel::StateRole).toString();
    }
    static UploadPlan::Given given()
    {
        using namespace PlannedUpload;
        UploadPlan::Given given{.files
                                = files({u"a.txt"_s, u"b.txt"_s, u"c.txt"_s, u"d.log"_s, u"e"_s}),
                                .remote = {there(u"b.txt"_s, 2), there(u"c.txt"_s, 1, u"cc"_s),
                                           there(u"e/f"_s), there(u"old.txt"_s, 30)},
                                .choice = {.ignore = {u"*.log"_s}, .remove = {u"old*"_s}}};
        given.files[2].sha256 = "s";
        given.files[2].gitOid = "cc";
        return given;
    }
};

void tst_UploadModel::countsByVerdict()
{
    UploadModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTree(treeOf(given()));
    QCOMPARE(model.fileCount(), 6);
    for (int group = 0; group < UploadPlanRow::kGroups; ++group)
        QCOMPARE(model.count(Group(group)), 1);
    QCOMPARE(pathsIn(model),
             (QStringList{u"a.txt"_s, u"b.txt"_s, u"c.txt"_s, u"d.log"_s, u"e"_s, u"old.txt"_s}));
    const QModelIndex old = model.indexOf(u"old.txt"_s);
    QCOMPARE(cell(old, UploadModel::ChangeColumn), u"To be deleted"_s);
    QCOMPARE(cell(old, UploadModel::SizeColumn), u"30 B"_s);
    QCOMPARE(cell(old, UploadModel::SendColumn), QString());
    QCOMPARE(cell(model.indexOf(u"a.txt"_s), UploadModel::SendColumn), u"1 B"_s);
    model.setTree({});
    QCOMPARE(model.rowCount(), 0);
}

// What a pattern would delete and somebody keeps.
void tst_UploadModel::sparesByHand()
{
    UploadPlan::Given all = given();
    all.choice.byHand = {{u"old.txt"_s, false}};
    UploadModel model;
    model.setTree(treeOf(all));
    const QModelIndex old = model.indexOf(u"old.txt"_s);
    QCOMPARE(cell(old, UploadModel::ChangeColumn), u"Stays there"_s);
    QCOMPARE(old.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    all.choice.byHand = {{u"old.txt"_s, true}};
    model.setTree(treeOf(all));
    QCOMPARE(model.indexOf(u"old.txt"_s).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    all.choice = {.remove = {u"b*"_s}, .byHand = {{u"b.txt"_s, false}}};
    model.setTree(treeOf(all)); // it is here, too: one row
    QCOMPARE(model.count(Group::ToDelete), 0);
    QCOMPARE(state(model, u"b.txt"_s), u"Unticked by hand"_s);
}

void tst_UploadModel::leftOutLiesWhereTheRestDoes_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArrayList>("left");
    QTest::addColumn<QStringList>("shown");
    QTest::newRow("alone") << QByteArray("/run/a") << QByteArrayList{"/run/.git"}
                           << QStringList{u".git"_s};
    QTest::newRow("deeper") << QByteArray("/run/sub/a")
                            << QByteArrayList{"/run/.git", "/run/x/.git"}
                            << QStringList{u".git"_s, u"x/.git"_s};
    QTest::newRow("names that begin alike")
        << QByteArray("/home/run/a") << QByteArrayList{"/home/runs/.git"}
        << QStringList{u"runs/.git"_s};
    QTest::newRow("two disks") << QByteArray("/home/a") << QByteArrayList{"/mnt/.git"}
                               << QStringList{u"/mnt/.git"_s};
}

void tst_UploadModel::leftOutLiesWhereTheRestDoes()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArrayList, left);
    UploadPlan::Given one;
    one.files = {{.path = *RepoPath::parse(u"a"_s), .local = file, .size = 1}};
    QList<UploadLeft> all;
    for (const QByteArray &local : left)
        all << UploadLeft{.local = local, .why = UploadLeft::Why::Never, .error = 0, .refusal = {}};
    QStringList shown;
    for (const UploadPlanRow &row : rowsOf(one, all))
        if (row.group == UploadPlanRow::Group::LeftOut)
            shown << row.path;
    QTEST(shown, "shown");
}

void tst_UploadModel::saysWhy()
{
    UploadPlan::Given all = given();
    all.secrets.insert(0, {{.kind = Secrets::Kind::HubToken, .line = 14}});
    UploadModel model;
    model.setTree(treeOf(
        all,
        {{.local = "/home/me/.git", .why = UploadLeft::Why::Never, .error = 0, .refusal = {}}}));
    QVERIFY(state(model, u"a.txt"_s).startsWith("Line 14 looks like"_L1));
    QCOMPARE(model.indexOf(u"a.txt"_s).data(UploadModel::MoodRole).toInt(), int(Mood::Warning));
    QCOMPARE(state(model, u"b.txt"_s), u"Changed"_s);
    QCOMPARE(state(model, u"c.txt"_s), u"Unchanged"_s);
    QCOMPARE(state(model, u"d.log"_s), u"Left out by *.log"_s);
    QCOMPARE(state(model, u"/home/me/.git"_s),
             u"Folders of git and of the Hub's clients are left out."_s);
    QCOMPARE(model.indexOf(u"d.log"_s).data(Qt::AccessibleTextRole).toString(),
             u"d.log, Left out by *.log"_s);
    all.choice.byHand = {{u"a.txt"_s, false}};
    all.files[1].size = 2; // the same, and nobody has read it yet
    model.setTree(treeOf(all));
    QVERIFY(state(model, u"a.txt"_s).endsWith("Left out until you tick it."_L1));
    QCOMPARE(state(model, u"b.txt"_s), u"Same size, not compared yet"_s);
}

void tst_UploadModel::namesAreHarmless()
{
    UploadModel model;
    model.setTree(UploadTree::of({{.path = u"a\u202Egpj.exe"_s, .size = 1, .reason = {}}}));
    QCOMPARE(model.index(0, 0).data().toString(), u"agpj.exe"_s);
}

void tst_UploadModel::reportsTicks()
{
    UploadModel model;
    model.setTree(treeOf(given()));
    QSignalSpy ticked(&model, &UploadModel::ticked);
    QCOMPARE(model.indexOf(u"a.txt"_s).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    QCOMPARE(model.indexOf(u"d.log"_s).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    QVERIFY(!model.indexOf(u"c.txt"_s).data(Qt::CheckStateRole).isValid());
    QVERIFY(model.setData(model.indexOf(u"d.log"_s), Qt::Checked, Qt::CheckStateRole));
    QVERIFY(!model.setData(model.indexOf(u"c.txt"_s), Qt::Checked, Qt::CheckStateRole));
    QVERIFY(model.setData(model.indexOf(u"old.txt"_s), Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(ticked.size(), 2);
    QCOMPARE(ticked.first(), (QVariantList{QStringList{u"d.log"_s}, true}));
    QCOMPARE(ticked.last(), (QVariantList{QStringList{u"old.txt"_s}, false}));
}

// Of what is found here; what the Hub has is not renamed by an upload.
void tst_UploadModel::reportsNames()
{
    UploadPlan::Given all = given();
    all.renamed = {{u"a.txt"_s, u"found.txt"_s}};
    all.failures = {{1, EACCES}};
    UploadModel model;
    model.setTree(treeOf(all));
    QSignalSpy renamed(&model, &UploadModel::renamed);
    QCOMPARE(state(model, u"a.txt"_s), u"Here it is found.txt"_s);
    const QModelIndex row = model.indexOf(u"e"_s); // in conflict
    QCOMPARE(row.data(Qt::EditRole).toString(), u"e"_s);
    QCOMPARE(row.data(UploadModel::InTheWayRole).toString(), u"e/"_s);
    QVERIFY(model.setData(row, u"e"_s, Qt::EditRole));
    QCOMPARE(renamed.size(), 0);
    QVERIFY(model.setData(row, u"g"_s, Qt::EditRole));
    QCOMPARE(renamed.takeFirst(), (QVariantList{u"e"_s, u"g"_s}));
    for (const QString &path : {u"old.txt"_s, u"b.txt"_s})
        QVERIFY(!model.setData(model.indexOf(path), u"g"_s, Qt::EditRole));
    QVERIFY(!model.setData(row.siblingAtColumn(UploadModel::SizeColumn), u"g"_s, Qt::EditRole));
    model.setProgress({.rows = {{.path = *RepoPath::parse(u"a.txt"_s)}}}, false);
    QVERIFY(!model.setData(model.indexOf(u"e"_s), u"g"_s, Qt::EditRole)); // it is on its way
    QCOMPARE(renamed.size(), 0);
}

void tst_UploadModel::sorts()
{
    UploadModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTree(UploadTree::of({{.path = u"b"_s, .size = 1, .reason = {}},
                                  {.path = u"a"_s, .size = 2, .reason = {}},
                                  {.path = u"c"_s, .size = 1, .reason = {}}}));
    QCOMPARE(pathsIn(model), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    const QPersistentModelIndex first = model.indexOf(u"a"_s);
    model.sort(UploadModel::NameColumn, Qt::DescendingOrder);
    QCOMPARE(pathsIn(model), (QStringList{u"c"_s, u"b"_s, u"a"_s}));
    QCOMPARE(first.data(UploadModel::PathRole).toString(), u"a"_s);
    model.sort(UploadModel::SizeColumn, Qt::AscendingOrder);
    QCOMPARE(pathsIn(model), (QStringList{u"b"_s, u"c"_s, u"a"_s}));
    QCOMPARE(first.data(UploadModel::PathRole).toString(), u"a"_s);
}

// The rows of what is sent stand in the upload's order, whatever the list's.
void tst_UploadModel::followsTheUpload()
{
    UploadModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.sort(UploadModel::NameColumn, Qt::DescendingOrder);
    model.setTree(treeOf(given()));
    UploadProgress progress{.rows = {{.path = *RepoPath::parse(u"a.txt"), .size = 1},
                                     {.path = *RepoPath::parse(u"b.txt"),
                                      .state = UploadState::Sending,
                                      .large = true,
                                      .size = 1,
                                      .sent = 0}}};
    model.setProgress(progress, false);
    QCOMPARE(state(model, u"a.txt"_s), u"Waiting"_s);
    QCOMPARE(state(model, u"b.txt"_s), u"Sending, 0 %"_s);
    QCOMPARE(state(model, u"c.txt"_s), u"Unchanged"_s);
    QCOMPARE(model.indexOf(u"b.txt"_s).siblingAtColumn(UploadModel::StoreColumn).data(), u"LFS"_s);
    QVERIFY(!model.indexOf(u"a.txt"_s).data(Qt::CheckStateRole).isValid());
    QVERIFY(!model.setData(model.indexOf(u"a.txt"_s), Qt::Unchecked, Qt::CheckStateRole));
    progress.rows[0].state = UploadState::Failed;
    progress.rows[0].error = HubError::badInput(u"The Hub said no."_s);
    progress.rows[1].state = UploadState::Committed;
    progress.rows[1].local = progress.rows[1].remote = "1";
    model.setProgress(progress, true);
    QCOMPARE(state(model, u"a.txt"_s), u"The Hub said no."_s);
    QCOMPARE(state(model, u"b.txt"_s), u"Confirmed"_s);
    QCOMPARE(model.indexOf(u"b.txt"_s).data(UploadModel::MoodRole).toInt(), int(Mood::Good));
    QCOMPARE(model.indexOf(u"a.txt"_s).data(UploadModel::MoodRole).toInt(), int(Mood::Bad));
}

void tst_UploadModel::changesOnlyThatRow()
{
    UploadModel model;
    model.sort(UploadModel::NameColumn, Qt::DescendingOrder);
    model.setTree(treeOf({.files = PlannedUpload::files({u"a"_s, u"b"_s, u"c"_s, u"d"_s})}));
    UploadProgress progress;
    for (const QString &path : {u"a"_s, u"b"_s, u"c"_s, u"d"_s})
        progress.rows << UploadRow{.path = *RepoPath::parse(path), .size = 1};
    model.changeProgress(progress, {}); // none can be ticked any more
    QVERIFY(!model.indexOf(u"a"_s).data(Qt::CheckStateRole).isValid());
    const QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    progress.rows[1].state = UploadState::Sent;
    model.changeProgress(progress, {1});
    QCOMPARE(state(model, u"b"_s), u"Sent, not committed yet"_s);
    QCOMPARE(state(model, u"c"_s), u"Waiting"_s);
    QCOMPARE(changes.size(), 1);
    for (const int end : {0, 1})
        QCOMPARE(changes.first().at(end).toModelIndex().siblingAtColumn(0), model.indexOf(u"b"_s));
}

void tst_UploadModel::saysWhatIsNotThere()
{
    UploadModel model;
    model.setTree(treeOf({.files = PlannedUpload::files({u"a"_s, u"b"_s, u"c"_s})}));
    UploadProgress progress;
    for (const QString &path : {u"a"_s, u"b"_s, u"c"_s})
        progress.rows << UploadRow{
            .path = *RepoPath::parse(path), .state = UploadState::Committed, .local = "1"};
    progress.rows[1].remote = "2";
    progress.rows[2].state = UploadState::Sent;
    model.setProgress(progress, false);
    QCOMPARE(state(model, u"a"_s), u"Committed"_s); // it is not known yet
    QCOMPARE(state(model, u"c"_s), u"Sent, not committed yet"_s);
    model.setProgress(progress, true);
    QCOMPARE(state(model, u"a"_s), u"Not confirmed: the Hub does not show it"_s);
    QCOMPARE(state(model, u"b"_s), u"Not confirmed: the Hub has something else"_s);
    QCOMPARE(state(model, u"c"_s), u"Sent, but in no commit"_s);
}

QTEST_MAIN(tst_UploadModel)
#include "tst_uploadmodel.moc"
