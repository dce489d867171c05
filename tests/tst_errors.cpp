// Every way to fail is told (I01): a sentence that says what to do, and never the server's markup.

#include "app/net/huberror.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using Cause = HttpFailure::Cause;

class TestErrors final : public QObject
{
    Q_OBJECT

private slots:
    void everyFailureIsASentence_data();
    void everyFailureIsASentence();
    void failuresAreToldApart();

private:
    static HubError of(Cause cause, int status, const QByteArray &code = {})
    {
        return HubError::fromHttp({.cause = cause,
                                   .status = status,
                                   .url = QUrl(u"https://hub.example/api/x?token=hf_secret"_s),
                                   .redirect = QUrl(u"http://evil.example/?key=hf_secret"_s),
                                   .errorCode = code,
                                   .body = "<script>alert(1)</script>"});
    }
};

void TestErrors::everyFailureIsASentence_data()
{
    QTest::addColumn<HubError>("error");
    for (int cause = 0; cause <= int(Cause::Offline); ++cause)
        QTest::addRow("cause %d", cause) << of(Cause(cause), 0);
    for (int status = 100; status < 1'000; ++status)
        QTest::addRow("status %d", status) << of(Cause::Status, status);
    for (const QByteArray code : {"RepoNotFound", "RevisionNotFound", "EntryNotFound", "GatedRepo",
                                  "DisabledRepo", "InsufficientScope", "SomethingNew"})
        for (const int status : {401, 403, 404, 500})
            QTest::addRow("%s %d", code.constData(), status) << of(Cause::Status, status, code);
}

void TestErrors::everyFailureIsASentence()
{
    QFETCH(const HubError, error);
    const QString &message = error.message;
    QVERIFY2(message.size() > 20 && message.size() < 200, qPrintable(message));
    QVERIFY2(message.front().isUpper() || message.startsWith(u"http") // or a name
                 || message.startsWith(u"hub.example"),
             qPrintable(message));
    QVERIFY2(message.endsWith(u'.'), qPrintable(message));
    QVERIFY2(!message.contains(u'%') && !message.contains(u"Unknown"_s), qPrintable(message));
    QVERIFY2(!message.contains(u"hf_secret"_s) && !error.detail.contains(u"hf_secret"_s),
             qPrintable(message));
    QVERIFY2(!error.detail.contains(u"<script"_s), qPrintable(error.detail));
}

void TestErrors::failuresAreToldApart()
{
    QSet<QString> causes;
    for (int cause = int(Cause::Status) + 1; cause <= int(Cause::Offline); ++cause)
        causes << of(Cause(cause), 0).message;
    QCOMPARE(causes.size(), int(Cause::Offline));
    QSet<QString> statuses;
    for (const int status : {400, 401, 402, 403, 404, 409, 416, 429, 451, 500, 503, 600})
        statuses << of(Cause::Status, status).message;
    QCOMPARE(statuses.size(), 12);
}

QTEST_GUILESS_MAIN(TestErrors)
#include "tst_errors.moc"
