// Files of the tree on their way into another program, and one's own on their way in.
#include "app/demohub.h"
#include "app/localhub/localstore.h"
#include "tests/support/addrepo.h"
#include "tests/support/windowstage.h"
#include "ui/repo/dragout.h"
#include "ui/repo/filessection.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/placedialog.h"
#include "ui/repo/repopane.h"
#include "ui/theme/theme.h"
#include "ui/window/toast.h"

#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <sys/stat.h>
#include <utime.h>

using namespace Qt::StringLiterals;

class tst_DragOut final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_stage.reset(); }
    void namesOnTheShelf_data();
    void namesOnTheShelf();
    void shelfSharesNothingThatIsEdited();
    void oldShelvesGo();
    void missingFileSaysSo();
    void cachedGoesOut();
    void notCachedSaysSo();
    void ownFileComesIn_data();
    void ownFileComesIn();

private:
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be opened");
    }
    FileTreeView *view() const { return m_stage->visible<FileTreeView>(); }
    void select(const QStringList &paths) const
    {
        view()->clearSelection();
        for (const QString &path : paths)
            view()->selectionModel()->select(
                static_cast<FileTreeModel *>(view()->model())->indexOf(path),
                QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    void drop(const QString &path, const QString &file) const
    {
        const QModelIndex row = static_cast<FileTreeModel *>(view()->model())->indexOf(path);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        const QPoint at = view()->visualRect(row).center();
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(view()->viewport(), &enter); // nothing is dropped without it
        QVERIFY(enter.isAccepted());
        QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(view()->viewport(), &event);
        QVERIFY(event.isAccepted());
    }
    void choose(const QString &action) const
    {
        emit view() -> customContextMenuRequested(
            view()->visualRect(view()->selectionModel()->selectedRows().first()).center());
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        for (QAction *entry : menu->actions())
            if (entry->text() == action) {
                QVERIFY(entry->isEnabled());
                entry->trigger();
                menu->close();
                return;
            }
        QFAIL(qPrintable(action));
    }

    DemoHub m_demo;
    RepoId m_repo = *RepoId::parse(RepoKind::Model, u"orchard/basket"_s);
    std::unique_ptr<WindowStage> m_stage;
};

void tst_DragOut::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
    QVERIFY(addRepo(m_demo.hub().store(), m_repo,
                    {{u"config.json"_s, "{\"layers\":2}"},
                     {u"weights.bin"_s, QByteArray(2'000'000, 'w')},
                     {u"sub/one.json"_s, "[1]"},
                     {u"sub/two.json"_s, "[2]"}}));
}

void tst_DragOut::init()
{
    m_stage = std::make_unique<WindowStage>(m_demo.variables(), true);
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
    m_stage->window().openAddress(
        {.repo = m_repo, .revision = {}, .section = HubAddress::Section::Files, .path = {}});
    QTRY_VERIFY(view());
    QTRY_COMPARE(view()->model()->rowCount(), 3);
}

void tst_DragOut::namesOnTheShelf_data()
{
    QTest::addColumn<QStringList>("chosen");
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QStringList>("shelf");
    QTest::newRow("file") << QStringList{u"a/b.txt"_s} << QStringList{u"a/b.txt"_s}
                          << QStringList{u"b.txt"_s};
    QTest::newRow("folder") << QStringList{u"a/c"_s} << QStringList{u"a/c/1"_s, u"a/c/d/2"_s}
                            << QStringList{u"c/1"_s, u"c/d/2"_s};
    QTest::newRow("folder and a file in it")
        << QStringList{u"a"_s, u"a/b"_s} << QStringList{u"a/b"_s} << QStringList{u"a/b"_s};
    QTest::newRow("two of one name")
        << QStringList{u"a/x.json"_s, u"b/x.json"_s} << QStringList{u"a/x.json"_s, u"b/x.json"_s}
        << QStringList{u"x.json"_s, u"b/x.json"_s};
}

void tst_DragOut::namesOnTheShelf()
{
    QFETCH(const QStringList, chosen);
    QFETCH(const QStringList, files);
    QFETCH(const QStringList, shelf);
    QStringList names;
    for (const DragShelf::Item &item :
         DragOut::itemsOf(chosen, files, [](const QString &path) { return u"/c/"_s + path; })) {
        names << item.path;
        QVERIFY(item.file.startsWith("/c/"_L1));
    }
    QCOMPARE(names, shelf);
}

void tst_DragOut::shelfSharesNothingThatIsEdited()
{
    QTemporaryDir folder;
    const QString blob = folder.filePath(u"blob"_s);
    const QString link = folder.filePath(u"link"_s);
    QFile file(blob);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{}");
    file.close();
    QVERIFY(QFile::link(u"blob"_s, link));
    const auto put
        = DragShelf::put(folder.filePath(u"shelves"_s), {{.path = u"config.json"_s, .file = link}});
    QVERIFY2(put, qPrintable(put ? QString() : put.error().message));
    QCOMPARE(put->size(), 1);
    QCOMPARE(QFileInfo(put->first()).fileName(), u"config.json"_s);
    QVERIFY(!QFileInfo(put->first()).isSymLink());
    QFile out(put->first());
    QVERIFY(out.open(QIODevice::ReadWrite));
    out.write("[]");
    out.close();
    QCOMPARE(read(blob), QByteArray("{}"));
    QVERIFY(QFile::remove(put->first())); // as by a program that moves
    QCOMPARE(read(link), QByteArray("{}"));
}

void tst_DragOut::oldShelvesGo()
{
    QTemporaryDir folder;
    const QString source = folder.filePath(u"file"_s);
    QVERIFY(QFile(source).open(QIODevice::WriteOnly));
    const QString shelves = folder.filePath(u"shelves"_s);
    const QList<DragShelf::Item> items{{.path = u"file"_s, .file = source}};
    const auto first = DragShelf::put(shelves, items);
    QVERIFY(first);
    const auto second = DragShelf::put(shelves, items);
    QVERIFY(QFileInfo::exists(first->first()) && QFileInfo::exists(second->first()));
    const utimbuf old{.actime = 86'400, .modtime = 86'400}; // the second day of 1970
    QCOMPARE(utime(QFile::encodeName(QFileInfo(first->first()).path()).constData(), &old), 0);
    QVERIFY(DragShelf::put(shelves, items));
    QVERIFY(!QFileInfo::exists(first->first()));
    QVERIFY(QFileInfo::exists(second->first()));
}

void tst_DragOut::missingFileSaysSo()
{
    QTemporaryDir folder;
    const auto put = DragShelf::put(folder.filePath(u"shelves"_s),
                                    {{.path = u"x"_s, .file = folder.filePath(u"none"_s)}});
    QVERIFY(!put && !put.error().message.isEmpty());
}

void tst_DragOut::cachedGoesOut()
{
    m_stage->app().transfers().download(
        {.repo = m_repo, .revision = {}, .paths = {}, .allow = {}, .ignore = {}, .folder = {}});
    const auto *section = m_stage->visible<FilesSection>();
    QTRY_VERIFY(const_cast<FilesSection *>(section)->controller().isCached(u"sub/two.json"_s)
                && const_cast<FilesSection *>(section)->controller().isCached(u"weights.bin"_s));
    select({u"sub"_s, u"weights.bin"_s});
    QTRY_COMPARE(section->selection().cachedFiles, 3);
    QApplication::clipboard()->clear();
    choose(u"Copy for a file manager"_s);
    const auto hasFiles = [] {
        const QMimeData *data = QApplication::clipboard()->mimeData();
        return data && data->hasUrls();
    };
    QTRY_VERIFY(hasFiles());
    QMap<QString, QString> out;
    for (const QUrl &url : QApplication::clipboard()->mimeData()->urls())
        out.insert(url.fileName(), url.toLocalFile());
    QCOMPARE(out.keys(), (QStringList{u"sub"_s, u"weights.bin"_s}));
    QCOMPARE(read(out.value(u"sub"_s) + u"/two.json"_s), QByteArray("[2]"));
    QCOMPARE(read(out.value(u"weights.bin"_s)), QByteArray(2'000'000, 'w'));
}

void tst_DragOut::notCachedSaysSo()
{
    QSignalSpy said(m_stage->visible<FilesSection>(), &FilesSection::fetchOffered);
    select({u"config.json"_s});
    emit view() -> dragWanted();
    QCOMPARE(said.size(), 1);
    QVERIFY2(said.first().first().toString().contains(u"not in the cache yet"_s),
             qPrintable(said.first().first().toString()));
    QVERIFY(m_stage->app().transfers().snapshot().groups.isEmpty()); // nobody asked for it
    auto *toast = m_stage->visible<Toast>();
    QVERIFY(toast);
    for (auto *button : toast->findChildren<QPushButton *>())
        if (button->text() == "Download"_L1)
            button->click();
    const auto isCached = [this] {
        return m_stage->visible<FilesSection>()->controller().isCached(u"config.json"_s);
    };
    QTRY_VERIFY(isCached());
    QTRY_COMPARE(m_stage->app().transfers().snapshot().files.size(), 1);
}

void tst_DragOut::ownFileComesIn_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("fits");
    QTest::newRow("the same") << QByteArray(2'000'000, 'w') << true;
    QTest::newRow("another one") << QByteArray(2'000'000, 'v') << false;
}

void tst_DragOut::ownFileComesIn()
{
    QFETCH(const QByteArray, content);
    QFETCH(const bool, fits);
    QTemporaryDir folder;
    const QString mine = folder.filePath(u"from a friend.bin"_s);
    QFile file(mine);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    drop(u"weights.bin"_s, mine);
    QTRY_VERIFY(m_stage->visible<PlaceDialog>());
    auto *dialog = m_stage->visible<PlaceDialog>();
    QTRY_VERIFY(!dialog->sentence().startsWith("Checking"_L1));
    QCOMPARE(dialog->sentence().startsWith("It is what the Hub has"_L1), fits);
    QTRY_COMPARE(m_stage->visible<FilesSection>()->controller().isCached(u"weights.bin"_s), fits);
    QVERIFY(m_stage->app().transfers().snapshot().groups.isEmpty()); // no byte was fetched
}

QTEST_MAIN(tst_DragOut)
#include "tst_dragout.moc"
