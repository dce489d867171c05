#include "models/comparemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <cerrno>

using namespace Qt::StringLiterals;
using State = CompareRow::State;

// A folder beside a repository, and what is made of it: from values only.
class ComparePlanTest final : public QObject
{
    Q_OBJECT

private slots:
    void rows();
    void choices_data();
    void choices();
    void model();

private:
    static UploadFile file(const QString &path, const QByteArray &id, qint64 size = 1)
    {
        return {.path = *RepoPath::parse(path),
                .local = "/w/" + path.toUtf8(),
                .size = size,
                .modifiedNs = 5'000'000,
                .sha256 = id.leftJustified(64, '0'),
                .gitOid = id.leftJustified(40, '0')};
    }
    static TreeEntry entry(const QString &path, const QByteArray &id, bool large = false)
    {
        TreeEntry entry;
        entry.path = path;
        entry.size = 2;
        entry.oid = QString::fromLatin1(id.leftJustified(40, '0'));
        if (large)
            entry.sha256 = QString::fromLatin1(id.leftJustified(64, '0'));
        return entry;
    }
    static ComparePlan plan()
    {
        using Why = UploadLeft::Why;
        TreeEntry folder = entry(u"sub"_s, "9");
        folder.type = TreeEntry::Type::Folder;
        return ComparePlan::of(
            {.root = "/w",
             .files = {file(u"changed"_s, "a"), file(u"clash"_s, "a"), file(u"here"_s, "a"),
                       file(u"inside/file"_s, "a"), file(u"large"_s, "c"), file(u"same"_s, "b"),
                       file(u"unread"_s, "a")},
             .failures = {{6, EACCES}},
             .left = {{.local = "/w/.git", .why = Why::Never, .place = ".git"},
                      {.local = "/w/link", .why = Why::LinkToFolder, .place = "link"},
                      {.local = "/w/void", .why = Why::EmptyFolder, .place = "void"}},
             .remote
             = {folder, entry(u"changed"_s, "b"), entry(u"clash/below"_s, "b"),
                entry(u"inside"_s, "b"), entry(u"large"_s, "c", true), entry(u"link/file"_s, "b"),
                entry(u"same"_s, "b"), entry(u"there"_s, "b"), entry(u"../out"_s, "b"),
                entry(u"void/file"_s, "b"), entry(u".gitattributes"_s, "b")}});
    }
};

void ComparePlanTest::rows()
{
    const ComparePlan all = plan();
    QHash<QString, State> states;
    for (const CompareRow &row : all.rows)
        states.insert(row.path, row.state);
    QCOMPARE(states.size(), all.rows.size()); // each once
    const QHash<QString, State> expected{{u"changed"_s, State::Different},
                                         {u"clash"_s, State::Clash},
                                         {u"clash/below"_s, State::Clash},
                                         {u"inside"_s, State::Clash},
                                         {u"inside/file"_s, State::Clash},
                                         {u"here"_s, State::OnlyHere},
                                         {u"large"_s, State::Same},
                                         {u"same"_s, State::Same},
                                         {u"there"_s, State::OnlyThere},
                                         {u"void/file"_s, State::OnlyThere},
                                         {u".gitattributes"_s, State::OnlyThere},
                                         {u"../out"_s, State::LeftOut},
                                         {u"link/file"_s, State::LeftOut},
                                         {u"link"_s, State::LeftOut},
                                         {u".git"_s, State::LeftOut},
                                         {u"void"_s, State::LeftOut},
                                         {u"unread"_s, State::LeftOut}};
    for (const auto &[path, state] : expected.asKeyValueRange())
        QVERIFY2(states.value(path) == state, qPrintable(path));
    QCOMPARE(states.size(), expected.size());
    for (const CompareRow &row : all.rows)
        QVERIFY2(row.why.isEmpty() == (row.state != State::Clash && row.state != State::LeftOut),
                 qPrintable(row.path));
    QCOMPARE(all.count(State::Same), 2);
    QCOMPARE(all.rows.constFirst().path, u"changed"_s);
    QCOMPARE(all.rows.constFirst().here, 1);
    QCOMPARE(all.rows.constFirst().there, 2);
    QCOMPARE(all.rows.constFirst().changedMs, 5);
    QCOMPARE(all.rows.constLast().state, State::Same);
}

void ComparePlanTest::choices_data()
{
    QTest::addColumn<CompareWay>("way");
    QTest::addColumn<bool>("all"); // that may be is ticked
    QTest::addColumn<QStringList>("sent");
    QTest::addColumn<QStringList>("replaced");
    QTest::addColumn<QStringList>("removed");
    const QStringList there{u"void/file"_s, u"there"_s};
    const QStringList fetched{u".gitattributes"_s, u"there"_s, u"void/file"_s};
    QTest::newRow("to the Hub") << CompareWay::ToHub << false
                                << QStringList{u"changed"_s, u"here"_s} << QStringList()
                                << QStringList();
    QTest::newRow("to the Hub, with removals")
        << CompareWay::ToHub << true << QStringList{u"changed"_s, u"here"_s} << QStringList()
        << QStringList{u"there"_s, u"void/file"_s};
    QTest::newRow("to the folder")
        << CompareWay::ToFolder << false << fetched << QStringList{u"changed"_s} << QStringList();
    QTest::newRow("to the folder, with removals")
        << CompareWay::ToFolder << true << fetched << QStringList{u"changed"_s}
        << QStringList{u"here"_s};
}

void ComparePlanTest::choices()
{
    QFETCH(const CompareWay, way);
    QFETCH(const bool, all);
    QFETCH(const QStringList, sent);
    QFETCH(const QStringList, replaced);
    QFETCH(const QStringList, removed);
    const QList<CompareRow> rows = plan().rows;
    QList<bool> ticks;
    for (const CompareRow &row : rows)
        ticks << (all ? true : CompareChoice::isTickedAtFirst(row, way));
    CompareChoice choice = CompareChoice::of(rows, ticks, way);
    QCOMPARE(choice.sent, sent);
    QCOMPARE(choice.replaced, replaced);
    QCOMPARE(choice.removed, removed);
    choice = CompareChoice::of(rows, QList<bool>(rows.size(), false), way);
    QVERIFY(choice.isEmpty());
    QVERIFY(choice.leftOut.contains(u"changed"_s) && choice.leftOut.contains(u"here"_s));
    QVERIFY(!choice.leftOut.contains(u"same"_s) && !choice.leftOut.contains(u"there"_s));
}

void ComparePlanTest::model()
{
    CompareModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy ticked(&model, &CompareModel::ticked);
    model.setRows(plan().rows);
    const int shown = model.rowCount();
    QVERIFY(!model.indexOf(u"same"_s).isValid());
    model.showSame(true);
    QCOMPARE(model.rowCount(), shown + 2);
    QVERIFY(model.indexOf(u"same"_s).isValid());
    QVERIFY(!model.indexOf(u"same"_s).data(Qt::CheckStateRole).isValid());
    model.showSame(false);
    QCOMPARE(model.rowCount(), shown);
    const QModelIndex changed = model.indexOf(u"changed"_s);
    QCOMPARE(changed.data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    const qsizetype before = ticked.size();
    QVERIFY(model.setData(changed, Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(ticked.size(), before + 1);
    QVERIFY(model.choice().leftOut.contains(u"changed"_s));
    const QModelIndex clash = model.indexOf(u"clash"_s);
    QVERIFY(!model.setData(clash, Qt::Checked, Qt::CheckStateRole));
    model.setWay(CompareWay::ToFolder);
    QCOMPARE(model.indexOf(u"changed"_s).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    QCOMPARE(model.indexOf(u"here"_s).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
}

QTEST_GUILESS_MAIN(ComparePlanTest)
#include "tst_compareplan.moc"
