// The panel of the plan: what can be done when, and where the focus goes.
#include "tests/support/cachescans.h"
#include "ui/cache/cachedigest.h"
#include "ui/cache/planpanel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

class tst_PlanPanel final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void panelIsDimmedWhileItComputes();
    void panelShowsHowFarItIs();
    void spaceAfterQuarantineUndoesNothing();
};

void tst_PlanPanel::panelIsDimmedWhileItComputes()
{
    PlanPanel panel;
    const auto button = [&panel](const QString &text) {
        for (QPushButton *each : panel.findChildren<QPushButton *>())
            if (each->text() == text)
                return each;
        return static_cast<QPushButton *>(nullptr);
    };
    panel.showNothing({});
    QVERIFY(!button(u"Quarantine"_s)->isEnabled() && !button(u"Review…"_s)->isEnabled());
    panel.showPlan({.title = u"Frees 1 GB"_s}, true);
    QVERIFY(button(u"Quarantine"_s)->isEnabled() && button(u"Review…"_s)->isEnabled());
    panel.setComputing(true);
    QVERIFY(!button(u"Quarantine"_s)->isEnabled());
    panel.showPlan({.title = u"Frees 0 B"_s}, false);
    QVERIFY(!button(u"Quarantine"_s)->isEnabled() && button(u"Review…"_s)->isEnabled());
}

void tst_PlanPanel::panelShowsHowFarItIs()
{
    PlanPanel panel;
    panel.show();
    panel.showProgress(0.5, u"Removing"_s);
    panel.showPlan({.title = u"Frees 1 GB"_s}, true);
    panel.showProgress(0.5, u"Removing"_s);
    QSignalSpy stopped(&panel, &PlanPanel::stopClicked);
    QSignalSpy others(&panel, &PlanPanel::reviewClicked);
    connect(&panel, &PlanPanel::cleanClicked, &panel, &PlanPanel::reviewClicked);
    for (QPushButton *each : panel.findChildren<QPushButton *>())
        if (each->isVisible())
            each->click(); // nothing else can be done
    QCOMPARE(stopped.size(), 1);
    QCOMPARE(others.size(), 0);
    panel.showProgress(-1, {});
    panel.showLast(Cleaning{.id = "7", .state = Cleaning::State::Kept}, 0);
    QSignalSpy undone(&panel, &PlanPanel::undoClicked);
    for (QPushButton *each : panel.findChildren<QPushButton *>())
        if (each->text() == u"Undo"_s)
            each->click();
    QCOMPARE(undone.at(0).at(0).toByteArray(), "7");
}

void tst_PlanPanel::spaceAfterQuarantineUndoesNothing()
{
    PlanPanel panel;
    panel.resize(900, 120);
    panel.show();
    panel.activateWindow();
    const auto button = [&panel](const QString &text) {
        for (QPushButton *each : panel.findChildren<QPushButton *>())
            if (each->text() == text)
                return each;
        return static_cast<QPushButton *>(nullptr);
    };
    panel.showLast(Cleaning{.id = "7", .state = Cleaning::State::Kept}, 0);
    panel.showPlan({.title = u"Frees 1 GB"_s}, true);
    button(u"Quarantine"_s)->setFocus();
    QTRY_VERIFY(button(u"Quarantine"_s)->hasFocus());
    panel.showProgress(0.5, u"Removing"_s);
    QVERIFY(button(u"Stop"_s)->hasFocus());
    QVERIFY(!button(u"Undo"_s)->isEnabled());
    panel.showProgress(-1, {});
    QVERIFY(button(u"Undo"_s)->isEnabled() && !button(u"Undo"_s)->hasFocus());
    panel.showProgress(-1, u"Bringing back"_s, false);
    QVERIFY(button(u"Stop"_s)->isHidden()); // it cannot be stopped
}

QTEST_MAIN(tst_PlanPanel)
#include "tst_planpanel.moc"
