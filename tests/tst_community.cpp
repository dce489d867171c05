// Discussions as they are read: a line for each kind of event, and the switch over the list.
#include "tests/support/repobench.h"
#include "ui/community/communitysection.h"
#include "ui/community/threaditem.h"
#include "ui/repo/repopane.h"
#include "ui/widgets/markdownview.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QListView>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

class tst_Community final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void showsTheEvent_data();
    void showsTheEvent();
    void showsAllEventsInOrder();
    void switchChoosesTheList();

private:
    void openThread();
    QList<ThreadItem *> items() const { return m_pane->findChildren<ThreadItem *>(); }
    static QString wordsOf(const ThreadItem &item); // of what is visible
    // The changes of a pull request are a list, too: the class alone does not tell them apart.
    template<typename T>
    static T *named(const QWidget &parent, const QString &accessibleName)
    {
        for (T *widget : parent.findChildren<T *>())
            if (widget->accessibleName() == accessibleName)
                return widget;
        return nullptr;
    }

    std::unique_ptr<RepoBench> m_bench;
    std::unique_ptr<RepoPane> m_pane;
};

void tst_Community::init()
{
    m_pane.reset();
    m_bench = std::make_unique<RepoBench>();
    m_bench->address.section = HubAddress::Section::Community;
}

void tst_Community::openThread()
{
    m_bench->address.discussion = 41;
    m_pane = std::make_unique<RepoPane>(m_bench->hub, m_bench->cache, m_bench->address);
    m_pane->resize(1200, 800);
    m_pane->show();
}

QString tst_Community::wordsOf(const ThreadItem &item)
{
    QStringList words;
    for (const auto *widget : item.findChildren<QWidget *>())
        if (widget->isVisible())
            words << widget->property("text").toString() << widget->accessibleName();
    for (const auto *view : item.findChildren<MarkdownView *>())
        words << view->toPlainText();
    return words.join(u'\n');
}

void tst_Community::showsTheEvent_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QStringList>("said");
    const auto row = [](const char *type, const char *tag, const QByteArray &data,
                        const QStringList &said) {
        QTest::newRow(tag) << QByteArray("\"type\":\"") + type + "\",\"data\":" + data << said;
    };
    row("comment", "comment", R"({"edited":true,"latest":{"raw":"Some *words*"}})",
        {u"Comment of ada"_s, u"edited"_s, u"Some words"_s});
    row("comment", "hidden comment", R"({"hidden":true,"latest":{"raw":"buy"}})",
        {u"Comment of ada"_s, u"This comment was hidden."_s});
    row("commit", "commit", R"({"subject":"Keep it first","oid":"7d31f0c000"})",
        {u"ada"_s, u"added a commit · 7d31f0c  Keep it first"_s});
    row("status-change", "closed", R"({"status":"closed"})",
        {u"ada"_s, u"changed the status to Closed"_s});
    row("status-change", "merged", R"({"status":"merged"})",
        {u"ada"_s, u"changed the status to Merged"_s});
    row("title-change", "title", R"({"from":"Old name","to":"New name"})",
        {u"ada"_s, u"changed the title"_s, u"Old name"_s, u"New name"_s});
    row("pinning-change", "pin", R"({"pinned":true})", {u"changed the pin · pinned"_s});
    row("locking-change", "lock", R"({"locked":true})", {u"changed who may comment · locked"_s});
    row("report-status-change", "report", "{}", {u"changed the report"_s});
    row("ref-deleted", "branch", "{}", {u"deleted the branch of this pull request"_s});
    row("something-new", "M17 unknown", "{}", {u"ada"_s, u"did something that only"_s});
}

void tst_Community::showsTheEvent()
{
    QFETCH(const QByteArray, data);
    QFETCH(const QStringList, said);
    m_bench->server.reply(
        "/discussions/41",
        {200,
         R"({"num":41,"title":"T","status":"open","events":[{"id":"1","createdAt":"2026-11-19T10:00:00.000Z","author":{"name":"ada"},)"
             + data + "}]}",
         {},
         false});
    openThread();
    QTRY_COMPARE(items().size(), 1);
    for (const QString &words : said)
        QTRY_VERIFY2(wordsOf(*items().first()).contains(words),
                     qPrintable(words + u" not in "_s + wordsOf(*items().first())));
    QVERIFY(!wordsOf(*items().first()).contains(u"buy"_s)); // what is hidden stays so
}

// M17: also those without an author.
void tst_Community::showsAllEventsInOrder()
{
    openThread();
    QTRY_COMPARE(items().size(), 7);
    const QStringList said{u"Comment of miriam-k"_s,    u"added a commit"_s,
                           u"changed the status"_s,     u"changed the title"_s,
                           u"did something that"_s,     u"Comment of deleted"_s,
                           u"This comment was hidden"_s};
    QList<ThreadItem *> sorted = items();
    QTRY_VERIFY(sorted.last()->y() > 0);
    std::ranges::sort(sorted, {}, [](const ThreadItem *item) { return item->y(); });
    for (qsizetype i = 0; i < said.size(); ++i)
        QVERIFY2(wordsOf(*sorted.at(i)).contains(said.at(i)), qPrintable(said.at(i)));
}

void tst_Community::switchChoosesTheList()
{
    const auto list = [this](const QByteArray &status, const QByteArray &title) {
        m_bench->server.reply("status=" + status,
                              {200,
                               R"({"count":1,"start":0,"discussions":[{"num":5,"title":")" + title
                                   + R"(","status":")" + status + R"("}]})",
                               {},
                               false});
    };
    list("open", "An open one");
    list("closed", "A closed one");
    list("all", "Any");
    m_pane = std::make_unique<RepoPane>(m_bench->hub, m_bench->cache, m_bench->address);
    m_pane->resize(1200, 800);
    m_pane->show();
    const auto *section = m_pane->findChild<CommunitySection *>();
    auto *choice = named<SegmentedControl>(*section, u"Which discussions"_s);
    const auto *shown = named<QListView>(*section, u"Discussions"_s);
    QVERIFY(choice && shown);
    const auto title = [shown] {
        const QAbstractItemModel *model = shown->model();
        return model->rowCount() == 1 ? model->index(0, 0).data().toString() : QString();
    };
    QTRY_COMPARE(title(), u"An open one"_s);
    QTest::keyClick(choice, Qt::Key_Right);
    QTRY_COMPARE(title(), u"A closed one"_s);
    QTest::keyClick(choice, Qt::Key_Right);
    QTRY_COMPARE(title(), u"Any"_s);
    QTest::keyClick(choice, Qt::Key_Home);
    QTRY_COMPARE(title(), u"An open one"_s);
}

QTEST_MAIN(tst_Community)
#include "tst_community.moc"
