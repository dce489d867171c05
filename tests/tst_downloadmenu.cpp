// Every way to ask for a download in a repository's tab: from the click to the bytes on the disk.
#include "app/demohub.h"
#include "app/localhub/localstore.h"
#include "tests/support/addrepo.h"
#include "tests/support/windowstage.h"
#include "ui/preview/previewpane.h"
#include "ui/repo/downloadbutton.h"
#include "ui/repo/downloadplan.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/repopane.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QDirIterator>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;

class tst_DownloadMenu final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_stage.reset(); }
    void headerMenu_data();
    void headerMenu();
    void contextMenu_data();
    void contextMenu();
    void previewToFolder();
    void patterns_data();
    void patterns();
    void noFolderNoDownload();

private:
    RepoPane *pane() const { return m_stage->visible<RepoPane>(); }
    void select(const QStringList &paths) const;
    static void trigger(const QMenu &menu, const QString &text);
    void chooseFolder() const;
    DownloadPlan *openPatterns() const;
    // What came, by path, once everything that was asked for has ended.
    QMap<QString, QByteArray> arrived(bool inFolder) const;

    DemoHub m_demo;
    RepoId m_repo = *RepoId::parse(RepoKind::Model, u"orchard/basket"_s);
    QMap<QString, QByteArray> m_files{{u"README.md"_s, "# Basket\n"},
                                      {u"config.json"_s, R"({"layers":2})"},
                                      {u"sub/one.bin"_s, "\1\2\3"},
                                      {u"sub/two.json"_s, "[]"}};
    std::unique_ptr<WindowStage> m_stage;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_DownloadMenu::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
    QVERIFY(addRepo(m_demo.hub().store(), m_repo, m_files));
}

void tst_DownloadMenu::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_stage = std::make_unique<WindowStage>(m_demo.variables(), true);
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
    m_stage->window().openAddress(
        {.repo = m_repo, .revision = {}, .section = HubAddress::Section::Files, .path = {}});
    QTRY_VERIFY(m_stage->visible<FileTreeView>());
    QTRY_COMPARE(m_stage->visible<FileTreeView>()->model()->rowCount(), 3);
}

void tst_DownloadMenu::select(const QStringList &paths) const
{
    auto *view = m_stage->visible<FileTreeView>();
    for (const QString &path : paths)
        view->selectionModel()->select(static_cast<FileTreeModel *>(view->model())->indexOf(path),
                                       QItemSelectionModel::Select | QItemSelectionModel::Rows);
}

void tst_DownloadMenu::trigger(const QMenu &menu, const QString &text)
{
    for (QAction *action : menu.actions())
        if (action->text().startsWith(text)) {
            QVERIFY2(action->isEnabled(), qPrintable(text));
            return action->trigger();
        }
    QFAIL(qPrintable(u"no such action: "_s + text));
}

// As somebody types it into the dialog.
void tst_DownloadMenu::chooseFolder() const
{
    QTRY_VERIFY(m_stage->window().findChild<QFileDialog *>());
    auto *dialog = m_stage->window().findChild<QFileDialog *>();
    auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
    name->setText(m_folder->path());
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_VERIFY(!m_stage->window().findChild<QFileDialog *>());
}

DownloadPlan *tst_DownloadMenu::openPatterns() const
{
    trigger(*pane()->findChild<DownloadButton *>()->menu(), u"Choose what to download"_s);
    return pane()->findChild<DownloadPlan *>();
}

QMap<QString, QByteArray> tst_DownloadMenu::arrived(bool inFolder) const
{
    const auto isOver = [this] {
        const TransferSnapshot &now = m_stage->app().transfers().snapshot();
        return now.groups.size() == 1 && now.groups.first().state == TransferState::Done;
    };
    if (!QTest::qWaitFor(isOver))
        return {};
    const QString cache = m_stage->cacheHome() + u"/hub/models--orchard--basket/snapshots"_s;
    const QStringList commits = QDir(cache).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    const QDir place(inFolder ? m_folder->path() : cache + u'/' + commits.value(0));
    QMap<QString, QByteArray> files;
    QDirIterator it(place.path(), QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (const QString path = place.relativeFilePath(file.fileName());
            !path.startsWith(u".cache/"_s) && file.open(QIODevice::ReadOnly))
            files.insert(path, file.readAll());
    }
    if (inFolder ? QDir(cache).exists() : !QDir(m_folder->path()).isEmpty())
        files.insert(u"in the other place, too"_s, {});
    return files;
}

void tst_DownloadMenu::headerMenu_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<bool>("toFolder");
    QTest::addColumn<QStringList>("paths");
    QTest::newRow("snapshot") << u"Whole snapshot · 4 files"_s << false << m_files.keys();
    QTest::newRow("snapshot to a folder")
        << u"Whole snapshot to a folder"_s << true << m_files.keys();
    const QStringList chosen{u"config.json"_s, u"sub/one.bin"_s, u"sub/two.json"_s};
    QTest::newRow("selection") << u"Selection · 3 files"_s << false << chosen;
    QTest::newRow("selection to a folder") << u"Selected files to a folder"_s << true << chosen;
}

void tst_DownloadMenu::headerMenu()
{
    QFETCH(const QString, action);
    QFETCH(const bool, toFolder);
    QFETCH(const QStringList, paths);
    const auto *button = pane()->findChild<DownloadButton *>();
    select({u"sub"_s, u"config.json"_s});
    QTRY_COMPARE(button->menu()->actions().at(1)->text().section(u',', 0, 0),
                 u"Selection · 3 files"_s);
    trigger(*button->menu(), action);
    if (toFolder)
        chooseFolder();
    const auto files = arrived(toFolder);
    QCOMPARE(files.keys(), paths);
    for (const auto &[path, bytes] : files.asKeyValueRange())
        QCOMPARE(bytes, m_files.value(path));
}

void tst_DownloadMenu::contextMenu_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<bool>("toFolder");
    QTest::newRow("into the cache") << u"Download"_s << false;
    QTest::newRow("to a folder") << u"Download to a folder"_s << true;
}

void tst_DownloadMenu::contextMenu()
{
    QFETCH(const QString, action);
    QFETCH(const bool, toFolder);
    select({u"config.json"_s});
    auto *view = m_stage->visible<FileTreeView>();
    const QModelIndex row = static_cast<FileTreeModel *>(view->model())->indexOf(u"config.json"_s);
    emit view->customContextMenuRequested(view->visualRect(row).center());
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu);
    trigger(*menu, action);
    menu->close();
    if (toFolder)
        chooseFolder();
    const auto files = arrived(toFolder);
    QCOMPARE(files.keys(), QStringList{u"config.json"_s});
    QCOMPARE(files.first(), m_files.value(u"config.json"_s));
}

void tst_DownloadMenu::previewToFolder()
{
    auto *view = m_stage->visible<FileTreeView>();
    view->select(u"README.md"_s);
    const PreviewPane &preview = pane()->preview();
    QTRY_VERIFY(pane()->preview().controller().file());
    for (const auto *button : preview.findChildren<QToolButton *>())
        if (button->accessibleName() == u"More"_s)
            trigger(*button->menu(), u"Download to a folder"_s);
    chooseFolder();
    QCOMPARE(arrived(true).keys(), QStringList{u"README.md"_s});
}

void tst_DownloadMenu::patterns_data()
{
    QTest::addColumn<bool>("toFolder");
    QTest::newRow("into the cache") << false;
    QTest::newRow("to a folder") << true;
}

void tst_DownloadMenu::patterns()
{
    QFETCH(const bool, toFolder);
    DownloadPlan *dialog = openPatterns();
    QVERIFY(dialog);
    const auto edits = dialog->findChildren<QPlainTextEdit *>();
    edits.at(0)->setPlainText(u"*.json"_s);
    edits.at(1)->setPlainText(u"config*"_s);
    for (auto *box : dialog->findChildren<QComboBox *>())
        if (toFolder && box->accessibleName() == u"Where the files go"_s) {
            box->setFocus();
            QTest::keyClick(box, Qt::Key_Down);
            chooseFolder();
            QCOMPARE(box->currentText(), QDir(m_folder->path()).dirName());
        }
    QPushButton *download = nullptr;
    for (auto *button : dialog->findChildren<QPushButton *>())
        if (button->isDefault())
            download = button;
    QTRY_COMPARE(download->text(), u"Download 2 B"_s);
    QTest::mouseClick(download, Qt::LeftButton);
    QCOMPARE(arrived(toFolder).keys(), QStringList{u"sub/two.json"_s});
}

void tst_DownloadMenu::noFolderNoDownload()
{
    trigger(*pane()->findChild<DownloadButton *>()->menu(), u"Whole snapshot to a folder"_s);
    QTRY_VERIFY(m_stage->window().findChild<QFileDialog *>());
    QTest::keyClick(m_stage->window().findChild<QFileDialog *>(), Qt::Key_Escape);
    QTRY_VERIFY(!m_stage->window().findChild<QFileDialog *>());
    DownloadPlan *dialog = openPatterns();
    for (auto *box : dialog->findChildren<QComboBox *>())
        if (box->accessibleName() == u"Where the files go"_s) {
            box->setFocus();
            QTest::keyClick(box, Qt::Key_Down);
            QTRY_VERIFY(dialog->findChild<QFileDialog *>());
            QTest::keyClick(dialog->findChild<QFileDialog *>(), Qt::Key_Escape);
            QTRY_VERIFY(!dialog->findChild<QFileDialog *>());
            QCOMPARE(box->currentText(), u"The cache"_s);
        }
    QVERIFY(m_stage->app().transfers().snapshot().groups.isEmpty());
}

QTEST_MAIN(tst_DownloadMenu)
#include "tst_downloadmenu.moc"
