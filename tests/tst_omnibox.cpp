#include "app/net/endpoint.h"
#include "models/omniboxmodel.h"
#include "tests/support/scriptedhub.h"
#include "ui/theme/theme.h"
#include "ui/window/omnibox.h"
#include "ui/window/omniboxcontroller.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCompleter>
#include <QListView>
#include <QNetworkAccessManager>
#include <QSignalSpy>
#include <QTest>
#include <QTextLayout>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using Type = Suggestion::Type;

namespace {

struct Bar
{
    Bar()
        : client(hub.url(), nam)
        , controller(client)
        , box(new Omnibox(controller))
        , list(box->findChild<QCompleter *>()->popup())
    {
        hub.reply("/api/quicksearch",
                  {.body = R"({"models":[{"id":"a/compass"},{"id":"b/compass-2"}]})"});
        QObject::connect(box, &Omnibox::chosen, box,
                         [this](const Suggestion &suggestion) { chosen << suggestion; });
        auto *layout = new QVBoxLayout(&window);
        layout->addWidget(box);
        window.resize(600, 400);
        window.show();
        window.activateWindow();
        box->setFocus();
        static_cast<void>(QTest::qWaitForWindowActive(&window));
    }
    QString marked() const // without isolates
    {
        return list->currentIndex().data().toString().remove(QChar(0x2068)).remove(QChar(0x2069));
    }
    int hits() const
    {
        int count = 0;
        for (int row = 0; row < controller.model()->rowCount(); ++row)
            count += controller.model()->at(row).type == Type::Hit;
        return count;
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    { // as the desktop does: to the list while it is open
        QWidget *to = list->isVisible() ? static_cast<QWidget *>(list) : box;
        QTest::keyClick(to, key, modifiers);
    }

    ScriptedHub hub;
    QNetworkAccessManager nam;
    HubClient client;
    mutable OmniboxController controller;
    QWidget window;
    Omnibox *box;
    QAbstractItemView *list;
    QList<Suggestion> chosen;
};

} // namespace

class tst_Omnibox final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void rowsSayWhereTheyLead_data();
    void rowsSayWhereTheyLead(); // M10
    void arabicIdsReadInOrder();
    void nonsenseIsNotSearched();
    void publicAddressIsLookedForHere_data();
    void publicAddressIsLookedForHere();
    void enterTakesTheMarkedRow();
    void markStaysWhileHitsCome();
    void escapeLeavesStepByStep();
};

void tst_Omnibox::rowsSayWhereTheyLead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("first");
    QTest::newRow("repository") << u"hf://a/b"_s << u"a / b"_s;
    QTest::newRow("file") << u"hf://a/b/sub/w.bin"_s << u"a / b › sub/w.bin"_s;
    QTest::newRow("revision") << u"hf://datasets/a/b@v2/w.bin"_s << u"a / b › w.bin @ v2"_s;
    QTest::newRow("discussion") << u"a/b/discussions/3"_s << u"a / b › #3"_s;
    QTest::newRow("file without its Hub") << u"a/b/blob/main/x/w.bin"_s << u"a / b › x/w.bin"_s;
    QTest::newRow("words") << u"two words"_s << u"Search models for “two words”"_s;
}

void tst_Omnibox::rowsSayWhereTheyLead()
{
    QFETCH(const QString, text);
    Bar bar;
    const QAbstractItemModelTester tester(bar.controller.model());
    bar.controller.setText(text);
    QString shown = bar.controller.model()->index(0).data().toString();
    shown.remove(QChar(0x2068)).remove(QChar(0x2069)); // isolates
    QTEST(shown, "first");
}

// Owner left, name right, in every row that shows the id.
void tst_Omnibox::arabicIdsReadInOrder()
{
    const QString owner = u"مكتبة"_s;
    const QString name = u"نموذج"_s;
    Bar bar;
    bar.box->insert(owner + u'/' + name);
    QTRY_VERIFY(bar.list->isVisible());
    const int rows = bar.controller.model()->rowCount();
    QVERIFY(rows >= 4); // the jump and three searches
    for (int row = 0; row < rows; ++row) {
        const QString text = bar.controller.model()->index(row).data().toString();
        if (!text.contains(owner))
            continue; // a hit
        QTextLayout layout(text, bar.list->font());
        layout.beginLayout();
        const QTextLine line = layout.createLine();
        layout.endLayout();
        const auto x
            = [&](const QString &part) { return line.cursorToX(int(text.indexOf(part)) + 1); };
        QVERIFY2(x(owner) < x(name), qPrintable(text));
    }
}

void tst_Omnibox::nonsenseIsNotSearched()
{
    Bar bar;
    QTest::keyClicks(bar.box, u"https://elsewhere.invalid/x"_s);
    QTRY_VERIFY(bar.list->isVisible());
    QCOMPARE(bar.controller.model()->rowCount(), 1);
    QCOMPARE(bar.controller.model()->at(0).type, Type::NoAddress);
    bar.press(Qt::Key_Return);
    QVERIFY(bar.chosen.isEmpty());
    QCOMPARE(bar.box->text(), u"https://elsewhere.invalid/x"_s); // to be corrected
}

void tst_Omnibox::publicAddressIsLookedForHere_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("says"); // the row, afterwards
    QTest::newRow("here") << 200 << u"a / b › w.bin"_s;
    QTest::newRow("not here") << 404
                              << u"a / b is not on this Hub. The address leads to another one."_s;
    QTest::newRow("refused") << 403 << u"The address leads to another Hub. "_s;
}

// The Hub in use may be a copy of the public one; only it can say.
void tst_Omnibox::publicAddressIsLookedForHere()
{
    QFETCH(int, status);
    QFETCH(QString, says);
    Bar bar;
    bar.hub.reply("/api/models/a/b",
                  {.status = status,
                   .body = R"({"id":"a/b","sha":"0123456789012345678901234567890123456789"})"});
    bar.box->insert(publicHub().toString() + u"/a/b/blob/main/w.bin"_s);
    QTRY_VERIFY(bar.list->isVisible());
    QCOMPARE(bar.controller.model()->at(0).type, Type::NoAddress);
    bar.press(Qt::Key_Return); // not known yet
    QVERIFY(bar.chosen.isEmpty());
    const auto row = [&bar] {
        QString text = bar.controller.model()->index(0).data().toString();
        return text.remove(QChar(0x2068)).remove(QChar(0x2069)); // isolates
    };
    QTRY_VERIFY2(row().startsWith(says), qPrintable(row()));
    QCOMPARE(bar.controller.model()->rowCount(), 1);
    bar.press(Qt::Key_Return);
    QCOMPARE(bar.chosen.size(), status == 200 ? 1 : 0);
    if (status == 200)
        QCOMPARE(bar.chosen.first().address->path, u"w.bin"_s);
}

void tst_Omnibox::enterTakesTheMarkedRow()
{
    Bar bar;
    QTest::keyClicks(bar.box, u"compass"_s);
    QTRY_COMPARE(bar.hits(), 2);
    QTRY_VERIFY(bar.list->isVisible());
    QCOMPARE(bar.marked(), u"Search models for “compass”"_s); // before Enter says so
    QCOMPARE(bar.list->currentIndex().row(), 0);
    bar.press(Qt::Key_Down); // what was found comes before the other searches
    bar.press(Qt::Key_Return);
    QCOMPARE(bar.chosen.size(), 1);
    QCOMPARE(bar.chosen.first().type, Type::Hit);
    QCOMPARE(bar.chosen.first().address->repo.id(), u"a/compass"_s);
    QVERIFY(bar.box->text().isEmpty() && !bar.list->isVisible());

    QTest::keyClicks(bar.box, u"compass"_s);
    QTRY_VERIFY(bar.list->isVisible());
    bar.press(Qt::Key_Escape);
    QVERIFY(!bar.list->isVisible());
    bar.press(Qt::Key_Return); // nothing to be read yet: shows the list instead of searching
    QCOMPARE(bar.chosen.size(), 1);
    QVERIFY(bar.list->isVisible());
    bar.press(Qt::Key_Return);
    QCOMPARE(bar.chosen.size(), 2);
    QCOMPARE(bar.chosen.last().text, u"compass"_s);
}

void tst_Omnibox::markStaysWhileHitsCome()
{
    Bar bar;
    QTest::keyClicks(bar.box, u"comp"_s);
    QTRY_VERIFY(bar.list->isVisible());
    bar.press(Qt::Key_Down);
    const QString marked = bar.marked();
    QVERIFY(marked.contains(u"datasets"));
    QTRY_COMPARE(bar.hits(), 2);
    QCOMPARE(bar.marked(), marked);
    QCOMPARE(bar.list->currentIndex().row(), 3); // they came before it
    QTest::keyClicks(bar.box, u"a"_s); // another text: the usual row again
    QTRY_COMPARE(bar.marked(), u"Search models for “compa”"_s);
}

void tst_Omnibox::escapeLeavesStepByStep()
{
    Bar bar;
    QSignalSpy left(bar.box, &Omnibox::left);
    QTest::keyClicks(bar.box, u"comp"_s);
    QTRY_VERIFY(bar.list->isVisible());
    bar.press(Qt::Key_Escape);
    QVERIFY(!bar.list->isVisible());
    QCOMPARE(bar.box->text(), u"comp"_s);
    bar.press(Qt::Key_Escape);
    QVERIFY(bar.box->text().isEmpty());
    QCOMPARE(bar.controller.model()->rowCount(), 0); // nothing old is left to be chosen
    QCOMPARE(left.count(), 0);
    bar.press(Qt::Key_Escape);
    QCOMPARE(left.count(), 1);
}

QTEST_MAIN(tst_Omnibox)
#include "tst_omnibox.moc"
