// The plan of an upload as somebody works on it: what is shown, what else comes, what goes.
#include "tests/support/plaintext.h"
#include "tests/support/uploadstage.h"
#include "ui/upload/branchbutton.h"
#include "ui/upload/uploadpatterns.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/searchbox.h"

#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QRadioButton>

using namespace Qt::StringLiterals;
using Phase = UploadController::Phase;

class tst_UploadStaging final : public QObject, private UploadStage
{
    Q_OBJECT

private slots:
    void initTestCase() { begin(); }
    void init() { openAnew(); }
    void cleanup() { m_stage.reset(); }
    void likeTheFolder();
    void enterSendsNothing();
    void nameOutlivesAPlan();
    void namesThatNoPatternSays_data();
    void namesThatNoPatternSays();
    void addsMore();
    void showsOneGroup();
    void foldersByKeys();
    void saysWhenItGuesses();
    void anotherBranch();
    void noBranchesToChoose();

private:
    bool says(const QString &words) const
    {
        return std::ranges::any_of(
            dialog()->findChildren<QLabel *>(), [&words](const QLabel *each) {
                return each->isVisible() && plain(each->text()).contains(words);
            });
    }
    QStringList branches() const // as its button lists them
    {
        QStringList names;
        for (const QAction *each : dialog()->findChild<BranchButton *>()->menu()->actions())
            names << (each->isChecked() ? u"*"_s : QString()) + each->text();
        return names;
    }
    template<typename T>
    T *named(const QString &text) const // a button of any kind
    {
        for (T *each : dialog()->findChildren<T *>())
            if (plain(each->text()) == text && each->isVisible())
                return each;
        return nullptr;
    }
};

// What the dropped folder does not have any more goes from the Hub, and nothing beside it.
void tst_UploadStaging::likeTheFolder()
{
    put(u"sub/one.json"_s, "[1]");
    QVERIFY(drag({}, {u"sub"_s}));
    QTRY_VERIFY(dialog() && phase() == Phase::Planned);
    const QString name = u"Delete on the Hub what the &folder no longer has"_s;
    QTRY_VERIFY(named<QCheckBox>(name));
    named<QCheckBox>(name)->click();
    QTRY_VERIFY(isPlanned() && button(u"Delete 1 file"_s));
    QCOMPARE(state(u"sub/two.json"_s), u"To be deleted"_s);
    QVERIFY2(dialog()->totals().endsWith(u"Deleted on the Hub: 1 file · 3 B"_s),
             qPrintable(dialog()->totals()));
    button(u"Copy as hf command"_s)->click();
    QVERIFY(QApplication::clipboard()->text().contains("--delete='*'"_L1)
            || QApplication::clipboard()->text().contains("--delete=*"_L1));
    auto *list = dialog()->findChild<UploadView *>();
    auto *model = static_cast<UploadModel *>(list->model());
    QVERIFY(model->setData(model->indexOf(u"sub/two.json"_s), Qt::Unchecked, Qt::CheckStateRole));
    QTRY_COMPARE(state(u"sub/two.json"_s), u"Unticked by hand"_s);
    QVERIFY(!isPlanned());
    button(u"Copy as hf command"_s)->click();
    QTRY_VERIFY(says(u"No command deletes"_s));
    QVERIFY(model->setData(model->indexOf(u"sub/two.json"_s), Qt::Checked, Qt::CheckStateRole));
    QTRY_VERIFY(isPlanned());
    QCOMPARE(writes(), 0);
    dialog()->send();
    QTRY_COMPARE(phase(), Phase::Over);
    QCOMPARE(stored(u"sub/two.json"_s), QByteArray("not there"));
    QCOMPARE(stored(u"sub/one.json"_s), QByteArray("[1]"));
    QCOMPARE(stored(u"config.json"_s), QByteArray("{\"layers\":2}"));
}

// Neither a search nor a row is a "yes".
void tst_UploadStaging::enterSendsNothing()
{
    put(u"pack/a.txt"_s, "a");
    QVERIFY(drag({}, {u"pack"_s}));
    QTRY_VERIFY(isPlanned());
    auto *search = dialog()->findChild<SearchBox *>();
    search->setFocus();
    QTest::keyClicks(search, u"pack"_s);
    QTest::keyClick(search, Qt::Key_Return);
    auto *list = dialog()->findChild<UploadView *>();
    list->setFocus();
    list->setCurrentIndex(list->model()->index(0, UploadModel::SizeColumn)); // as by a click there
    QVERIFY(list->isExpanded(list->model()->index(0, 0)));
    QTest::keyClick(list, Qt::Key_Return);
    QVERIFY(!list->isExpanded(list->model()->index(0, 0)));
    QCOMPARE(phase(), Phase::Planned);
    QTest::keyClick(list, Qt::Key_Space); // of the row, not of the cell
    QTRY_COMPARE(state(u"pack/a.txt"_s), u"Unticked by hand"_s);
    QCOMPARE(writes(), 0);
}

// A plan that comes meanwhile waits until the name is typed.
void tst_UploadStaging::nameOutlivesAPlan()
{
    put(u"a.txt"_s, "a");
    put(u"b.txt"_s, "b");
    QVERIFY(drag({}, {u"a.txt"_s, u"b.txt"_s}));
    QTRY_VERIFY(isPlanned());
    auto *list = dialog()->findChild<UploadView *>();
    auto *model = static_cast<UploadModel *>(list->model());
    list->setFocus();
    list->setCurrentIndex(model->indexOf(u"a.txt"_s));
    QTest::keyClick(list, Qt::Key_F2);
    auto *line = list->findChild<QLineEdit *>();
    QVERIFY(line);
    line->selectAll();
    QTest::keyClicks(line, u"new"_s);
    const QSignalSpy planned(&dialog()->controller(), &UploadController::planned);
    emit model->ticked({u"b.txt"_s}, false);
    QTRY_VERIFY(!planned.isEmpty());
    QCOMPARE(list->findChild<QLineEdit *>(), line);
    QTest::keyClicks(line, u".txt"_s);
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_VERIFY(model->indexOf(u"new.txt"_s).isValid());
    QCOMPARE(state(u"b.txt"_s), u"Unticked by hand"_s);
}

void tst_UploadStaging::namesThatNoPatternSays_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("says");
    QTest::newRow("plain") << u"a b"_s << true;
    QTest::newRow("space at the end") << u"a "_s << false;
    QTest::newRow("no-break space") << u"a\u00A0b"_s << false;
    QTest::newRow("line separator") << u"a\u2028b"_s << false;
}

void tst_UploadStaging::namesThatNoPatternSays()
{
    QFETCH(const QString, pattern);
    UploadPatterns patterns;
    QTEST(patterns.addRemoval(pattern), "says");
    QCOMPARE(!patterns.remove().isEmpty(), patterns.remove().contains(pattern));
}

// While it is planned, by dropping it on the plan.
void tst_UploadStaging::addsMore()
{
    put(u"a.txt"_s, "a");
    put(u"b.txt"_s, "b");
    QVERIFY(drag({}, {u"a.txt"_s}));
    QTRY_VERIFY(isPlanned() && button(u"Upload 1 file"_s));
    QMimeData data;
    data.setUrls(urlsOf({u"b.txt"_s}));
    const QPoint at = dialog()->rect().center();
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(dialog(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(dialog(), &drop);
    QTRY_VERIFY(isPlanned() && button(u"Upload 2 files"_s));
    QApplication::sendEvent(dialog(), &enter);
    QApplication::sendEvent(dialog(), &drop); // once is enough
    QVERIFY(isPlanned());
    button(u"Upload 2 files"_s)->click();
    QTRY_COMPARE(phase(), Phase::Over);
    QCOMPARE(stored(u"b.txt"_s), QByteArray("b"));
    QDragEnterEvent late(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    late.ignore();
    QApplication::sendEvent(dialog(), &late);
    QVERIFY(!late.isAccepted());
}

void tst_UploadStaging::showsOneGroup()
{
    put(u"one.json"_s, "[1]"); // as it is there
    put(u"new/three.json"_s, "[3]");
    QVERIFY(drag(u"sub"_s, {u"one.json"_s, u"new"_s}));
    QTRY_VERIFY(isPlanned());
    const auto *model = dialog()->findChild<UploadView *>()->model();
    QVERIFY(named<Chip>(u"All 2"_s));
    QVERIFY(!named<Chip>(u"Changed 0"_s));
    named<Chip>(u"Unchanged 1"_s)->click();
    QVERIFY(named<Chip>(u"Unchanged 1"_s)->isChecked());
    QCOMPARE(static_cast<const UploadModel *>(model)->shownFiles(), 1);
    QVERIFY(state(u"sub/new/three.json"_s).isEmpty());
    named<Chip>(u"Unchanged 1"_s)->click(); // all again
    QVERIFY(named<Chip>(u"All 2"_s)->isChecked());
    auto *search = dialog()->findChild<SearchBox *>();
    QTest::keyClicks(search, u"three"_s);
    QCOMPARE(static_cast<const UploadModel *>(model)->shownFiles(), 1);
    QVERIFY(!state(u"sub/new/three.json"_s).isEmpty());
}

// A folder is left out as a whole, and it stays folded or open as it was.
void tst_UploadStaging::foldersByKeys()
{
    put(u"pack/a.txt"_s, "a");
    put(u"pack/b.txt"_s, "b");
    put(u"c.txt"_s, "c");
    QVERIFY(drag({}, {u"pack"_s, u"c.txt"_s}));
    QTRY_VERIFY(isPlanned() && button(u"Upload 3 files"_s));
    auto *list = dialog()->findChild<UploadView *>();
    const auto folder = [list] { return list->model()->index(0, 0); };
    QCOMPARE(folder().data(UploadModel::PathRole).toString(), u"pack"_s);
    QVERIFY(list->isExpanded(folder()));
    list->setFocus();
    list->setCurrentIndex(folder());
    QTest::keyClick(list, Qt::Key_Left); // folds
    QTest::keyClick(list, Qt::Key_Space);
    QTRY_VERIFY(isPlanned() && button(u"Upload 1 file"_s));
    QCOMPARE(state(u"pack/a.txt"_s), u"Unticked by hand"_s);
    QVERIFY(!list->isExpanded(folder()));
    QCOMPARE(list->currentIndex(), folder());
    QTest::keyClick(list, Qt::Key_Space);
    QTRY_VERIFY(isPlanned() && button(u"Upload 3 files"_s));
    QVERIFY(!list->isExpanded(folder())); // as it was left
    QTest::keyClick(list, Qt::Key_Right);
    QVERIFY(list->isExpanded(folder()));
}

void tst_UploadStaging::saysWhenItGuesses()
{
    m_demo.hub().setFault("forbidden", kPreupload.toUtf8());
    put(u"new.txt"_s, "new");
    QVERIFY(drag({}, {u"new.txt"_s}));
    QTRY_VERIFY(isPlanned());
    QTRY_VERIFY(says(u"How the Hub keeps them is a guess"_s));
}

// It is chosen beside the message, and the plan is for that one.
void tst_UploadStaging::anotherBranch()
{
    m_demo.hub().store().commit(
        m_repo, u"dev"_s, {.title = u"There"_s, .adds = {{u"new.txt"_s, Content::bytes("new")}}});
    put(u"new.txt"_s, "new");
    put(u"more.txt"_s, "more");
    QVERIFY(drag({}, {u"new.txt"_s, u"more.txt"_s}));
    QTRY_VERIFY(isPlanned() && button(u"Upload 2 files"_s));
    auto *button = dialog()->findChild<BranchButton *>();
    QCOMPARE(button->text(), u"main"_s);
    QVERIFY(named<QRadioButton>(u"Open a pull request"_s)->isEnabled());
    button->menu()->popup({});
    QTRY_COMPARE(branches(), (QStringList{u"*main"_s, u"dev"_s}));
    button->menu()->actions().constLast()->trigger();
    button->menu()->close();
    QCOMPARE(button->text(), u"dev"_s);
    QTRY_VERIFY(isPlanned() && this->button(u"Upload 1 file"_s));
    QCOMPARE(state(u"new.txt"_s), u"Unchanged"_s);
    QCOMPARE(dialog()->controller().target().revision.name(), u"dev"_s);
    QVERIFY(!named<QRadioButton>(u"Open a pull request"_s)->isEnabled());
    QCOMPARE(writes(), 0);
    dialog()->send();
    QTRY_COMPARE(phase(), Phase::Over);
    QCOMPARE(stored(u"more.txt"_s), QByteArray("not there"));
    const auto sent = m_demo.hub().store().file(m_repo, u"more.txt"_s, u"dev"_s);
    QVERIFY(sent && sent->content.all() == "more");
    m_demo.hub().store().setRef(m_repo, u"refs/heads/dev"_s, {});
}

void tst_UploadStaging::noBranchesToChoose()
{
    m_demo.hub().setFault("forbidden", "/api/models/ada/basket/refs", 1);
    put(u"new.txt"_s, "new");
    QVERIFY(drag({}, {u"new.txt"_s}));
    QTRY_VERIFY(isPlanned());
    QMenu *menu = dialog()->findChild<BranchButton *>()->menu();
    menu->popup({});
    QTRY_VERIFY(!branches().first().startsWith("Asking"_L1));
    QVERIFY(!menu->actions().constFirst()->isEnabled()); // says why
    menu->close();
    menu->popup({}); // asks again
    QTRY_COMPARE(branches(), QStringList{u"*main"_s});
    menu->close();
}

QTEST_MAIN(tst_UploadStaging)
#include "tst_uploadstaging.moc"
