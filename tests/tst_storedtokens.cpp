// The files that tokens are kept in: replaced whole, and shared with the Python client (A03, A05).

#include "app/session/privatefile.h"
#include "app/session/storedtokens.h"
#include "tests/support/fixtures.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

#include <atomic>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace {

int modeOf(const QString &path)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? int(info.st_mode & 0777) : -1;
}

} // namespace

class TestStoredTokens final : public QObject
{
    Q_OBJECT

private slots:
    void replaceIsWhole();
    void symbolicLinksStay();
    void storedTokens_data();
    void storedTokens();
    void sectionNames_data();
    void sectionNames();
};

void TestStoredTokens::replaceIsWhole() // A03
{
    QTemporaryDir dir;
    const QString path = dir.filePath(u"token"_s);
    QVERIFY(PrivateFile::replace(path, QByteArray(1'000, 'a')));
    std::atomic_bool stop = false;
    std::atomic_int odd = 0;
    QThreadPool pool;
    pool.start([&] {
        while (!stop) {
            const QByteArray bytes = fileBytes(path);
            if (modeOf(path) != 0600
                || (bytes != QByteArray(1'000, 'a') && bytes != QByteArray(1'000, 'b')))
                ++odd;
        }
    });
    for (int i = 0; i < 200; ++i)
        QVERIFY(PrivateFile::replace(path, QByteArray(1'000, i % 2 ? 'a' : 'b')));
    stop = true;
    pool.waitForDone();
    QCOMPARE(odd.load(), 0);
    QCOMPARE(QDir(dir.path()).entryList(QDir::Files | QDir::Hidden), QStringList{u"token"_s});
}

void TestStoredTokens::symbolicLinksStay()
{
    QTemporaryDir dir;
    QVERIFY(PrivateFile::replace(dir.filePath(u"real"_s), "old"));
    QVERIFY(QFile::link(dir.filePath(u"real"_s), dir.filePath(u"token"_s)));
    QVERIFY(PrivateFile::replace(dir.filePath(u"token"_s), "new"));
    QVERIFY(QFileInfo(dir.filePath(u"token"_s)).isSymLink());
    QCOMPARE(fileBytes(dir.filePath(u"real"_s)), QByteArray("new"));
}

void TestStoredTokens::storedTokens_data() // A05
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after"); // set("desk", "hf_n")
    QTest::newRow("empty") << QByteArray() << QByteArray("[desk]\nhf_token = hf_n\n");
    QTest::newRow("no line end") << QByteArray("[a]\nhf_token = x")
                                 << QByteArray("[a]\nhf_token = x\n\n[desk]\nhf_token = hf_n\n");
    QTest::newRow("update")
        << QByteArray("[desk]\nhf_token = old\nnote = 100%\n\n[z]\nhf_token = y\n")
        << QByteArray("[desk]\nhf_token = hf_n\nnote = 100%\n\n[z]\nhf_token = y\n");
    QTest::newRow("refresh data of the old one")
        << QByteArray("[desk]\nHF_Token: old\nrefresh_token = r\nexpires_at = 5\n")
        << QByteArray("[desk]\nhf_token = hf_n\n");
    QTest::newRow("the same token keeps all")
        << QByteArray("[desk]\nhf_token = hf_n\nrefresh_token = r\n")
        << QByteArray("[desk]\nhf_token = hf_n\nrefresh_token = r\n");
    QTest::newRow("case matters") << QByteArray("[Desk]\nhf_token = x\n")
                                  << QByteArray(
                                         "[Desk]\nhf_token = x\n\n[desk]\nhf_token = hf_n\n");
    QTest::newRow("duplicates and comments")
        << QByteArray("; c\n[a]\nhf_token = 1\n[a]\nhf_token = 2\n# [desk]\n")
        << QByteArray(
               "; c\n[a]\nhf_token = 1\n[a]\nhf_token = 2\n# [desk]\n\n[desk]\nhf_token = hf_n\n");
    QTest::newRow("CRLF") << QByteArray("[a]\r\nhf_token = 1\r\n")
                          << QByteArray("[a]\r\nhf_token = 1\r\n\n[desk]\nhf_token = hf_n\n");
}

void TestStoredTokens::storedTokens()
{
    QFETCH(QByteArray, before);
    StoredTokens tokens(before);
    QCOMPARE(tokens.text(), before);
    tokens.set("desk", "hf_n");
    QTEST(tokens.text(), "after");
    tokens.removeToken("hf_n");
    QVERIFY(!tokens.text().contains("hf_n"));
}

void TestStoredTokens::sectionNames_data()
{
    QTest::addColumn<QString>("displayName");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("plain") << u"desk"_s << QByteArray("desk");
    QTest::newRow("spaces") << u" my desk "_s << QByteArray("my desk");
    QTest::newRow("DEFAULT") << u"Default"_s << QByteArray("hubnaut");
    QTest::newRow("empty") << QString() << QByteArray("hubnaut");
    QTest::newRow("injection") << u"a]\nhf_token = evil\n[b"_s << QByteArray("ahf_token = evilb");
    QTest::newRow("unicode") << u"büro"_s << QByteArray("b\xc3\xbcro");
}

void TestStoredTokens::sectionNames()
{
    QFETCH(QString, displayName);
    QTEST(StoredTokens::sectionName(displayName), "name");
}

QTEST_GUILESS_MAIN(TestStoredTokens)
#include "tst_storedtokens.moc"
