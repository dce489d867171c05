#include "app/net/hubclient.h"
#include "models/jsontreemodel.h"
#include "tests/support/tensorfiles.h"
#include "ui/preview/jsonpanel.h"
#include "ui/preview/previewpane.h"
#include "ui/theme/theme.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QApplication>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;

// The tree of a JSON document in the preview: read once a file, and kept as the user left it.
class tst_JsonPanel final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void keepsTheTreeOfTheFile();
    void readsOnceForManySwitches();
    void forgetsAnotherFile();
    void readsAgainAfterAnError();
    void keyColumnHasRoomAtOnce();
    void choicesKeepTheKeys();

private:
    PreviewFile file(const QString &name, const QByteArray &bytes);
    static QTreeView *view(PreviewPane &pane)
    {
        return pane.findChild<JsonPanel *>()->findChild<QTreeView *>();
    }
    static QByteArray large() // more than the first piece that a preview reads
    {
        return R"({"a": {"b": [1, 2]}, "words": [)" + QByteArray("\"word\",").repeated(100'000)
            + "0]}";
    }

    QTemporaryDir m_folder;
    QNetworkAccessManager m_nam;
    HubClient m_hub{QUrl(u"http://127.0.0.1:1"_s), m_nam};
};

void tst_JsonPanel::initTestCase()
{
    applyTheme(*qApp, Settings::Theme::Light);
}

PreviewFile tst_JsonPanel::file(const QString &name, const QByteArray &bytes)
{
    QFile out(m_folder.filePath(name));
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
        qFatal("cannot write the test's file");
    return {.repo = *RepoId::parse(RepoKind::Model, u"openfjord/skald-13b"),
            .entry = {.path = name, .size = out.size()},
            .localPath = out.fileName()};
}

void tst_JsonPanel::keepsTheTreeOfTheFile()
{
    PreviewPane pane(m_hub);
    pane.show(file(u"a.json"_s, large()));
    QTRY_VERIFY(pane.controller().views().contains(PreviewView::Tree));
    QSignalSpy read(&pane.controller(), &PreviewController::jsonRead);
    pane.showView(PreviewView::Tree);
    QCOMPARE(pane.findChild<SegmentedControl *>()->current(), 1);
    QTRY_COMPARE(read.size(), 1);
    QTreeView *tree = view(pane);
    const auto first = [tree] { return tree->model()->index(0, 0); };
    QVERIFY(!tree->isExpanded(first()));
    tree->expand(first());
    tree->setCurrentIndex(tree->model()->index(0, 0, first()));
    pane.showView(PreviewView::Text);
    pane.showView(PreviewView::Tree);
    QVERIFY(tree->isExpanded(first()));
    QCOMPARE(tree->currentIndex().data().toString(), u"b"_s);
    QTest::qWait(50); // nothing may follow
    QCOMPARE(read.size(), 1);
    QVERIFY(tree->isExpanded(first()));
}

void tst_JsonPanel::readsOnceForManySwitches()
{
    PreviewPane pane(m_hub);
    pane.show(file(u"a.json"_s, large()));
    QTRY_VERIFY(pane.controller().views().contains(PreviewView::Tree));
    QSignalSpy read(&pane.controller(), &PreviewController::jsonRead);
    for (int i = 0; i < 5; ++i) {
        pane.showView(PreviewView::Tree);
        pane.showView(PreviewView::Text);
    }
    QTRY_COMPARE(read.size(), 1);
    pane.showView(PreviewView::Tree);
    QTest::qWait(100); // nothing may follow
    QCOMPARE(read.size(), 1);
    QCOMPARE(view(pane)->model()->rowCount(), 2);
}

void tst_JsonPanel::forgetsAnotherFile() // I14
{
    PreviewPane pane(m_hub);
    pane.show(file(u"a.json"_s, R"({"a": 1})"));
    QTRY_VERIFY(pane.controller().views().contains(PreviewView::Tree));
    pane.showView(PreviewView::Tree);
    QTRY_COMPARE(view(pane)->model()->rowCount(), 1);
    pane.show(file(u"b.json"_s, R"({"b": 1, "c": 2})"));
    QCOMPARE(view(pane)->model()->rowCount(), 0);
    QVERIFY(!pane.controller().json());
    QTRY_VERIFY(pane.controller().views().contains(PreviewView::Tree));
    pane.showView(PreviewView::Tree);
    QTRY_COMPARE(view(pane)->model()->rowCount(), 2);
    pane.controller().retry(); // "Read again"
    QCOMPARE(view(pane)->model()->rowCount(), 0);
}

void tst_JsonPanel::readsAgainAfterAnError() // P06
{
    PreviewPane pane(m_hub);
    pane.show(file(u"broken.json"_s, "{\"a\": 1,\n}"));
    QTRY_VERIFY(pane.controller().views().contains(PreviewView::Tree));
    QSignalSpy read(&pane.controller(), &PreviewController::jsonRead);
    for (int times = 1; times <= 2; ++times) {
        pane.showView(PreviewView::Tree);
        QTRY_COMPARE(read.size(), times);
        QVERIFY(!pane.controller().json());
        QCOMPARE(view(pane)->model()->rowCount(), 0);
    }
}

// The panel is behind another one until then, and has the size of nothing.
void tst_JsonPanel::keyColumnHasRoomAtOnce()
{
    PreviewPane pane(m_hub);
    pane.resize(520, 500);
    static_cast<QWidget &>(pane).show();
    pane.show(file(u"a.safetensors"_s, safetensors("{}")));
    QTRY_COMPARE(pane.controller().state().phase, ViewState::Phase::Ready);
    pane.show(file(u"a.json"_s, R"({"num_attention_heads": 40})"));
    QTRY_VERIFY(pane.controller().views().contains(PreviewView::Tree));
    pane.showView(PreviewView::Tree);
    QHeaderView *header = view(pane)->header();
    QTRY_COMPARE(header->sectionSize(JsonTreeModel::Key), 220);
    pane.resize(360, 500);
    const auto half = [&pane] { return pane.findChild<JsonPanel *>()->width() / 2; };
    QTRY_VERIFY(half() < 220);
    QTRY_COMPARE(header->sectionSize(JsonTreeModel::Key), half());
    header->resizeSection(JsonTreeModel::Key, 140); // by hand
    pane.resize(520, 500);
    QTest::qWait(20);
    QCOMPARE(header->sectionSize(JsonTreeModel::Key), 140);
}

// They move to a line of their own in a narrow pane, and back.
void tst_JsonPanel::choicesKeepTheKeys()
{
    PreviewPane pane(m_hub);
    pane.resize(700, 500);
    pane.show(file(u"a.json"_s, "{}"));
    pane.QWidget::show();
    pane.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&pane));
    auto *choices = pane.findChild<SegmentedControl *>();
    QTRY_VERIFY(choices->isVisible());
    choices->setFocus();
    const QWidget *line = choices->parentWidget();
    for (const int width : {400, 700, 400}) {
        pane.resize(width, 500);
        QTRY_COMPARE(choices->parentWidget() == line, width == 700);
        QVERIFY(choices->isVisible());
        QVERIFY2(choices->hasFocus(), qPrintable(QString::number(width)));
    }
}

QTEST_MAIN(tst_JsonPanel)
#include "tst_jsonpanel.moc"
