// What a first card says is what the Hub reads (hub-api 31).
#include "app/hub/cardtemplate.h"
#include "app/text/frontmatter.h"

#include <QTest>

using namespace Qt::StringLiterals;

class tst_CardTemplate final : public QObject
{
    Q_OBJECT

private slots:
    void isValid_data();
    void isValid();
    void namesAreText();
};

void tst_CardTemplate::isValid_data()
{
    QTest::addColumn<RepoKind>("kind");
    QTest::addColumn<QStringList>("keys");
    QTest::newRow("model") << RepoKind::Model << QStringList{u"language"_s, u"tags"_s};
    QTest::newRow("dataset") << RepoKind::Dataset
                             << QStringList{u"language"_s, u"pretty_name"_s, u"tags"_s};
    QTest::newRow("Space") << RepoKind::Space
                           << QStringList{u"title"_s, u"emoji"_s,    u"colorFrom"_s, u"colorTo"_s,
                                          u"sdk"_s,   u"app_file"_s, u"pinned"_s};
}

// Nothing is null, which the Hub takes for a wrong value.
void tst_CardTemplate::isValid()
{
    QFETCH(const RepoKind, kind);
    const QString card = cardTemplate(*RepoId::parse(kind, u"ada/first-steps"));
    const SplitCard parts = splitCard(card);
    QVERIFY(parts.hasFrontMatter);
    const FrontMatter matter = readFrontMatter(parts.yaml);
    QCOMPARE(matter.state, FrontMatter::State::Valid);
    QStringList keys;
    for (const FrontMatterEntry &entry : matter.entries) {
        keys << entry.key;
        QVERIFY2(!entry.values.isEmpty() || entry.key == u"tags", qPrintable(entry.key));
    }
    QTEST(keys, "keys");
    QVERIFY(parts.body.contains("# first-steps\n"_L1));
    QVERIFY(card.endsWith(u'\n'));
    QVERIFY(!card.contains(u'%'));
}

// Names of the Hub have no quotes; a number stays a text all the same.
void tst_CardTemplate::namesAreText()
{
    const QString card = cardTemplate(*RepoId::parse(RepoKind::Space, u"ada/007"));
    QCOMPARE(readFrontMatter(splitCard(card).yaml).values(u"title"), QStringList{u"007"_s});
}

QTEST_GUILESS_MAIN(tst_CardTemplate)
#include "tst_cardtemplate.moc"
