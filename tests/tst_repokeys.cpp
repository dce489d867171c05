#include "tests/support/repobench.h"
#include "ui/repo/repopane.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QTest>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

// The lists of a repository's tab for whoever uses the keyboard.
class tst_RepoKeys final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void tabMarksARow_data();
    void tabMarksARow();

private:
    static QAbstractItemView *viewNamed(const QWidget &pane, const QString &name)
    {
        for (auto *view : pane.findChildren<QAbstractItemView *>())
            if (view->accessibleName() == name)
                return view;
        return nullptr;
    }
    static int accentPixels(QAbstractItemView &view, const QModelIndex &row)
    {
        const QRect rect(0, view.visualRect(row).top(), view.viewport()->width(),
                         view.visualRect(row).height());
        const QImage image = view.viewport()->grab(rect).toImage();
        const QRgb accent = Tokens::of(view.palette()).accent.rgb();
        int found = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                found += image.pixel(x, y) == accent ? 1 : 0;
        return found;
    }
};

void tst_RepoKeys::tabMarksARow_data()
{
    QTest::addColumn<Section>("section");
    QTest::addColumn<QString>("view");
    QTest::newRow("files") << Section::Files << u"Files"_s;
    QTest::newRow("history") << Section::History << u"Commits"_s;
    QTest::newRow("community") << Section::Community << u"Discussions"_s;
}

void tst_RepoKeys::tabMarksARow()
{
    QFETCH(Section, section);
    QFETCH(QString, view);
    RepoBench bench;
    bench.address.section = section;
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1200, 700);
    pane.show();
    pane.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&pane));
    auto *list = viewNamed(pane, view);
    QTRY_VERIFY(list->isVisible() && list->model()->rowCount() > 2);
    const QModelIndex first = list->model()->index(0, 0);
    QCOMPARE(accentPixels(*list, first), 0);
    for (int i = 0; i < 60 && !list->hasFocus(); ++i)
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &pane,
                        Qt::Key_Tab);
    QVERIFY(list->hasFocus());
    QCOMPARE(list->currentIndex().row(), 0);
    QVERIFY(accentPixels(*list, first) > 2 * list->viewport()->width());
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(list->currentIndex().row(), 1);
    QVERIFY(accentPixels(*list, first) < 200);
    QVERIFY(accentPixels(*list, list->currentIndex()) > 2 * list->viewport()->width());
}

QTEST_MAIN(tst_RepoKeys)
#include "tst_repokeys.moc"
