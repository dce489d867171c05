// Offline mode: it is said what turned it on and how to get out, and what only the Hub can serve is
// off with that reason until it ends.
#include "app/demohub.h"
#include "tests/support/windowstage.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/repoheader.h"
#include "ui/repo/selectionbar.h"
#include "ui/search/quicklookpane.h"
#include "ui/search/resultview.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

class tst_Offline final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup() { m_stage.reset(); }
    void saysWhatTurnedItOn_data();
    void saysWhatTurnedItOn();
    void repositoryDownloads();
    void quickLookDownloads();

private:
    void openStage(const QProcessEnvironment &variables, bool offline = false);
    void openFiles() const;
    void clickWorkOffline() const; // in the settings
    void backToRepo() const;
    bool says(const QString &part) const;
    template<typename T>
    QPushButton *downloadIn() const // of the visible T
    {
        const T *widget = m_stage->visible<T>();
        const auto buttons
            = widget ? widget->template findChildren<QPushButton *>() : QList<QPushButton *>();
        const auto it = std::ranges::find_if(buttons, [](const QPushButton *button) {
            return button->text().startsWith(u"Download"_s);
        });
        return it == buttons.end() ? nullptr : *it;
    }

    mutable DemoHub m_demo;
    std::unique_ptr<WindowStage> m_stage;
};

void tst_Offline::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_Offline::openStage(const QProcessEnvironment &variables, bool offline)
{
    m_stage = std::make_unique<WindowStage>(variables, false, offline);
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
}

bool tst_Offline::says(const QString &part) const
{
    return std::ranges::any_of(m_stage->window().findChildren<QLabel *>(),
                               [&part](const QLabel *label) {
                                   return label->isVisible() && label->text().contains(part);
                               });
}

void tst_Offline::openFiles() const
{
    const auto place = HubAddress::parse(u"hf://orchard/pippin-2b/config.json", m_demo.hub().url());
    QVERIFY(place);
    m_stage->window().openAddress(*place);
    QTRY_VERIFY(m_stage->visible<FileTreeView>()
                && m_stage->visible<FileTreeView>()->currentIndex().isValid());
    QTRY_VERIFY(m_stage->visible<SelectionBar>());
}

void tst_Offline::clickWorkOffline() const
{
    m_stage->window().openPage(PageId::Settings);
    const auto boxes = m_stage->window().findChildren<QCheckBox *>();
    const auto box = std::ranges::find(boxes, u"Work offline"_s, &QCheckBox::text);
    QVERIFY(box != boxes.end());
    QTRY_VERIFY((*box)->isVisible());
    const bool before = (*box)->isChecked();
    (*box)->setFocus();
    QTest::keyClick(*box, Qt::Key_Space);
    QCOMPARE((*box)->isChecked(), !before);
}

void tst_Offline::backToRepo() const
{
    QTest::keyClick(&m_stage->window(), Qt::Key_Tab, Qt::ControlModifier);
    QTRY_VERIFY(m_stage->visible<RepoHeader>());
}

void tst_Offline::saysWhatTurnedItOn_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<bool>("option");
    QTest::addColumn<QString>("named");
    QTest::newRow("settings") << QString() << false << u"Settings"_s;
    QTest::newRow("option") << QString() << true << u"--offline"_s;
    QTest::newRow("variable") << u"HF_HUB_OFFLINE"_s << false << u"HF_HUB_OFFLINE"_s;
    QTest::newRow("its other name")
        << u"TRANSFORMERS_OFFLINE"_s << false << u"TRANSFORMERS_OFFLINE"_s;
}

void tst_Offline::saysWhatTurnedItOn()
{
    QFETCH(const QString, variable);
    QFETCH(const bool, option);
    QFETCH(const QString, named);
    QProcessEnvironment variables = m_demo.variables();
    if (!variable.isEmpty())
        variables.insert(variable, u"1"_s);
    openStage(variables, option);
    const bool bySettings = named == u"Settings";
    if (bySettings)
        clickWorkOffline();
    const auto repo = *RepoId::parse(RepoKind::Model, u"orchard/pippin-2b");
    m_stage->window().openAddress({.repo = repo});
    QTRY_VERIFY(says(u"to ask the Hub."_s));
    QVERIFY(says(named));
    QCOMPARE(says(u"Turn it off in Settings"_s), bySettings);
    QCOMPARE(says(u"Start it without"_s), !bySettings);

    // A transfer says the same, from its own thread.
    m_stage->app().transfers().download({.repo = repo, .revision = {}, .paths = {}});
    const auto reason = [this] {
        const TransferSnapshot &now = m_stage->app().transfers().snapshot();
        return now.groups.isEmpty() || !now.groups.first().error
            ? QString()
            : now.groups.first().error->message;
    };
    QTRY_VERIFY2(reason().contains(named), qPrintable(reason()));

    m_stage->window().openPage(PageId::Settings);
    QCOMPARE(says(u"Set by %1. Start Hubnaut without it"_s.arg(named)), !bySettings);
}

void tst_Offline::repositoryDownloads()
{
    openStage(m_demo.variables());
    openFiles();
    QTRY_VERIFY(downloadIn<RepoHeader>() && downloadIn<RepoHeader>()->isEnabled());
    QTRY_VERIFY(m_stage->button(u"Download this file"_s));
    auto *header = downloadIn<RepoHeader>();
    auto *selected = downloadIn<SelectionBar>();
    auto *file = m_stage->button(u"Download this file"_s);
    const QString usual = file->toolTip();
    QVERIFY(selected->isEnabled());
    QVERIFY(file->isEnabled());

    clickWorkOffline();
    backToRepo();
    const QString why = u"Offline mode is on. Turn it off in Settings to ask the Hub."_s;
    for (const QWidget *button : QList<QWidget *>{header, selected, file}) {
        QVERIFY(button->isVisible());
        QVERIFY(!button->isEnabled());
        QCOMPARE(button->toolTip(), why);
    }
    QTest::mouseClick(selected, Qt::LeftButton);
    QTest::mouseClick(file, Qt::LeftButton);
    QVERIFY(m_stage->app().transfers().snapshot().groups.isEmpty());
    QTest::keyClick(m_stage->visible<FileTreeView>(), Qt::Key_Down); // another selection
    QTRY_VERIFY(m_stage->visible<SelectionBar>());
    QVERIFY(!selected->isEnabled());

    clickWorkOffline();
    backToRepo();
    for (const QWidget *button : QList<QWidget *>{header, selected, file}) {
        QVERIFY(button->isEnabled());
        QVERIFY(button->toolTip() != why);
    }
    QCOMPARE(file->toolTip(), usual);
}

void tst_Offline::quickLookDownloads()
{
    openStage(m_demo.variables());
    m_stage->window().openPage(PageId::Models);
    QTRY_VERIFY(m_stage->visible<ResultView>()
                && m_stage->visible<ResultView>()->model()->rowCount() > 0);
    QTRY_VERIFY(downloadIn<QuickLookPane>() && downloadIn<QuickLookPane>()->isEnabled());
    auto *download = downloadIn<QuickLookPane>();
    clickWorkOffline();
    m_stage->window().openPage(PageId::Models);
    QTRY_VERIFY(download->isVisible());
    QVERIFY(!download->isEnabled());
    QVERIFY(download->toolTip().contains(u"Settings"_s));
    clickWorkOffline();
    QVERIFY(download->isEnabled());
    QCOMPARE(download->toolTip(), QString());
}

QTEST_MAIN(tst_Offline)
#include "tst_offline.moc"
