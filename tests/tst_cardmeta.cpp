// The front matter of a card edited key by key: what was not edited stays byte for byte.
#include "app/hub/cardfields.h"
#include "app/text/yamlscalar.h"

#include <QTest>

using namespace Qt::StringLiterals;
using As = CardMeta::As;

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
    row("truth", u"pinned: true\n"_s, u"pinned"_s, {u"false"_s}, u"pinned: false\n"_s, As::Literal);
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
    QTest::newRow("blank lines before")
        << u"\n\n---  \nlicense: mit\n--- \nx"_s << mit << QStringList{u"x"_s} << As::Text
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
    QTest::newRow("very deep") << u"---\na: "_s + QString(60, u'[') + QString(60, u']')
            + u"\n---\n"_s;
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
    QTest::newRow("anchor of a list") << u"a: &x [v]\nx: *x\n"_s;
    QTest::newRow("anchor of lines") << u"a: &x\n- v\nx: *x\n"_s;
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
    const QString card
        = u"---\nlicense: mit\n# of the tags\ntags:\n- x\n# end\n\nmodel-index: []\n---\n"_s;
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
    for (const char *text :
         {"en", "apache-2.0", "text generation", "a/b", "n<1K", "1K<n<10K", "8bit", "🚀", "it's",
          "C++", "a:b", "a#b", "Größe", "cc-by-4.0", "openrail++"})
        QTest::newRow(text) << QString::fromUtf8(text) << true;
    for (const char *text :
         {"no",  "No",   "y",    "true",  "null", "~",          "1",       "1.0",  "-1", "+1",
          "1e5", "0x1F", "0o7",  "1_000", "1:30", "2024-01-01", ".inf",    ".NaN", ".5", "",
          " a",  "a ",   "a: b", "a #b",  "a:",   "- a",        "-a",      "? a",  "[a", "{a",
          "#a",  "&a",   "*a",   "!a",    "|",    ">",          "'a",      "\"a",  "%a", "@a",
          "`a",  "<<",   "=",    "...",   "a\nb", "a\tb",       "a\\b: c", "---"})
        QTest::newRow(text) << QString::fromUtf8(text) << false;
    for (const char16_t odd : {u'\x01', u'\x7f', u'\x85', u'\u2028', u'\ufeff', u'\ufffe'})
        QTest::addRow("U+%04x", odd) << QString(u"a"_s + QChar(odd) + u'b') << false;
}

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

QTEST_GUILESS_MAIN(tst_CardMeta)
#include "tst_cardmeta.moc"
