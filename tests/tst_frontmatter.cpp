#include "app/text/frontmatter.h"
#include "tests/support/worked.h"

#include <QTest>

using namespace Qt::StringLiterals;
using State = FrontMatter::State;

class tst_FrontMatter final : public QObject
{
    Q_OBJECT

private slots:
    void splits_data();
    void splits();
    void reads_data();
    void reads();
    void survives_data();
    void survives();
};

void tst_FrontMatter::splits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("yaml");
    QTest::addColumn<QString>("body");
    QTest::newRow("LF") << u"---\na: b\n---\n# T\n"_s << u"a: b\n"_s << u"# T\n"_s;
    QTest::newRow("CRLF") << u"---\r\na: b\r\n---\r\n# T"_s << u"a: b\r\n"_s << u"# T"_s;
    QTest::newRow("CR") << u"---\ra: b\r---\r# T"_s << u"a: b\r"_s << u"# T"_s;
    QTest::newRow("blank before, spaces behind")
        << u"\n \n---  \na: b\n--- \t\nx"_s << u"a: b\n"_s << u"x"_s;
    QTest::newRow("empty") << u"---\n---\nx"_s << QString() << u"x"_s;
    QTest::newRow("at the end") << u"---\na: b\n---"_s << u"a: b\n"_s << QString();
    QTest::newRow("a rule is no marker")
        << u"# T\n---\na\n---\n"_s << QString() << u"# T\n---\na\n---\n"_s;
    QTest::newRow("four dashes") << u"----\na\n----\n"_s << QString() << u"----\na\n----\n"_s;
    QTest::newRow("P08 no end") << u"---\na: b\n# T"_s << QString() << u"---\na: b\n# T"_s;
    QTest::newRow("nothing") << QString() << QString() << QString();
}

void tst_FrontMatter::splits()
{
    QFETCH(QString, text);
    QFETCH(QString, yaml);
    QFETCH(QString, body);
    const SplitCard split = splitCard(text);
    QCOMPARE(split.yaml.toString(), yaml);
    QCOMPARE(split.body.toString(), body);
}

void tst_FrontMatter::reads_data()
{
    QTest::addColumn<QString>("yaml");
    QTest::addColumn<QList<FrontMatterEntry>>("entries");
    QTest::addColumn<State>("state");
    using Entries = QList<FrontMatterEntry>;
    const auto one = [](const QString &key, const QStringList &values, qsizetype nested = 0) {
        return Entries{{key, values, nested}};
    };
    QTest::newRow("scalar") << u"license: mit"_s << one(u"license"_s, {u"mit"_s}) << State::Valid;
    QTest::newRow("list") << u"language:\n- en\n- no\n"_s << one(u"language"_s, {u"en"_s, u"no"_s})
                          << State::Valid;
    QTest::newRow("flow list") << u"tags: [a, \"b c\"]"_s << one(u"tags"_s, {u"a"_s, u"b c"_s})
                               << State::Valid;
    QTest::newRow("null") << u"a:\nb: ~"_s << Entries{{u"a"_s, {}, 0}, {u"b"_s, {}, 0}}
                          << State::Valid;
    QTest::newRow("order kept") << u"z: 1\na: 2"_s
                                << Entries{{u"z"_s, {u"1"_s}, 0}, {u"a"_s, {u"2"_s}, 0}}
                                << State::Valid;
    QTest::newRow("nested") << u"model-index:\n- name: x\n  results:\n  - task: {type: y}\nb: 1"_s
                            << Entries{{u"model-index"_s, {}, 4}, {u"b"_s, {u"1"_s}, 0}}
                            << State::Valid;
    QTest::newRow("mapping") << u"co2:\n  value: 3\n  unit: g\n"_s << one(u"co2"_s, {}, 1)
                             << State::Valid;
    QTest::newRow("alias") << u"a: &x [p, q]\nb: *x"_s
                           << Entries{{u"a"_s, {u"p"_s, u"q"_s}, 0}, {u"b"_s, {u"p"_s, u"q"_s}, 0}}
                           << State::Valid;
    QTest::newRow("P08 python tag")
        << u"a: !!python/object:os.system x"_s << one(u"a"_s, {u"x"_s}) << State::Valid;
    QTest::newRow("P08 twice") << u"a: 1\nb: 2\na: 3"_s
                               << Entries{{u"b"_s, {u"2"_s}, 0}, {u"a"_s, {u"3"_s}, 0}}
                               << State::Valid;
    QTest::newRow("empty") << QString() << Entries() << State::Valid;
    QTest::newRow("a list") << u"- a"_s << Entries() << State::Problem;
    QTest::newRow("a word") << u"word"_s << Entries() << State::Problem;
    QTest::newRow("P08 tab") << u"a: 1\n\tb: 2"_s << one(u"a"_s, {}) << State::Problem;
    QTest::newRow("unclosed quote")
        << u"a: 1\nb: \"x"_s << Entries{{u"a"_s, {u"1"_s}, 0}, {u"b"_s, {}, 0}} << State::Problem;
    QTest::newRow("CRLF") << u"a: 1\r\nb:\r\n- 2\r\n"_s
                          << Entries{{u"a"_s, {u"1"_s}, 0}, {u"b"_s, {u"2"_s}, 0}} << State::Valid;
}

void tst_FrontMatter::reads()
{
    QFETCH(QString, yaml);
    QFETCH(QList<FrontMatterEntry>, entries);
    QFETCH(State, state);
    const FrontMatter matter = readFrontMatter(yaml);
    QVERIFY2(matter.state == state, qPrintable(matter.problem));
    QCOMPARE(matter.problem.isEmpty(), state == State::Valid);
    QCOMPARE(matter.entries, entries);
}

void tst_FrontMatter::survives_data()
{
    QTest::addColumn<QString>("yaml");
    QString bomb = u"a: &a [x,x,x,x,x,x,x,x,x]\n"_s;
    for (char16_t c = u'b'; c <= u'z'; ++c)
        bomb += u"%1: &%1 [*%2,*%2,*%2,*%2,*%2,*%2,*%2,*%2,*%2]\n"_s.arg(QChar(c),
                                                                         QChar(char16_t(c - 1)));
    QTest::newRow("P08 alias bomb") << bomb;
    QTest::newRow("P08 depth") << u"a: "_s + u"["_s.repeated(100000);
    QTest::newRow("P08 block depth") << [] {
        QString deep;
        for (int i = 0; i < 700; ++i)
            deep += QString(i, u' ') + u"a:\n"_s;
        return deep;
    }();
    QTest::newRow("P08 10 MB") << u"a: "_s + u"x"_s.repeated(10 << 20);
    QTest::newRow("P08 long value") << u"a: "_s + u"x"_s.repeated(1 << 20);
    QTest::newRow("P08 many keys") << [] {
        QString keys;
        for (int i = 0; i < 20000; ++i)
            keys += u"k%1: v\n"_s.arg(i);
        return keys;
    }();
    QTest::newRow("P08 long list") << u"a:\n"_s + u"- x\n"_s.repeated(50000);
    QTest::newRow("P08 quotes") << u"a: '"_s + u"''"_s.repeated(100000);
    QTest::newRow("P08 colons") << u":"_s.repeated(100000);
    QTest::newRow("P08 questions") << u"? "_s.repeated(20000);
    QTest::newRow("P08 dashes") << u"- "_s.repeated(20000);
    QTest::newRow("P08 list as key") << u"? [a]\n: b"_s;
    QTest::newRow("P08 NUL") << u"a: b"_s + QChar(0) + u"c\nd: \u0004e"_s;
}

void tst_FrontMatter::survives()
{
    QFETCH(QString, yaml);
    const Worked worked;
    const FrontMatter matter = readFrontMatter(yaml);
    QCOMPARE_LT(worked.ms(), 2'000 * kSlowness);
    QVERIFY(matter.entries.size() <= 500);
}

QTEST_GUILESS_MAIN(tst_FrontMatter)
#include "tst_frontmatter.moc"
