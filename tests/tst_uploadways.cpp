// The other ways by which files get into a repository: its tab and the clipboard.
#include "tests/support/uploadstage.h"
#include "ui/repo/filessection.h"
#include "ui/window/tabstrip.h"

#include <QClipboard>
#include <QDragLeaveEvent>
#include <QElapsedTimer>
#include <QMenu>
#include <QSignalSpy>
#include <QTabBar>
#include <QToolButton>

using namespace Qt::StringLiterals;

class UploadWaysTest final : public QObject, private UploadStage
{
    Q_OBJECT

private slots:
    void initTestCase() { begin(); }
    void init() { openAnew(); }
    void cleanup() { m_stage.reset(); }
    void droppedOnATab();
    void overATab();
    void pasted();
    void nothingToPaste();
    void asFastAsTheSettingsSay();

private:
    void paste(const QString &file) // into the folder sub
    {
        auto *data = new QMimeData;
        data->setUrls(urlsOf({file}));
        QApplication::clipboard()->setMimeData(data);
        view()->setCurrentIndex(static_cast<FileTreeModel *>(view()->model())->indexOf(u"sub"_s));
        view()->setFocus();
        QTest::keyClick(view(), Qt::Key_V, Qt::ControlModifier);
        QTRY_VERIFY(isPlanned());
    }
    QTabBar *tabs() const
    {
        return m_stage->window().findChild<TabStrip *>()->findChild<QTabBar *>();
    }
    bool dragOver(int tab, const QMimeData &data, bool drops) const
    {
        const QPoint at = tabs()->tabRect(tab).center();
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(tabs(), &enter);
        QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(tabs(), &move);
        if (!drops)
            return move.isAccepted();
        QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(tabs(), &drop);
        return drop.isAccepted();
    }
};

void UploadWaysTest::droppedOnATab()
{
    put(u"new.txt"_s, "new");
    QMimeData data;
    data.setUrls(urlsOf({u"new.txt"_s}));
    QVERIFY(!dragOver(0, data, true)); // it is no repository
    QVERIFY(!dialog());
    QVERIFY(dragOver(1, data, true));
    QTRY_VERIFY(isPlanned());
    QCOMPARE(state(u"new.txt"_s), u"New"_s);
    QMimeData text;
    text.setText(u"of no use"_s);
    QVERIFY(!dragOver(1, text, true));
}

// Whoever holds files over a tab gets to its folders.
void UploadWaysTest::overATab()
{
    put(u"new.txt"_s, "new");
    QMimeData data;
    data.setUrls(urlsOf({u"new.txt"_s}));
    tabs()->setCurrentIndex(0);
    QTRY_VERIFY(!view());
    QVERIFY(dragOver(1, data, false));
    QTRY_COMPARE(tabs()->currentIndex(), 1);
    QTRY_VERIFY(view());
    tabs()->setCurrentIndex(0);
    QVERIFY(dragOver(1, data, false));
    QDragLeaveEvent leave;
    QApplication::sendEvent(tabs(), &leave); // in passing
    QTest::qWait(700); // longer than over a tab is needed
    QCOMPARE(tabs()->currentIndex(), 0);
}

void UploadWaysTest::pasted()
{
    put(u"new.txt"_s, "new");
    paste(u"new.txt"_s);
    QCOMPARE(state(u"sub/new.txt"_s), u"New"_s);
}

void UploadWaysTest::nothingToPaste()
{
    QApplication::clipboard()->setText(u"no file"_s);
    QSignalSpy said(m_stage->visible<FilesSection>(), &FilesSection::said);
    view()->setFocus();
    QTest::keyClick(view(), Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(said.size(), 1);
    QVERIFY(!dialog());
    for (auto *button : m_stage->window().findChildren<QToolButton *>())
        if (button->accessibleName() == u"Upload"_s)
            button->click();
    QTRY_VERIFY(m_stage->visible<QMenu>());
    for (const QAction *action : m_stage->visible<QMenu>()->actions())
        QCOMPARE(action->isEnabled(), !action->text().startsWith(u"Paste"_s));
    m_stage->visible<QMenu>()->close();
}

void UploadWaysTest::asFastAsTheSettingsSay()
{
    Settings &settings = m_stage->app().settings();
    settings.setUploadLimit(1);
    const qint64 least = settings.uploadLimit();
    QVERIFY(least > 1); // else its connections would look dead
    put(u"large.bin"_s, QByteArray(4'000'000, 'x'));
    paste(u"large.bin"_s);
    const Uploads &uploads = m_stage->app().uploads();
    QVERIFY(uploads.all().empty());
    QElapsedTimer clock;
    clock.start();
    button(u"Upload"_s)->click();
    const auto sent = [&uploads] {
        return uploads.all().empty() ? 0 : uploads.all().begin()->second.progress.tally.sent;
    };
    QTRY_VERIFY(sent() > 0);
    QTest::qWait(1'000);
    QVERIFY(sent() < 4'000'000);
    QVERIFY(sent() <= least * (clock.elapsed() + 2'000) / 1'000);
    settings.setUploadLimit(0);
    QTRY_COMPARE(stored(u"sub/large.bin"_s).size(), 4'000'000);
}

QTEST_MAIN(UploadWaysTest)
#include "tst_uploadways.moc"
