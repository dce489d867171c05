// What the form of a card knows of the Hub's rules before the Hub is asked.
#include "app/hub/cardfields.h"

#include <QTest>

using namespace Qt::StringLiterals;

class tst_CardFields final : public QObject
{
    Q_OBJECT

private slots:
    void tellsProblems_data();
    void tellsProblems();
};

void tst_CardFields::tellsProblems_data()
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
    row(u"language: no"_s, u"language"_s, true); // false, to Python
    row(u"language: [en, \"no\"]"_s, u"language"_s, false);
    row(u"language:\n- no"_s, u"language"_s, true);
    row(u"tags: [no]"_s, u"tags"_s, false);
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

void tst_CardFields::tellsProblems()
{
    QFETCH(const QString, yaml);
    QFETCH(const QString, key);
    QFETCH(const bool, isProblem);
    const CardMeta meta(u"---\n"_s + yaml + u"\n---\n"_s);
    QCOMPARE(meta.refusal(), QString());
    QCOMPARE(!cardKeyProblem(meta, key).isEmpty(), isProblem);
}

QTEST_GUILESS_MAIN(tst_CardFields)
#include "tst_cardfields.moc"
