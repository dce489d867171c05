#include "tests/support/plannedupload.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace PlannedUpload;
using Kind = UploadWarning::Kind;

// What somebody is told before a folder is uploaded.
class UploadWarningsTest final : public QObject
{
    Q_OBJECT

private slots:
    void limits();
    void fullFolder_data();
    void fullFolder();
    void manyFiles();
    void names_data();
    void names();
    void pickles_data();
    void pickles();
    void cards_data();
    void cards();
    void secrets();
    void onlyWhatIsSentIsWarnedOf();
};

void UploadWarningsTest::limits()
{
    const qint64 gb = 1'000'000'000;
    UploadPlan::Given given{.files = {file(u"a"_s, 200 * gb), file(u"b"_s, 200 * gb + 1),
                                      file(u"c"_s, 500 * gb), file(u"d"_s, 500 * gb + 1)}};
    QCOMPARE(warningsOf(given),
             (QList<UploadWarning>{{.kind = Kind::TooLarge, .path = u"d"_s},
                                   {.kind = Kind::VeryLarge, .path = u"b"_s},
                                   {.kind = Kind::VeryLarge, .path = u"c"_s}}));
}

void UploadWarningsTest::fullFolder_data()
{
    QTest::addColumn<int>("files");
    QTest::addColumn<bool>("isFull");
    QTest::newRow("10,000 entries") << 9'998 << false;
    QTest::newRow("10,001 entries") << 9'999 << true;
}

void UploadWarningsTest::fullFolder()
{
    QFETCH(const int, files);
    QFETCH(const bool, isFull);
    UploadPlan::Given given;
    for (int i = 0; i < files; ++i)
        given.remote << there(u"a/b/%1"_s.arg(i));
    given.remote << there(u"a/b/below/x"_s) << there(u"a/b/below/y"_s); // one entry
    given.files << file(u"a/b/new"_s) << file(u"a/b/0"_s, 2);
    const QList<UploadWarning> full{{.kind = Kind::FullFolder, .path = u"a/b"_s}};
    QCOMPARE(warningsOf(given), isFull ? full : QList<UploadWarning>());
}

void UploadWarningsTest::manyFiles()
{
    UploadPlan::Given given{.files = {file(u"new"_s)}};
    for (int i = 0; i < 99'999; ++i)
        given.remote << there(u"%1/%2"_s.arg(i % 100).arg(i));
    QCOMPARE(warningsOf(given), (QList<UploadWarning>{{.kind = Kind::ManyFiles}}));
    given.remote.removeLast();
    QCOMPARE(warningsOf(given), QList<UploadWarning>());
}

void UploadWarningsTest::names_data() // U13
{
    QTest::addColumn<QStringList>("local");
    QTest::addColumn<QStringList>("there");
    QTest::addColumn<QList<UploadWarning>>("warnings");
    using List = QList<UploadWarning>;
    const auto row = [](const char *what, const QStringList &local, const QStringList &hub,
                        const List &warnings) { QTest::newRow(what) << local << hub << warnings; };
    const UploadWarning caseOnly{.kind = Kind::CaseOnly, .path = u"readme"_s, .other = u"ReadMe"_s};
    row("U13 case, on the Hub", {u"readme"_s}, {u"ReadMe"_s}, {caseOnly});
    row("U13 case, both here", {u"ReadMe"_s, u"readme"_s}, {}, {caseOnly});
    row("U13 the same", {u"readme"_s}, {u"readme"_s}, {});
    row("U13 NFD", {u"e\u0301"_s}, {}, {{.kind = Kind::Decomposed, .path = u"e\u0301"_s}});
    row("U13 NFD beside NFC", {u"e\u0301"_s}, {u"\u00e9"_s},
        {{.kind = Kind::CaseOnly, .path = u"e\u0301"_s, .other = u"\u00e9"_s},
         {.kind = Kind::Decomposed, .path = u"e\u0301"_s}});
    row("U13 any script", {u"模型/ن.txt"_s}, {}, {});
}

void UploadWarningsTest::names()
{
    QFETCH(const QStringList, local);
    QFETCH(const QStringList, there);
    QFETCH(const QList<UploadWarning>, warnings);
    UploadPlan::Given given{.files = files(local), .remote = remote(there)};
    for (UploadFile &file : given.files)
        file.size = 2;
    QCOMPARE(warningsOf(given), warnings);
}

void UploadWarningsTest::pickles_data()
{
    QTest::addColumn<QStringList>("local");
    QTest::addColumn<QStringList>("there");
    QTest::addColumn<QString>("pickle"); // empty: none
    const auto row = [](const char *what, const QStringList &local, const QStringList &hub,
                        const QString &pickle) { QTest::newRow(what) << local << hub << pickle; };
    row("same stem", {u"a/x.bin"_s, u"a/x.safetensors"_s}, {}, u"a/x.bin"_s);
    row("on the Hub", {u"x.pt"_s}, {u"x.safetensors"_s}, u"x.pt"_s);
    row("Transformers' names", {u"pytorch_model.bin"_s}, {u"model.safetensors"_s},
        u"pytorch_model.bin"_s);
    row("a part", {u"pytorch_model-00001-of-00002.bin"_s}, {u"model-00001-of-00003.safetensors"_s},
        u"pytorch_model-00001-of-00002.bin"_s);
    row("another stem", {u"x.bin"_s}, {u"y.safetensors"_s}, {});
    row("another folder", {u"a/x.bin"_s}, {u"x.safetensors"_s}, {});
    row("no weights", {u"x.txt"_s, u"pytorch_model.bin.index.json"_s}, {u"x.safetensors"_s}, {});
    row("it was there", {u"x.safetensors"_s}, {u"x.bin"_s}, {});
}

void UploadWarningsTest::pickles()
{
    QFETCH(const QStringList, local);
    QFETCH(const QStringList, there);
    QFETCH(const QString, pickle);
    const QList<UploadWarning> warnings
        = warningsOf({.files = files(local), .remote = remote(there)});
    QCOMPARE(warnings.size(), pickle.isEmpty() ? 0 : 1);
    if (!pickle.isEmpty()) {
        QCOMPARE(warnings.first().kind, Kind::Pickle);
        QCOMPARE(warnings.first().path, pickle);
        QVERIFY(warnings.first().other.endsWith(".safetensors"_L1));
    }
}

void UploadWarningsTest::cards_data()
{
    QTest::addColumn<RepoKind>("kind");
    QTest::addColumn<bool>("isThere"); // on the Hub
    QTest::addColumn<QByteArray>("card"); // null: not uploaded
    QTest::addColumn<QString>("licence"); // on the Hub
    QTest::addColumn<QList<Kind>>("kinds");
    const auto row = [](const char *what, RepoKind kind, bool isThere, const QByteArray &card,
                        const QString &licence, const QList<Kind> &kinds) {
        QTest::newRow(what) << kind << isThere << card << licence << kinds;
    };
    const QByteArray mit = "---\nlicense: mit\n---\n# A\n";
    row("none", RepoKind::Model, false, {}, {}, {Kind::NoCard});
    row("on the Hub", RepoKind::Model, true, {}, u"mit"_s, {});
    row("on the Hub without licence", RepoKind::Dataset, true, {}, {}, {Kind::NoLicence});
    row("uploaded", RepoKind::Model, false, mit, {}, {});
    row("uploaded without licence", RepoKind::Model, true, "# A\n", u"mit"_s, {Kind::NoLicence});
    row("a Space needs none", RepoKind::Space, true, "# A\n", {}, {});
    row("broken", RepoKind::Model, true, "---\na: [\n---\n", {}, {Kind::BrokenCard});
}

void UploadWarningsTest::cards()
{
    QFETCH(const RepoKind, kind);
    QFETCH(const bool, isThere);
    QFETCH(const QByteArray, card);
    QFETCH(const QString, licence);
    QFETCH(const QList<Kind>, kinds);
    UploadPlan::Given given{.kind = kind,
                            .files = {file(u"x"_s)},
                            .card = card,
                            .remote = isThere ? remote({u"README.md"_s}) : QList<TreeEntry>(),
                            .licence = licence};
    if (!card.isNull())
        given.files << file(u"README.md"_s, card.size());
    QList<Kind> found;
    const UploadPlan plan = UploadPlan::of(given);
    for (const UploadWarning &warning : plan.warnings())
        found << warning.kind;
    QCOMPARE(found, kinds);
}

void UploadWarningsTest::secrets() // U04
{
    UploadPlan::Given given{.files = files({u".env"_s, u"a.py"_s})};
    given.secrets = {{1, {{Secrets::Kind::HubToken, 7}}}};
    const QList<UploadWarning> warnings = warningsOf(given);
    QCOMPARE(warnings,
             (QList<UploadWarning>{
                 {Kind::SecretInside, u"a.py"_s, 7, Secrets::words(Secrets::Kind::HubToken)},
                 {.kind = Kind::SecretName, .path = u".env"_s}}));
    QVERIFY(warnings.first().text().contains("a.py"_L1) && warnings.first().text().contains(u'7'));
}

void UploadWarningsTest::onlyWhatIsSentIsWarnedOf()
{
    UploadPlan::Given given{.files = {file(u".env"_s, 1, "s", "g")},
                            .remote = {there(u".env"_s, 1, u"g"_s)}};
    given.secrets = {{0, {{Secrets::Kind::HubToken, 7}}}};
    QCOMPARE(UploadPlan::of(given).warnings(), QList<UploadWarning>());
    given.remote.clear();
    given.choice.ignore = {u".env"_s};
    QCOMPARE(UploadPlan::of(given).warnings(), QList<UploadWarning>());
    given.choice.ignore.clear();
    QCOMPARE(warningsOf(given).size(), 2);
}

QTEST_GUILESS_MAIN(UploadWarningsTest)
#include "tst_uploadwarnings.moc"
