#include "app/upload/secrets.h"

#include <QTest>

using namespace Qt::StringLiterals;
using Secrets::Found;
using Secrets::Kind;

// What looks like a secret, and what only looks like one that looks so. The keys are made up, and
// put together here so that nobody takes this file for one that has some.
class SecretsTest final : public QObject
{
    Q_OBJECT

private slots:
    void keys_data();
    void keys();
    void harmless_data();
    void harmless();
    void linesAndManyKeys();
    void names_data();
    void names();

private:
    static inline const QByteArray kLetters = "aBcDeFgHiJkLmNoPqRsTuVwXyZ1234567890";
};

void SecretsTest::keys_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Kind>("kind");
    const QByteArray dash = "-----";
    QTest::newRow("U04 hf") << "hf_" + QByteArray("abcdefghijklmnopqrstuvwxyzABCDEFGH")
                            << Kind::HubToken;
    QTest::newRow("U04 hf in quotes") << "TOKEN=\"hf_" + kLetters.first(34) + "\"\n"
                                      << Kind::HubToken;
    QTest::newRow("U04 api_org") << "api_org_" + kLetters.first(34) << Kind::HubToken;
    QTest::newRow("U04 sk") << "sk-" + kLetters << Kind::OpenAiKey;
    QTest::newRow("U04 sk-proj") << "key: sk-proj-" + kLetters << Kind::OpenAiKey;
    QTest::newRow("U04 AKIA") << QByteArray("aws=AKIA") + "IOSFODNN7EXAMPL3" << Kind::AwsKey;
    QTest::newRow("U04 ghp") << "https://ghp_" + kLetters + "@github.com" << Kind::GitHubToken;
    QTest::newRow("U04 github_pat") << "github_pat_" + kLetters + "_abcdef" << Kind::GitHubToken;
    QTest::newRow("U04 slack") << "xoxb-" + kLetters << Kind::SlackToken;
    QTest::newRow("U04 google") << "AIza" + kLetters.first(35) << Kind::GoogleKey;
    for (const char *name : {"", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "})
        QTest::addRow("U04 %skey", name)
            << dash + "BEGIN " + name + "PRIVATE KEY" + dash << Kind::PrivateKey;
    QTest::newRow("U04 pgp") << dash + "BEGIN PGP PRIVATE KEY BLOCK" + dash << Kind::PrivateKey;
    QTest::newRow("U04 key in JSON")
        << "{\"k\": \"" + dash + "BEGIN PRIVATE KEY" + dash + "\\nMII" << Kind::PrivateKey;
    QTest::newRow("U04 Latin-1") << "Schl\xfcssel: sk-" + kLetters << Kind::OpenAiKey;
}

void SecretsTest::keys()
{
    QFETCH(const QByteArray, text);
    QFETCH(const Kind, kind);
    QCOMPARE(Secrets::in(text), (QList<Found>{{kind, 1}}));
    QCOMPARE(Secrets::in("a\nb\n" + text), (QList<Found>{{kind, 3}}));
    QVERIFY(!Secrets::words(kind).isEmpty());
}

void SecretsTest::harmless_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("example") << "hf_" + QByteArray(34, 'x');
    QTest::newRow("name") << QByteArray("from hf_transfer_and_its_long_name_in_python import x");
    QTest::newRow("short") << QByteArray("hf_abcdefg12345");
    QTest::newRow("words") << QByteArray("sk-learn-compatible-estimators-and-pipelines");
    QTest::newRow("within a word") << "ta" + ("sk-" + kLetters);
    QTest::newRow("after a dash") << "desk-" + ("sk-" + kLetters);
    QTest::newRow("public key") << QByteArray("-----BEGIN PUBLIC KEY-----");
    QTest::newRow("certificate") << QByteArray("-----BEGIN CERTIFICATE-----");
    QTest::newRow("a rule of Markdown") << QByteArray(200, '-');
    QTest::newRow("at the end") << QByteArray("-----BEGIN ");
    QTest::newRow("no text") << QByteArray("\0", 1) + "sk-" + kLetters;
    QTest::newRow("too large") << QByteArray(Secrets::kMostText, '\n') + "sk-" + kLetters;
}

void SecretsTest::harmless()
{
    QFETCH(const QByteArray, text);
    QCOMPARE(Secrets::in(text), QList<Found>());
}

void SecretsTest::linesAndManyKeys()
{
    const QByteArray key = "sk-" + kLetters;
    QCOMPARE(Secrets::in(key + "\r\n\r\n" + key + ' ' + key),
             (QList<Found>{{Kind::OpenAiKey, 1}, {Kind::OpenAiKey, 3}, {Kind::OpenAiKey, 3}}));
    QCOMPARE(Secrets::in((key + '\n').repeated(1'000)).size(), 20);
}

void SecretsTest::names_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("isSecret");
    for (const QString &path :
         {u".env"_s, u"a/.env"_s, u".env.local"_s, u"prod.env"_s, u"token"_s, u"a/b/id_rsa"_s,
          u"id_ed25519"_s, u"server.PEM"_s, u"tls.key"_s, u".netrc"_s, u".git-credentials"_s,
          u"home/.aws/credentials"_s, u".ssh/config"_s, u"stored_tokens"_s})
        QTest::addRow("U04 %s", qPrintable(path)) << path << true;
    for (const QString &path :
         {u"tokenizer.json"_s, u"token/readme.md"_s, u".env.example"_s, u"environment.yml"_s,
          u"id_rsa.pub"_s, u"keys.txt"_s, u"special_tokens_map.json"_s, u"added_tokens.json"_s})
        QTest::addRow("%s", qPrintable(path)) << path << false;
}

void SecretsTest::names()
{
    QFETCH(const QString, path);
    QFETCH(const bool, isSecret);
    QCOMPARE(Secrets::isSecretName(path), isSecret);
}

QTEST_GUILESS_MAIN(SecretsTest)
#include "tst_secrets.moc"
