#include "app/cache/cacheindex.h"
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "models/filetreemodel.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/repopane.h"
#include "ui/widgets/markdownview.h"

#include <QJsonObject>
#include <QLabel>
#include <QListView>
#include <QNetworkAccessManager>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

// The repository tab against a Hub that serves what was committed to it.
class tst_RepoLocalHub final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cardIsShown();
    void treeAndRevisions();
    void communityAndHistory();

private:
    HubAddress address(Section section) const
    {
        return {.repo = m_repo, .revision = {}, .section = section, .path = {}};
    }

    QTemporaryDir m_folder;
    RepoId m_repo = *RepoId::parse(RepoKind::Model, u"ada/compass");
    std::unique_ptr<LocalHub> m_server;
    QNetworkAccessManager m_nam;
};

void tst_RepoLocalHub::initTestCase()
{
    m_server = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(u"hub"_s)});
    QVERIFY(m_server->start());
    LocalStore &store = m_server->store();
    QVERIFY(store.createRepo(m_repo));
    CommitInput first;
    first.title = u"First"_s;
    first.adds = {{u"README.md"_s, Content::bytes("---\nlicense: mit\n---\n# Compass\n\nText.\n")},
                  {u"deep/er/file.txt"_s, Content::bytes("hello")},
                  {u"model.safetensors"_s, Content::synthetic(30 << 20, 1)}};
    store.commit(m_repo, u"main"_s, first);
    CommitInput other;
    other.title = u"Only on dev"_s;
    other.adds = {{u"dev.txt"_s, Content::bytes("dev")}};
    store.commit(m_repo, u"dev"_s, other);
    const int number
        = store.openDiscussion(m_repo, u"A question"_s, u"Is *this* right?"_s, u"ada"_s);
    store.addEvent(m_repo, number, u"status-change"_s, {}, {{u"status"_s, u"closed"_s}});
}

void tst_RepoLocalHub::cardIsShown()
{
    HubClient hub(m_server->url(), m_nam);
    CacheIndex cache(m_folder.filePath(u"cache"_s));
    RepoPane pane(hub, cache, address(Section::Card));
    pane.resize(1200, 800);
    pane.show();
    MarkdownView *card = nullptr; // there are others, in the preview
    for (auto *view : pane.findChildren<MarkdownView *>())
        if (view->accessibleName() == u"Card"_s)
            card = view;
    QVERIFY(card);
    QTRY_VERIFY(card->toPlainText().contains(u"Compass"_s));
    QCOMPARE(card->card().frontMatter.values(u"license"), QStringList{u"mit"_s});
}

void tst_RepoLocalHub::treeAndRevisions()
{
    HubClient hub(m_server->url(), m_nam);
    CacheIndex cache(m_folder.filePath(u"cache"_s));
    HubAddress start = address(Section::Files);
    start.path = u"deep/er/file.txt"_s;
    RepoPane pane(hub, cache, start);
    pane.resize(1000, 700);
    pane.show();
    auto *view = pane.findChild<FileTreeView *>();
    auto *model = static_cast<FileTreeModel *>(view->model());
    QTRY_COMPARE(view->currentIndex().data(FileTreeModel::PathRole).toString(), start.path);
    QCOMPARE(model->indexOf(u"model.safetensors"_s, FileTreeModel::StorageColumn).data().toString(),
             u"LFS"_s);
    QCOMPARE(model->indexOf(u"README.md"_s, FileTreeModel::CommitColumn).data().toString(),
             u"First"_s);
    QVERIFY(!model->indexOf(u"dev.txt"_s).isValid());
    HubAddress dev = address(Section::Files);
    dev.revision = *Revision::parse(u"dev");
    pane.open(dev);
    QTRY_VERIFY(model->indexOf(u"dev.txt"_s).isValid());
    // What one revision has not is looked for in the next one.
    const auto isCalledMissing = [&pane] {
        for (const QLabel *label : pane.findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(u"is not in revision"_s))
                return true;
        return false;
    };
    HubAddress missing = address(Section::Files);
    missing.revision = *Revision::parse(u"main");
    missing.path = u"dev.txt"_s;
    pane.open(missing);
    QTRY_VERIFY(isCalledMissing());
    pane.open(dev);
    QTRY_COMPARE(view->currentIndex().data(FileTreeModel::PathRole).toString(), missing.path);
    QVERIFY(!isCalledMissing());
    dev.revision = *Revision::parse(u"gone");
    pane.open(dev);
    QTRY_VERIFY(!view->isVisible()); // the old files do not pass for the missing revision's
}

void tst_RepoLocalHub::communityAndHistory()
{
    HubClient hub(m_server->url(), m_nam);
    CacheIndex cache(m_folder.filePath(u"cache"_s));
    RepoPane pane(hub, cache, address(Section::History));
    pane.resize(1200, 800);
    pane.show();
    const auto list = [&pane](const QString &name) {
        for (auto *view : pane.findChildren<QListView *>())
            if (view->accessibleName() == name)
                return view;
        return static_cast<QListView *>(nullptr);
    };
    QTRY_VERIFY(list(u"Commits"_s)->model()->rowCount() > 0);
    HubAddress thread = address(Section::Community);
    thread.discussion = 1;
    pane.open(thread);
    const auto hasComment = [&pane] {
        for (auto *view : pane.findChildren<MarkdownView *>())
            if (view->toPlainText().contains(u"Is this right?"_s))
                return true;
        return false;
    };
    QTRY_VERIFY(hasComment());
}

QTEST_MAIN(tst_RepoLocalHub)
#include "tst_repolocalhub.moc"
