// A computer whose Qt has no TLS (T10): said in a sentence, and nothing goes out in the clear.

#include "tests/support/asked.h"
#include "tests/support/fakehub.h"

#include <QSslSocket>
#include <QTest>

using namespace Qt::StringLiterals;

class TestNetTlsMissing final : public QObject
{
    Q_OBJECT

private slots:
    void isSaid();
};

void TestNetTlsMissing::isSaid()
{
    QVERIFY(!QSslSocket::supportsSsl());
    FakeHub hub;
    hub.reply("/", {});
    QUrl url = hub.url();
    url.setScheme(u"https"_s);
    Asked a(url);
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(!*a.page);
    QCOMPARE(a.kind(), HubError::Kind::Insecure);
    QVERIFY2(a.page->error().message.contains(u"encrypt"_s), qPrintable(a.page->error().message));
    QCOMPARE(hub.requests.size(), 0);
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setLibraryPaths({}); // the TLS backends are plugins
    TestNetTlsMissing test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_nettlsmissing.moc"
