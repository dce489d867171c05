#include "app/text/format.h"
#include "tests/support/repobench.h"
#include "ui/repo/factsline.h"
#include "ui/repo/repoheader.h"
#include "ui/repo/repopane.h"
#include "ui/repo/revisionpopup.h"
#include "ui/theme/icon.h"

#include <QListWidget>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;

// The head of a repository at another revision than the newest, and the choice of one.
class tst_RepoRevisions final : public QObject
{
    Q_OBJECT

private slots:
    void oldCommitSaysItsOwnDate();
    void dateOfAnotherRevisionIsNotKept();
    void oldCommitClaimsNothingOfTheNewest();
    void commitOfTheNewestIsNotOld();
    void menuStartsAtWhatIsShown_data();
    void menuStartsAtWhatIsShown();
    void buttonShowsTheKind_data();
    void buttonShowsTheKind();

private:
    static QList<Ref> refs()
    {
        QList<Ref> refs;
        for (int i = 0; i < 40; ++i)
            refs << Ref{.type = Ref::Type::Branch,
                        .name = u"branch-%1"_s.arg(i),
                        .ref = u"refs/heads/branch-%1"_s.arg(i),
                        .commit = {}};
        return refs << Ref{.type = Ref::Type::Branch,
                           .name = u"main"_s,
                           .ref = u"refs/heads/main"_s,
                           .commit = {}}
                    << Ref{.type = Ref::Type::Tag,
                           .name = u"v1.0"_s,
                           .ref = u"refs/tags/v1.0"_s,
                           .commit = {}}
                    << Ref{.type = Ref::Type::PullRequest,
                           .name = u"41"_s,
                           .ref = u"refs/pr/41"_s,
                           .commit = {}};
    }
};

// The Hub says "lastModified" of the repository whatever the revision.
void tst_RepoRevisions::oldCommitSaysItsOwnDate()
{
    RepoBench bench;
    const QByteArray old(40, '6');
    bench.server.reply("/revision/" + old, {200, bench.sample.info(old).toUtf8(), {}, false});
    bench.server.reply(
        "/commits/" + old,
        {200,
         R"([{"id":")" + old + R"(","title":"First","date":"2021-03-04T10:00:00.000Z"},
                            {"id":"5555555555555555555555555555555555555555","title":"Zeroth","date":"2020-03-04T10:00:00.000Z"}])",
         {},
         false});
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1200, 700);
    pane.show();
    const auto *facts = pane.findChild<FactsLine *>();
    QTRY_VERIFY(facts->accessibleName().contains(u"updated"_s));
    QCOMPARE(bench.server.asked("/commits/"), 0); // the newest needs no question
    HubAddress at = bench.address;
    at.revision = *Revision::parse(QString::fromLatin1(old));
    pane.open(at);
    QTRY_VERIFY(facts->accessibleName().contains(u"committed"_s));
    const QDateTime date(QDate(2021, 3, 4), QTime(10, 0), QTimeZone::UTC);
    QVERIFY(facts->accessibleName().contains(u"committed "_s + Format::ago(date)));
    QVERIFY(!facts->accessibleName().contains(u"updated"_s));
    QVERIFY(facts->accessibleName().contains(u"6666666"_s));
    pane.open(bench.address);
    QTRY_VERIFY(facts->accessibleName().contains(u"updated"_s));
    QVERIFY(!facts->accessibleName().contains(u"committed"_s));
}

void tst_RepoRevisions::dateOfAnotherRevisionIsNotKept()
{
    RepoBench bench;
    const QByteArray first(40, '6');
    const QByteArray second(40, '5');
    for (const QByteArray &commit : {first, second})
        bench.server.reply("/revision/" + commit,
                           {200, bench.sample.info(commit).toUtf8(), {}, false});
    bench.server.reply(
        "/commits/" + first,
        {200,
         R"([{"id":")" + first + R"(","title":"First","date":"2021-03-04T10:00:00.000Z"}])",
         {},
         true}); // comes later
    bench.server.reply("/commits/" + second, {500, "{}", {}, false});
    bench.address.revision = *Revision::parse(QString::fromLatin1(first));
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1200, 700);
    pane.show();
    QTRY_COMPARE(bench.server.asked("/commits/" + first), 1);
    bench.address.revision = *Revision::parse(QString::fromLatin1(second));
    pane.open(bench.address);
    const auto *facts = pane.findChild<FactsLine *>();
    QTRY_VERIFY(facts->accessibleName().contains(u"5555555"_s));
    bench.server.release();
    QTest::qWait(50); // silence has no signal to wait for
    QVERIFY(!facts->accessibleName().contains(u"committed"_s));
    QVERIFY(!facts->accessibleName().contains(u"updated"_s));
}

// The Hub's answer has the newest card and weights whatever the revision; files are the revision's.
void tst_RepoRevisions::oldCommitClaimsNothingOfTheNewest()
{
    RepoBench bench;
    const QByteArray old(40, '6');
    const QJsonObject two{{u"siblings"_s,
                           QJsonArray{QJsonObject{{u"rfilename"_s, u"a"_s}, {u"size"_s, 2'000}},
                                      QJsonObject{{u"rfilename"_s, u"b"_s}, {u"size"_s, 3'000}}}}};
    bench.server.reply("/revision/" + old, {200, bench.sample.info(old, two).toUtf8(), {}, false});
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1200, 700);
    pane.show();
    const auto *facts = pane.findChild<FactsLine *>();
    const auto says
        = [facts](const QString &part) { return facts->accessibleName().contains(part); };
    QTRY_VERIFY(says(Format::count(13'000'000'000)));
    HubAddress at = bench.address;
    at.revision = *Revision::parse(QString::fromLatin1(old));
    pane.open(at);
    QTRY_VERIFY(says(u"6666666"_s));
    for (const QString &newest : {Format::count(13'000'000'000), u"BF16"_s, u"Text Generation"_s,
                                  u"transformers"_s, u"Apache"_s, u"updated"_s, u"15 files"_s})
        QVERIFY2(!says(newest), qPrintable(newest));
    QVERIFY(says(u"2 files"_s));
    QVERIFY(says(u"gated"_s)); // that is the repository's, now
    QVERIFY(buttonWith(pane, u"Download · 5.0 kB"_s));
    pane.open(bench.address);
    QTRY_VERIFY(says(Format::count(13'000'000'000)));
}

void tst_RepoRevisions::commitOfTheNewestIsNotOld()
{
    RepoBench bench;
    const QByteArray sha = SampleRepo::commit();
    bench.server.reply(bench.sample.api() + "/refs",
                       {200,
                        R"({"branches":[{"name":"main","ref":"refs/heads/main","targetCommit":")"
                            + sha + R"("}],"tags":[],"converts":[]})",
                        {},
                        false});
    bench.address.revision = *Revision::parse(QString::fromLatin1(sha));
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1200, 700);
    pane.show();
    const auto *facts = pane.findChild<FactsLine *>();
    QTRY_VERIFY(facts->accessibleName().contains(Format::count(13'000'000'000)));
}

void tst_RepoRevisions::menuStartsAtWhatIsShown_data()
{
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("first"); // what is chosen in the list
    QTest::newRow("branch") << u"main"_s << u"main"_s;
    QTest::newRow("tag") << u"v1.0"_s << u"v1.0"_s;
    QTest::newRow("pull request") << u"refs/pr/41"_s << u"refs/pr/41"_s;
    QTest::newRow("commit, not in the list") << QString(40, u'a') << u"branch-0"_s;
}

void tst_RepoRevisions::menuStartsAtWhatIsShown()
{
    QFETCH(QString, shown);
    QFETCH(QString, first);
    QWidget anchor;
    anchor.resize(100, 30);
    anchor.show();
    auto *popup = new RevisionPopup(refs(), *Revision::parse(shown), &anchor);
    QSignalSpy chosen(popup, &RevisionPopup::chosen);
    popup->openUnder(&anchor);
    auto *list = popup->findChild<QListWidget *>();
    QCOMPARE(list->currentItem()->data(Qt::UserRole).toString(), first);
    QVERIFY(list->viewport()->rect().contains(list->visualItemRect(list->currentItem()).center()));
    QTest::keyClick(popup->focusWidget(), Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.first().first().value<Revision>().name(), first);
}

void tst_RepoRevisions::buttonShowsTheKind_data()
{
    QTest::addColumn<QString>("revision");
    QTest::addColumn<QString>("icon");
    QTest::newRow("branch") << u"main"_s << u"branch"_s;
    QTest::newRow("tag") << u"v1.0"_s << u"tag"_s;
    QTest::newRow("pull request") << u"refs/pr/41"_s << u"pull-request"_s;
    QTest::newRow("pull request, not in the list") << u"refs/pr/7"_s << u"pull-request"_s;
    QTest::newRow("commit") << QString(40, u'a') << u"commit"_s;
}

void tst_RepoRevisions::buttonShowsTheKind()
{
    QFETCH(QString, revision);
    QFETCH(QString, icon);
    RepoHeader header(*RepoId::parse(RepoKind::Model, u"ada/compass"));
    header.setRevision(*Revision::parse(revision));
    header.setRefs(refs());
    QPushButton *button = nullptr;
    for (auto *candidate : header.findChildren<QPushButton *>())
        if (candidate->accessibleName().startsWith(u"Revision"_s))
            button = candidate;
    QVERIFY(button);
    const auto drawn = [](const QIcon &of) { return of.pixmap(16).toImage(); };
    QCOMPARE(drawn(button->icon()), drawn(::icon(icon, &Tokens::text)));
}

QTEST_MAIN(tst_RepoRevisions)
#include "tst_reporevisions.moc"
