// The files that hold tokens: what is not one, what stays after a failure, and what their list
// keeps.

#include "app/session/privatefile.h"
#include "app/session/storedtokens.h"
#include "tests/support/fixtures.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

class TestPrivateFile final : public QObject
{
    Q_OBJECT

private slots:
    void readsNoMoreThanATokenNeeds();
    void failureLeavesNothing();
    void foldersArePrivate();
    void commentsAreNoTokens();
    void whatHasNoNameStays();
    void headingAtTheEndOfTheFile();
};

void TestPrivateFile::readsNoMoreThanATokenNeeds() // A02
{
    QTemporaryDir dir;
    const QString path = dir.filePath(u"token"_s);
    QVERIFY(PrivateFile::replace(path, QByteArray(64 << 10, 'a')));
    QVERIFY(PrivateFile::read(path));
    QVERIFY(PrivateFile::replace(path, QByteArray((64 << 10) + 1, 'a')));
    QVERIFY(!PrivateFile::read(path));
}

void TestPrivateFile::failureLeavesNothing() // A03
{
    QTemporaryDir dir;
    QVERIFY(QDir(dir.path()).mkpath(u"token/inside"_s)); // cannot be renamed over
    QVERIFY(!PrivateFile::replace(dir.filePath(u"token"_s), "hf_a"));
    QCOMPARE(QDir(dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{u"token"_s});
}

void TestPrivateFile::foldersArePrivate() // A02
{
    QTemporaryDir dir;
    QVERIFY(PrivateFile::replace(dir.filePath(u"a/b/token"_s), "hf_a"));
    for (const QString &made : {u"a"_s, u"a/b"_s}) {
        struct stat info = {};
        QVERIFY(::stat(QFile::encodeName(dir.filePath(made)).constData(), &info) == 0);
        QCOMPARE(int(info.st_mode & 0777), 0700);
    }
}

void TestPrivateFile::commentsAreNoTokens() // A05
{
    const QByteArray text = "[a]\n; hf_token = hf_n\n# hf_token = hf_n\nhf_token = hf_o\n";
    StoredTokens tokens(text);
    tokens.removeToken("hf_n");
    QCOMPARE(tokens.text(), text);
}

void TestPrivateFile::whatHasNoNameStays() // A05
{
    StoredTokens tokens("hf_token = hf_n\n[a]\nhf_token = hf_n\n");
    tokens.removeToken("hf_n");
    QCOMPARE(tokens.text(), QByteArray("hf_token = hf_n\n"));
}

void TestPrivateFile::headingAtTheEndOfTheFile() // A05
{
    StoredTokens tokens("[desk]");
    tokens.set("desk", "hf_n");
    QCOMPARE(tokens.text(), QByteArray("[desk]\nhf_token = hf_n\n"));
}

QTEST_GUILESS_MAIN(TestPrivateFile)
#include "tst_privatefile.moc"
