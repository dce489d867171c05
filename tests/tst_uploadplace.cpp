// Where an upload goes and what it takes along, as somebody says it on its plan.
#include "tests/support/plaintext.h"
#include "tests/support/uploadstage.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>

using namespace Qt::StringLiterals;
using Phase = UploadController::Phase;

class tst_UploadPlace final : public QObject, private UploadStage
{
    Q_OBJECT

private slots:
    void initTestCase() { begin(); }
    void init() { openAnew(); }
    void cleanup() { m_stage.reset(); }
    void withoutTheFolder();
    void intoAnotherFolder();
    void nameAloneStaysInItsFolder();
    void secretsByNameStayOut();
    void conflictIsNotPassedOver();
    void saysWhatIsDeleted();
    void isNotThrownAwayUnasked();

private:
    UploadView *list() const { return dialog()->findChild<UploadView *>(); }
    UploadModel *model() const { return static_cast<UploadModel *>(list()->model()); }
    QLineEdit *folder() const
    {
        for (auto *line : dialog()->findChildren<QLineEdit *>())
            if (line->accessibleName() == u"Folder of the repository"_s)
                return line;
        return nullptr;
    }
    QCheckBox *box(const QString &begins) const
    {
        for (auto *each : dialog()->findChildren<QCheckBox *>())
            if (plain(each->text()).startsWith(begins) && each->isVisible())
                return each;
        return nullptr;
    }
    QMessageBox *question() const { return m_stage->visible<QMessageBox>(); }
    void tick(const QString &path, bool on) const
    {
        QVERIFY(model()->setData(model()->indexOf(path), on ? Qt::Checked : Qt::Unchecked,
                                 Qt::CheckStateRole));
    }
};

void tst_UploadPlace::withoutTheFolder()
{
    put(u"pack/config.json"_s, "{\"layers\":3}");
    put(u"pack/deep/new.txt"_s, "new");
    QVERIFY(drag({}, {u"pack"_s}));
    QTRY_VERIFY(isPlanned());
    QCOMPARE(state(u"pack/config.json"_s), u"New"_s);
    QVERIFY(box(u"Without the folder pack itself"_s));
    QVERIFY(!box(u"Without"_s)->isChecked());
    box(u"Without"_s)->click();
    QTRY_VERIFY(isPlanned() && model()->indexOf(u"config.json"_s).isValid());
    QCOMPARE(state(u"config.json"_s), u"Changed"_s);
    QVERIFY(box(u"Without"_s)->isChecked());
    box(u"Without"_s)->click();
    QTRY_VERIFY(isPlanned() && model()->indexOf(u"pack/config.json"_s).isValid());
    box(u"Without"_s)->click();
    QTRY_VERIFY(isPlanned() && model()->indexOf(u"deep/new.txt"_s).isValid());
    dialog()->send();
    QTRY_COMPARE(phase(), Phase::Over);
    QCOMPARE(stored(u"deep/new.txt"_s), QByteArray("new"));
    QCOMPARE(stored(u"pack/deep/new.txt"_s), QByteArray("not there"));
}

void tst_UploadPlace::intoAnotherFolder()
{
    put(u"a.txt"_s, "a");
    QVERIFY(drag(u"sub"_s, {u"a.txt"_s}));
    QTRY_VERIFY(isPlanned());
    QVERIFY(!box(u"Without"_s)); // it is a file
    QCOMPARE(folder()->text(), u"sub"_s);
    folder()->setText(u"../out"_s);
    QTest::keyClick(folder(), Qt::Key_Return);
    QCOMPARE(dialog()->controller().target().folder, u"sub"_s);
    QCOMPARE(folder()->text(), u"sub"_s); // it does not say what it does not do
    folder()->setText(u"/else/where/"_s);
    QTest::keyClick(folder(), Qt::Key_Return);
    QTRY_VERIFY(isPlanned() && model()->indexOf(u"else/where/a.txt"_s).isValid());
    QCOMPARE(phase(), Phase::Planned); // the key that ended it sent nothing
    QCOMPARE(folder()->text(), u"else/where"_s);
    dialog()->send();
    QTRY_COMPARE(phase(), Phase::Over);
    QCOMPARE(stored(u"else/where/a.txt"_s), QByteArray("a"));
}

void tst_UploadPlace::nameAloneStaysInItsFolder()
{
    put(u"pack/a.txt"_s, "a");
    QVERIFY(drag({}, {u"pack"_s}));
    QTRY_VERIFY(isPlanned());
    emit model() -> renamed(u"pack/a.txt"_s, u"b.txt"_s);
    QTRY_VERIFY(isPlanned() && model()->indexOf(u"pack/b.txt"_s).isValid());
    emit model() -> renamed(u"pack/b.txt"_s, u"/b.txt"_s);
    QTRY_VERIFY(isPlanned() && model()->indexOf(u"b.txt"_s).isValid());
}

// Whoever ticks one is asked once more.
void tst_UploadPlace::secretsByNameStayOut()
{
    put(u"pack/.env"_s, "DB_HOST=here");
    put(u"pack/a.txt"_s, "a");
    QVERIFY(drag({}, {u"pack"_s}));
    QTRY_VERIFY(isPlanned() && button(u"Upload 1 file"_s));
    QCOMPARE(state(u"pack/.env"_s), u"May hold a password or a key. Left out until you tick it."_s);
    tick(u"pack/.env"_s, true);
    QTRY_VERIFY(isPlanned() && button(u"Upload 2 files"_s));
    button(u"Upload 2 files"_s)->click();
    QTRY_VERIFY(question());
    QVERIFY(question()->text().contains(u"1 file that may hold"_s));
    question()->reject();
    QTRY_VERIFY(!question());
    QCOMPARE(phase(), Phase::Planned);
    QCOMPARE(writes(), 0);
    button(u"Upload 2 files"_s)->click();
    QTRY_VERIFY(question());
    buttonWith(*question(), u"Send"_s)->click();
    QTRY_COMPARE(phase(), Phase::Over);
    QCOMPARE(stored(u"pack/.env"_s), QByteArray("DB_HOST=here"));
}

void tst_UploadPlace::conflictIsNotPassedOver()
{
    put(u"a.txt"_s, "a");
    put(u"b.txt"_s, "b");
    QVERIFY(drag({}, {u"a.txt"_s, u"b.txt"_s}));
    QTRY_VERIFY(isPlanned());
    emit model() -> renamed(u"a.txt"_s, u"README.md/a.txt"_s);
    QTRY_VERIFY(dialog()->controller().whyNot().startsWith("1 file is in conflict"_L1));
    tick(u"README.md/a.txt"_s, false);
    QTRY_VERIFY(isPlanned() && button(u"Upload 1 file"_s));
}

void tst_UploadPlace::saysWhatIsDeleted()
{
    put(u"sub/one.json"_s, "[1, 2]");
    const QByteArray gone = stored(u"sub/two.json"_s);
    QVERIFY(drag({}, {u"sub"_s}));
    QTRY_VERIFY(isPlanned());
    box(u"Delete on the Hub"_s)->click();
    QTRY_VERIFY(isPlanned() && button(u"Upload 1 file, delete 1"_s));
    QCOMPARE(state(u"sub/two.json"_s), u"To be deleted"_s);
    dialog()->send();
    QTRY_COMPARE(phase(), Phase::Over);
    QCOMPARE(state(u"sub/two.json"_s), u"Deleted"_s);
    m_demo.hub().store().commit(m_repo, u"main"_s,
                                {.title = u"Back"_s,
                                 .adds = {{u"sub/two.json"_s, Content::bytes(gone)},
                                          {u"sub/one.json"_s, Content::bytes("[1]")}}});
}

void tst_UploadPlace::isNotThrownAwayUnasked()
{
    put(u"plan/a.txt"_s, "a");
    put(u"plan/b.txt"_s, "b");
    QVERIFY(drag({}, {u"plan"_s}));
    QTRY_VERIFY(isPlanned());
    tick(u"plan/a.txt"_s, false);
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(question());
    buttonWith(*question(), u"Keep it"_s)->click();
    QTRY_VERIFY(!question());
    QVERIFY(dialog());
    dialog()->reject();
    QTRY_VERIFY(question());
    buttonWith(*question(), u"Throw away"_s)->click();
    QTRY_VERIFY(!dialog());
    QVERIFY(drag({}, {u"plan"_s}));
    QTRY_VERIFY(isPlanned());
    dialog()->reject(); // nothing was said
    QTRY_VERIFY(!dialog());
}

QTEST_MAIN(tst_UploadPlace)
#include "tst_uploadplace.moc"
