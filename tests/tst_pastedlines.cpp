// What each pasted line asks for, without asking the Hub.
#include "app/hub/pastedlines.h"

#include <QTest>

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

} // namespace

class tst_PastedLines final : public QObject
{
    Q_OBJECT

private slots:
    void lines_data();
    void lines();
    void addressesOfTheHubThatIsMirrored_data();
    void addressesOfTheHubThatIsMirrored();
    void problems_data();
    void problems();
    void tokensAreNotShown();
    void textOfManyLines();
};

void tst_PastedLines::lines_data()
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

void tst_PastedLines::lines()
{
    QFETCH(const QString, line);
    QFETCH(const FetchWish, wish);
    const auto lines = pastedLines(line, kPasteHub);
    QCOMPARE(lines.size(), 1);
    QVERIFY2(lines.first().wish, qPrintable(lines.first().problem));
    QCOMPARE(*lines.first().wish, wish);
}

void tst_PastedLines::addressesOfTheHubThatIsMirrored_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("path"); // empty: all files
    QTest::newRow("public") << u"https://huggingface.co/datasets/a/b"_s << QString();
    QTest::newRow("file") << u"https://huggingface.co/datasets/a/b/blob/main/w/c.bin"_s
                          << u"w/c.bin"_s;
    QTest::newRow("without scheme") << u"huggingface.co/datasets/a/b"_s << QString();
    QTest::newRow("command") << u"hf download https://huggingface.co/datasets/a/b"_s << QString();
    QTest::newRow("the mirror's own") << u"https://mirror.example/hub/datasets/a/b"_s << QString();
    QTest::newRow("id") << u"datasets/a/b"_s << QString();
}

void tst_PastedLines::addressesOfTheHubThatIsMirrored()
{
    QFETCH(const QString, line);
    QFETCH(const QString, path);
    const QUrl mirror(u"https://mirror.example/hub"_s);
    const auto lines = pastedLines(line, mirror);
    QCOMPARE(lines.size(), 1);
    QVERIFY2(lines.first().wish, qPrintable(lines.first().problem));
    FetchWish wish = wishFor(RepoKind::Dataset, u"a/b"_s);
    if (!path.isEmpty())
        wish.paths = {path};
    QCOMPARE(*lines.first().wish, wish);
    QVERIFY(!pastedLines(u"https://huggingface.co.example.org/a/b"_s, mirror).first().wish);
}

void tst_PastedLines::problems_data()
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

void tst_PastedLines::problems()
{
    QFETCH(const QString, line);
    QFETCH(const QString, problem);
    const auto lines = pastedLines(line, kPasteHub);
    QCOMPARE(lines.size(), 1);
    QVERIFY(!lines.first().wish);
    QVERIFY2(lines.first().problem.contains(problem), qPrintable(lines.first().problem));
}

void tst_PastedLines::tokensAreNotShown()
{
    const auto lines = pastedLines(
        u"hf download a/b --token hf_abcdefghij\nhf download a/c --token=oddone"_s, kPasteHub);
    for (const PastedLine &line : lines) {
        QVERIFY(line.wish);
        QVERIFY(!line.text.contains(u"abcdefghij"_s) && !line.text.contains(u"oddone"_s));
    }
}

void tst_PastedLines::textOfManyLines()
{
    const auto lines = pastedLines(
        u"# my list\r\n\r\na/b\r\nhf download a/c \\\r\n  --include x\na/b\n"_s, kPasteHub);
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines.at(0).number, 3);
    QCOMPARE(lines.at(1).number, 4);
    QCOMPARE(lines.at(2).number, 6); // after the continued one
    QCOMPARE(lines.at(1).wish->allow, QStringList{u"x"_s});
    QCOMPARE(lines.at(2).problem, u"The same as line 3."_s);
    QCOMPARE(lines.at(2).sameAs, 3);
    QCOMPARE(lines.at(0).sameAs, 0);
    QString huge;
    for (int i = 0; i < 1'200; ++i)
        huge += u"a/b%1\n"_s.arg(i);
    const auto many = pastedLines(huge, kPasteHub);
    QCOMPARE(many.size(), 1'001);
    QVERIFY(!many.last().wish && many.last().problem.contains(u"1000"_s));
}

QTEST_GUILESS_MAIN(tst_PastedLines)
#include "tst_pastedlines.moc"
