// Files of one repository are copied into another from the tree's menu.
#include "tests/support/plaintext.h"
#include "tests/support/uploadstage.h"
#include "ui/commit/commitdialog.h"
#include "ui/repo/filessection.h"
#include "ui/upload/repoquestion.h"

#include <QContextMenuEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

class tst_CopyFiles final : public QObject, private UploadStage
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        begin();
        QVERIFY(addRepo(m_demo.hub().store(), m_target, {{u"README.md"_s, "# Theirs\n"}}));
    }
    void init() { openAnew(); }
    void cleanup() { m_stage.reset(); }
    void copiesAndComesBack();
    void targetIsNotThere();

private:
    RepoQuestion *question() const { return m_stage->visible<RepoQuestion>(); }
    CommitDialog *commit() const { return m_stage->visible<CommitDialog>(); }
    void ask(const QString &path)
    {
        QTRY_VERIFY(m_stage->app().session().account());
        const QModelIndex row = static_cast<FileTreeModel *>(view()->model())->indexOf(path);
        view()->setCurrentIndex(row);
        const QPoint at = view()->visualRect(row).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, view()->viewport()->mapToGlobal(at));
        QApplication::sendEvent(view()->viewport(), &event);
        auto *menu = m_stage->visible<QMenu>();
        QVERIFY(menu);
        for (QAction *action : menu->actions())
            if (action->text().startsWith("Copy to another repository"_L1)) {
                QVERIFY(action->isEnabled());
                action->trigger();
            }
        menu->close();
        QTRY_VERIFY(question());
    }
    void answer(const QString &name)
    {
        QTest::keyClicks(question()->findChild<QLineEdit *>(), name);
        QTest::keyClick(question()->findChild<QLineEdit *>(), Qt::Key_Return);
    }
    QByteArray copied(const QString &path)
    {
        const auto file = m_demo.hub().store().file(m_target, path, u"main"_s);
        return file ? file->content.all() : QByteArray("not there");
    }

    const RepoId m_target = *RepoId::parse(RepoKind::Model, u"ada/shelf");
};

void tst_CopyFiles::copiesAndComesBack()
{
    ask(u"sub"_s);
    QTRY_VERIFY(question()->findChild<QListView *>()->model()->rowCount() > 0);
    answer(u"shelf"_s);
    QTRY_VERIFY(commit());
    QVERIFY(std::ranges::any_of(commit()->findChildren<QLabel *>(), [](const QLabel *label) {
        return plain(label->text()).startsWith("Copy the folder sub with 2 files, 6 B, to "_L1);
    }));
    QTest::keyClicks(commit()->findChild<QLineEdit *>(), u"got"_s);
    QCOMPARE(writes(), 0);
    commit()->commit();
    QTRY_COMPARE(copied(u"got/sub/one.json"_s), QByteArray("[1]"));
    QCOMPARE(copied(u"got/sub/two.json"_s), QByteArray("[2]"));
    QCOMPARE(copied(u"README.md"_s), QByteArray("# Theirs\n"));
    QTRY_VERIFY(!commit());
    QTRY_VERIFY(buttonWith(m_stage->window(), u"Undo"_s));
    buttonWith(m_stage->window(), u"Undo"_s)->click();
    QTRY_COMPARE(copied(u"got/sub/one.json"_s), QByteArray("not there"));
    QCOMPARE(stored(u"sub/one.json"_s), QByteArray("[1]"));
}

void tst_CopyFiles::targetIsNotThere()
{
    ask(u"config.json"_s);
    QSignalSpy said(m_stage->visible<FilesSection>(), &FilesSection::said);
    answer(u"nobody/nothing"_s);
    QTRY_VERIFY(!question());
    QTRY_COMPARE(said.size(), 1);
    QVERIFY(!said.first().first().toString().isEmpty());
    QVERIFY(!commit());
    QCOMPARE(writes(), 0);
}

QTEST_MAIN(tst_CopyFiles)
#include "tst_copyfiles.moc"
