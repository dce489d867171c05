// The plan of what goes from the cache, before it goes: what the Hub would give again, and what is
// asked before anything is deleted for good.
#include "app/cache/cleanwords.h"
#include "tests/support/cachestage.h"
#include "ui/cache/cachedialogs.h"
#include "ui/cache/refetchcheck.h"
#include "ui/cache/wordfield.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTreeView>

using namespace Qt::StringLiterals;
using Verdict = Refetch::Verdict;

namespace {

const CacheItem kOld{.repo = CacheFolder::kRepo, .commit = CacheFolder::kOther};
const CacheItem kNew{.repo = CacheFolder::kRepo, .commit = CacheFolder::kCommit};
const QByteArray kGoneRepo = "models--ada--gone";
const ScriptedHub::Answer kOk{200, "[]", {}, false};
const ScriptedHub::Answer kNoRevision{404, "{}", "X-Error-Code: RevisionNotFound\r\n", false};
const ScriptedHub::Answer kNoRepo{404, "{}", "X-Error-Code: RepoNotFound\r\n", false};
const ScriptedHub::Answer kSilence{200, "[]", {}, true};

} // namespace

class tst_CacheReview final : public QObject
{
    Q_OBJECT

private slots:
    void asksWhatGoes();
    void asksOncePerAccount();
    void anonymousAccessCounts();
    void asksNothingWhileOffline();
    void closingStopsAsking();
    void panelSaysWhatIsLost();
    void lostComesFirst();
    void goneForGoodAsks();
    void muchNeedsAWord();
    void lostForGoodNeedsAWord();
    void anotherPlanIsAskedAnew();
    void theSamePlanIsNotAskedAnew();
    void sameNameStaysCurrent();
    void listIsThePlan();

private:
    struct Stage : CacheStage
    {
        Stage()
            : CacheStage([](const CacheFolder &cache) {
                cache.cached(CacheFolder::kRepo, "new.bin", QByteArray(20'000, 'n'));
                cache.cached(CacheFolder::kRepo, "old.bin", QByteArray(90'000, 'o'),
                             CacheFolder::kOther, {});
                cache.cached(kGoneRepo, "w.bin", QByteArray(30'000, 'w'));
            })
        {
            scanner.setFollowing(false); // another look plans anew
            server.reply("/ada/model/auth-check", kOk);
            server.reply("/ada/model/tree/", kOk);
            server.reply("/tree/" + CacheFolder::kOther, kNoRevision);
            server.reply("/ada/gone/", kNoRepo);
        }

        bool plan(const QSet<CacheItem> &items)
        {
            if (!QTest::qWaitFor([this] { return isSettled(); }))
                return false;
            model().tick(items, true);
            return QTest::qWaitFor([this] { return controller().hasPlan(); });
        }
        void ask() { check.ask(controller().plan(), controller().planWords().going); }
        std::optional<Verdict> verdict(const CacheItem &item) const
        {
            const auto refetch = check.of(item);
            return refetch ? std::optional(refetch->verdict) : std::nullopt;
        }
        CacheDialog *dialog() { return CacheStage::dialog(u"cacheReview"_s); }
        QPushButton *go() { return button(u"Delete for good"_s, dialog()); }
        QLineEdit *word() { return dialog()->findChild<QLineEdit *>(); }
        // "title: what" of each row, in order
        QStringList rows()
        {
            QStringList all;
            const auto *model = dialog()->findChild<QTreeView *>()->model();
            for (int top = 0; top < model->rowCount(); ++top) {
                const QModelIndex title = model->index(top, 0);
                for (int row = 0; row < model->rowCount(title); ++row)
                    all << title.data().toString() + u": "_s
                            + model->index(row, 0, title).data().toString();
            }
            return all;
        }
        bool says(const QString &words)
        {
            return std::ranges::any_of(
                dialog()->findChildren<QLabel *>(),
                [&words](const QLabel *label) { return label->text().contains(words); });
        }

        RefetchCheck check{hub};
    };
};

void tst_CacheReview::asksWhatGoes()
{
    Stage stage;
    QVERIFY(stage.plan({kOld, {.repo = kGoneRepo}}));
    stage.pane.hide(); // asks nothing by itself
    QCOMPARE(stage.server.targets.size(), 0); // ticking asks nothing
    stage.ask();
    QVERIFY(stage.check.isAsking());
    QTRY_VERIFY(!stage.check.isAsking());
    QCOMPARE(stage.verdict(kOld), Verdict::RevisionGone);
    QCOMPARE(stage.verdict({.repo = kGoneRepo}), Verdict::Gone);
    QVERIFY(!stage.verdict(kNew)); // it stays
    QCOMPARE(stage.server.targets.size(), 3);
    QVERIFY(stage.plan({kNew}));
    stage.ask();
    QTRY_VERIFY(!stage.check.isAsking());
    QCOMPARE(stage.verdict(kNew), Verdict::Available);
    QCOMPARE(stage.verdict({.repo = CacheFolder::kRepo}), Verdict::RevisionGone); // of one of two
    QCOMPARE(stage.server.targets.size(), 4);
    stage.model().tick({kOld}, false);
    QVERIFY(stage.plan({kNew}));
    stage.ask();
    QVERIFY(!stage.verdict(kOld)); // it stays now
}

void tst_CacheReview::asksOncePerAccount()
{
    Stage stage;
    QVERIFY(stage.plan({kNew}));
    stage.pane.hide(); // asks nothing by itself
    stage.server.reply("/tree/" + CacheFolder::kCommit, {400, "{}", {}, false});
    stage.ask();
    QTRY_COMPARE(stage.verdict(kNew), Verdict::Unknown);
    stage.server.reply("/tree/" + CacheFolder::kCommit, kOk);
    stage.server.targets.clear();
    stage.ask();
    QTRY_COMPARE(stage.verdict(kNew), Verdict::Available);
    QCOMPARE(stage.server.targets.size(), 1); // what was not known
    stage.ask();
    QVERIFY(!stage.check.isAsking());
    stage.hub.setToken("hf_another");
    stage.ask();
    QVERIFY(!stage.check.of(kNew));
    QTRY_COMPARE(stage.verdict(kNew), Verdict::Available);
}

void tst_CacheReview::anonymousAccessCounts()
{
    Stage stage;
    QVERIFY(stage.plan({kOld, kNew, {.repo = kGoneRepo}}));
    stage.pane.hide(); // asks nothing by itself
    stage.server.reply("/auth-check", {401, "{}", {}, false});
    stage.ask();
    QTRY_VERIFY(!stage.check.isAsking());
    QCOMPARE(stage.verdict(kNew), Verdict::Available); // its files are given all the same
    QCOMPARE(stage.verdict(kOld), Verdict::SignIn);
    QCOMPARE(stage.verdict({.repo = kGoneRepo}), Verdict::SignIn);
}

void tst_CacheReview::asksNothingWhileOffline()
{
    Stage stage;
    QVERIFY(stage.plan({kOld, {.repo = kGoneRepo}}));
    stage.pane.hide(); // asks nothing by itself
    stage.hub.setOffline(true);
    stage.ask();
    QCOMPARE(stage.check.of(kOld), Refetch::offline());
    QCOMPARE(stage.server.targets.size(), 0);
    stage.hub.setOffline(false);
    stage.ask();
    QTRY_COMPARE(stage.verdict(kOld), Verdict::RevisionGone);
}

void tst_CacheReview::closingStopsAsking()
{
    Stage stage;
    stage.server.reply("/auth-check", kSilence);
    QVERIFY(stage.plan({kOld, {.repo = kGoneRepo}}));
    stage.pane.dialogs().review(true);
    QTRY_COMPARE(stage.server.asked("/auth-check"), 2);
    QVERIFY(stage.says(u"is being asked"_s));
    stage.dialog()->close();
    QTRY_VERIFY(!stage.dialog());
    stage.pane.hide();
    stage.server.release();
    stage.server.reply("/auth-check", kOk);
    bool isAnswered = false; // after the others
    const auto later
        = stage.hub.mayRead(*RepoId::parse(RepoKind::Model, u"ada/later"_s),
                            [&isAnswered](const Result<bool> &) { isAnswered = true; });
    QTRY_VERIFY(isAnswered);
    QCOMPARE(stage.server.asked("/tree/"), 0);
}

void tst_CacheReview::panelSaysWhatIsLost() // before anybody asks for the review
{
    Stage stage;
    QVERIFY(stage.plan({kNew, {.repo = kGoneRepo}}));
    QTRY_VERIFY(stage.CacheStage::says(u"1 thing cannot be fetched again."_s));
    QVERIFY(stage.plan({kNew}));
    stage.controller().model().tick({{.repo = kGoneRepo}}, false);
    QTRY_VERIFY(!stage.CacheStage::says(u"cannot be fetched again."_s));
}

void tst_CacheReview::lostComesFirst()
{
    Stage stage;
    QVERIFY(stage.plan({kNew, {.repo = kGoneRepo}}));
    stage.pane.dialogs().review(false);
    QTRY_VERIFY(!stage.says(u"is being asked"_s));
    QTRY_VERIFY(stage.rows().first().startsWith(u"Goes, and cannot be fetched again: "_s));
    QVERIFY(stage.rows().first().contains(u"gone"_s));
    QVERIFY(stage.rows().at(1).startsWith(u"Goes: "_s));
    stage.controller().model().tick({kOld}, true); // the plan that is open follows
    QTRY_COMPARE(stage.rows().filter(u"cannot be fetched again"_s).size(), 2);
}

void tst_CacheReview::goneForGoodAsks()
{
    Stage stage;
    QVERIFY(stage.plan({kNew}));
    stage.pane.activateWindow();
    auto *view = stage.pane.findChild<CacheView *>();
    view->reveal(kNew);
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Delete, Qt::ShiftModifier);
    QVERIFY(stage.dialog());
    QTRY_VERIFY(!stage.says(u"is being asked"_s));
    QVERIFY(stage.controller().model().indexOf(kNew).isValid());
    QTRY_VERIFY(!stage.word()->isVisible()); // it is little, and can be fetched again
    stage.go()->click();
    QTRY_VERIFY(!stage.controller().model().indexOf(kNew).isValid());
    QTRY_VERIFY(!stage.cleaner.isBusy());
    QVERIFY(stage.cleaner.history().isEmpty()
            || stage.cleaner.history().first().state == Cleaning::State::Freed);
}

void tst_CacheReview::muchNeedsAWord() // S19
{
    const qint64 much = 10'000'000'000;
    QVERIFY(!needsWord(much, 0, false));
    QVERIFY(needsWord(much + 1, 0, false));
    QVERIFY(needsWord(1, 1, false));
    QVERIFY(needsWord(1, 0, true)); // the Hub has not said so yet
}

void tst_CacheReview::lostForGoodNeedsAWord() // S19
{
    Stage stage;
    QVERIFY(stage.plan({{.repo = kGoneRepo}}));
    stage.pane.dialogs().review(true);
    QTRY_VERIFY(stage.says(u"1 thing cannot be fetched again."_s));
    QVERIFY(stage.word()->isVisible() && !stage.go()->isEnabled());
    QTRY_VERIFY(stage.word()->hasFocus());
    QTest::keyClicks(stage.word(), u"delet"_s);
    QTest::keyClick(stage.word(), Qt::Key_Return);
    QVERIFY(stage.dialog()->isVisible() && !stage.go()->isEnabled()); // neither yes nor no
    QTest::keyClick(stage.word(), Qt::Key_E);
    QVERIFY(stage.go()->isEnabled());
    QTest::keyClick(stage.word(), Qt::Key_Escape);
    QTRY_VERIFY(!stage.dialog());
    QVERIFY(!stage.cleaner.isBusy()
            && QDir(stage.folder.path() + u"/models--ada--gone"_s).exists());
    stage.pane.dialogs().review(true);
    QTest::keyClicks(stage.word(), u" Delete "_s);
    QTest::keyClick(stage.word(), Qt::Key_Return);
    QVERIFY(stage.cleaner.isBusy());
    for (const QAction *action : stage.pane.findChildren<QAction *>()) // one thing at a time
        QVERIFY2(!action->text().startsWith(u"Delete"_s) || !action->isEnabled(),
                 qPrintable(action->text()));
    QTRY_VERIFY(!QDir(stage.folder.path() + u"/models--ada--gone"_s).exists());
    QTRY_VERIFY(!stage.cleaner.isBusy());
    QVERIFY(stage.cleaner.history().isEmpty()
            || stage.cleaner.history().first().state == Cleaning::State::Freed);
}

void tst_CacheReview::anotherPlanIsAskedAnew()
{
    Stage stage;
    stage.server.reply("/auth-check", kSilence);
    QVERIFY(stage.plan({kOld}));
    stage.pane.dialogs().review(true); // what can be fetched again is not known yet
    QTest::keyClicks(stage.word(), u"delete"_s);
    QVERIFY(stage.go()->isEnabled());
    stage.controller().model().tick({kNew}, true);
    QVERIFY(!stage.go()->isEnabled());
    QTRY_VERIFY(stage.controller().hasPlan());
    QCOMPARE(stage.word()->text(), QString());
    QVERIFY(!stage.go()->isEnabled());
}

void tst_CacheReview::theSamePlanIsNotAskedAnew() // though the cache was looked at again
{
    Stage stage;
    QVERIFY(stage.plan({{.repo = kGoneRepo}}));
    stage.pane.dialogs().review(true);
    QTRY_VERIFY(stage.says(u"1 thing cannot be fetched again."_s));
    QTest::keyClicks(stage.word(), u"delete"_s);
    QVERIFY(stage.go()->isEnabled());
    QSignalSpy planned(&stage.controller(), &CacheController::planChanged);
    stage.scanner.scan();
    QVERIFY(planned.wait(30'000));
    QTRY_VERIFY(stage.go()->isEnabled());
    QCOMPARE(stage.word()->text(), u"delete"_s);
}

void tst_CacheReview::sameNameStaysCurrent()
{
    QWidget page;
    CacheDialog dialog(u"List"_s, {u"What"_s, u"Size"_s, u"Why"_s}, &page);
    const auto sections = [](const QString &why) {
        return QList<CacheDialog::Section>{
            {.title = u"Goes"_s, .rows = {{.what = u"a"_s}, {.what = u"b"_s, .why = why}}},
            {.title = u"Stays"_s, .rows = {{.what = u"b"_s}, {.what = u"a"_s}}}};
    };
    dialog.setSections(sections(u"old"_s));
    auto *list = dialog.findChild<QTreeView *>();
    QCOMPARE(list->currentIndex().data(), u"a"_s);
    list->setCurrentIndex(list->currentIndex().siblingAtRow(1));
    dialog.setSections(sections(u"new"_s));
    QCOMPARE(list->currentIndex().row(), 1);
    QCOMPARE(list->currentIndex().parent().data(), u"Goes"_s);
}

void tst_CacheReview::listIsThePlan() // S19
{
    Stage stage;
    QVERIFY(stage.plan({{.repo = kGoneRepo}}));
    stage.pane.dialogs().review(true);
    stage.button(u"Copy the list"_s, stage.dialog())->click();
    QTRY_COMPARE(QGuiApplication::clipboard()->text(), CleanWords::list(stage.controller().plan()));
    stage.button(u"Save the list…"_s, stage.dialog())->click();
    auto *files = stage.dialog()->findChild<QFileDialog *>();
    QVERIFY(files);
    const QString path = stage.folder.home() + u"/list.txt"_s;
    emit files->fileSelected(path);
    QTRY_VERIFY(QFile::exists(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(file.readAll()), CleanWords::list(stage.controller().plan()));
}

QTEST_MAIN(tst_CacheReview)
#include "tst_cachereview.moc"
