// Moving the cache, as the page offers it.
#include "app/cache/cachemover.h"
#include "tests/support/carebench.h"
#include "ui/cache/movedialog.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

class tst_MoveDialog final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_cache = std::make_unique<CacheFolder>();
        m_cache->file("models--ada--model/blobs/x", "content");
        m_root = m_cache->path();
    }
    void movesAndSwitches();
    void variableDecides();
    void anotherMoveBeginsAnew();
    void oldPlaceIsOfferedAfterARestart();
    void refusedPlace();
    void saysBeforehandWhatComes();
    void tooLittleRoom();

private:
    static QString textOf(const QWidget &in)
    {
        QString all;
        for (const auto *label : in.findChildren<QLabel *>())
            all += label->text() + u'\n';
        return all;
    }
    static void answer(const QMessageBox &question, const QString &text)
    {
        for (QAbstractButton *each : question.buttons())
            if (each->text() == text)
                return each->click();
        QFAIL("no such answer");
    }

    QString beside(const QString &name) const { return m_cache->home() + u'/' + name; }

    std::unique_ptr<CacheFolder> m_cache;
    QString m_root;
};

void tst_MoveDialog::movesAndSwitches()
{
    const QString to = beside(u"it's new"_s);
    CacheMover mover;
    MoveDialog dialog(mover, {m_root}, {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QSignalSpy switched(&dialog, &MoveDialog::switchRequested);
    QVERIFY(!buttonIn(dialog, u"Copy"_s)->isEnabled()); // nowhere to
    dialog.findChild<QLineEdit *>()->setText(to);
    buttonIn(dialog, u"Copy"_s)->click();
    QVERIFY(dialog.findChild<QLineEdit *>()->isReadOnly());
    QTRY_VERIFY(buttonIn(dialog, u"Use the new place"_s));
    QVERIFY(QFile::exists(m_root + u"/models--ada--model/blobs/x"_s));
    buttonIn(dialog, u"Copy the line"_s)->click();
    QCOMPARE(QApplication::clipboard()->text(),
             u"export HF_HUB_CACHE='%1'"_s.arg(QString(to).replace(u"'"_s, u"'\\''"_s)));
    buttonIn(dialog, u"Use the new place"_s)->click();
    QCOMPARE(switched.size(), 1);
    QCOMPARE(switched.at(0).at(0).toString(), to);
    QVERIFY(QFile::exists(m_root + u"/models--ada--model/blobs/x"_s)); // until it is said
    QVERIFY(!buttonIn(dialog, u"Use the new place"_s));
    buttonIn(dialog, u"Remove the old place…"_s)->click();
    auto *question = dialog.findChild<QMessageBox *>();
    QVERIFY(question && question->defaultButton() == question->button(QMessageBox::Cancel));
    QVERIFY(plain(question->text()).contains(m_root));
    QCOMPARE(mover.state(), CacheMover::State::Ready); // until it is said
    answer(*question, u"Remove"_s);
    QTRY_VERIFY(buttonIn(dialog, u"Done"_s));
    QVERIFY(!QFile::exists(m_root + u"/models--ada--model"_s));
    QVERIFY(QFile::exists(to + u"/models--ada--model/blobs/x"_s));
}

void tst_MoveDialog::variableDecides()
{
    CacheMover mover;
    MoveDialog dialog(mover, {m_root}, u"HF_HOME"_s);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QSignalSpy switched(&dialog, &MoveDialog::switchRequested);
    dialog.findChild<QLineEdit *>()->setText(beside(u"by variable"_s));
    buttonIn(dialog, u"Copy"_s)->click();
    const QPushButton *main = buttonIn(dialog, u"Stop"_s);
    QTRY_VERIFY(buttonIn(dialog, u"Remove the old place…"_s));
    QVERIFY(!main || !main->isVisible()); // another click on it removes nothing
    QVERIFY(!buttonIn(dialog, u"Use the new place"_s));
    QVERIFY(textOf(dialog).contains(u"HF_HOME decides"_s));
    QCOMPARE(switched.size(), 0);
}

void tst_MoveDialog::anotherMoveBeginsAnew()
{
    const QString to = beside(u"first"_s);
    CacheMover mover;
    mover.start(m_root, to);
    QTRY_COMPARE(mover.state(), CacheMover::State::Ready);
    mover.removeOld();
    QTRY_COMPARE(mover.state(), CacheMover::State::Done);
    MoveDialog dialog(mover, {to}, {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(!dialog.findChild<QLineEdit *>()->isReadOnly());
    dialog.findChild<QLineEdit *>()->setText(beside(u"second"_s));
    buttonIn(dialog, u"Copy"_s)->click();
    QTRY_VERIFY(buttonIn(dialog, u"Use the new place"_s));
    QVERIFY(!buttonIn(dialog, u"Remove the old place…"_s)); // it is still in use
    buttonIn(dialog, u"Give up"_s)->click();
    QVERIFY(buttonIn(dialog, u"Copy"_s));
    QVERIFY(QFile::exists(to + u"/models--ada--model/blobs/x"_s));
}

void tst_MoveDialog::oldPlaceIsOfferedAfterARestart()
{
    const QString to = beside(u"after a restart"_s);
    QStringList noted;
    const auto stage = [&](const QString &now, const auto &act) {
        CareBench bench(now);
        bench.care.offerOldPlace(noted);
        connect(&bench.care, &CacheCare::copied, this,
                [&noted](const QStringList &places) { noted = places; });
        bench.care.openMove();
        act(bench.care, *bench.page.findChild<MoveDialog *>());
    };
    stage(m_root, [&](CacheCare &care, MoveDialog &dialog) {
        QSignalSpy said(&care, &CacheCare::said);
        dialog.findChild<QLineEdit *>()->setText(to);
        buttonIn(dialog, u"Copy"_s)->click();
        delete &dialog; // it goes on
        QTRY_COMPARE(said.size(), 1);
        QCOMPARE(noted, (QStringList{m_root, to}));
    });
    stage(m_root, [&](CacheCare &, MoveDialog &dialog) {
        QVERIFY(!buttonIn(dialog, u"Remove the old place…"_s)); // the old one is used again
        QVERIFY(buttonIn(dialog, u"Copy"_s));
    });
    stage(to, [&](CacheCare &care, MoveDialog &dialog) {
        QSignalSpy said(&care, &CacheCare::said);
        QVERIFY(buttonIn(dialog, u"Remove the old place…"_s));
        buttonIn(dialog, u"Give up"_s)->click();
        QVERIFY(noted.isEmpty());
        dialog.findChild<QLineEdit *>()->setText(beside(u"third"_s));
        buttonIn(dialog, u"Copy"_s)->click();
        QTRY_VERIFY(buttonIn(dialog, u"Use the new place"_s));
        QVERIFY(!buttonIn(dialog, u"Remove the old place…"_s)); // it is in use
        QCOMPARE(said.size(), 0); // the dialog shows it
    });
    QVERIFY(QFile::exists(m_root + u"/models--ada--model/blobs/x"_s));
}

void tst_MoveDialog::refusedPlace()
{
    CacheMover mover;
    MoveDialog dialog(mover, {m_root}, {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    dialog.findChild<QLineEdit *>()->setText(m_root + u"/below"_s);
    buttonIn(dialog, u"Copy"_s)->click(); // before it was looked at
    QTRY_COMPARE(mover.state(), CacheMover::State::Failed);
    QVERIFY(textOf(dialog).contains(u"lies in the other"_s));
    QVERIFY(!dialog.findChild<QLineEdit *>()->isReadOnly()); // another one may be tried
}

void tst_MoveDialog::saysBeforehandWhatComes()
{
    CacheMover mover;
    MoveDialog dialog(mover, {m_root, 5'000'000}, {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(textOf(dialog).contains(u"5.0 MB are to be copied."_s));
    auto *place = dialog.findChild<QLineEdit *>();
    for (const auto &[text, sentence] : {std::pair(m_root + u"/below"_s, u"lies in the other"_s),
                                         std::pair(u"relative"_s, u"beginning with a slash"_s)}) {
        place->setText(text);
        QTRY_VERIFY2(textOf(dialog).contains(sentence), qPrintable(text));
        QVERIFY(!buttonIn(dialog, u"Copy"_s)->isEnabled());
    }
    place->setText(beside(u"new"_s));
    QTRY_VERIFY(textOf(dialog).contains(u"are free there"_s));
    QVERIFY(buttonIn(dialog, u"Copy"_s)->isEnabled());
    QVERIFY(!QFile::exists(beside(u"new"_s))); // only looked at
}

void tst_MoveDialog::tooLittleRoom()
{
    CacheMover mover;
    MoveDialog dialog(mover, {m_root, std::numeric_limits<qint64>::max()}, {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto *place = dialog.findChild<QLineEdit *>();
    place->setText(beside(u"new"_s));
    QTRY_VERIFY(textOf(dialog).contains(u"not enough room"_s));
    QVERIFY(!buttonIn(dialog, u"Copy"_s)->isEnabled());
    QVERIFY(QDir().mkpath(beside(u"begun/models--a--b"_s))); // what is there needs no room
    place->setText(beside(u"begun"_s));
    QTRY_VERIFY(textOf(dialog).contains(u"earlier start"_s));
    QVERIFY(buttonIn(dialog, u"Copy"_s)->isEnabled());
}

QTEST_MAIN(tst_MoveDialog)
#include "tst_movedialog.moc"
