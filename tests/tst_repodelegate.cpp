#include "models/repolistmodel.h"
#include "tests/support/worked.h"
#include "ui/search/repodelegate.h"
#include "ui/search/reporowtext.h"
#include "ui/search/resultview.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"

#include <QApplication>
#include <QPainter>
#include <QScrollBar>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;

namespace {

QImage paintedRow(const RepoSummary &repo, int width = 700)
{
    RepoListModel model;
    model.setPage({.repos = {repo}, .next = {}});
    RepoDelegate delegate;
    QStyleOptionViewItem option;
    option.rect = QRect(0, 0, width, metrics::kTallRow);
    option.palette = Tokens::light().palette();
    option.direction = Qt::LeftToRight;
    QImage image(option.rect.size(), QImage::Format_RGB32);
    image.fill(Tokens::light().surface);
    QPainter painter(&image);
    delegate.paint(&painter, option, model.index(0));
    return image;
}

// The leftmost column of the upper line, right of the tile, with a pixel darker than limit.
int firstDarkColumn(const QImage &image, int limit)
{
    for (int x = metrics::kPagePadding + 36; x < image.width(); ++x)
        for (int y = 6; y < image.height() / 2; ++y)
            if (qGray(image.pixel(x, y)) < limit)
                return x;
    return image.width();
}

RepoSummary named(const QString &id)
{
    return {.id = *RepoId::parse(RepoKind::Model, id), .downloads = 1'200'000, .likes = 4812};
}

} // namespace

class tst_RepoDelegate final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void ownerStaysBeforeTheName_data();
    void ownerStaysBeforeTheName();
    void spaceSaysOneStage_data();
    void spaceSaysOneStage();
    void oddRowsPaint_data();
    void oddRowsPaint();
    void manyRowsScrollFast();
};

void tst_RepoDelegate::ownerStaysBeforeTheName_data() // M10
{
    QTest::addColumn<QString>("owner");
    QTest::newRow("latin") << u"northwind"_s;
    QTest::newRow("arabic") << u"مختبر"_s;
    QTest::newRow("hebrew") << u"מעבדה"_s;
    QTest::newRow("chinese") << u"青空研究所"_s;
}

void tst_RepoDelegate::ownerStaysBeforeTheName()
{
    QFETCH(QString, owner);
    const QImage row = paintedRow(named(owner + u"/HHHHHH"_s));
    const int ownerWidth = QFontMetrics(type::font(type::Scale::Body)).horizontalAdvance(owner);
    const int start = metrics::kPagePadding + 34 + metrics::kColumnGap;
    // The owner is dimmed; only the name reaches the text colour.
    const int firstInk = firstDarkColumn(row, 170);
    const int nameInk = firstDarkColumn(row, 60);
    QVERIFY2(firstInk < start + 12, qPrintable(QString::number(firstInk)));
    QVERIFY2(nameInk >= start + ownerWidth && nameInk < row.width(),
             qPrintable(QString::number(nameInk)));
}

void tst_RepoDelegate::spaceSaysOneStage_data()
{
    QTest::addColumn<QString>("stage");
    QTest::addColumn<QString>("said");
    QTest::newRow("running") << u"RUNNING"_s << u"Gradio · Running"_s;
    QTest::newRow("two at once") << u"RUNNING_BUILDING"_s << u"Gradio · Running"_s;
    QTest::newRow("error") << u"BUILD_ERROR"_s << u"Gradio · Build error"_s;
    QTest::newRow("not known here") << u"DREAMING"_s << u"Gradio · DREAMING"_s;
    QTest::newRow("none") << QString() << u"Gradio"_s;
}

void tst_RepoDelegate::spaceSaysOneStage()
{
    QFETCH(QString, stage);
    QTEST(reporow::meta(
              {.id = *RepoId::parse(RepoKind::Space, u"a/b"), .sdk = u"gradio"_s, .stage = stage}),
          "said");
}

void tst_RepoDelegate::oddRowsPaint_data() // M09, M10, M11
{
    QTest::addColumn<RepoSummary>("repo");
    QTest::newRow("legacy") << named(u"gpt2"_s);
    QTest::newRow("long") << named(QString(96, u'o') + u'/' + QString(96, u'n'));
    RepoSummary odd = named(u"a/b"_s);
    odd.task = u"<b>x</b>\u202Egpj.exe\n%1&amp;"_s;
    odd.library = QString(5000, QChar(0x0301));
    QTest::newRow("hostile task") << odd;
    odd.task.clear();
    QTest::newRow("tower") << odd;
    odd.downloads = std::numeric_limits<qint64>::max();
    odd.parameters = odd.likes = odd.downloads;
    odd.updatedAt = QDateTime::fromMSecsSinceEpoch(-1);
    odd.isPrivate = true;
    odd.gate = Gate::Manual;
    QTest::newRow("extreme numbers") << odd;
    RepoSummary space{.id = *RepoId::parse(RepoKind::Space, u"a/b")};
    space.emoji = u"\u202E\u0000<img>"_s;
    space.stage = u"RUNNING_\u202EBUILDING"_s;
    QTest::newRow("space") << space;
    QTest::newRow("bare") << RepoSummary{.id = *RepoId::parse(RepoKind::Model, u"a/b")};
}

void tst_RepoDelegate::oddRowsPaint()
{
    QFETCH(RepoSummary, repo);
    for (const int width : {60, 320, 700, 3000}) {
        const Worked worked;
        const QImage row = paintedRow(repo, width);
        QCOMPARE_LT(worked.ms(), 500 * kSlowness);
        if (width < 320)
            continue;
        // Nothing is drawn over the right padding or over the columns of numbers.
        for (int y = 0; y < row.height(); ++y)
            QCOMPARE(row.pixelColor(width - 2, y), Tokens::light().surface);
    }
}

void tst_RepoDelegate::manyRowsScrollFast()
{
    RepoPage page;
    for (int i = 0; i < 100'000; ++i)
        page.repos << named(u"owner-%1/some-model-name-%2"_s.arg(i % 977).arg(i));
    RepoListModel model;
    model.setPage(page);
    ResultView view;
    view.setItemDelegate(new RepoDelegate(&view));
    view.setModel(&model);
    view.resize(700, 800);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const Worked worked;
    const int frames = 100;
    for (int frame = 0; frame < frames; ++frame) {
        view.verticalScrollBar()->setValue(frame * 40'000); // every frame is all new rows
        view.viewport()->repaint();
    }
    const double each = double(worked.ms()) / frames;
    qInfo("%.1f ms a frame of new rows", each);
    QCOMPARE_LT(each, 16. * kSlowness); // ms: one frame on the screen
}

QTEST_MAIN(tst_RepoDelegate)
#include "tst_repodelegate.moc"
