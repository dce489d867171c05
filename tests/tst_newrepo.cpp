// A repository that somebody makes from the window.
#include "app/demohub.h"
#include "app/localhub/localhub.h"
#include "app/localhub/localrepo.h"
#include "app/localhub/localstore.h"
#include "tests/support/repobench.h"
#include "tests/support/windowstage.h"
#include "ui/repo/newrepodialog.h"
#include "ui/repo/repopane.h"
#include "ui/theme/theme.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

class tst_NewRepo final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_stage.reset(); }
    void question();
    void isMade_data();
    void isMade();
    void isThereAlready();
    void mayNotBeMade();
    void names_data();
    void names();
    void offline();
    void signedOut();

private:
    NewRepoDialog *dialog() const { return m_stage->visible<NewRepoDialog>(); }
    QLineEdit *name() const { return dialog()->findChild<QLineEdit *>(); }
    QPushButton *button(const QString &text) const { return buttonWith(*dialog(), text); }
    QString trouble() const
    {
        for (const auto *label : dialog()->findChildren<QLabel *>())
            if (label->isVisible() && label->wordWrap())
                return label->text();
        return {};
    }
    void open() const
    {
        QTest::keyClick(&m_stage->window(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(dialog());
    }
    int creations() const
    {
        int all = 0;
        for (const SeenRequest &request : m_demo.hub().requests())
            all += request.target == "/api/repos/create";
        return all;
    }

    mutable DemoHub m_demo;
    std::unique_ptr<WindowStage> m_stage;
};

void tst_NewRepo::initTestCase()
{
    QString error;
    applyTheme(*qApp, Settings::Theme::Light);
    QVERIFY(m_demo.start(&error));
}

void tst_NewRepo::init()
{
    m_demo.hub().clearFaults();
    m_stage = std::make_unique<WindowStage>(m_demo.variables(), true);
    m_stage->app().start();
    QVERIFY(m_stage->openWindow());
    QTRY_VERIFY(m_stage->app().session().account());
}

void tst_NewRepo::question() // hub-api 8.1
{
    const auto id = [](RepoKind kind) { return *RepoId::parse(kind, u"ada/new"); };
    QCOMPARE(NewRepo{.id = id(RepoKind::Dataset)}.question(),
             R"({"name":"new","organization":"ada","private":false,"type":"dataset"})");
    QCOMPARE((NewRepo{.id = id(RepoKind::Space), .isPrivate = true, .sdk = u"docker"_s}.question()),
             R"({"name":"new","organization":"ada","private":true,"sdk":"docker","type":"space"})");
}

void tst_NewRepo::isMade_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("isPrivate");
    QTest::newRow("model") << 0 << true;
    QTest::newRow("dataset") << 1 << false;
    QTest::newRow("Space") << 2 << true;
}

void tst_NewRepo::isMade()
{
    QFETCH(const int, kind);
    QFETCH(const bool, isPrivate);
    open();
    QVERIFY(!button(u"Create"_s)->isEnabled());
    dialog()->findChild<SegmentedControl *>()->setCurrent(kind);
    dialog()->findChild<QCheckBox *>()->setChecked(isPrivate);
    if (kind == 2)
        dialog()->findChildren<QComboBox *>().last()->setCurrentIndex(1);
    name()->setFocus();
    QTest::keyClicks(name(), u"made-%1"_s.arg(kind));
    QTest::keyClick(name(), Qt::Key_Return);
    QTRY_VERIFY(!dialog());
    const RepoId id = *RepoId::parse(RepoKind(kind), u"ada/made-%1"_s.arg(kind));
    {
        const auto lock = m_demo.hub().store().lock();
        const LocalRepo *repo = m_demo.hub().store().find(id);
        QVERIFY(repo);
        QCOMPARE(repo->setup.isPrivate, isPrivate);
        QCOMPARE(repo->setup.sdk, kind == 2 ? u"docker"_s : QString());
    }
    QTRY_VERIFY(m_stage->visible<RepoPane>());
    QCOMPARE(m_stage->visible<RepoPane>()->address().repo, id);
    QCOMPARE(m_stage->visible<RepoPane>()->address().section, HubAddress::Section::Files);
}

void tst_NewRepo::isThereAlready()
{
    open();
    name()->setText(u"compass-7b-support-lora"_s);
    button(u"Create"_s)->click();
    QTRY_VERIFY(button(u"Open it"_s));
    QCOMPARE(trouble(), u"There is a repository of that name already."_s);
    name()->setText(u"another"_s); // is another question
    QVERIFY(button(u"Create"_s) && trouble().isEmpty());
    name()->setText(u"compass-7b-support-lora"_s);
    button(u"Create"_s)->click();
    QTRY_VERIFY(button(u"Open it"_s));
    const int asked = creations();
    button(u"Open it"_s)->click();
    QTRY_VERIFY(!dialog() && m_stage->visible<RepoPane>());
    QCOMPARE(m_stage->visible<RepoPane>()->address().repo.name(), u"compass-7b-support-lora"_s);
    QCOMPARE(creations(), asked);
}

void tst_NewRepo::mayNotBeMade()
{
    open();
    m_demo.hub().setFault("forbidden", "/api/repos/create");
    name()->setText(u"not-mine"_s);
    button(u"Create"_s)->click();
    QTRY_VERIFY(button(u"Try again"_s));
    QVERIFY(trouble().contains("Your account or token may not do this."_L1));
    m_demo.hub().clearFaults();
    button(u"Try again"_s)->click();
    QTRY_VERIFY(!dialog());
    QVERIFY(!m_demo.hub().store().head(*RepoId::parse(RepoKind::Model, u"ada/not-mine")).isEmpty());
}

void tst_NewRepo::names_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("space") << u"two words"_s;
    QTest::newRow("slash") << u"a/b"_s;
    QTest::newRow("dots") << u"a..b"_s;
    QTest::newRow("long") << QString(97, u'a');
}

void tst_NewRepo::names()
{
    QFETCH(const QString, name);
    open();
    this->name()->setText(name);
    QVERIFY(!button(u"Create"_s)->isEnabled());
    QVERIFY(!trouble().isEmpty());
    const int asked = creations();
    dialog()->create();
    QCOMPARE(creations(), asked);
}

void tst_NewRepo::offline()
{
    open();
    m_stage->app().settings().setOffline(true);
    name()->setText(u"new"_s);
    QVERIFY(!button(u"Create"_s)->isEnabled());
    QVERIFY(trouble().contains("ffline"_L1));
}

void tst_NewRepo::signedOut()
{
    QProcessEnvironment variables = m_demo.variables();
    variables.remove(u"HF_TOKEN"_s);
    m_stage = std::make_unique<WindowStage>(variables, true);
    m_stage->app().start();
    QVERIFY(m_stage->openWindow());
    QTest::keyClick(&m_stage->window(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(!dialog());
}

QTEST_MAIN(tst_NewRepo)
#include "tst_newrepo.moc"
