// Changes of files that do not go as they should: others were faster, the Hub says no or nothing.
#include "tests/support/changestage.h"

#include <QLayout>
#include <QRadioButton>

class tst_ChangeTrouble final : public QObject, private ChangeStage
{
    Q_OBJECT

private slots:
    void initTestCase() { begin(); }
    void init() { openNew(); }
    void cleanup() { m_stage.reset(); }
    void othersWereFaster();
    void refusedByTheHub();
    void stopsWhileItWaits();
    void doubtIsSettled();
    void doubtDoesNotLock();
    void undoThatFails();
    void undoInDoubt();
};

void tst_ChangeTrouble::othersWereFaster()
{
    choose({u"config.json"_s});
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    m_demo.hub().store().commit(*m_repo, u"main"_s,
                                {.title = u"Theirs"_s,
                                 .adds = {{u"config.json"_s, Content::bytes("theirs")},
                                          {u"more.txt"_s, Content::bytes("more")}}});
    button(u"Delete"_s)->click();
    QTRY_VERIFY(button(u"Look at the newer one"_s));
    QVERIFY2(plain(dialog()->trouble()).contains("changed config.json on main"_L1),
             qPrintable(dialog()->trouble()));
    QVERIFY(!button(u"Delete"_s)->isEnabled());
    QCOMPARE(stored(u"config.json"_s), "theirs");
    button(u"Look at the newer one"_s)->click();
    QTRY_VERIFY(!dialog());
    QTRY_VERIFY(rows().contains(u"more.txt"_s));
}

void tst_ChangeTrouble::refusedByTheHub()
{
    m_demo.hub().setFault("forbidden", u"/api/models/%1/commit"_s.arg(m_repo->id()).toUtf8(), 1);
    choose({u"config.json"_s});
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    button(u"Delete"_s)->click();
    QTRY_VERIFY(button(u"Try again"_s));
    QVERIFY(dialog()->trouble().contains("The Hub says"_L1));
    const int needed = dialog()->layout()->totalHeightForWidth(dialog()->width());
    QVERIFY(dialog()->height() >= needed); // there is room for the reason
    QCOMPARE(stored(u"config.json"_s), "{\"layers\":2}");
    button(u"Try again"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"config.json"_s), "not there");
}

void tst_ChangeTrouble::stopsWhileItWaits()
{
    m_demo.hub().setFault("too-many", u"/api/models/%1/commit"_s.arg(m_repo->id()).toUtf8(), -1,
                          "hub", 600);
    choose({u"config.json"_s});
    QLineEdit *name = nameField();
    name->setText(u"b.json"_s);
    button(u"Rename"_s)->click();
    QTRY_VERIFY(!dialog()->trouble().isEmpty()); // why it waits
    QVERIFY(!name->isEnabled()); // it is on its way
    button(u"Stop"_s)->click();
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"config.json"_s), "{\"layers\":2}");
}

// Whatever is ticked by then: it was made on the branch, and can be undone there.
void tst_ChangeTrouble::doubtIsSettled()
{
    const QString api = u"/api/models/%1/"_s.arg(m_repo->id());
    m_demo.hub().setFault("lost-reply", (api + u"commit/"_s).toUtf8(), 1);
    m_demo.hub().setFault("forbidden", (api + u"commits/"_s).toUtf8(), 1);
    choose({u"config.json"_s});
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    button(u"Delete"_s)->click();
    QTRY_VERIFY(dialog()->trouble().contains("not known whether"_L1));
    for (auto *choice : dialog()->findChildren<QRadioButton *>())
        if (choice->text() == u"Open a pull request"_s)
            choice->click();
    button(u"Try again"_s)->click();
    QTRY_VERIFY(toast() && buttonWith(*toast(), u"Undo"_s));
    QCOMPARE(stored(u"config.json"_s), "not there");
    QVERIFY(m_demo.hub().store().head(*m_repo, u"refs/pr/1"_s).isEmpty());
}

void tst_ChangeTrouble::doubtDoesNotLock()
{
    const QString api = u"/api/models/%1/"_s.arg(m_repo->id());
    m_demo.hub().setFault("lost-reply", (api + u"commit/"_s).toUtf8(), 1);
    m_demo.hub().setFault("too-many", (api + u"commits/"_s).toUtf8(), -1, "hub", 600);
    choose({u"config.json"_s});
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    button(u"Delete"_s)->click();
    QTRY_VERIFY(!dialog()->trouble().isEmpty()); // why it waits
    button(u"Stop"_s)->click();
    QVERIFY(dialog()->trouble().contains("may be made or not"_L1));
    button(u"Close"_s)->click();
    QTRY_VERIFY(!dialog());
}

void tst_ChangeTrouble::undoThatFails()
{
    choose({u"config.json"_s});
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    button(u"Delete"_s)->click();
    QTRY_VERIFY(toast() && buttonWith(*toast(), u"Undo"_s));
    m_demo.hub().store().commit(
        *m_repo, u"main"_s,
        {.title = u"Theirs"_s, .adds = {{u"config.json"_s, Content::bytes("theirs")}}});
    buttonWith(*toast(), u"Undo"_s)->click();
    QTRY_VERIFY(toast() && !buttonWith(*toast(), u"Undo"_s));
    QCOMPARE(stored(u"config.json"_s), "theirs");
}

void tst_ChangeTrouble::undoInDoubt()
{
    const QByteArray before = stored(u"config.json"_s);
    choose({u"config.json"_s});
    press(Qt::Key_Delete);
    QTRY_VERIFY(dialog());
    button(u"Delete"_s)->click();
    QTRY_VERIFY(toast() && buttonWith(*toast(), u"Undo"_s));
    const QString api = u"/api/models/%1/"_s.arg(m_repo->id());
    m_demo.hub().setFault("lost-reply", (api + u"commit/"_s).toUtf8(), 1);
    m_demo.hub().setFault("forbidden", (api + u"commits/"_s).toUtf8(), 1);
    buttonWith(*toast(), u"Undo"_s)->click();
    QTRY_VERIFY(toast() && buttonWith(*toast(), u"Try again"_s));
    QCOMPARE(stored(u"config.json"_s), before); // which nobody knows
    const QByteArray head = m_demo.hub().store().head(*m_repo);
    buttonWith(*toast(), u"Try again"_s)->click();
    QTRY_VERIFY(toast() && !buttonWith(*toast(), u"Try again"_s));
    QCOMPARE(m_demo.hub().store().head(*m_repo), head); // not once more
}

QTEST_MAIN(tst_ChangeTrouble)
#include "tst_changetrouble.moc"
