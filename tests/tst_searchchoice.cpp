#include "ui/search/savedsearches.h"
#include "ui/search/searchchoice.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const Facet kChat{
    .id = u"text-generation"_s, .label = u"Text Generation"_s, .type = u"pipeline_tag"_s};
const Facet kSpeech{
    .id = u"text-to-speech"_s, .label = u"Text-to-Speech"_s, .type = u"pipeline_tag"_s};
const Facet kMit{.id = u"license:mit"_s, .label = u"mit"_s, .type = u"license"_s};
const Facet kApache{.id = u"license:apache-2.0"_s, .label = u"apache-2.0"_s, .type = u"license"_s};
const Facet kGguf{.id = u"gguf"_s, .label = u"GGUF"_s, .type = u"library"_s};
const Facet kGerman{.id = u"de"_s, .label = u"German"_s, .type = u"language"_s};

SearchChoice everything()
{
    SearchChoice choice{
        .text = u"tiny"_s, .fewest = 1, .most = 5, .gated = false, .warmInference = true};
    choice.sort = u"likes"_s;
    for (const Facet &facet : {kChat, kMit, kGguf, kGerman})
        choice.toggle(facet);
    return choice;
}

} // namespace

class tst_SearchChoice final : public QObject
{
    Q_OBJECT

private slots:
    void query_data();
    void query();
    void exclusiveFacets();
    void everyChipCanBeRemoved();
    void lastFilter();
    void parametersLabel_data();
    void parametersLabel();
    void choiceRoundTrip();
    void savedRoundTrip();
    void savedEdits();
    void savedOnesAreAllReadAgain();
    void badJson_data();
    void badJson();
    void newerVersionIsReadOnly();
};

void tst_SearchChoice::query_data()
{
    QTest::addColumn<SearchChoice>("choice");
    QTest::addColumn<RepoQuery>("expected");
    const auto row = [](const char *name, const SearchChoice &choice, const RepoQuery &query) {
        QTest::newRow(name) << choice << query;
    };
    row("nothing", {}, {});
    row("text", {.text = u"  llama "_s}, {.text = u"llama"_s});
    row("owner", {.text = u"northwind/"_s}, {.author = u"northwind"_s});
    row("owner and part", {.text = u"northwind/com"_s}, {.text = u"northwind/com"_s});
    row("slash alone", {.text = u"/"_s}, {.text = u"/"_s});
    row("task", {.facets = {kChat}}, {.task = u"text-generation"_s});
    row("tags", {.facets = {kGguf, kMit, kGerman}},
        {.filters = {u"gguf"_s, u"license:mit"_s, u"de"_s}});
    row("at least", {.fewest = 2}, {.parameters = u"min:3B"_s});
    row("at most", {.most = 11}, {.parameters = u"max:500B"_s});
    row("between", {.fewest = 1, .most = 5}, {.parameters = u"min:1B,max:12B"_s});
    row("gated", {.gated = true}, {.gated = true});
    row("warm", {.warmInference = true}, {.warmInference = true});
    row("sort", {.sort = u"downloads"_s}, {.sort = u"downloads"_s});
    row("datasets have no parameters", {.kind = RepoKind::Dataset, .fewest = 2},
        {.kind = RepoKind::Dataset});
    const Facet qa{.id = u"task_categories:qa"_s, .label = {}, .type = u"task_categories"_s};
    row("dataset task is a tag", {.kind = RepoKind::Dataset, .facets = {qa}},
        {.kind = RepoKind::Dataset, .filters = {qa.id}});
    const Facet gradio{.id = u"gradio"_s, .label = {}, .type = u"sdk"_s};
    row("sdk", {.kind = RepoKind::Space, .facets = {gradio}},
        {.kind = RepoKind::Space, .filters = {u"gradio"_s}});
}

void tst_SearchChoice::query()
{
    QFETCH(SearchChoice, choice);
    QFETCH(RepoQuery, expected);
    QCOMPARE(choice.query(), expected);
}

void tst_SearchChoice::exclusiveFacets()
{
    SearchChoice choice;
    choice.toggle(kChat);
    choice.toggle(kSpeech); // a model has one task
    choice.toggle(kMit);
    choice.toggle(kApache);
    choice.toggle(kGguf);
    choice.toggle(kGerman);
    QCOMPARE(choice.facets, (QList{kSpeech, kApache, kGguf, kGerman}));
    choice.toggle(kApache);
    QCOMPARE(choice.facets, (QList{kSpeech, kGguf, kGerman}));
}

void tst_SearchChoice::everyChipCanBeRemoved()
{
    SearchChoice choice = everything();
    QCOMPARE(choice.chips().size(), 7);
    while (!choice.chips().isEmpty()) {
        const auto before = choice.chips().size();
        choice = SearchChoice(choice.chips().first().without);
        QCOMPARE(choice.chips().size(), before - 1);
    }
    QCOMPARE(choice.text, u"tiny"_s);
    QCOMPARE(choice.sort, u"likes"_s);
    QCOMPARE(choice.query(), (RepoQuery{.text = u"tiny"_s, .sort = u"likes"_s}));
}

void tst_SearchChoice::lastFilter()
{
    QVERIFY(!SearchChoice{}.lastFilter());
    SearchChoice choice{.text = u"x"_s};
    QCOMPARE(choice.lastFilter()->label, u"x"_s);
    QVERIFY(choice.lastFilter()->without.text.isEmpty());
    choice.toggle(kGguf);
    choice.toggle(kGerman);
    QCOMPARE(choice.lastFilter()->label, u"German"_s);
    QCOMPARE(choice.lastFilter()->without.facets, QList{kGguf});
    QVERIFY(!everything().cleared().lastFilter());
}

void tst_SearchChoice::parametersLabel_data()
{
    QTest::addColumn<int>("low");
    QTest::addColumn<int>("high");
    QTest::addColumn<QString>("label");
    QTest::newRow("all") << 0 << SearchChoice::kLastStop << u"any size"_s;
    QTest::newRow("between") << 1 << 5 << u"1B to 12B"_s;
    QTest::newRow("over") << 8 << SearchChoice::kLastStop << u"over 64B"_s;
    QTest::newRow("up to") << 0 << 3 << u"up to 6B"_s;
    QTest::newRow("one") << 3 << 3 << u"6B"_s;
}

void tst_SearchChoice::parametersLabel()
{
    QFETCH(int, low);
    QFETCH(int, high);
    QTEST(SearchChoice::parametersLabel(low, high), "label");
}

void tst_SearchChoice::choiceRoundTrip()
{
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        SearchChoice choice = everything();
        choice.kind = kind;
        QCOMPARE(SearchChoice::fromJson(choice.toJson()), choice);
        QCOMPARE(SearchChoice::fromJson(SearchChoice{.kind = kind}.toJson()),
                 SearchChoice{.kind = kind});
    }
}

void tst_SearchChoice::savedRoundTrip()
{
    SavedSearches saved;
    QVERIFY(saved.save(u"  small \n chat "_s, everything()));
    QVERIFY(saved.save(u"<b>&x\u202Ey</b> %1"_s, {.kind = RepoKind::Space, .text = u"ä/\"'"_s}));
    const SavedSearches again = SavedSearches::fromJson(saved.toJson());
    QCOMPARE(again, saved);
    QCOMPARE(again.ofKind(RepoKind::Model).size(), 1);
    QCOMPARE(again.ofKind(RepoKind::Model).first().name, u"small chat"_s);
    QCOMPARE(again.ofKind(RepoKind::Model).first().choice, everything());
}

void tst_SearchChoice::savedEdits()
{
    SavedSearches saved;
    QVERIFY(!saved.save(u" \t"_s, everything()));
    QVERIFY(saved.save(u"a"_s, everything()));
    QVERIFY(saved.save(u"b"_s, {}));
    QVERIFY(saved.save(u"a"_s, {.text = u"new"_s})); // replaces
    QCOMPARE(saved.ofKind(RepoKind::Model).size(), 2);
    QCOMPARE(saved.ofKind(RepoKind::Model).first().choice.text, u"new"_s);
    QVERIFY(!saved.rename(RepoKind::Model, u"a"_s, u"b"_s));
    QVERIFY(!saved.rename(RepoKind::Model, u"a"_s, u""_s));
    QVERIFY(saved.rename(RepoKind::Model, u"a"_s, u"c"_s));
    QVERIFY(saved.contains(RepoKind::Model, u"c"_s));
    saved.remove(RepoKind::Dataset, u"c"_s);
    QVERIFY(saved.contains(RepoKind::Model, u"c"_s));
    saved.remove(RepoKind::Model, u"c"_s);
    QVERIFY(!saved.contains(RepoKind::Model, u"c"_s));
    QVERIFY(saved.save(QString(5000, u'x'), {}));
    QVERIFY(saved.ofKind(RepoKind::Model).last().name.size() <= 80);
}

void tst_SearchChoice::savedOnesAreAllReadAgain()
{
    SavedSearches saved;
    for (int i = 0; i < SavedSearches::kMost; ++i) {
        QVERIFY(!saved.isFull());
        QVERIFY(
            saved.save(QString::number(i), {.kind = i % 2 ? RepoKind::Model : RepoKind::Space}));
    }
    QVERIFY(saved.isFull());
    QVERIFY(!saved.save(u"one more"_s, {}));
    QVERIFY(saved.save(u"1"_s, {.text = u"new"_s})); // takes no place
    QCOMPARE(SavedSearches::fromJson(saved.toJson()), saved);
    saved.remove(RepoKind::Model, u"1"_s);
    QVERIFY(saved.save(u"one more"_s, {}));
}

void tst_SearchChoice::badJson_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("left");
    const auto whole = [](const QByteArray &searches) {
        return QByteArray(R"({"version":1,"searches":)") + searches + '}';
    };
    QTest::newRow("nothing") << QByteArray() << 0;
    QTest::newRow("cut off") << QByteArray(R"({"version":1,"searches":[{"na)") << 0;
    QTest::newRow("list") << QByteArray("[1,2]") << 0;
    QTest::newRow("searches is a text") << whole(R"("x")") << 0;
    QTest::newRow("no kind") << whole(R"([{"name":"a","choice":{}}])") << 0;
    QTest::newRow("unknown kind") << whole(R"([{"name":"a","choice":{"kind":"buckets"}}])") << 0;
    QTest::newRow("no name") << whole(R"([{"choice":{"kind":"models"}}])") << 0;
    QTest::newRow("good beside bad")
        << whole(R"([7,null,{"name":"a","choice":{"kind":"models","facets":[1,{"id":5}],
        "fewest":4,"most":-9,"gated":"yes","sort":"; drop","warm":[]}}])")
        << 1;
    QTest::newRow("twice") << whole(
        R"([{"name":"a","choice":{"kind":"models"}},{"name":"a","choice":{"kind":"models"}}])")
                           << 1;
    QTest::newRow("limits crossed")
        << whole(R"([{"name":"a","choice":{"kind":"models","fewest":128,"most":3}}])") << 1;
}

void tst_SearchChoice::badJson()
{
    QFETCH(QByteArray, json);
    const SavedSearches saved = SavedSearches::fromJson(json);
    QTEST(int(saved.ofKind(RepoKind::Model).size()), "left");
    QVERIFY(!saved.isReadOnly());
    for (const SavedSearches::Entry &entry : saved.ofKind(RepoKind::Model)) {
        QVERIFY(entry.choice.fewest <= entry.choice.most);
        QVERIFY(entry.choice.facets.isEmpty());
        QVERIFY(!entry.choice.gated);
        QCOMPARE(entry.choice.sort, u"trendingScore"_s);
    }
}

void tst_SearchChoice::newerVersionIsReadOnly()
{
    const SavedSearches saved = SavedSearches::fromJson(
        R"({"version":2,"searches":[{"name":"a","choice":{"kind":"models"},"colour":3}]})");
    QVERIFY(saved.isReadOnly());
    QCOMPARE(saved.ofKind(RepoKind::Model).size(), 1);
}

QTEST_GUILESS_MAIN(tst_SearchChoice)
#include "tst_searchchoice.moc"
