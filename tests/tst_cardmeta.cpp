// The front matter of a card edited key by key: what was not edited stays byte for byte.
#include "app/hub/cardfields.h"
#include "app/text/yamlscalar.h"
#include "tests/support/fixtures.h"

#include <QDir>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using As = CardMeta::As;
using Cell = CardResult::Cell;

class tst_CardMeta final : public QObject
{
    Q_OBJECT

private slots:
    void edits_data();
    void edits();
    void refuses_data();
    void refuses();
    void refusesOneKey_data();
    void refusesOneKey();
    void newKeysFindTheirPlace();
    void changesAreShort();
    void scalars_data();
    void scalars();
    void readsResults();
    void editsResults();
    void addsResults();
    void removesResults();
    void unusualResultsAreLeftAlone_data();
    void unusualResultsAreLeftAlone();
    void tellsProblems_data();
    void tellsProblems();
    void anyCard_data();
    void anyCard();
    void realCards_data();
    void realCards();

private:
    static void editEverything(const QString &card, RepoKind kind);
};

void tst_CardMeta::edits_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QStringList>("values");
    QTest::addColumn<As>("as");
    QTest::addColumn<QString>("after");
    const auto row = [](const char *name, const QString &before, const QString &key,
                        const QStringList &values, const QString &after, As as = As::Text) {
        QTest::newRow(name) << u"---\n"_s + before + u"---\n# T\n"_s << key << values << as
                            << u"---\n"_s + after + u"---\n# T\n"_s;
    };
    const QString mit = u"license"_s;
    row("a word", u"license: mit # why\n"_s, mit, {u"gpl"_s}, u"license: gpl # why\n"_s);
    row("in its quotes", u"license: 'mit'\n"_s, mit, {u"o'x"_s}, u"license: 'o''x'\n"_s);
    row("in double quotes", u"license: \"mit\"   # c\n"_s, mit, {u"a\"b"_s},
        u"license: \"a\\\"b\"   # c\n"_s);
    row("with its spaces", u"a: 1\nlicense:   mit\nb: 2\n"_s, mit, {u"x"_s},
        u"a: 1\nlicense:   x\nb: 2\n"_s);
    row("behind nothing", u"license: # todo\nb: 2\n"_s, mit, {u"x"_s},
        u"license: x # todo\nb: 2\n"_s);
    row("in place of nothing", u"license: ~ # todo\n"_s, mit, {u"x"_s}, u"license: x # todo\n"_s);
    row("no is a word", u"language: en\n"_s, u"language"_s, {u"no"_s}, u"language: \"no\"\n"_s);
    row("a colon", u"title: x\n"_s, u"title"_s, {u"a: b"_s}, u"title: \"a: b\"\n"_s);
    row("two lines", u"title: x\n"_s, u"title"_s, {u"a\nb"_s}, u"title: \"a\\nb\"\n"_s);
    row("truth", u"pinned: true\n"_s, u"pinned"_s, {u"false"_s}, u"pinned: false\n"_s,
        As::Literal);
    row("no truth", u"pinned: true\n"_s, u"pinned"_s, {u"false"_s}, u"pinned: \"false\"\n"_s);
    row("a quoted key", u"\"license\": mit\n"_s, mit, {u"x"_s}, u"\"license\": x\n"_s);
    row("behind wide signs", u"emoji: \"🚀\" # 🚀\nb: é\n"_s, u"emoji"_s, {u"🛰"_s},
        u"emoji: \"🛰\" # 🚀\nb: é\n"_s);
    row("gone", u"a: 1\n# about it\nlicense: mit # x\n\n# next\nb: 2\n"_s, mit, {},
        u"a: 1\n# about it\n\n# next\nb: 2\n"_s);
    row("a list gone", u"tags:\n- a\n- b\n# c\nx: 1\n"_s, u"tags"_s, {}, u"# c\nx: 1\n"_s);
    row("the last gone", u"license: mit\n"_s, mit, {}, QString());

    const QString tags = u"tags"_s;
    row("appended", u"tags:\n- a # 1\n# 2\n- b # 3\n\nx: 1\n"_s, tags, {u"a"_s, u"b"_s, u"c"_s},
        u"tags:\n- a # 1\n# 2\n- b # 3\n- c\n\nx: 1\n"_s);
    row("indented", u"tags:\n    - a\n    - b\n"_s, tags, {u"a"_s, u"c"_s},
        u"tags:\n    - a\n    - c\n"_s);
    row("in front", u"tags:\n  -  'a'\n"_s, tags, {u"b"_s, u"a"_s},
        u"tags:\n  -  'b'\n  -  'a'\n"_s);
    row("out of the middle", u"tags:\n- a\n# of b\n- b\n- c # d\n"_s, tags, {u"a"_s, u"c"_s},
        u"tags:\n- a\n# of b\n- c # d\n"_s);
    row("flow", u"tags: [ a,'b' ] # c\n"_s, tags, {u"a"_s, u"b"_s, u"c"_s},
        u"tags: [ a,'b', c ] # c\n"_s);
    row("flow without", u"tags: [a, b, c]\n"_s, tags, {u"b"_s, u"c"_s}, u"tags: [b, c]\n"_s);
    row("flow, another", u"tags: [a, b, c]\n"_s, tags, {u"a"_s, u"x, y"_s, u"c"_s},
        u"tags: [a, \"x, y\", c]\n"_s);
    row("flow without the end", u"tags: [a, b]\n"_s, tags, {u"a"_s}, u"tags: [a]\n"_s);
    row("flow in lines", u"tags: [a,\n  b]\nx: 1\n"_s, tags, {u"a"_s, u"b"_s, u"c"_s},
        u"tags: [a,\n  b, c]\nx: 1\n"_s);
    row("empty flow", u"tags: []\n"_s, tags, {u"a"_s}, u"tags: [a]\n"_s, As::List);
    row("a list from nothing", u"tags: # t\nx: 1\n"_s, tags, {u"a"_s, u"1"_s},
        u"tags: # t\n- a\n- \"1\"\nx: 1\n"_s, As::List);
    row("a list in place of nothing", u"tags: null # t\n"_s, tags, {u"a"_s, u"1"_s},
        u"tags: [a, \"1\"] # t\n"_s, As::List);
    row("one more than one", u"language: en # main\n"_s, u"language"_s, {u"en"_s, u"no"_s},
        u"language: [en, \"no\"] # main\n"_s, As::List);
    row("one stays alone", u"language: en\n"_s, u"language"_s, {u"de"_s}, u"language: de\n"_s,
        As::List);
    row("a licence in a list", u"license:\n- mit\n"_s, mit, {u"x"_s}, u"license:\n- x\n"_s);
    row("new", u"a: 1\n"_s, mit, {u"mit"_s}, u"a: 1\nlicense: mit\n"_s);
    row("a new list", u"a: 1\n"_s, tags, {u"x"_s}, u"a: 1\ntags:\n- x\n"_s, As::List);
    row("not there, taken away", u"a: 1\n"_s, tags, {}, u"a: 1\n"_s);
    row("into an empty one", QString(), mit, {u"mit"_s}, u"license: mit\n"_s);
    row("below a comment only", u"# c\n"_s, mit, {u"mit"_s}, u"license: mit\n# c\n"_s);
    QTest::newRow("none yet") << u"# T\n"_s << mit << QStringList{u"mit"_s} << As::Text
                              << u"---\nlicense: mit\n---\n\n# T\n"_s;
    QTest::newRow("no text yet") << QString() << mit << QStringList{u"mit"_s} << As::Text
                                 << u"---\nlicense: mit\n---\n"_s;
    QTest::newRow("none yet, CRLF") << u"# T\r\n"_s << mit << QStringList{u"mit"_s} << As::Text
                                    << u"---\r\nlicense: mit\r\n---\r\n\r\n# T\r\n"_s;
    QTest::newRow("CRLF") << u"---\r\na: 1\r\ntags:\r\n- x\r\n---\r\n"_s << tags
                          << QStringList{u"x"_s, u"z"_s} << As::List
                          << u"---\r\na: 1\r\ntags:\r\n- x\r\n- z\r\n---\r\n"_s;
    QTest::newRow("blank lines before") << u"\n\n---  \nlicense: mit\n--- \nx"_s << mit
                                        << QStringList{u"x"_s} << As::Text
                                        << u"\n\n---  \nlicense: x\n--- \nx"_s;
}

void tst_CardMeta::edits()
{
    QFETCH(const QString, before);
    QFETCH(const QString, key);
    QFETCH(const QStringList, values);
    QFETCH(const As, as);
    QFETCH(const QString, after);
    const CardMeta meta(before);
    QCOMPARE(meta.refusal(), QString());
    const auto change = meta.set(key, values, as);
    QVERIFY2(change, qPrintable(change ? QString() : change.error()));
    QCOMPARE(change->appliedTo(before), after);
    const CardMeta edited(after);
    QCOMPARE(edited.values(key), values);
    const auto again = edited.set(key, values, as);
    QVERIFY(again && again->isNothing());
}

void tst_CardMeta::refuses_data()
{
    QTest::addColumn<QString>("card");
    QTest::newRow("no end") << u"---\na: 1\n# T\n"_s;
    QTest::newRow("not YAML") << u"---\na: [1\n---\n"_s;
    QTest::newRow("a list") << u"---\n- a\n---\n"_s;
    QTest::newRow("one word") << u"---\nhello\n---\n"_s;
    QTest::newRow("in braces") << u"---\n{a: 1}\n---\n"_s;
    QTest::newRow("indented") << u"---\n  a: 1\n---\n"_s;
    QTest::newRow("twice") << u"---\na: 1\nb: 2\na: 3\n---\n"_s;
    QTest::newRow("tabs") << u"---\na:\t1\n---\n"_s;
    QTest::newRow("merged") << u"---\na: &x {b: 1}\n<<: *x\n---\n"_s;
    QTest::newRow("a key with an anchor") << u"---\n&x a: 1\n---\n"_s;
    QTest::newRow("a key that is a list") << u"---\n? [a]\n: 1\n---\n"_s;
    QTest::newRow("a control") << u"---\na: 1\x04\nb: 2\n---\n"_s;
    QTest::newRow("old ends of lines") << u"---\ra: 1\r---\r"_s;
    QTest::newRow("an end of line of its own kind") << u"---\na: 1\u2028b: 2\n---\n"_s;
    QTest::newRow("several documents") << u"---\na: 1\n...\nb: 2\n---\n"_s;
    QTest::newRow("very large") << u"---\na: "_s + QString(300'000, u'x') + u"\n---\n"_s;
    QTest::newRow("very deep") << u"---\na: "_s + QString(60, u'[') + QString(60, u']') + u"\n---\n"_s;
}

void tst_CardMeta::refuses()
{
    QFETCH(const QString, card);
    const CardMeta meta(card);
    QVERIFY(!meta.refusal().isEmpty());
    QCOMPARE(meta.refusal(u"license"), meta.refusal());
    QCOMPARE(meta.resultsRefusal(), meta.refusal());
    QVERIFY(!meta.set(u"license"_s, {u"mit"_s}));
    QVERIFY(!meta.set(u"a"_s, {}));
    QVERIFY(!meta.addResult({}, u"m"_s));
}

void tst_CardMeta::refusesOneKey_data()
{
    QTest::addColumn<QString>("yaml");
    QTest::newRow("text of several lines") << u"a: |\n  x\n  y\n"_s;
    QTest::newRow("folded") << u"a: >-\n  x\n"_s;
    QTest::newRow("goes on in the next line") << u"a: x\n  y\n"_s;
    QTest::newRow("quotes over two lines") << u"a: \"x\n  y\"\n"_s;
    QTest::newRow("anchor") << u"a: &x v\n"_s;
    QTest::newRow("anchor in a list") << u"a:\n- &x v\n"_s;
    QTest::newRow("alias") << u"x: &x v\na: *x\n"_s;
    QTest::newRow("tag") << u"a: !!str 1\n"_s;
    QTest::newRow("map") << u"a:\n  b: 1\n"_s;
    QTest::newRow("list of maps") << u"a:\n- b: 1\n"_s;
    QTest::newRow("list of lists") << u"a: [[x]]\n"_s;
    QTest::newRow("list with nothing") << u"a:\n- x\n-\n"_s;
    QTest::newRow("list with long items") << u"a:\n- x\n  y\n"_s;
}

void tst_CardMeta::refusesOneKey()
{
    QFETCH(const QString, yaml);
    const QString card = u"---\n"_s + yaml + u"b: 1\n---\n"_s;
    const CardMeta meta(card);
    QCOMPARE(meta.refusal(), QString());
    QVERIFY(!meta.refusal(u"a").isEmpty());
    QVERIFY(!meta.set(u"a"_s, {u"new"_s}));
    QVERIFY(!meta.set(u"a"_s, {u"new"_s, u"two"_s}, As::List));
    QVERIFY(!meta.set(u"a"_s, {}));
    const auto other = meta.set(u"b"_s, {u"c"_s}); // the others can be edited
    QVERIFY(other);
    QCOMPARE(other->appliedTo(card), u"---\n"_s + yaml + u"b: c\n---\n"_s);
}

void tst_CardMeta::newKeysFindTheirPlace()
{
    const QStringList order = cardKeyOrder(RepoKind::Model);
    const QString card = u"---\nlicense: mit\n# of the tags\ntags:\n- x\n# end\n\nmodel-index: []\n---\n"_s;
    const auto placed = [&](const QString &key) {
        return CardMeta(card, order).set(key, {u"v"_s}, As::List)->appliedTo(card);
    };
    QVERIFY(placed(u"language"_s).contains("license: mit\nlanguage:\n- v\n# of the tags\n"_L1));
    QVERIFY(placed(u"datasets"_s).contains("license: mit\ndatasets:\n- v\n# of the tags\n"_L1));
    QVERIFY(placed(u"odd"_s).contains("model-index: []\nodd:\n- v\n---"_L1));
    // Behind a text of several lines nothing can be told apart: at the end.
    const QString folded = u"---\nlicense: |+\n  a\n\n  # no comment\n\nx: 1\n---\n"_s;
    const auto change = CardMeta(folded, order).set(u"language"_s, {u"v"_s});
    QVERIFY(change);
    QCOMPARE(change->appliedTo(folded),
             u"---\nlicense: |+\n  a\n\n  # no comment\n\nx: 1\nlanguage: v\n---\n"_s);
}

void tst_CardMeta::changesAreShort()
{
    const auto between = TextChange::between;
    QCOMPARE(between(u"abc", u"abc"), TextChange());
    QCOMPARE(between(u"abc", u"axc"), (TextChange{1, 1, u"x"_s}));
    QCOMPARE(between(u"aa", u"aaa"), (TextChange{2, 0, u"a"_s}));
    QCOMPARE(between(u"aaa", u"aa"), (TextChange{2, 1, {}}));
    QCOMPARE(between(u"🚀", u"🚁"), (TextChange{0, 2, u"🚁"_s})); // no half of a sign
    QCOMPARE(between(u"x𐀀y", u"x𠀀y"), (TextChange{1, 2, u"𠀀"_s}));
    const QString card = u"---\nlicense: mit\ntags:\n- a\n---\n# T\n"_s;
    const auto change = CardMeta(card).set(u"tags"_s, {u"a"_s, u"b"_s});
    QVERIFY(change);
    QCOMPARE(change->removed, 0);
    QCOMPARE(change->added.size(), 4); // one line
}

void tst_CardMeta::scalars_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("plain");
    for (const char *text : {"en", "apache-2.0", "text generation", "a/b", "n<1K", "1K<n<10K", "8bit",
                             "🚀", "it's", "C++", "a:b", "a#b", "Größe", "cc-by-4.0", "openrail++"})
        QTest::newRow(text) << QString::fromUtf8(text) << true;
    for (const char *text :
         {"no", "No", "y", "true", "null", "~", "1", "1.0", "-1", "+1", "1e5", "0x1F", "0o7", "1_000",
          "1:30", "2024-01-01", ".inf", ".NaN", ".5", "", " a", "a ", "a: b", "a #b", "a:", "- a",
          "-a", "? a", "[a", "{a", "#a", "&a", "*a", "!a", "|", ">", "'a", "\"a", "%a", "@a", "`a",
          "<<", "=", "...", "a\nb", "a\tb", "a\\b: c", "---"})
        QTest::newRow(text) << QString::fromUtf8(text) << false;
    for (const char16_t odd : {u'\x01', u'\x7f', u'\x85', u'\u2028', u'\ufeff', u'\ufffe'})
        QTest::addRow("U+%04x", odd) << QString(u"a"_s + QChar(odd) + u'b') << false;
}

// Each way of writing it is read as that text again.
void tst_CardMeta::scalars()
{
    using namespace YamlScalar;
    QFETCH(const QString, text);
    QFETCH(const bool, plain);
    QCOMPARE(isPlainText(text, Context::Block), plain);
    for (const Style style : {Style::Plain, Style::Single, Style::Double}) {
        for (const Context context : {Context::Block, Context::Flow}) {
            const QString written = YamlScalar::written(text, style, context);
            QVERIFY(!written.contains(u'\n'));
            const QString yaml = context == Context::Flow ? u"a: [x, %1, y]\n"_s : u"a: %1\n"_s;
            const auto tree = readYamlTree(QString(yaml).replace(u"%1"_s, written), 1);
            QVERIFY2(tree, qPrintable(written));
            const YamlNode &value = *tree->value(u"a");
            const YamlNode &one = context == Context::Flow ? value.items.value(1) : value;
            QCOMPARE(one.kind, YamlNode::Kind::Scalar);
            QCOMPARE(one.text, text);
        }
    }
}

namespace {

const QString kResults = u"---\n"
                         "license: mit # l\n"
                         "model-index:\n"
                         "- name: m # the model\n"
                         "  results:\n"
                         "  # first\n"
                         "  - task:\n"
                         "      type: translation\n"
                         "    dataset:\n"
                         "      name: \"Flores: 101\"\n"
                         "      type: flores\n"
                         "      args:\n"
                         "        date: 20220120\n"
                         "    metrics:\n"
                         "       - name: BLEU\n"
                         "         type: bleu\n"
                         "         value: 30.2 # high\n"
                         "       - type: chrf\n"
                         "         value: 0.5\n"
                         "  # second\n"
                         "  - task:\n"
                         "      type: fill-mask\n"
                         "    dataset:\n"
                         "      type: wiki\n"
                         "      name: Wiki\n"
                         "      split: test\n"
                         "    metrics:\n"
                         "    - type: loss\n"
                         "      value: 1\n"
                         "      verified: true\n"
                         "      verifyToken: xyz\n"
                         "# tail\n"
                         "tags: [a]\n"
                         "---\n"
                         "# T\n"_s;

CardResult someResult()
{
    CardResult result;
    result.cells[Cell::Task] = u"text-generation"_s;
    result.cells[Cell::Dataset] = u"gsm8k"_s;
    result.cells[Cell::DatasetName] = u"GSM: 8K"_s;
    result.cells[Cell::Split] = u"test"_s;
    result.cells[Cell::Metric] = u"accuracy"_s;
    result.cells[Cell::Value] = u"0.71"_s;
    return result;
}

const QString kNewResult = u"  - task:\n"
                           "      type: text-generation\n"
                           "    dataset:\n"
                           "      name: \"GSM: 8K\"\n"
                           "      type: gsm8k\n"
                           "      split: test\n"
                           "    metrics:\n"
                           "    - type: accuracy\n"
                           "      value: 0.71\n"_s;

QString changed(const QString &card, const CardMeta::Change &change)
{
    return change ? change->appliedTo(card) : u"refused: "_s + change.error();
}

QString replacedOnce(QString text, const QString &from, const QString &to)
{
    const qsizetype at = text.indexOf(from);
    return at < 0 ? u"not there: "_s + from : text.replace(at, from.size(), to);
}

} // namespace

void tst_CardMeta::readsResults()
{
    const QList<CardResult> rows = CardMeta(kResults).results();
    QCOMPARE(rows.size(), 3);
    QCOMPARE(CardMeta(kResults).resultsRefusal(), QString());
    QCOMPARE(rows[0].cells[Cell::Task], u"translation"_s);
    QCOMPARE(rows[0].cells[Cell::DatasetName], u"Flores: 101"_s);
    QCOMPARE(rows[0].cells[Cell::MetricName], u"BLEU"_s);
    QCOMPARE(rows[0].cells[Cell::Value], u"30.2"_s);
    QCOMPARE(rows[1].cells[Cell::Metric], u"chrf"_s);
    QCOMPARE(rows[1].cells[Cell::Dataset], u"flores"_s);
    QVERIFY(!rows[1].isVerified);
    QCOMPARE(rows[2].cells[Cell::Split], u"test"_s);
    QVERIFY(rows[2].isVerified);
}

void tst_CardMeta::editsResults()
{
    const CardMeta meta(kResults);
    QCOMPARE(changed(kResults, meta.setResult(0, Cell::Value, u"31"_s)),
             replacedOnce(kResults, u"30.2"_s, u"31"_s));
    QCOMPARE(changed(kResults, meta.setResult(0, Cell::Value, u"31 %"_s)),
             replacedOnce(kResults, u"30.2"_s, u"31 %"_s));
    QCOMPARE(changed(kResults, meta.setResult(1, Cell::DatasetName, u"Flores"_s)),
             replacedOnce(kResults, u"Flores: 101"_s, u"Flores"_s));
    QCOMPARE(changed(kResults, meta.setResult(0, Cell::Config, u"deu"_s)),
             replacedOnce(kResults, u"      type: flores\n"_s,
                          u"      config: deu\n      type: flores\n"_s));
    QCOMPARE(changed(kResults, meta.setResult(1, Cell::MetricName, u"chr-F"_s)),
             replacedOnce(kResults, u"chrf\n"_s, u"chrf\n         name: chr-F\n"_s));
    QCOMPARE(changed(kResults, meta.setResult(0, Cell::MetricName, {})),
             replacedOnce(kResults, u"name: BLEU\n         type"_s, u"type"_s));
    QCOMPARE(changed(kResults, meta.setResult(0, Cell::Value, u"30.2"_s)), kResults);
    QVERIFY(!meta.setResult(0, Cell::Value, {})); // needed
    QVERIFY(!meta.setResult(2, Cell::Value, u"2"_s)); // verified
    QVERIFY(!meta.setResult(2, Cell::DatasetName, u"x"_s));
}

void tst_CardMeta::addsResults()
{
    QCOMPARE(changed(kResults, CardMeta(kResults).addResult(someResult(), u"m"_s)),
             replacedOnce(kResults, u"# tail\n"_s, kNewResult + u"# tail\n"_s));
    const QString none = u"---\nlicense: mit\n---\n"_s;
    QCOMPARE(changed(none, CardMeta(none).addResult(someResult(), u"8"_s)),
             u"---\nlicense: mit\nmodel-index:\n- name: \"8\"\n  results:\n"_s + kNewResult
                 + u"---\n"_s);
    const QString empty = u"---\nmodel-index:\n- name: m\n  results: []\ntags: []\n---\n"_s;
    QCOMPARE(changed(empty, CardMeta(empty).addResult(someResult(), {})),
             u"---\nmodel-index:\n- name: m\n  results:\n"_s + kNewResult + u"tags: []\n---\n"_s);
    QCOMPARE(changed(u"# T\n"_s, CardMeta(u"# T\n"_s).addResult(someResult(), u"m"_s)),
             u"---\nmodel-index:\n- name: m\n  results:\n"_s + kNewResult + u"---\n\n# T\n"_s);
    CardResult half = someResult();
    half.cells[Cell::Metric].clear();
    QVERIFY(!CardMeta(none).addResult(half, u"m"_s));
}

void tst_CardMeta::removesResults()
{
    const CardMeta meta(kResults);
    QCOMPARE(changed(kResults, meta.removeResult(0)),
             replacedOnce(kResults,
                          u"       - name: BLEU\n         type: bleu\n         value: 30.2 # high\n"_s,
                          {}));
    const qsizetype second = kResults.indexOf("  - task:\n      type: fill-mask"_L1);
    const QString without = kResults.first(second) + kResults.sliced(kResults.indexOf("# tail"_L1));
    QCOMPARE(changed(kResults, meta.removeResult(2)), without);
    // The last ones take all of it along.
    QString card = without;
    for (int i = 0; i < 2; ++i)
        card = changed(card, CardMeta(card).removeResult(0));
    QCOMPARE(card, u"---\nlicense: mit # l\n  # second\n# tail\ntags: [a]\n---\n# T\n"_s);
}

void tst_CardMeta::unusualResultsAreLeftAlone_data()
{
    QTest::addColumn<QString>("yaml");
    QTest::addColumn<int>("rows");
    QTest::newRow("a word") << u"model-index: x\n"_s << 0;
    QTest::newRow("no list") << u"model-index:\n  results: []\n"_s << 0;
    QTest::newRow("no results") << u"model-index:\n- name: m\n"_s << 0;
    QTest::newRow("in braces")
        << u"model-index:\n- name: m\n  results:\n  - {task: {type: t}, dataset: {type: d, name: n}, metrics: [{type: a, value: 1}]}\n"_s
        << 1;
    QTest::newRow("aliases")
        << u"model-index:\n- name: m\n  results:\n  - task: &t\n      type: t\n    dataset:\n      type: d\n      name: n\n    metrics:\n    - type: a\n      value: 1\n  - task: *t\n    dataset:\n      type: d\n      name: n\n    metrics:\n    - type: a\n      value: 1\n"_s
        << 2;
    QTest::newRow("no task")
        << u"model-index:\n- name: m\n  results:\n  - dataset:\n      type: d\n    metrics:\n    - type: a\n      value: 1\n"_s
        << 1;
}

void tst_CardMeta::unusualResultsAreLeftAlone()
{
    QFETCH(const QString, yaml);
    QFETCH(const int, rows);
    const CardMeta meta(u"---\n"_s + yaml + u"---\n"_s);
    QCOMPARE(meta.refusal(), QString());
    QCOMPARE(meta.results().size(), rows);
    QVERIFY(!meta.resultsRefusal().isEmpty());
    QVERIFY(!meta.addResult(someResult(), u"m"_s));
    if (rows > 0) {
        QVERIFY(!meta.setResult(0, Cell::Value, u"2"_s));
        QVERIFY(!meta.removeResult(0));
    }
    QVERIFY(meta.set(u"license"_s, {u"mit"_s}));
}

void tst_CardMeta::tellsProblems_data()
{
    QTest::addColumn<QString>("yaml");
    QTest::addColumn<QString>("key");
    QTest::addColumn<bool>("isProblem");
    const auto row = [](const QString &yaml, const QString &key, bool isProblem) {
        QTest::newRow(qPrintable(yaml)) << yaml << key << isProblem;
    };
    row(u"license: mit"_s, u"license"_s, false);
    row(u"license: MIT"_s, u"license"_s, true);
    row(u"license: other"_s, u"license_name"_s, true);
    row(u"license: other\nlicense_name: x"_s, u"license_name"_s, false);
    row(u"language: [en, zh-Hant]"_s, u"language"_s, false);
    row(u"language: [en, english]"_s, u"language"_s, true);
    row(u"base_model: ada/x"_s, u"base_model"_s, false);
    row(u"base_model: gpt2"_s, u"base_model"_s, false);
    row(u"base_model: ada/x/y"_s, u"base_model"_s, true);
    row(u"datasets: [a b]"_s, u"datasets"_s, true);
    row(u"pipeline_tag: text-generation"_s, u"pipeline_tag"_s, false);
    row(u"pipeline_tag: Text Generation"_s, u"pipeline_tag"_s, true);
    row(u"emoji: 🚀"_s, u"emoji"_s, false);
    row(u"emoji: rocket"_s, u"emoji"_s, true);
    row(u"colorTo: teal"_s, u"colorTo"_s, true);
    row(u"app_file: ../app.py"_s, u"app_file"_s, true);
    row(u"short_description: "_s + QString(61, u'x'), u"short_description"_s, true);
    row(u"license:"_s, u"license"_s, false);
}

void tst_CardMeta::tellsProblems()
{
    QFETCH(const QString, yaml);
    QFETCH(const QString, key);
    QFETCH(const bool, isProblem);
    const CardMeta meta(u"---\n"_s + yaml + u"\n---\n"_s);
    QCOMPARE(meta.refusal(), QString());
    QCOMPARE(!cardKeyProblem(meta, key).isEmpty(), isProblem);
}

// The lines that two texts do not share between the same beginning and end.
static QStringList otherLines(const QString &before, const QString &after)
{
    QStringList a = before.split(u'\n');
    QStringList b = after.split(u'\n');
    while (!a.isEmpty() && !b.isEmpty() && a.first() == b.first()) {
        a.removeFirst();
        b.removeFirst();
    }
    while (!a.isEmpty() && !b.isEmpty() && a.last() == b.last()) {
        a.removeLast();
        b.removeLast();
    }
    return a;
}

// Every field of the form once: what is allowed changes that key and nothing else.
void tst_CardMeta::editEverything(const QString &card, RepoKind kind)
{
    const QStringList order = cardKeyOrder(kind);
    const CardMeta meta(card, order);
    if (!meta.refusal().isEmpty())
        return;
    const auto check = [&](const QString &key, const QStringList &values,
                           const CardMeta::Change &change) {
        const QByteArray name = key.toUtf8();
        if (!change) {
            QVERIFY2(!meta.refusal(key).isEmpty(), qPrintable(key + u" in\n"_s + card));
            return;
        }
        const QString edited = change->appliedTo(card);
        const CardMeta after(edited, order);
        QCOMPARE(after.refusal(), QString());
        QCOMPARE(after.values(key), values);
        QCOMPARE(after.has(key), !values.isEmpty());
        for (const QString &other : order) {
            if (other != key)
                QVERIFY2(after.values(other) == meta.values(other), name.constData());
        }
        QCOMPARE(after.results(), meta.results());
        // Whatever went or came is of that key: no line of another one was touched.
        for (const QString &line : otherLines(card, edited))
            QVERIFY2(line.startsWith(key) || line.startsWith(u'"' + key)
                         || line.trimmed().startsWith(u'-') || line.trimmed().startsWith(u'#')
                         || line.trimmed().isEmpty() || line.startsWith(u' ') || !meta.has(key),
                     qPrintable(line));
    };
    for (const CardField &field : cardFields(kind)) {
        const QStringList now = meta.values(field.key);
        const QString odd = u"no: #1 'é' 🚀"_s;
        check(field.key, {}, meta.set(field.key, {}, field.as()));
        check(field.key, {odd}, meta.set(field.key, {odd}, field.as()));
        check(field.key, {u"false"_s}, meta.set(field.key, {u"false"_s}, field.as()));
        check(field.key, now + QStringList{odd}, meta.set(field.key, now + QStringList{odd}, field.as()));
        check(field.key, QStringList{odd} + now, meta.set(field.key, QStringList{odd} + now, field.as()));
        if (now.size() > 2) {
            QStringList less = now;
            less.remove(1);
            check(field.key, less, meta.set(field.key, less, field.as()));
            less[0] = odd;
            check(field.key, less, meta.set(field.key, less, field.as()));
        }
        const auto same = meta.set(field.key, now, field.as());
        QVERIFY(!meta.refusal(field.key).isEmpty() || now.isEmpty() || (same && same->isNothing()));
    }
    if (!meta.resultsRefusal().isEmpty())
        return;
    const QList<CardResult> rows = meta.results();
    const auto added = meta.addResult(someResult(), u"m"_s);
    QVERIFY2(added, qPrintable(card));
    const CardMeta more(added->appliedTo(card), order);
    QCOMPARE(more.results(), rows + QList<CardResult>{someResult()});
    QVERIFY(added->removed == 0 || !meta.has(u"model-index") || rows.isEmpty());
    const auto back = more.removeResult(rows.size());
    QVERIFY(back);
    QCOMPARE(CardMeta(back->appliedTo(more.text())).results(), rows);
    if (!rows.isEmpty())
        QCOMPARE(back->appliedTo(more.text()), card);
    for (qsizetype i = 0; i < rows.size(); i += 7) {
        QList<CardResult> left = rows;
        left.remove(i);
        const auto change = meta.removeResult(i);
        QVERIFY(change);
        QCOMPARE(CardMeta(change->appliedTo(card)).results(), left);
        if (rows[i].isVerified)
            continue;
        const auto value = meta.setResult(i, Cell::Value, u"0.125"_s);
        QVERIFY(value);
        QCOMPARE(CardMeta(value->appliedTo(card)).results()[i].cells[Cell::Value], u"0.125"_s);
    }
}

void tst_CardMeta::anyCard_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 300; ++seed)
        QTest::addRow("%u", seed) << seed;
}

// Cards put together from all that people write.
void tst_CardMeta::anyCard()
{
    QFETCH(const quint32, seed);
    QRandomGenerator random(seed);
    const auto pick = [&random](const QStringList &from) {
        return from[random.bounded(from.size())];
    };
    const QStringList scalars{u"mit"_s,      u"'it''s'"_s, u"\"a \\\"b\\\" 🚀\""_s, u"no"_s,
                              u"1.0"_s,      u""_s,        u"~"_s,                  u"a: b"_s,
                              u"&x v"_s,     u"é # c"_s,   u"|\n  x\n\n  # y"_s,    u"x\n  y # z"_s,
                              u"{a: [1]}"_s, u"[]"_s,      u"[a, 'b,' , c]"_s,      u"[a,\n  b # c\n  ]"_s};
    const QStringList lists{u"\n- a\n- b"_s, u"\n  - a # 1\n  # 2\n\n  - 'b'"_s,
                            u"\n-   \"x y\"\n- no\n- 1"_s, u"\n- a: 1\n  b: 2"_s,
                            u"\n- |\n  x\n- y"_s, u" # c\n    - α\n    - 🚀"_s};
    const RepoKind kind = RepoKind(random.bounded(3));
    QStringList keys = cardKeyOrder(kind) << u"widget"_s << u"co2"_s << u"x y"_s;
    std::shuffle(keys.begin(), keys.end(), random);
    QString yaml = pick({u""_s, u"# head\n"_s, u"\n"_s});
    for (const QString &key : keys.first(random.bounded(keys.size()))) {
        const bool isList = random.bounded(2) == 0;
        yaml += key + u':' + (isList ? pick(lists) : u' ' + pick(scalars)) + u'\n'
            + pick({u""_s, u""_s, u"# about the next\n"_s, u"\n"_s, u"  # deep\n"_s});
    }
    QString card = pick({u"---\n"_s, u"\n--- \n"_s}) + yaml + u"---\n"_s
        + pick({u""_s, u"# T\n---\nlicense: x\n---\n"_s});
    if (random.bounded(2) == 0)
        card.replace(u'\n', u"\r\n"_s);
    editEverything(card, kind);
}

void tst_CardMeta::realCards_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<RepoKind>("kind");
    const QDir fixtures(QStringLiteral(HUBNAUT_SOURCE_DIR "/../shared/fixtures"));
    for (const auto &[folder, kind] :
         {std::pair{u"model-cards"_s, RepoKind::Model}, {u"dataset-cards"_s, RepoKind::Dataset},
          {u"cards-edge"_s, RepoKind::Model}}) {
        for (const QFileInfo &file :
             QDir(fixtures.filePath(folder)).entryInfoList({u"*.md"_s}, QDir::Files))
            QTest::newRow(qPrintable(file.fileName())) << file.filePath() << kind;
    }
    if (!fixtures.exists())
        QTest::newRow("none") << QString() << RepoKind::Model;
}

void tst_CardMeta::realCards()
{
    QFETCH(const QString, file);
    QFETCH(const RepoKind, kind);
    if (file.isEmpty())
        QSKIP("no fixtures beside the source tree");
    QFile card(file);
    QVERIFY(card.open(QIODevice::ReadOnly));
    editEverything(QString::fromUtf8(card.readAll()), kind);
}

QTEST_GUILESS_MAIN(tst_CardMeta)
#include "tst_cardmeta.moc"
