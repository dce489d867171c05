// Go to line and find in a text of 80 MB at a Hub, of which only the beginning was read.
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "app/net/hubclient.h"
#include "app/preview/bytesource.h"
#include "app/preview/textsource.h"
#include "tests/support/guibeat.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/textarea.h"
#include "ui/widgets/textview.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kFarFile = 80'000'000; // more than is searched or kept at once
constexpr qint64 kFarLine = 80; // bytes of each line
constexpr qint64 kMostBusyFar = 100; // ms of work in one go; the Hub shares the machine

QByteArray farLine(qint64 line)
{
    const QByteArray word = line == 5 || line == 900'000 ? "needle" : "thread";
    return ("the line " + QByteArray::number(line + 1) + ' ' + word).leftJustified(kFarLine - 1);
}

QStringList heard; // by a screen reader, since Listening began

struct Listening // while it lives
{
    Listening()
    {
        heard.clear();
        QAccessible::setActive(true);
        QAccessible::installUpdateHandler([](QAccessibleEvent *event) {
            if (event->type() == QAccessible::Announcement)
                heard += static_cast<QAccessibleAnnouncementEvent *>(event)->message();
        });
    }
    ~Listening() { QAccessible::installUpdateHandler(nullptr); }
    Q_DISABLE_COPY_MOVE(Listening)
};

} // namespace

class tst_TextFar final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void readsOnToALine();
    void saysWhenThereIsNoSuchLine_data();
    void saysWhenThereIsNoSuchLine();
    void stopsOnTheWay_data();
    void stopsOnTheWay();
    void saysWhenReadingFails();
    void findsInThePartReadSoFar();
    void saysWhatWasNotCopied();
    void secondRowIsReadOut();

private:
    QString words() const; // of the bar
    QString status() const { return m_view->findChild<ElidedLabel *>()->text(); }
    bool tellsFacts() const; // how many lines, and the encoding
    void copyAll() const;
    QPushButton *action() const { return m_view->findChild<QPushButton *>(); }
    void askForLine(const QString &text);
    void shot(const QString &name);

    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
    QNetworkAccessManager m_nam;
    std::unique_ptr<HubClient> m_client;
    std::unique_ptr<TextView> m_view;
    RepoId m_repo = *RepoId::parse(RepoKind::Dataset, u"ada/large");
};

void tst_TextFar::initTestCase()
{
    applyTheme(*qApp, Settings::Theme::Light);
    QFile file(m_folder.filePath(u"far.txt"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QByteArray text;
    for (qint64 line = 0; line < kFarFile / kFarLine; ++line)
        text += farLine(line) + '\n';
    QCOMPARE(file.write(text), kFarFile);
    file.close();
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(u"hub"_s)});
    QString error;
    QVERIFY2(m_hub->start(&error), qPrintable(error));
    LocalStore &store = m_hub->store();
    QVERIFY(store.createRepo(m_repo));
    const QByteArray sha256(64, 'a');
    QVERIFY(store.storeObject(sha256, file.fileName())); // taken, not copied
    CommitInput commit;
    commit.adds.insert(u"far.txt"_s, *store.object(sha256));
    commit.attributes.insert(u"far.txt"_s, u"lfs"_s);
    QVERIFY(!store.commit(m_repo, u"main"_s, commit).isEmpty());
    m_client = std::make_unique<HubClient>(m_hub->url(), m_nam);
}

void tst_TextFar::init()
{
    m_view = std::make_unique<TextView>();
    m_view->resize(520, 500);
    m_view->setSource(std::make_unique<TextSource>(
                          hubByteSource(*m_client, m_repo, Revision(), u"far.txt"_s, kFarFile)),
                      u"far.txt"_s);
    m_view->show();
    m_view->activateWindow();
    QTRY_COMPARE(m_view->area()->lineText(0), QString::fromLatin1(farLine(0)));
}

void tst_TextFar::cleanup()
{
    m_view.reset();
    m_hub->clearFaults();
}

QString tst_TextFar::words() const
{
    QStringList all;
    for (const QLabel *label : m_view->findChild<FindBar *>()->findChildren<QLabel *>())
        if (label->isVisible())
            all += label->text();
    return all.join(u'|');
}

bool tst_TextFar::tellsFacts() const
{
    return std::ranges::any_of(m_view->findChildren<QLabel *>(), [](const auto *label) {
        return label->text().contains(u"UTF-8"_s);
    });
}

void tst_TextFar::askForLine(const QString &text)
{
    QTest::keyClick(m_view->area(), Qt::Key_G, Qt::ControlModifier);
    QTest::keyClicks(m_view->findChild<QLineEdit *>(), text);
    QTest::keyClick(m_view->findChild<QLineEdit *>(), Qt::Key_Return);
}

void tst_TextFar::shot(const QString &name)
{
    const QString folder = qEnvironmentVariable("HUBNAUT_SHOTS");
    if (!folder.isEmpty())
        m_view->grab().save(QDir(folder).filePath(name + u".png"_s));
}

void tst_TextFar::readsOnToALine()
{
    const GuiBeat beat;
    QTest::keyClick(m_view->area(), Qt::Key_G, Qt::ControlModifier);
    QVERIFY2(!words().contains(u"1 to"), qPrintable(words())); // nobody knows how many there are
    QTest::keyClick(m_view->findChild<QLineEdit *>(), Qt::Key_Escape);
    askForLine(u"987654"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_view->area()->caretLine(), 987'653, 30'000);
    QVERIFY(!m_view->findChild<FindBar *>()->isVisible());
    QTRY_COMPARE(m_view->area()->lineText(987'653), QString::fromLatin1(farLine(987'653)));
    QVERIFY(m_view->area()->viewport()->rect().contains(m_view->area()->caretRect()));
    QCOMPARE_LT(beat.longest(), kMostBusyFar * kSlowness);
    askForLine(u"1"_s); // was dropped from memory, and is read again
    QCOMPARE(m_view->area()->caretLine(), 0);
    QTRY_COMPARE(m_view->area()->lineText(0), QString::fromLatin1(farLine(0)));
}

void tst_TextFar::saysWhenThereIsNoSuchLine_data()
{
    QTest::addColumn<QString>("asked");
    QTest::addColumn<QString>("said");
    QTest::newRow("past the end") << u"1000001"_s << u"the last one is 1,000,000"_s;
    QTest::newRow("more than bytes") << u"90000000"_s << u"fewer bytes"_s;
    QTest::newRow("beyond numbers") << u"99999999999999999999"_s << u"fewer bytes"_s;
    QTest::newRow("zero") << u"0"_s << u"the first one is 1"_s;
    QTest::newRow("negative") << u"-3"_s << u"the first one is 1"_s;
    QTest::newRow("text") << u"abc"_s << u"the first one is 1"_s;
    QTest::newRow("nothing") << QString() << u"the first one is 1"_s;
}

void tst_TextFar::saysWhenThereIsNoSuchLine()
{
    QFETCH(QString, asked);
    QFETCH(QString, said);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    askForLine(asked);
    QTRY_VERIFY2_WITH_TIMEOUT(words().contains(said), qPrintable(words()), 30'000);
    QCOMPARE(m_view->area()->caretLine(), 0);
    QVERIFY(m_view->findChild<QLineEdit *>()->isVisible()); // to be corrected
    if (asked == u"1000001"_s)
        QVERIFY2(words().contains(u"1 to 1,000,000"), qPrintable(words())); // it is known now
    shot(u"no-such-line"_s);
    QTest::keyClicks(m_view->findChild<QLineEdit *>(), u"1"_s);
    QVERIFY(!words().contains(said));
}

void tst_TextFar::stopsOnTheWay_data()
{
    QTest::addColumn<int>("key"); // 0: the button
    QTest::newRow("Stop") << 0;
    QTest::newRow("Esc") << int(Qt::Key_Escape);
    QTest::newRow("another digit") << int(Qt::Key_0);
}

void tst_TextFar::stopsOnTheWay()
{
    QFETCH(int, key);
    m_hub->setFault("slow", "/", -1, "cdn", 400'000); // bytes a second
    askForLine(u"500000"_s);
    QTRY_VERIFY2(words().contains(u"Reading on to line"), qPrintable(words()));
    QVERIFY(action()->isVisible() && action()->text() == u"Stop"_s);
    shot(u"reading-on"_s);
    if (key)
        QTest::keyClick(m_view->findChild<QLineEdit *>(), Qt::Key(key));
    else
        QTest::mouseClick(action(), Qt::LeftButton);
    QVERIFY2(!words().contains(u"Reading"), qPrintable(words()));
    QCOMPARE(m_view->area()->caretLine(), 0);
}

void tst_TextFar::saysWhenReadingFails()
{
    m_hub->setFault("captive-portal", "/", -1, "cdn");
    m_hub->setFault("captive-portal", "/datasets/ada/large/resolve", -1, "hub");
    askForLine(u"500000"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_view->findChild<FindBar *>()->hasNote(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!words().contains(u"Reading"), 20'000);
    QVERIFY2(words().size() > 10, qPrintable(words()));
    QCOMPARE(m_view->area()->caretLine(), 0);
}

void tst_TextFar::findsInThePartReadSoFar()
{
    const GuiBeat beat;
    QTest::keyClick(m_view->area(), Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(m_view->findChild<QLineEdit *>(), u"needle"_s);
    QTRY_VERIFY2(words().contains(u"1 of 1 so far"), qPrintable(words()));
    QCOMPARE(m_view->area()->caretLine(), 5);
    QTRY_VERIFY2_WITH_TIMEOUT(action()->isVisible() && action()->text() == u"Search on"_s,
                              qPrintable(words()), 30'000);
    QVERIFY2(words().contains(u"searched"), qPrintable(words()));
    shot(u"so-far"_s);
    QTest::mouseClick(action(), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(words().contains(u"1 of 2") && !words().contains(u"so far"),
                              qPrintable(words()), 30'000);
    QVERIFY(!action()->isVisible());
    QCOMPARE(m_view->area()->caretLine(), 5); // stays where it was
    QTest::keyClick(m_view->findChild<QLineEdit *>(), Qt::Key_Return);
    QCOMPARE(m_view->area()->caretLine(), 900'000);
    QTRY_COMPARE(m_view->area()->lineText(900'000), QString::fromLatin1(farLine(900'000)));
    QTest::keyClick(m_view->findChild<QLineEdit *>(), Qt::Key_Return); // dropped meanwhile or not
    QTRY_COMPARE(m_view->area()->lineText(5), QString::fromLatin1(farLine(5)));
    QVERIFY(m_view->area()->viewport()->rect().contains(m_view->area()->caretRect()));
    QCOMPARE_LT(beat.longest(), kMostBusyFar * kSlowness);
}

void tst_TextFar::copyAll() const
{
    QTest::keyClick(m_view->area(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(m_view->area(), Qt::Key_C, Qt::ControlModifier);
}

// 80 MB do not stay in memory: what was dropped since is not copied, and that is said.
void tst_TextFar::saysWhatWasNotCopied()
{
    const Listening listening;
    QClipboard *clipboard = QApplication::clipboard();
    QTest::keyClick(m_view->area(), Qt::Key_End, Qt::ShiftModifier);
    QTest::keyClick(m_view->area(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard->text(), QString::fromLatin1(farLine(0)));
    QVERIFY2(heard.isEmpty() && status().startsWith(u"Line 1"_s), qPrintable(status()));
    for (const qint64 line : {987'654, 1'000'000}) {
        askForLine(QString::number(line));
        QTRY_COMPARE_WITH_TIMEOUT(m_view->area()->caretLine(), line - 1, 30'000);
    }
    heard.clear(); // of reading on
    copyAll();
    QVERIFY2(status().startsWith(u"Nothing copied"_s), qPrintable(status()));
    QCOMPARE(heard, QStringList{status()});
    QVERIFY(!tellsFacts());
    QTRY_VERIFY(m_view->findChild<ElidedLabel *>()->width() > 480); // it has the row of 520
    QCOMPARE(clipboard->text(), QString::fromLatin1(farLine(0))); // not lost for nothing
    m_view->area()->goToLine(0);
    QTRY_COMPARE(m_view->area()->lineText(0), QString::fromLatin1(farLine(0)));
    QVERIFY2(status().startsWith(u"Line 1"_s) && tellsFacts(), qPrintable(status()));
    copyAll();
    QVERIFY2(status().startsWith(u"Only the first"_s) && status().contains(u"of 80.0 MB"),
             qPrintable(status()));
    QCOMPARE(heard.size(), 2);
    const QByteArray copied = clipboard->text().toLatin1();
    QVERIFY(copied.size() >= TextSource::kPiece && copied.size() < kFarFile);
    QVERIFY(copied.startsWith(farLine(0) + '\n' + farLine(1)));
    QTRY_VERIFY(m_view->findChild<ElidedLabel *>()->width() > 480);
    shot(u"copied-a-part"_s);
}

// What begins and what ended, but not each step on the way.
void tst_TextFar::secondRowIsReadOut()
{
    const Listening listening;
    FindBar bar;
    bar.setNote(u"Reading on: 1 of 9"_s, u"Stop"_s);
    bar.setNote(u"Reading on: 2 of 9"_s, u"Stop"_s);
    QCOMPARE(heard, QStringList{u"Reading on: 1 of 9"_s});
    bar.setNote(u"2 of 9 searched"_s, u"Search on"_s);
    bar.setNote({});
    bar.setNote(u"There is no such line."_s);
    bar.setNote(u"There is no such line."_s);
    QCOMPARE(heard.sliced(1), (QStringList{u"2 of 9 searched"_s, u"There is no such line."_s}));
    heard.clear();
    askForLine(u"abc"_s);
    QVERIFY2(heard.size() == 1 && words().contains(heard.first()), qPrintable(heard.join(u'|')));
}

QTEST_MAIN(tst_TextFar)
#include "tst_textfar.moc"
