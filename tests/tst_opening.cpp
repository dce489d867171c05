// An id or address of a repository that is open leads to its tab as it stands.
#include "app/demohub.h"
#include "tests/support/windowstage.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/repopane.h"
#include "ui/theme/theme.h"
#include "ui/widgets/markdownview.h"
#include "ui/window/omnibox.h"

#include <QApplication>
#include <QTabBar>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

class tst_Opening final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_stage.reset(); }
    void keepsWhatIsShown_data();
    void keepsWhatIsShown();
    void keepsTheFile();
    void namedPlacesAreGoneTo();
    void linksLeadToTheirPlace();

private:
    void type(const QString &address, Qt::Key omnibox = Qt::Key_K) const;
    void clickSection(const QString &title) const;
    HubAddress place() const;

    mutable DemoHub m_demo;
    std::unique_ptr<WindowStage> m_stage;
};

void tst_Opening::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_Opening::init()
{
    m_stage = std::make_unique<WindowStage>(m_demo.variables(), true);
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
}

void tst_Opening::type(const QString &address, Qt::Key omnibox) const
{
    m_stage->window().activateWindow(); // the offscreen platform does not give it back after a list
    QVERIFY(QTest::qWaitForWindowActive(&m_stage->window()));
    QTest::keyClick(&m_stage->window(), omnibox, Qt::ControlModifier);
    auto *box = m_stage->visible<Omnibox>();
    QTRY_VERIFY(box->hasFocus());
    QTest::keyClicks(box, address);
    QTest::keyClick(box, Qt::Key_Return);
}

void tst_Opening::clickSection(const QString &title) const
{
    const auto bars = m_stage->visible<RepoPane>()->findChildren<QTabBar *>();
    const auto bar = std::ranges::find(bars, u"Sections"_s, &QTabBar::accessibleName);
    QVERIFY(bar != bars.end());
    for (int i = 0; i < (*bar)->count(); ++i)
        if ((*bar)->tabText(i).startsWith(title))
            QTest::mouseClick(*bar, Qt::LeftButton, {}, (*bar)->tabRect(i).center());
}

HubAddress tst_Opening::place() const
{
    return std::get<HubAddress>(m_stage->window().tabs().currentTab().history.current());
}

void tst_Opening::keepsWhatIsShown_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<Qt::Key>("key");
    QTest::addColumn<bool>("elsewhere"); // another page is shown meanwhile
    const QString web = m_demo.hub().url().toString() + u"/openfjord/skald-13b"_s;
    QTest::newRow("id") << u"openfjord/skald-13b"_s << Qt::Key_K << true;
    QTest::newRow("id, from the tab itself") << u"openfjord/skald-13b"_s << Qt::Key_L << false;
    QTest::newRow("hf://") << u"hf://openfjord/skald-13b"_s << Qt::Key_K << true;
    QTest::newRow("web") << web << Qt::Key_L << true;
}

void tst_Opening::keepsWhatIsShown()
{
    QFETCH(const QString, address);
    QFETCH(const Qt::Key, key);
    QFETCH(const bool, elsewhere);
    type(u"openfjord/skald-13b"_s);
    QTRY_VERIFY(m_stage->visible<RepoPane>());
    clickSection(u"History"_s);
    QCOMPARE(place().section, Section::History);
    if (elsewhere)
        m_stage->window().openPage(PageId::Models);
    type(address, key);
    QTRY_VERIFY(m_stage->visible<RepoPane>());
    QCOMPARE(place().section, Section::History);
    QCOMPARE(m_stage->visible<RepoPane>()->address().section, Section::History);
    QCOMPARE(m_stage->window().tabs().count(), 2);
}

void tst_Opening::keepsTheFile()
{
    type(u"hf://orchard/pippin-2b/config.json"_s);
    const auto current = [this] {
        const auto *tree = m_stage->visible<FileTreeView>();
        return tree ? tree->currentIndex().data(FileTreeModel::PathRole).toString() : QString();
    };
    QTRY_COMPARE(current(), u"config.json"_s);
    m_stage->window().openPage(PageId::Datasets);
    type(u"orchard/pippin-2b"_s);
    QTRY_COMPARE(current(), u"config.json"_s);
}

void tst_Opening::namedPlacesAreGoneTo()
{
    type(u"openfjord/skald-13b"_s);
    QTRY_VERIFY(m_stage->visible<RepoPane>());
    clickSection(u"History"_s);
    type(u"openfjord/skald-13b/discussions/1"_s);
    QTRY_COMPARE(place().section, Section::Community);
    QCOMPARE(place().discussion, 1);
    QTest::keyClick(&m_stage->window(), Qt::Key_Left, Qt::AltModifier); // Back
    QCOMPARE(place().section, Section::History);
}

// A link of a text means the page that it names, also when that is the card of the same tab.
void tst_Opening::linksLeadToTheirPlace()
{
    type(u"openfjord/skald-13b/discussions/1"_s);
    QTRY_COMPARE(place().section, Section::Community);
    emit m_stage->visible<RepoPane>()->addressActivated(
        {.repo = *RepoId::parse(RepoKind::Model, u"openfjord/skald-13b")});
    QCOMPARE(place().section, Section::Card);
}

QTEST_MAIN(tst_Opening)
#include "tst_opening.moc"
