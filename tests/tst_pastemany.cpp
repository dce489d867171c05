// Many downloads from one text: what each line is, one request for a repository, and the start.
#include "app/demohub.h"
#include "app/hub/pastedlines.h"
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
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace {

const QUrl kPasteHub(u"https://huggingface.co"_s);

FetchWish wishFor(RepoKind kind, const QString &id)
{
    return {.repo = *RepoId::parse(kind, id),
            .revision = {},
            .paths = {},
            .allow = {},
            .ignore = {},
            .folder = {}};
}

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
    void lines_data();
    void lines();
    void problems_data();
    void problems();
    void tokensAreNotShown();
    void textOfManyLines();
    void everyLineSaysWhatItIs();
    void oneRequestARepository();
    void listingsAreReadOnce();
    void hundredsAreAskedPaced();
    void failureCanBeAskedAgain();
    void closingEndsTheRequests();
    void fromTheWindow_data();
    void fromTheWindow();
};

void tst_PasteMany::lines_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<FetchWish>("wish");
    const FetchWish model = wishFor(RepoKind::Model, u"a/b"_s);
    const FetchWish dataset = wishFor(RepoKind::Dataset, u"a/b"_s);
    const auto with = [](FetchWish wish, const auto &change) {
        change(wish);
        return wish;
    };
    QTest::newRow("id") << u"a/b"_s << model;
    QTest::newRow("bullet") << u" - `a/b`,"_s << model;
    QTest::newRow("number") << u"12. \"a/b\""_s << model;
    QTest::newRow("comment") << u"a/b  # the small one"_s << model;
    QTest::newRow("legacy name") << u"gpt2"_s << wishFor(RepoKind::Model, u"gpt2"_s);
    QTest::newRow("dataset") << u"datasets/a/b"_s << dataset;
    QTest::newRow("web address") << u"https://huggingface.co/datasets/a/b"_s << dataset;
    QTest::newRow("file") << u"https://huggingface.co/a/b/blob/v1/w/c.bin"_s
                          << with(model, [](FetchWish &w) {
                                 w.revision = *Revision::parse(u"v1");
                                 w.paths = {u"w/c.bin"_s};
                             });
    QTest::newRow("hf address") << u"hf://datasets/a/b@v1"_s << with(dataset, [](FetchWish &w) {
        w.revision = *Revision::parse(u"v1");
    });
    QTest::newRow("command") << u"$ HF_HUB_ENABLE_HF_TRANSFER=1 hf download a/b config.json"_s
                             << with(model, [](FetchWish &w) { w.paths = {u"config.json"_s}; });
    QTest::newRow("old command")
        << u"huggingface-cli download a/b --repo-type dataset --quiet --max-workers 4"_s << dataset;
    QTest::newRow("patterns") << u"hf download a/b --include '*.json' \"*.txt\" --exclude=x*"_s
                              << with(model, [](FetchWish &w) {
                                     w.allow = {u"*.json"_s, u"*.txt"_s};
                                     w.ignore = {u"x*"_s};
                                 });
    QTest::newRow("folder of the repository")
        << u"hf download a/b w/"_s << with(model, [](FetchWish &w) { w.allow = {u"w/*"_s}; });
    QTest::newRow("folder of this computer")
        << u"hf download a/b --local-dir /data/my\\ models --revision refs/pr/3"_s
        << with(model, [](FetchWish &w) {
               w.folder = u"/data/my models"_s;
               w.revision = *Revision::parse(u"refs/pr/3");
           });
    // What we say ourselves.
    FetchWish own = dataset;
    own.allow = {u"it's *.json"_s, u"[a-c]?.txt"_s};
    own.ignore = {u"x y"_s};
    own.folder = u"/data/$HOME"_s;
    QTest::newRow("our own command") << hfCommandOf(own) << own;
}

void tst_PasteMany::lines()
{
    QFETCH(const QString, line);
    QFETCH(const FetchWish, wish);
    const auto lines = pastedLines(line, kPasteHub);
    QCOMPARE(lines.size(), 1);
    QVERIFY2(lines.first().wish, qPrintable(lines.first().problem));
    QCOMPARE(*lines.first().wish, wish);
}

void tst_PasteMany::problems_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("problem");
    QTest::newRow("prose") << u"Please fetch this"_s << u"neither"_s;
    QTest::newRow("other host") << u"https://example.org/a/b"_s << u"no repository of the Hub"_s;
    QTest::newRow("discussion") << u"https://huggingface.co/a/b/discussions/3"_s << u"discussion"_s;
    QTest::newRow("no repository") << u"hf download --include x"_s << u"names no repository"_s;
    QTest::newRow("option") << u"hf download a/b --frob x"_s << u"--frob is not known"_s;
    QTest::newRow("no value") << u"hf download a/b --revision"_s << u"has no value"_s;
    QTest::newRow("quote") << u"hf download 'a/b"_s << u"not closed"_s;
    QTest::newRow("folder") << u"hf download a/b --local-dir ."_s << u"whole path"_s;
    QTest::newRow("cache") << u"hf download a/b --cache-dir /x"_s << u"in the settings"_s;
    QTest::newRow("kernel") << u"hf download a/b --repo-type kernel"_s << u"kernel"_s;
    QTest::newRow("revision") << u"hf download a/b --revision ../x"_s << u"not valid"_s;
}

void tst_PasteMany::problems()
{
    QFETCH(const QString, line);
    QFETCH(const QString, problem);
    const auto lines = pastedLines(line, kPasteHub);
    QCOMPARE(lines.size(), 1);
    QVERIFY(!lines.first().wish);
    QVERIFY2(lines.first().problem.contains(problem), qPrintable(lines.first().problem));
}

void tst_PasteMany::tokensAreNotShown()
{
    const auto lines = pastedLines(
        u"hf download a/b --token hf_abcdefghij\nhf download a/c --token=oddone"_s, kPasteHub);
    for (const PastedLine &line : lines) {
        QVERIFY(line.wish);
        QVERIFY(!line.text.contains(u"abcdefghij"_s) && !line.text.contains(u"oddone"_s));
    }
}

void tst_PasteMany::textOfManyLines()
{
    const auto lines = pastedLines(
        u"# my list\r\n\r\na/b\r\nhf download a/c \\\r\n  --include x\na/b\n"_s, kPasteHub);
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines.at(0).number, 3);
    QCOMPARE(lines.at(1).number, 4);
    QCOMPARE(lines.at(2).number, 6); // after the continued one
    QCOMPARE(lines.at(1).wish->allow, QStringList{u"x"_s});
    QCOMPARE(lines.at(2).problem, u"The same as line 3."_s);
    QString huge;
    for (int i = 0; i < 1'200; ++i)
        huge += u"a/b%1\n"_s.arg(i);
    const auto many = pastedLines(huge, kPasteHub);
    QCOMPARE(many.size(), 1'001);
    QVERIFY(!many.last().wish && many.last().problem.contains(u"1000"_s));
}

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
