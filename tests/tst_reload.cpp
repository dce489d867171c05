// F5 asks again for what is shown; how it is shown stays as it was chosen.
#include "app/demohub.h"
#include "tests/support/windowstage.h"
#include "ui/community/diffview.h"
#include "ui/preview/jsonpanel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

class tst_Reload final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_stage.reset(); }
    void treeStays();
    void changesStay();

private:
    void open(const QString &address) const;
    SegmentedControl *choices(const QString &name) const;
    // By F5, until the Hub has been asked for that and the answer is here.
    void reload(const QByteArray &target);
    qsizetype asked(const QByteArray &target) const
    {
        return std::ranges::count_if(m_demo.hub().requests(), [&](const SeenRequest &request) {
            return request.target.startsWith(target);
        });
    }

    mutable DemoHub m_demo;
    std::unique_ptr<WindowStage> m_stage;
};

void tst_Reload::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_Reload::init()
{
    m_stage = std::make_unique<WindowStage>(m_demo.variables(), true);
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
}

void tst_Reload::open(const QString &address) const
{
    const auto place = HubAddress::parse(address, m_demo.hub().url());
    QVERIFY(place);
    m_stage->window().openAddress(*place);
}

SegmentedControl *tst_Reload::choices(const QString &name) const
{
    for (auto *control : m_stage->window().findChildren<SegmentedControl *>())
        if (control->isVisible() && control->accessibleName().startsWith(name))
            return control;
    return nullptr;
}

void tst_Reload::reload(const QByteArray &target)
{
    const qsizetype before = asked(target);
    QTest::keyClick(&m_stage->window(), Qt::Key_F5);
    QTRY_VERIFY(asked(target) > before);
}

void tst_Reload::treeStays()
{
    open(u"hf://orchard/pippin-2b/config.json"_s);
    QTRY_VERIFY(choices(u"How the file is shown"_s));
    auto *control = choices(u"How the file is shown"_s);
    control->setFocus();
    QTest::keyClick(control, Qt::Key_Right);
    const auto rows = [this] {
        const auto *panel = m_stage->visible<JsonPanel>();
        return panel ? panel->findChild<QTreeView *>()->model()->rowCount() : 0;
    };
    QTRY_VERIFY(rows() > 1);
    reload("/api/models/orchard/pippin-2b/tree/");
    QTest::qWait(300); // what would take the tree away comes with a pause of its own
    QTRY_VERIFY(rows() > 1);
    QCOMPARE(choices(u"How the file is shown"_s)->current(), 1);

    // Fetched meanwhile: it is read anew, from the disk.
    QSignalSpy done(&m_stage->app().transfers(), &Transfers::groupDone);
    m_stage->app().transfers().download(
        {.repo = *RepoId::parse(RepoKind::Model, u"orchard/pippin-2b"),
         .revision = {},
         .paths = {u"config.json"_s},
         .allow = {},
         .ignore = {},
         .folder = {}});
    QTRY_COMPARE(done.count(), 1);
    reload("/api/models/orchard/pippin-2b/tree/");
    QTest::qWait(300);
    QTRY_VERIFY(rows() > 1);
    QCOMPARE(choices(u"How the file is shown"_s)->current(), 1);
}

void tst_Reload::changesStay()
{
    open(u"openfjord/skald-13b/discussions/3"_s);
    QTRY_VERIFY(choices(u"Part of the pull request"_s));
    auto *control = choices(u"Part of the pull request"_s);
    control->setFocus();
    QTest::keyClick(control, Qt::Key_Right);
    QTRY_VERIFY(m_stage->visible<DiffView>()
                && m_stage->visible<DiffView>()->model()->rowCount() > 3);
    const qsizetype before = asked("/api/models/openfjord/skald-13b/discussions/3");
    QCOMPARE(before, 1);
    reload("/api/models/openfjord/skald-13b/discussions/3");
    QTest::qWait(300);
    QTRY_VERIFY(m_stage->visible<DiffView>()
                && m_stage->visible<DiffView>()->model()->rowCount() > 3);
    QCOMPARE(choices(u"Part of the pull request"_s)->current(), 1);
    open(u"openfjord/skald-13b/discussions/1"_s); // another one begins as usual
    QTRY_VERIFY(!m_stage->visible<DiffView>());
}

QTEST_MAIN(tst_Reload)
#include "tst_reload.moc"
