// The evaluation results in a card's front matter: read, edited, added and taken away.
#include "tests/support/someresult.h"

#include <QTest>

using namespace Qt::StringLiterals;
using Cell = CardResult::Cell;

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

class tst_CardResults final : public QObject
{
    Q_OBJECT

private slots:
    void readsResults();
    void editsResults();
    void addsResults();
    void removesResults();
    void unusualResultsAreLeftAlone_data();
    void unusualResultsAreLeftAlone();
};

void tst_CardResults::readsResults()
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

void tst_CardResults::editsResults()
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

void tst_CardResults::addsResults()
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

void tst_CardResults::removesResults()
{
    const CardMeta meta(kResults);
    QCOMPARE(changed(kResults, meta.removeResult(0)),
             replacedOnce(
                 kResults,
                 u"       - name: BLEU\n         type: bleu\n         value: 30.2 # high\n"_s, {}));
    const qsizetype second = kResults.indexOf("  - task:\n      type: fill-mask"_L1);
    const QString without = kResults.first(second) + kResults.sliced(kResults.indexOf("# tail"_L1));
    QCOMPARE(changed(kResults, meta.removeResult(2)), without);
    // The last ones take all of it along.
    QString card = without;
    for (int i = 0; i < 2; ++i)
        card = changed(card, CardMeta(card).removeResult(0));
    QCOMPARE(card, u"---\nlicense: mit # l\n  # second\n# tail\ntags: [a]\n---\n# T\n"_s);
}

void tst_CardResults::unusualResultsAreLeftAlone_data()
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

void tst_CardResults::unusualResultsAreLeftAlone()
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

QTEST_GUILESS_MAIN(tst_CardResults)
#include "tst_cardresults.moc"
