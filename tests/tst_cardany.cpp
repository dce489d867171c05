// Cards of all kinds, made up and real: an edit of one key changes that key and nothing else.
#include "app/hub/cardfields.h"
#include "tests/support/fixtures.h"
#include "tests/support/someresult.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using Cell = CardResult::Cell;

namespace {

// Lines from first to before end.
struct Lines
{
    qsizetype first;
    qsizetype end;
};

// Those of before that are others in after, or where something came in.
Lines changedLines(const QStringList &before, const QStringList &after)
{
    Lines lines{0, before.size()};
    qsizetype tail = after.size();
    while (lines.first < lines.end && lines.first < tail
           && before[lines.first] == after[lines.first])
        ++lines.first;
    while (lines.end > lines.first && tail > lines.first
           && before[lines.end - 1] == after[tail - 1]) {
        --lines.end;
        --tail;
    }
    return lines;
}

// From a key of the front matter to the next.
Lines linesOf(const QString &key, const QStringList &card)
{
    Lines lines{0, 0};
    while (!card[lines.first].startsWith(key + u':')
           && !card[lines.first].startsWith(u'"' + key + u'"'))
        ++lines.first;
    const auto goesOn = [](const QString &line) {
        return line.trimmed().isEmpty() || line.startsWith(u' ') || line.startsWith(u'#')
            || (line.startsWith(u'-') && !line.startsWith(u"---"_s));
    };
    lines.end = lines.first + 1;
    while (goesOn(card[lines.end]))
        ++lines.end;
    return lines;
}

} // namespace

class tst_CardAny final : public QObject
{
    Q_OBJECT

private slots:
    void anyCard_data();
    void anyCard();
    void realCards_data();
    void realCards();

private:
    static void editEverything(const QString &card, RepoKind kind);
};

// Every field of the form once: what is allowed changes that key and nothing else.
void tst_CardAny::editEverything(const QString &card, RepoKind kind)
{
    const QStringList order = cardKeyOrder(kind);
    const CardMeta meta(card, order);
    if (!meta.refusal().isEmpty())
        return;
    const auto check
        = [&](const QString &key, const QStringList &values, const CardMeta::Change &change) {
              const QByteArray name = key.toUtf8();
              if (!change) {
                  // Only a text of several lines can take in what is left of its neighbour.
                  QVERIFY2(!meta.refusal(key).isEmpty() || card.contains(u": |"_s),
                           qPrintable(key + u" in\n"_s + card));
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
              if (!meta.has(key))
                  return;
              const Lines changed = changedLines(card.split(u'\n'), edited.split(u'\n'));
              const Lines own = linesOf(key, card.split(u'\n'));
              QVERIFY2(changed.first >= own.first && changed.end <= own.end, name.constData());
          };
    for (const CardField &field : cardFields(kind)) {
        const QStringList now = meta.values(field.key);
        const QString odd = u"no: #1 'é' 🚀"_s;
        check(field.key, {}, meta.set(field.key, {}, field.as()));
        check(field.key, {odd}, meta.set(field.key, {odd}, field.as()));
        check(field.key, {u"false"_s}, meta.set(field.key, {u"false"_s}, field.as()));
        check(field.key, now + QStringList{odd},
              meta.set(field.key, now + QStringList{odd}, field.as()));
        check(field.key, QStringList{odd} + now,
              meta.set(field.key, QStringList{odd} + now, field.as()));
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

void tst_CardAny::anyCard_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 300; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void tst_CardAny::anyCard()
{
    QFETCH(const quint32, seed);
    QRandomGenerator random(seed);
    const auto pick
        = [&random](const QStringList &from) { return from[random.bounded(from.size())]; };
    const QStringList scalars{u"mit"_s,
                              u"'it''s'"_s,
                              u"\"a \\\"b\\\" 🚀\""_s,
                              u"no"_s,
                              u"1.0"_s,
                              u""_s,
                              u"~"_s,
                              u"a: b"_s,
                              u"&x v"_s,
                              u"é # c"_s,
                              u"|\n  x\n\n  # y"_s,
                              u"x\n  y # z"_s,
                              u"{a: [1]}"_s,
                              u"[]"_s,
                              u"[a, 'b,' , c]"_s,
                              u"[a,\n  b # c\n  ]"_s};
    const QStringList lists{u"\n- a\n- b"_s,
                            u"\n  - a # 1\n  # 2\n\n  - 'b'"_s,
                            u"\n-   \"x y\"\n- no\n- 1"_s,
                            u"\n- a: 1\n  b: 2"_s,
                            u"\n- |\n  x\n- y"_s,
                            u" # c\n    - α\n    - 🚀"_s};
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

void tst_CardAny::realCards_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<RepoKind>("kind");
    const QDir fixtures(QStringLiteral(HUBNAUT_SOURCE_DIR "/../shared/fixtures"));
    for (const auto &[folder, kind] : {std::pair{u"model-cards"_s, RepoKind::Model},
                                       {u"dataset-cards"_s, RepoKind::Dataset},
                                       {u"cards-edge"_s, RepoKind::Model}}) {
        for (const QFileInfo &file :
             QDir(fixtures.filePath(folder)).entryInfoList({u"*.md"_s}, QDir::Files))
            QTest::newRow(qPrintable(file.fileName())) << file.filePath() << kind;
    }
    if (!fixtures.exists())
        QTest::newRow("none") << QString() << RepoKind::Model;
}

void tst_CardAny::realCards()
{
    QFETCH(const QString, file);
    QFETCH(const RepoKind, kind);
    if (file.isEmpty())
        QSKIP("no fixtures beside the source tree");
    QFile card(file);
    QVERIFY(card.open(QIODevice::ReadOnly));
    editEverything(QString::fromUtf8(card.readAll()), kind);
}

QTEST_GUILESS_MAIN(tst_CardAny)
#include "tst_cardany.moc"
