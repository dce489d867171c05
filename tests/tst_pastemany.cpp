// Many downloads from one text: what each line is, one request for a repository, and the start.
#include "app/demohub.h"
#include "app/localhub/localstore.h"
#include "tests/support/scriptedhub.h"
#include "tests/support/windowstage.h"
#include "ui/paste/pastedialog.h"
#include "ui/theme/theme.h"
#include "ui/transfers/transferspane.h"
#include "ui/window/omnibox.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace {

QByteArray infoOf(const QString &id, const QByteArray &gated = "false")
{
    return R"({"id":")" + id.toUtf8()
        + R"(","sha":"0123456789012345678901234567890123456789","private":false,"gated":)" + gated
        + R"(,"siblings":[{"rfilename":"a.json","size":1000},{"rfilename":"w/b.bin","size":4000},
             {"rfilename":"w/c.bin","size":5000}]})";
}

} // namespace

class tst_PasteMany final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void everyLineSaysWhatItIs();
    void duplicatesAreNoFailures();
    void oneRequestARepository();
    void listingsAreReadOnce();
    void hundredsAreAskedPaced();
    void failureCanBeAskedAgain();
    void closingEndsTheRequests();
    void fromTheWindow_data();
    void fromTheWindow();
};

void tst_PasteMany::everyLineSaysWhatItIs()
{
    ScriptedHub server;
    server.reply("/a/b/", {200, infoOf(u"a/b"_s), {}, false});
    server.reply("/a/gated/", {200, infoOf(u"a/gated"_s, R"("manual")"), {}, false});
    server.reply("/a/none/", {404, "{}", "X-Error-Code: RepoNotFound\r\n", false});
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    PasteDialog dialog(hub);
    const QAbstractItemModelTester tester(&dialog.controller().model());
    dialog.show();
    dialog.setText(
        u"a/b\na/gated\na/none\nwhat is this\nhf download a/b w/\nhf download a/b x.bin\n"
        "hf download a/b --include '*.zip'"_s);
    QTRY_COMPARE(dialog.controller().checking(), 0);
    const QList<PastedRow> &rows = dialog.controller().model().rows();
    QCOMPARE(rows.size(), 7);
    QCOMPARE(rows.at(0).bytes, 10'000);
    QCOMPARE(rows.at(0).files, 3);
    QCOMPARE(rows.at(1).state, PastedRow::State::Gated);
    QVERIFY(!rows.at(2).problem.isEmpty());
    QVERIFY(!rows.at(3).problem.isEmpty());
    QCOMPARE(rows.at(4).bytes, 9'000);
    QVERIFY(rows.at(5).problem.contains(u"no such file"_s));
    QVERIFY(rows.at(6).problem.contains(u"patterns"_s));
    QCOMPARE(dialog.controller().good(), 3);
    const auto requests = dialog.controller().requests();
    QCOMPARE(requests.size(), 3);
    QCOMPARE(requests.at(2).allow, QStringList{u"w/*"_s});
    QVERIFY(requests.at(2).isPublic);
    for (const PastedRow &row : rows)
        QVERIFY(row.isGood() || row.state == PastedRow::State::Bad);
}

void tst_PasteMany::duplicatesAreNoFailures()
{
    ScriptedHub server;
    server.reply("/a/b/", {200, infoOf(u"a/b"_s), {}, false});
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    PasteDialog dialog(hub);
    dialog.show();
    dialog.setText(u"a/b\nhf://a/b\n- a/b\nwhat is this"_s);
    QTRY_COMPARE(dialog.controller().good(), 1);
    QCOMPARE(dialog.controller().duplicates(), 2);
    QCOMPARE(dialog.controller().bad(), 1);
    QCOMPARE(dialog.controller().requests().size(), 1);
    const auto says = [&dialog](const QString &text) {
        return std::ranges::any_of(dialog.findChildren<QLabel *>(), [&text](const QLabel *label) {
            return label->text().contains(text);
        });
    };
    QVERIFY(says(u"2 are duplicates"_s));
    QVERIFY(says(u"1 cannot be downloaded"_s));
    QCOMPARE(dialog.controller().model().index(1, PastedModel::StateColumn).data().toString(),
             u"The same as line 1."_s);
}

void tst_PasteMany::oneRequestARepository()
{
    ScriptedHub server;
    server.reply("/a/b/", {200, infoOf(u"a/b"_s), {}, false});
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    PasteController controller(hub);
    controller.setText(u"a/b\nhf download a/b a.json\nhf download a/b w/b.bin"_s);
    QTRY_COMPARE(controller.good(), 3);
    controller.setText(u"a/b\nhf download a/b w/c.bin\nhf://a/b/w"_s); // edited
    QTRY_COMPARE(controller.good(), 3);
    QCOMPARE(server.asked("/a/b/"), 1);
}

// What a line turned out to be is kept: neither another answer nor a key makes it look again.
void tst_PasteMany::listingsAreReadOnce()
{
    QByteArray siblings;
    for (int i = 0; i < 20'000; ++i)
        siblings += (i > 0 ? "," : "") + R"({"rfilename":"data/part-)"_ba + QByteArray::number(i)
            + R"(.parquet","size":10})";
    ScriptedHub server;
    server.reply("/a/b/",
                 {200,
                  R"({"id":"a/b","sha":"0123456789012345678901234567890123456789","private":false,
                     "siblings":[)"_ba
                      + siblings + "]}",
                  {},
                  false});
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    PasteController controller(hub);
    controller.setText(u"a/b"_s);
    QTRY_COMPARE(controller.good(), 1);
    const auto taken = [&controller](const QString &text) {
        QElapsedTimer time;
        time.start();
        controller.setText(text);
        return time.nsecsElapsed();
    };
    const QString patterns = u"hf download a/b --include '*1.parquet' --include '*2.parquet'"_s;
    const qint64 first = taken(patterns);
    QCOMPARE(controller.model().rows().first().files, 4'000);
    qint64 again = first;
    for (int i = 0; i < 5; ++i)
        again = std::min(again, taken(patterns + QString(i, u'\n')));
    QVERIFY2(again * 5 < first, qPrintable(u"%1 %2"_s.arg(again).arg(first)));
    QCOMPARE(controller.model().rows().first().files, 4'000);
}

void tst_PasteMany::hundredsAreAskedPaced()
{
    ScriptedHub server;
    server.reply("/revision/", {200, infoOf(u"a/b"_s), {}, true});
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    PasteController controller(hub);
    QString text;
    for (int i = 0; i < 300; ++i)
        text += u"a/r%1\n"_s.arg(i);
    controller.setText(text);
    QTRY_COMPARE(server.targets.size(), 4);
    QTest::qWait(100); // nobody else may come meanwhile
    QCOMPARE(server.targets.size(), 4);
    server.reply("/revision/", {200, infoOf(u"a/b"_s), {}, false});
    server.release();
    QTRY_COMPARE_WITH_TIMEOUT(controller.checking(), 0, 30'000);
    QCOMPARE(controller.asked(), 300);
}

void tst_PasteMany::failureCanBeAskedAgain()
{
    ScriptedHub server;
    server.reply("/a/b/", {403, "{}", {}, false});
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    PasteDialog dialog(hub);
    dialog.show();
    dialog.setText(u"a/b"_s);
    QTRY_COMPARE(dialog.controller().bad(), 1);
    server.reply("/a/b/", {200, infoOf(u"a/b"_s), {}, false});
    for (auto *button : dialog.findChildren<QPushButton *>())
        if (button->text() == "Ask again"_L1)
            QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE(dialog.controller().good(), 1);
}

void tst_PasteMany::closingEndsTheRequests()
{
    ScriptedHub server;
    server.reply("/revision/", {200, infoOf(u"a/b"_s), {}, true});
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    auto controller = std::make_unique<PasteController>(hub);
    controller->setText(u"a/b\na/c"_s);
    QTRY_COMPARE(server.targets.size(), 2);
    controller.reset();
    server.release(); // nobody listens: no crash, nothing asked
    QTest::qWait(50);
    QCOMPARE(server.targets.size(), 2);
}

void tst_PasteMany::fromTheWindow_data()
{
    QTest::addColumn<bool>("inOmnibox");
    QTest::newRow("omnibox") << true;
    QTest::newRow("transfers") << false;
}

void tst_PasteMany::fromTheWindow()
{
    QFETCH(const bool, inOmnibox);
    DemoHub demo;
    QString error;
    QVERIFY2(demo.start(&error), qPrintable(error));
    for (const QString &id : {u"orchard/apple"_s, u"orchard/pear"_s}) {
        const RepoId repo = *RepoId::parse(RepoKind::Model, id);
        QVERIFY(demo.hub().store().createRepo(repo));
        CommitInput commit;
        commit.title = u"Fruit"_s;
        commit.adds.insert(u"config.json"_s, Content::bytes("{}"));
        demo.hub().store().commit(repo, u"main"_s, commit);
    }
    WindowStage stage(demo.variables(), true);
    QVERIFY(stage.openWindow());
    stage.app().start();
    QGuiApplication::clipboard()->setText(u"orchard/apple\norchard/pear\n"_s);
    stage.window().openPage(PageId::Transfers);
    QWidget *target = stage.visible<TransfersPane>();
    if (inOmnibox)
        target = stage.visible<Omnibox>();
    QVERIFY(target);
    target->setFocus();
    QTest::keySequence(target, QKeySequence::Paste);
    auto *dialog = stage.visible<PasteDialog>();
    QVERIFY(dialog);
    QTRY_COMPARE(dialog->controller().good(), 2);
    for (auto *button : dialog->findChildren<QPushButton *>())
        if (button->isDefault())
            QTest::mouseClick(button, Qt::LeftButton);
    const auto done = [&stage] {
        const auto groups = stage.app().transfers().snapshot().groups;
        return groups.size() == 2 && groups.first().state == TransferState::Done
            && groups.last().state == TransferState::Done;
    };
    QTRY_VERIFY(done());
    QVERIFY(stage.visible<TransfersPane>());
}

QTEST_MAIN(tst_PasteMany)
#include "tst_pastemany.moc"
