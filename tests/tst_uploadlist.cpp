// The uploads that are known, on their page among the transfers.
#include "tests/support/uploadhub.h"
#include "ui/transfers/uploadline.h"
#include "ui/transfers/uploadlist.h"
#include "ui/widgets/elidedlabel.h"

#include <QApplication>
#include <QClipboard>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace Qt::StringLiterals;

class UploadListTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void runsToItsEnd();
    void pausesAndGoesOn();
    void stops();
    void failedIsTriedAgain();
    void takesTheKeys();
    void notKept();

private:
    QList<UploadLine *> lines() const { return m_list->findChildren<UploadLine *>(); }
    QToolButton *button(const QString &name) const
    {
        for (auto *each : m_list->findChildren<QToolButton *>())
            if (each->accessibleName() == name && each->isVisible())
                return each;
        return nullptr;
    }
    bool says(const QString &words) const
    {
        for (const auto *label : m_list->findChildren<ElidedLabel *>())
            if (label->isVisible() && label->text().contains(words))
                return true;
        return false;
    }
    void begin()
    {
        m_bench->upload
            = m_bench->uploads->begin(UploadBench::order({m_bench->made(u"a.txt"_s, "some text")}));
    }

    std::unique_ptr<UploadHub> m_bench;
    std::unique_ptr<UploadList> m_list;
};

void UploadListTest::init()
{
    m_bench = std::make_unique<UploadHub>();
    m_bench->open(m_bench->config(), {});
    m_list = std::make_unique<UploadList>(*m_bench->uploads, [this] { return m_bench->hub.url(); });
    m_list->resize(600, 400);
    m_list->show();
    QVERIFY(lines().isEmpty());
}

void UploadListTest::cleanup()
{
    m_list.reset();
    m_bench.reset();
}

void UploadListTest::runsToItsEnd()
{
    QSignalSpy counted(m_list.get(), &UploadList::countChanged);
    std::optional<RepoId> opened;
    connect(m_list.get(), &UploadList::openRequested, this,
            [&opened](const RepoId &repo) { opened = repo; });
    begin();
    QCOMPARE(m_list->count(), 1);
    QCOMPARE(counted.size(), 1);
    QVERIFY(says(u"Upload it"_s));
    QVERIFY(button(u"Pause"_s));
    QTRY_VERIFY(says(u"the Hub has what is here"_s));
    QVERIFY(!button(u"Pause"_s));
    button(u"Copy the receipt"_s)->click();
    const QString receipt = QApplication::clipboard()->text();
    QVERIFY2(receipt.contains(u"a.txt\t9\t"_s) && receipt.contains(u"commit "_s),
             qPrintable(receipt));
    button(u"Open the repository"_s)->click();
    QVERIFY(opened == UploadBench::id());
    button(u"Remove from the list"_s)->click();
    QCOMPARE(m_list->count(), 0);
    QTRY_VERIFY(lines().isEmpty());
}

void UploadListTest::pausesAndGoesOn()
{
    m_bench->hub.setFault("too-many", "/api/models/ada/up/preupload", -1, "hub", 600);
    begin();
    QTRY_VERIFY(button(u"Pause"_s));
    button(u"Pause"_s)->click();
    QTRY_VERIFY(button(u"Go on"_s));
    m_bench->hub.clearFaults();
    button(u"Go on"_s)->click();
    QTRY_VERIFY(says(u"the Hub has what is here"_s));
}

void UploadListTest::stops()
{
    m_bench->hub.setFault("too-many", "/api/models/ada/up/preupload", -1, "hub", 600);
    begin();
    QTRY_VERIFY(button(u"Stop…"_s));
    button(u"Stop…"_s)->click();
    auto *question = m_list->findChild<QMessageBox *>();
    QVERIFY(question);
    question->reject();
    QVERIFY(button(u"Stop…"_s)); // it goes on
    button(u"Stop…"_s)->click();
    for (auto *each : m_list->findChildren<QMessageBox *>())
        for (QAbstractButton *answer : each->buttons())
            if (each->isVisible() && answer->text() == u"Stop"_s)
                answer->click();
    QTRY_VERIFY(button(u"Remove from the list"_s));
    QVERIFY(says(u"Stopped"_s));
}

void UploadListTest::failedIsTriedAgain()
{
    m_bench->hub.setFault("forbidden", "/api/models/ada/up/preupload");
    begin();
    QTRY_VERIFY(button(u"Try again"_s));
    m_bench->hub.clearFaults();
    button(u"Try again"_s)->click();
    QTRY_VERIFY(says(u"the Hub has what is here"_s));
}

void UploadListTest::takesTheKeys()
{
    QVERIFY(!m_list->firstButton());
    m_bench->hub.setFault("too-many", "/preupload", -1, "hub", 600);
    begin();
    QTRY_VERIFY(button(u"Pause"_s));
    QVERIFY(lines().constFirst()->isAncestorOf(m_list->firstButton()));
    QVERIFY(m_list->firstButton()->isEnabled() && m_list->firstButton()->isVisible());
}

// Somebody relies on it: that it would be forgotten is told.
void UploadListTest::notKept()
{
    const QTemporaryDir temp;
    Uploads uploads(temp.path()); // a folder is no database
    const UploadList list(uploads, [] { return QUrl(); });
    QSignalSpy told(&list, &UploadList::troubleChanged);
    QTRY_COMPARE(told.size(), 1);
    QVERIFY(!list.trouble().isEmpty());
}

QTEST_MAIN(UploadListTest)
#include "tst_uploadlist.moc"
