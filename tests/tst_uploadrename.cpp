// Staging: other names for files, and what to do where a name is in conflict.
#include "tests/support/plaintext.h"
#include "tests/support/uploadstage.h"

#include <QContextMenuEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>

using namespace Qt::StringLiterals;
using Phase = UploadController::Phase;

class tst_UploadRename final : public QObject, private UploadStage
{
    Q_OBJECT

private slots:
    void initTestCase() { begin(); }
    void init() { openAnew(); }
    void cleanup() { m_stage.reset(); }
    void byKeys();
    void refused();
    void conflictGivesWay();
    void conflictIsRenamed();
    void secretStaysOut();

private:
    UploadView *list() const { return dialog()->findChild<UploadView *>(); }
    QModelIndex row(const QString &path) const
    {
        return static_cast<UploadModel *>(list()->model())->indexOf(path);
    }
    // As somebody does who sits before it.
    void rename(const QString &path, const QString &typed)
    {
        QVERIFY(row(path).isValid());
        list()->setFocus();
        list()->setCurrentIndex(row(path));
        QTest::keyClick(list(), Qt::Key_F2);
        auto *line = list()->findChild<QLineEdit *>();
        QVERIFY(line);
        QCOMPARE(line->text(), path);
        line->selectAll();
        QTest::keyClicks(line, typed);
        QTest::keyClick(line, Qt::Key_Return);
    }
    QMenu *menuOn(const QString &path)
    {
        const QPoint at = list()->visualRect(row(path)).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, list()->viewport()->mapToGlobal(at));
        QApplication::sendEvent(list()->viewport(), &event);
        return list()->findChild<QMenu *>();
    }
};

void tst_UploadRename::byKeys()
{
    put(u"one.json"_s, "[1, 1]");
    put(u"more.json"_s, "[3]");
    QVERIFY(drag({}, {u"one.json"_s, u"more.json"_s}));
    QTRY_VERIFY(isPlanned());
    QCOMPARE(state(u"one.json"_s), u"New"_s);
    rename(u"one.json"_s, u"sub/one.json"_s);
    QTRY_VERIFY(isPlanned() && row(u"sub/one.json"_s).isValid());
    QCOMPARE(phase(), Phase::Planned); // the key that ended the name sent nothing
    QCOMPARE(state(u"sub/one.json"_s), u"Here it is one.json"_s);
    QCOMPARE(list()->currentIndex().data(UploadModel::PathRole).toString(), u"sub/one.json"_s);
    QVERIFY(!row(u"one.json"_s).isValid());
    QCOMPARE(writes(), 0);
    button(u"Upload 2 files"_s)->click();
    QTRY_COMPARE(phase(), Phase::Over);
    QVERIFY2(dialog()->sentence().contains("the Hub has what is here"_L1),
             qPrintable(dialog()->sentence()));
    QCOMPARE(stored(u"sub/one.json"_s), QByteArray("[1, 1]"));
    QCOMPARE(stored(u"one.json"_s), QByteArray("not there"));
    QVERIFY(QFile::exists(pathOf(u"one.json"_s))); // here it is what it was
}

void tst_UploadRename::refused()
{
    put(u"one.json"_s, "[1, 1]");
    put(u"more.json"_s, "[3]");
    QVERIFY(drag({}, {u"one.json"_s, u"more.json"_s}));
    QTRY_VERIFY(isPlanned());
    rename(u"one.json"_s, u"more.json"_s);
    const auto says = [this](const QString &words) {
        return std::ranges::any_of(
            dialog()->findChildren<QLabel *>(), [&words](const QLabel *each) {
                return each->isVisible() && plain(each->text()).contains(words);
            });
    };
    QTRY_VERIFY(says(u"Another file of this upload is called more.json."_s));
    QVERIFY(row(u"one.json"_s).isValid());
    rename(u"one.json"_s, u"../one.json"_s);
    QTRY_VERIFY(!says(u"Another file"_s));
    QVERIFY(row(u"one.json"_s).isValid());
    QVERIFY(isPlanned());
}

void tst_UploadRename::conflictGivesWay()
{
    put(u"sub"_s, "a file");
    QVERIFY(drag({}, {u"sub"_s}));
    QTRY_COMPARE(phase(), Phase::Planned);
    QTRY_COMPARE(state(u"sub"_s), u"A file and a folder would have the same name."_s);
    QVERIFY(!isPlanned());
    QMenu *menu = menuOn(u"sub"_s);
    QVERIFY(menu);
    QAction *remove = nullptr;
    for (QAction *action : menu->actions())
        if (plain(action->text()) == "Delete the folder sub/ on the Hub"_L1)
            remove = action;
    QVERIFY(remove);
    remove->trigger();
    menu->close();
    QTRY_VERIFY(isPlanned());
    QCOMPARE(state(u"sub"_s), u"New"_s);
    QCOMPARE(state(u"sub/one.json"_s), u"To be deleted"_s);
    QCOMPARE(writes(), 0);
    dialog()->send();
    QTRY_COMPARE(phase(), Phase::Over);
    QCOMPARE(stored(u"sub"_s), QByteArray("a file"));
    QCOMPARE(stored(u"sub/one.json"_s), QByteArray("not there"));
    QCOMPARE(stored(u"config.json"_s), QByteArray("{\"layers\":2}"));
}

void tst_UploadRename::conflictIsRenamed()
{
    put(u"config.json/inner"_s, "in a folder");
    QVERIFY(drag({}, {u"config.json"_s}));
    QTRY_COMPARE(phase(), Phase::Planned);
    QTRY_VERIFY(row(u"config.json/inner"_s).isValid());
    rename(u"config.json/inner"_s, u"config/inner"_s);
    QTRY_VERIFY(isPlanned());
    QCOMPARE(state(u"config/inner"_s), u"Here it is config.json/inner"_s);
}

// Under whatever name.
void tst_UploadRename::secretStaysOut()
{
    put(u"notes.txt"_s, "token hf_" + QByteArray("abcdefghijklmnopqrstuvwxyzABCDEFGH"));
    QVERIFY(drag({}, {u"notes.txt"_s}));
    QTRY_COMPARE(phase(), Phase::Planned);
    QTRY_VERIFY(state(u"notes.txt"_s).contains("Left out until you tick it."_L1));
    rename(u"notes.txt"_s, u"other.txt"_s);
    QTRY_VERIFY(row(u"other.txt"_s).isValid());
    QVERIFY(state(u"other.txt"_s).contains("Left out until you tick it."_L1));
    QVERIFY(!isPlanned());
}

QTEST_MAIN(tst_UploadRename)
#include "tst_uploadrename.moc"
