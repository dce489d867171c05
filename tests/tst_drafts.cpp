// What is typed and not committed is on the disk (U19).
#include "app/session/drafts.h"
#include "tests/support/crashpoints.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <memory>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

Draft::Place place(const QString &repo = u"ada/lora"_s, const QString &branch = u"main"_s,
                   const QString &hub = u"https://hub.test"_s)
{
    return {QUrl(hub), *RepoId::parse(RepoKind::Model, repo), *Revision::parse(branch)};
}

Draft draftOf(const QString &path, const QString &text, const QDateTime &at)
{
    return {.place = place(),
            .opened = path,
            .path = path,
            .commit = QString(40, u'a'),
            .base = "was\r\n\xef\xbb\xbf",
            .text = text,
            .at = at};
}

} // namespace

class tst_Drafts final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_home = std::make_unique<QTemporaryDir>(); }
    void comeBackWhole();
    void oneAFile();
    void eachInItsPlace();
    void forOwnersOnly();
    void forgotten();
    void brokenFilesAreNothing_data();
    void brokenFilesAreNothing();
    void halfWrittenOnesGo();
    void saysThatTheyCannotBeKept();
    void killedAnywhere();
    void nowhereIsFine();

private:
    QString folder() const { return m_home->filePath(u"state/drafts"_s); }
    // Asking a future for its result would run its work at once, before what was asked for earlier.
    static QList<Draft> found(const Drafts &drafts, const Draft::Place &at = place())
    {
        const auto all = drafts.all(at);
        return QTest::qWaitFor([&all] { return all.isFinished(); }, 30'000) ? all.result()
                                                                            : QList<Draft>();
    }
    QStringList files() const
    {
        QStringList paths;
        QDirIterator all(folder(), QDir::Files, QDirIterator::Subdirectories);
        while (all.hasNext())
            paths << all.next();
        return paths;
    }

    std::unique_ptr<QTemporaryDir> m_home;
    const QDateTime m_at = QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, QTimeZone::UTC);
};

void tst_Drafts::comeBackWhole()
{
    Draft added = draftOf({}, u"# café 🙂\n\tnot\0 ended"_s, m_at.addSecs(1));
    added.path = u"docs/new.md"_s;
    added.isNew = true;
    added.commit.clear();
    const Draft changed = draftOf(u"run.py"_s, {}, m_at);
    {
        const Drafts drafts(folder());
        QCOMPARE(drafts.keep(changed).result(), QString());
        QCOMPARE(drafts.keep(added).result(), QString());
    }
    const Drafts next(folder()); // another start
    QCOMPARE(found(next), QList<Draft>({added, changed}));
}

void tst_Drafts::oneAFile()
{
    const Drafts drafts(folder());
    for (int i = 0; i < 5; ++i)
        drafts.keep(draftOf(u"run.py"_s, QString::number(i), m_at.addSecs(i)));
    const auto all = found(drafts);
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.first().text, u"4"_s);
    QCOMPARE(files().size(), 1);
}

void tst_Drafts::eachInItsPlace()
{
    const Drafts drafts(folder());
    drafts.keep(draftOf(u"run.py"_s, u"mine"_s, m_at));
    for (const Draft::Place &other :
         {place(u"ada/other"_s), place(u"ada/lora"_s, u"dev"_s),
          place(u"ada/lora"_s, u"main"_s, u"https://other.test"_s),
          Draft::Place{place().endpoint, *RepoId::parse(RepoKind::Dataset, u"ada/lora"), {}}})
        QVERIFY(found(drafts, other).isEmpty());
    QCOMPARE(found(drafts).size(), 1);
}

void tst_Drafts::forOwnersOnly()
{
    const Drafts drafts(folder());
    QCOMPARE(drafts.keep(draftOf(u"secret.txt"_s, u"hers"_s, m_at)).result(), QString());
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
        | QFile::WriteOther | QFile::ExeOther;
    QCOMPARE(files().size(), 1);
    QVERIFY(!QFile::permissions(files().first()).testAnyFlags(others));
    QVERIFY(!QFile::permissions(folder()).testAnyFlags(others));
    QVERIFY(!files().first().contains("secret"_L1));
}

void tst_Drafts::forgotten()
{
    const Drafts drafts(folder());
    drafts.keep(draftOf(u"run.py"_s, u"mine"_s, m_at));
    drafts.keep(draftOf(u"other.py"_s, u"mine"_s, m_at));
    drafts.forget(place(), u"run.py"_s);
    QCOMPARE(found(drafts).size(), 1);
    QCOMPARE(found(drafts).first().opened, u"other.py"_s);
    drafts.forget(place(), u"other.py"_s);
    QVERIFY(found(drafts).isEmpty());
    QVERIFY(QDir(folder()).isEmpty());
}

void tst_Drafts::brokenFilesAreNothing_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("{\"text\": 1}");
    QTest::newRow("cut") << QByteArray("\xa7\x66opened");
    QTest::newRow("another map") << QByteArray("\xa1\x61\x61\x01");
}

void tst_Drafts::brokenFilesAreNothing()
{
    QFETCH(const QByteArray, content);
    const Drafts drafts(folder());
    drafts.keep(draftOf(u"run.py"_s, u"mine"_s, m_at)).waitForFinished();
    QFile file(files().value(0));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(content);
    file.close();
    QVERIFY(found(drafts).isEmpty());
    drafts.keep(draftOf(u"run.py"_s, u"again"_s, m_at));
    const auto all = found(drafts);
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.first().text, u"again"_s);
}

void tst_Drafts::halfWrittenOnesGo()
{
    const Drafts drafts(folder());
    drafts.keep(draftOf(u"run.py"_s, u"mine"_s, m_at)).waitForFinished();
    const auto leave = [this](const QString &ending, const QDateTime &at) {
        QFile file(files().value(0) + ending);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("half");
        QVERIFY(file.flush());
        QVERIFY(file.setFileTime(at, QFile::FileModificationTime));
    };
    leave(u".aaaaaa"_s, QDateTime::currentDateTimeUtc().addDays(-1));
    QCOMPARE(found(drafts).size(), 1);
    QCOMPARE(files().size(), 1);
    leave(u".bbbbbb"_s, QDateTime::currentDateTimeUtc()); // of another start, being written
    QCOMPARE(found(drafts).size(), 1);
    QCOMPARE(files().size(), 2);
}

void tst_Drafts::saysThatTheyCannotBeKept()
{
    QFile file(m_home->filePath(u"state"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const Drafts drafts(folder());
    QVERIFY(!drafts.keep(draftOf(u"run.py"_s, u"mine"_s, m_at)).result().isEmpty());
    QVERIFY(found(drafts).isEmpty());
}

// Whoever is killed while a draft is replaced finds the one before or this one, whole.
void tst_Drafts::killedAnywhere()
{
    QRandomGenerator random = crashRandom();
    const auto textOf = [](int n) { return QString(200'000, QChar(u'a' + n % 26)); };
    for (int point = 0; point < crashPoints(40); ++point) {
        const pid_t child = fork();
        if (child == 0) {
            const Drafts drafts(folder());
            for (int n = 0;; ++n)
                drafts.keep(draftOf(u"run.py"_s, textOf(n), m_at)).waitForFinished();
        }
        QVERIFY(child > 0);
        while (point == 0 && std::ranges::none_of(files(), [](const QString &f) {
                   return f.endsWith(".draft"_L1);
               }))
            QTest::qSleep(1);
        QTest::qSleep(int(random.bounded(20)));
        ::kill(child, SIGKILL);
        QCOMPARE(waitpid(child, nullptr, 0), child);
        const Drafts drafts(folder());
        const auto all = found(drafts);
        QCOMPARE(all.size(), 1);
        const QString &text = all.first().text;
        QCOMPARE(text, QString(200'000, text.at(0)));
    }
}

void tst_Drafts::nowhereIsFine()
{
    const Drafts drafts({});
    QCOMPARE(drafts.keep(draftOf(u"run.py"_s, u"mine"_s, m_at)).result(), QString());
    drafts.forget(place(), u"run.py"_s);
    QVERIFY(found(drafts).isEmpty());
}

QTEST_GUILESS_MAIN(tst_Drafts)
#include "tst_drafts.moc"
