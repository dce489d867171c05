#include "app/transfer/transfers.h"
#include "models/filetreemodel.h"
#include "tests/support/repobench.h"
#include "ui/community/discussionlook.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/hubimages.h"
#include "ui/repo/linkopener.h"
#include "ui/repo/selectionbar.h"
#include "ui/widgets/elidedlabel.h"

#include <QAbstractButton>
#include <QApplication>
#include <QBuffer>
#include <QHelpEvent>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocumentFragment>
#include <QToolTip>

using namespace Qt::StringLiterals;

// What the repository tab is made of, each by itself.
class tst_RepoParts final : public QObject
{
    Q_OBJECT

private slots:
    void linksAskBeforeLeaving_data();
    void linksAskBeforeLeaving();
    void imagesOfOthersAreBlocked();
    void imagesStayInTheRepository_data();
    void imagesStayInTheRepository();
    void picturesAreBounded();
    void whatIsCachedIsShownInItsFolder();
    void foldersAreCountedAsFolders();
    void unknownEventsSpeakToReaders();
    void narrowTreeTellsTheLastCommit();
};

void tst_RepoParts::linksAskBeforeLeaving_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("asks");
    QTest::newRow("https") << u"https://example.org/page?x=1"_s << true;
    QTest::newRow("M03 look-alike host") << u"https://huggingf\u0430ce.co/x"_s << true;
    QTest::newRow("M03 javascript") << u"javascript:alert(1)"_s << false;
    QTest::newRow("M03 file") << u"file:///etc/passwd"_s << false;
    QTest::newRow("M03 smb") << u"smb://host/share"_s << false;
    QTest::newRow("M03 vscode") << u"vscode://x"_s << false;
    QTest::newRow("nonsense") << u"https://"_s << false;
}

void tst_RepoParts::linksAskBeforeLeaving()
{
    QFETCH(QString, address);
    QFETCH(bool, asks);
    QWidget window;
    window.show();
    QList<QUrl> opened;
    LinkOpener opener(QUrl(u"https://huggingface.co"_s), &window,
                      [&opened](const QUrl &url) { opened << url; });
    opener.open(address, QUrl(u"https://huggingface.co/a/b/blob/main/README.md"_s));
    auto *box = window.findChild<QMessageBox *>();
    QCOMPARE(box != nullptr, asks);
    QVERIFY(opened.isEmpty());
    if (!box)
        return;
    QCOMPARE(box->textFormat(), Qt::PlainText);
    QVERIFY(!box->informativeText().contains(u'\u0430')); // punycode shows what it is
    for (QAbstractButton *button : box->buttons())
        if (box->buttonRole(button) == QMessageBox::AcceptRole)
            button->click();
    QCOMPARE(opened.size(), 1);
}

void tst_RepoParts::imagesOfOthersAreBlocked()
{
    RepoBench bench;
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    QImage picture(4, 3, QImage::Format_RGB32);
    picture.fill(Qt::red);
    QVERIFY(picture.save(&buffer, "PNG"));
    bench.server.reply("/assets/architecture.png", {200, png, {}, false});
    HubImages images(bench.hub);
    images.setBase({.revision = {},
                    .info = {.summary = {.id = bench.address.repo},
                             .commit = QString::fromLatin1(SampleRepo::commit())}});
    QSignalSpy ready(&images, &HubImages::ready);
    QSignalSpy blocked(&images, &HubImages::blocked);
    QSignalSpy failed(&images, &HubImages::failed);
    images.want(u"https://badges.example/x.png"_s);
    QCOMPARE(blocked.size(), 1); // M02
    images.want(u"file:///etc/hostname"_s);
    images.want(u"data:image/png;base64,AAAA"_s);
    QCOMPARE(failed.size(), 2); // M01
    images.want(u"assets/architecture.png"_s);
    QTRY_COMPARE(ready.size(), 1);
    QCOMPARE(ready.first().at(1).value<QImage>().size(), QSize(4, 3));
    QCOMPARE(bench.server.targets.size(), 1);
}

// Of a README in a folder; M01.
void tst_RepoParts::imagesStayInTheRepository_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("file"); // empty: refused
    QTest::newRow("beside it") << u"loss.png"_s << u"docs/en/loss.png"_s;
    QTest::newRow("below it") << u"./img/a%20b.png"_s << u"docs/en/img/a%20b.png"_s;
    QTest::newRow("above it") << u"../loss.png"_s << u"docs/loss.png"_s;
    QTest::newRow("root") << u"../../assets/loss.png"_s << u"assets/loss.png"_s;
    QTest::newRow("out of the revision") << u"../../../dev/loss.png"_s << QString();
    QTest::newRow("another repository")
        << u"../../../../../../b/c/resolve/main/x.png"_s << QString();
    QTest::newRow("encoded dots") << u"%2e%2e/%2e%2e/%2e%2e/dev/loss.png"_s << QString();
    QTest::newRow("page of the Hub") << u"/openfjord/skald-13b/resolve/main/x.png"_s << u"x.png"_s;
    QTest::newRow("file") << u"file:///etc/hostname"_s << QString();
}

void tst_RepoParts::imagesStayInTheRepository()
{
    QFETCH(QString, address);
    QFETCH(QString, file);
    RepoBench bench;
    HubImages images(bench.hub);
    images.setBase({.revision = {}, .info = {.summary = {.id = bench.address.repo}}},
                   u"docs/en/"_s);
    QSignalSpy failed(&images, &HubImages::failed);
    images.want(address);
    QTRY_COMPARE(failed.size(), 1); // there is no picture behind any
    QCOMPARE(bench.server.targets.size(), file.isEmpty() ? 0 : 1);
    if (!file.isEmpty())
        QCOMPARE(bench.server.targets.first(),
                 "/openfjord/skald-13b/resolve/main/" + file.toUtf8());
}

void tst_RepoParts::picturesAreBounded()
{
    QString reason;
    QVERIFY(HubImages::decode("not a picture", &reason).isNull());
    QVERIFY(!reason.isEmpty());
    const QByteArray svg
        = "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>";
    QVERIFY(HubImages::decode(svg, &reason).isNull());
    QVERIFY(
        HubImages::decode("/* XPM */ static char *a[]={\"1 1 1 1\",\"a c #000\",\"a\"};", &reason)
            .isNull()); // what Qt would guess
    // A PNG head that claims 60,000 x 60,000.
    const QByteArray bomb
        = QByteArray::fromHex("89504e470d0a1a0a0000000d494844520000ea600000ea60080200000000000000");
    QVERIFY(HubImages::decode(bomb, &reason).isNull());
}

void tst_RepoParts::whatIsCachedIsShownInItsFolder()
{
    SelectionBar bar;
    bar.show();
    QSignalSpy download(&bar, &SelectionBar::downloadClicked);
    QSignalSpy reveal(&bar, &SelectionBar::revealClicked);
    const FileListing listing(
        {{u"a"_s, 1'000}, {u"b"_s, 2'000}, {u"e/0.lock"_s, 0}, {u"e/w"_s, 500}});
    bar.setSelection(listing.below({u"a"_s}, {u"a"_s}));
    QVERIFY(!buttonWith(bar, u"Download"_s));
    QVERIFY(bar.findChild<ElidedLabel *>()->text().contains(u"in the cache"_s));
    buttonWith(bar, u"Show in folder"_s)->click();
    QCOMPARE(reveal.size(), 1);
    bar.setSelection(listing.below({u"a"_s, u"b"_s}, {u"a"_s}));
    buttonWith(bar, u"Download 2.0 kB"_s)->click();
    bar.setSelection(listing.below({u"e/0.lock"_s}));
    buttonWith(bar, u"Download"_s)->click();
    QCOMPARE(download.size(), 2);
    QCOMPARE(reveal.size(), 1);
    bar.setSelection(listing.below({u"e"_s}, {u"e/w"_s})); // the empty one is not there
    QVERIFY(bar.findChild<ElidedLabel *>()->text().contains(u"1 of 2 files cached"_s));
    buttonWith(bar, u"Download"_s)->click();
    QCOMPARE(download.size(), 3);
    bar.setSelection(listing.below({u"e"_s}, {u"e/w"_s, u"e/0.lock"_s}));
    buttonWith(bar, u"Show in folder"_s)->click();
    bar.setSelection(listing.below({u"e/0.lock"_s}, {u"e/0.lock"_s}));
    buttonWith(bar, u"Show in folder"_s)->click();
    QCOMPARE(reveal.size(), 3);
}

void tst_RepoParts::foldersAreCountedAsFolders()
{
    SelectionBar bar;
    const FileListing listing({{u"a"_s, 1}, {u"e/f/x"_s, 1}, {u"e/w"_s, 1}});
    const auto says = [&](const QStringList &paths) {
        bar.setSelection(listing.below(paths));
        return bar.findChild<QLabel *>()->text();
    };
    QCOMPARE(says({u"a"_s}), u"1 selected"_s);
    QCOMPARE(says({u"e"_s}), u"1 folder, 2 files"_s);
    QCOMPARE(says({u"a"_s, u"e"_s}), u"1 folder, 3 files"_s);
    QCOMPARE(says({u"e"_s, u"e/f"_s}), u"2 folders, 2 files"_s);
    QCOMPARE(says({u"e/f"_s}), u"1 folder, 1 file"_s);
}

void tst_RepoParts::unknownEventsSpeakToReaders()
{
    const EventLook look = EventLook::of({.type = u"reaction-wave"_s, .author = u"robot"_s});
    QVERIFY2(look.sentence.startsWith(u"did something"_s), qPrintable(look.sentence));
    QVERIFY(!(look.sentence + look.detail).contains(u"wave"_s));
}

// The column of the last commit is the first to go; M09: titles are foreign text.
void tst_RepoParts::narrowTreeTellsTheLastCommit()
{
    const QDateTime date(QDate(2026, 3, 14), QTime(12, 0));
    FileTreeModel model;
    model.addLevel({},
                   {.entries = {{.type = TreeEntry::Type::File,
                                 .path = u"a&b.json"_s,
                                 .size = 3,
                                 .lastCommitTitle = u"Fix <img src=x> & more"_s,
                                 .lastCommitDate = date}}});
    FileTreeView view(model);
    view.resize(420, 300);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QVERIFY(view.isColumnHidden(FileTreeModel::CommitColumn));
    const QPoint at = view.visualRect(model.index(0, FileTreeModel::NameColumn)).center();
    QHelpEvent help(QEvent::ToolTip, at, view.viewport()->mapToGlobal(at));
    QApplication::sendEvent(view.viewport(), &help);
    const QString tip = QToolTip::text();
    QVERIFY(Qt::mightBeRichText(tip));
    QCOMPARE(QTextDocumentFragment::fromHtml(tip).toPlainText(),
             u"a&b.json\nLast commit: Fix <img src=x> & more\n"_s
                 + QLocale().toString(date, QLocale::LongFormat));
    QToolTip::hideText();
}

QTEST_MAIN(tst_RepoParts)
#include "tst_repoparts.moc"
