// What becomes an id, a revision or an address on the Hub, and what is refused.

#include "app/hub/hubaddress.h"
#include "app/net/endpoint.h"

#include <QTest>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

class TestHubAddress final : public QObject
{
    Q_OBJECT

private slots:
    void ids_data();
    void ids();
    void revisions_data();
    void revisions();
    void digests();
    void accepted_data();
    void accepted();
    void refused_data();
    void refused();
    void mirrorWithPrefix();
    void webUrlsReadBack_data();
    void webUrlsReadBack();
    void endpoints_data();
    void endpoints();

private:
    const QUrl m_hub = publicHub();
};

void TestHubAddress::ids_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<bool>("valid");
    for (const char *id :
         {"gpt2", "a/b", "openai-community/gpt2", "A_b.c-d/E_f.g-h", "1/2", "ünï/名前"})
        QTest::addRow("yes %s", id) << QString::fromUtf8(id) << true;
    for (const char *id :
         {"",      "/",     "a/",    "/b",     "a/b/c",  "a//b", "../b",          "a/..",    "a/.b",
          "a/b.",  "-a/b",  "a/b-",  "a--b/c", "a/b--c", "a..b", "a b/c",         "a/b.git", "a\\b",
          "a/b?x", "a/b#x", "a%2fb", "a/b\n",  "a:b",    "@a/b", "a/\xe2\x80\xae"})
        QTest::addRow("no %s", id) << QString::fromUtf8(id) << false;
    QTest::newRow("96 characters") << u"a/"_s + QString(96, u'x') << true;
    QTest::newRow("97 characters") << u"a/"_s + QString(97, u'x') << false;
    QTest::newRow("NUL") << u"a/b"_s + QChar(0) << false;
}

void TestHubAddress::ids()
{
    QFETCH(QString, id);
    QFETCH(bool, valid);
    const auto repo = RepoId::parse(RepoKind::Dataset, id);
    QCOMPARE(repo.has_value(), valid);
    if (repo)
        QCOMPARE(repo->id(), id);
}

void TestHubAddress::revisions_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("valid");
    for (const char *text :
         {"main", "v1.0", "refs/pr/3", "refs/convert/parquet", "feature/x-y", "@", "a@b"})
        QTest::addRow("yes %s", text) << QString::fromUtf8(text) << true;
    for (const char *text :
         {"",     "/main",  "main/", "a//b", "../x", "a..b", "-x", ".hidden", "a/.b", "a b",
          "a\tb", "a\r\nb", "a~1",   "a^",   "a:b",  "a?b",  "a*", "[x",      "a\\b", "x@{1}"})
        QTest::addRow("no %s", text) << QString::fromUtf8(text) << false;
    QTest::newRow("255") << QString(255, u'a') << true;
    QTest::newRow("256") << QString(256, u'a') << false;
}

void TestHubAddress::revisions()
{
    QFETCH(QString, text);
    QTEST(Revision::parse(text).has_value(), "valid");
}

void TestHubAddress::digests()
{
    QVERIFY(Revision::parse(QString(40, u'a'))->isCommit());
    QVERIFY(!Revision::parse(QString(40, u'A'))->isCommit());
    QVERIFY(!isSha1Hex(QString(39, u'a')) && !isSha1Hex(QString(40, u'g'))
            && isSha256Hex(QString(64, u'0')));
    QCOMPARE(Revision::parse(u"refs/pr/3")->encoded(), u"refs%2Fpr%2F3"_s);
}

void TestHubAddress::accepted_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("repo");
    QTest::addColumn<RepoKind>("kind");
    QTest::addColumn<QString>("revision");
    QTest::addColumn<Section>("section");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("discussion");
    const auto row = [](const char *text, const char *repo, RepoKind kind = RepoKind::Model,
                        const char *revision = "main", Section section = Section::Card,
                        const char *path = "", int discussion = 0) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(repo) << kind
                            << QString::fromUtf8(revision) << section << QString::fromUtf8(path)
                            << discussion;
    };
    using enum RepoKind;
    row("owner/name", "owner/name");
    row("  owner/name\n ", "owner/name");
    row("datasets/owner/name", "owner/name", Dataset);
    row("spaces/owner/name", "owner/name", Space);
    row("models/owner/name", "owner/name");
    row("datasets/squad", "squad", Dataset);
    row("owner/name@v1", "owner/name", Model, "v1");
    row("hf://gpt2", "gpt2");
    row("hf://owner/name", "owner/name");
    row("HF://owner/name/", "owner/name");
    row("hf://datasets/owner/name/data/a.csv", "owner/name", Dataset, "main", Section::Files,
        "data/a.csv");
    row("hf://owner/name@v1/x/y.bin", "owner/name", Model, "v1", Section::Files, "x/y.bin");
    row("hf://owner/name@refs/pr/3/x.bin", "owner/name", Model, "refs/pr/3", Section::Files,
        "x.bin");
    row("hf://owner/name@refs/convert/parquet", "owner/name", Model, "refs/convert/parquet");
    row("hf://owner/name@feature%2Fx/y", "owner/name", Model, "feature/x", Section::Files, "y");
    row("hf://owner/name/100%25.txt", "owner/name", Model, "main", Section::Files,
        "100%25.txt"); // paths are not quoted there
    row("hf://gpt2@main/config.json", "gpt2", Model, "main", Section::Files, "config.json");
    row("https://huggingface.co/owner/name", "owner/name");
    row("https://huggingface.co/owner/name/", "owner/name");
    row("huggingface.co/owner/name", "owner/name");
    row("https://HuggingFace.co:443/owner/name?x=1#y", "owner/name");
    row("https://huggingface.co/gpt2", "gpt2");
    row("https://huggingface.co/gpt2/blob/main/config.json", "gpt2", Model, "main", Section::Files,
        "config.json");
    row("https://huggingface.co/datasets/owner/name/tree/main/data", "owner/name", Dataset, "main",
        Section::Files, "data");
    row("https://huggingface.co/owner/name/tree/main", "owner/name", Model, "main", Section::Files);
    row("https://huggingface.co/owner/name/blob/v1/a%20b/%C3%BC.txt", "owner/name", Model, "v1",
        Section::Files, "a b/ü.txt");
    row("https://huggingface.co/owner/name/resolve/refs%2Fpr%2F2/x.bin?download=true", "owner/name",
        Model, "refs/pr/2", Section::Files, "x.bin");
    row("https://huggingface.co/owner/name/tree/refs/pr/2/sub", "owner/name", Model, "refs/pr/2",
        Section::Files, "sub");
    row("https://huggingface.co/owner/name/raw/main/README.md", "owner/name", Model, "main",
        Section::Files, "README.md");
    row("https://huggingface.co/owner/name/commits/dev", "owner/name", Model, "dev",
        Section::History);
    row("https://huggingface.co/owner/name/commit/0123456789012345678901234567890123456789",
        "owner/name", Model, "0123456789012345678901234567890123456789", Section::History);
    row("https://huggingface.co/owner/name/commits/main/a/b.txt", "owner/name", Model, "main",
        Section::History, "a/b.txt");
    row("https://huggingface.co/owner/name/discussions", "owner/name", Model, "main",
        Section::Community);
    row("https://huggingface.co/spaces/owner/name/discussions/12", "owner/name", Space, "main",
        Section::Community, "", 12);
    row("https://huggingface.co/owner/name/discussions/7/files", "owner/name", Model, "main",
        Section::Community, "", 7);
    row("https://huggingface.co/owner/name/settings", "owner/name", Model, "main",
        Section::Settings);
    row("https://huggingface.co/datasets/owner/name/viewer/default/train", "owner/name", Dataset);
    row("owner/name/blob/main/a/w.bin", "owner/name", RepoKind::Model, "main", Section::Files,
        "a/w.bin");
    row("owner/name/resolve/v2/a%20b.txt?download=true", "owner/name", RepoKind::Model, "v2",
        Section::Files, "a b.txt");
    row("owner/name/blob/main/a#1.txt", "owner/name", RepoKind::Model, "main", Section::Files,
        "a#1.txt");
    row("owner/name/blob/main/why?/100%.txt", "owner/name", RepoKind::Model, "main", Section::Files,
        "why?/100%.txt");
    row("owner/name/blob/main/5%#2%20x.txt", "owner/name", RepoKind::Model, "main", Section::Files,
        "5%#2 x.txt");
    row("https://huggingface.co/owner/name/blob/main/a.py#L10", "owner/name", RepoKind::Model,
        "main", Section::Files, "a.py");
    row("huggingface.co/owner/name/blob/main/a.py#L10", "owner/name", RepoKind::Model, "main",
        Section::Files, "a.py");
    row("owner/name/discussions/3#64a0", "owner/name", RepoKind::Model, "main", Section::Community,
        "", 3);
    row("datasets/owner/name/tree/refs%2Fpr%2F1/sub", "owner/name", RepoKind::Dataset, "refs/pr/1",
        Section::Files, "sub");
    row("gpt2/tree/main", "gpt2", RepoKind::Model, "main", Section::Files);
}

void TestHubAddress::accepted()
{
    QFETCH(QString, text);
    const auto address = HubAddress::parse(text, m_hub);
    QVERIFY(address);
    QTEST(address->repo.id(), "repo");
    QTEST(address->repo.kind(), "kind");
    QTEST(address->revision.name(), "revision");
    QTEST(address->section, "section");
    QTEST(address->path, "path");
    QTEST(address->discussion, "discussion");
}

void TestHubAddress::refused_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"",
                             " ",
                             "gpt2",
                             "llama 3",
                             "a/b/c",
                             "a/b c",
                             "owner/name@",
                             "owner/name@a..b",
                             "models",
                             "datasets/",
                             "/owner/name",
                             "hf://",
                             "hf:///x",
                             "hf://buckets/a/b",
                             "hf://kernels/a/b",
                             "hf://owner/name/../x",
                             "hf://owner/name//x",
                             "hf://owner/name@/x",
                             "hf://owner/name@%2e%2e%2fx/y",
                             "hf://owner/name/.git/config",
                             "https://evil.example/owner/name",
                             "http://huggingface.co/owner/name",
                             "https://huggingface.co:8443/owner/name",
                             "https://huggingface.co.evil.example/owner/name",
                             "https://user@huggingface.co/owner/name",
                             "https://user:pass@huggingface.co/owner/name",
                             "https://huggingface.co@evil.example/owner/name",
                             "https://huggingface.co/owner/name/tree/main/../../x",
                             "https://huggingface.co/owner/name/tree/main/%2e%2e/x",
                             "https://huggingface.co/owner/name/blob/main/a%2fb",
                             "https://huggingface.co/owner/name/blob/main/a%00b",
                             "https://huggingface.co/owner/name/blob/main/a%0Ab",
                             "https://huggingface.co/owner/name/blob/main//etc/passwd",
                             "https://huggingface.co/owner/name/tree/a..b",
                             "https://huggingface.co/owner/name/discussions/x",
                             "https://huggingface.co/owner/name/discussions/-1",
                             "https://huggingface.co/",
                             "https://huggingface.co/docs/hub",
                             "https://huggingface.co/settings/tokens",
                             "https://huggingface.co/papers/2303.1",
                             "https://huggingface.co/a--b/c",
                             "ftp://huggingface.co/owner/name",
                             "file:///owner/name",
                             "javascript://huggingface.co/owner/name",
                             "owner/name/blob/main/../x",
                             "owner/name/other/main/x",
                             "blob/main/x",
                             "owner/na\xe2\x80\xaeme"})
        QTest::newRow(text) << QString::fromUtf8(text);
    QTest::newRow("NUL") << u"owner/na"_s + QChar(0) + u"me"_s;
    for (const char16_t c : {u'\x01', u'\n', u'\x7f', u'\x85', u'\u2028', u'\u202e', u'\u200b'})
        QTest::addRow("U+%04x in an hf path", c) << u"hf://owner/name/a"_s + QChar(c) + u"b"_s;
    QTest::newRow("half a character in an hf path")
        << u"hf://owner/name/a"_s + QChar(0xd800) + u"b"_s;
    QTest::newRow("hidden in a web path")
        << u"https://huggingface.co/owner/name/blob/main/a%E2%80%AEb"_s;
    QTest::newRow("escape") << u"owner/na\x1bme"_s;
    QTest::newRow("long") << u"https://huggingface.co/a/b/tree/main/"_s + QString(5'000, u'x');
}

void TestHubAddress::refused()
{
    QFETCH(QString, text);
    QVERIFY(!HubAddress::parse(text, m_hub));
}

void TestHubAddress::mirrorWithPrefix()
{
    const QUrl mirror(u"https://mirror.example:8443/hf"_s);
    QVERIFY(HubAddress::parse(u"https://mirror.example:8443/hf/datasets/a/b/tree/x/y", mirror));
    QVERIFY(!HubAddress::parse(u"https://mirror.example:8443/datasets/a/b", mirror));
    QVERIFY(!HubAddress::parse(u"https://mirror.example:8443/hfx/a/b", mirror));
    QVERIFY(!HubAddress::parse(u"https://huggingface.co/a/b", mirror));
    QCOMPARE(HubAddress::parse(u"a/b", mirror)->webUrl(mirror),
             QUrl(u"https://mirror.example:8443/hf/a/b"_s));
}

void TestHubAddress::webUrlsReadBack_data()
{
    accepted_data();
}

void TestHubAddress::webUrlsReadBack()
{
    QFETCH(QString, text);
    HubAddress address = *HubAddress::parse(text, m_hub);
    if (address.section == Section::Card && address.revision != Revision())
        address.section = Section::Files; // the Hub shows a card of the main branch only
    const auto again = HubAddress::parse(address.webUrl(m_hub).toString(QUrl::FullyEncoded), m_hub);
    QVERIFY(again);
    QCOMPARE(*again, address);
}

void TestHubAddress::endpoints_data() // N36
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("url"); // empty: refused
    const auto row = [](const char *text, const char *url) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(url);
    };
    row("https://huggingface.co", "https://huggingface.co");
    row(" https://huggingface.co/ \n", "https://huggingface.co");
    row("https://huggingface.co///", "https://huggingface.co");
    row("HTTPS://Mirror.Example:8443/hf/", "https://mirror.example:8443/hf");
    row("http://127.0.0.1:5000", "http://127.0.0.1:5000");
    row("http://mirror.example", "http://mirror.example"); // allowed, but never gets the token
    row("https://user:secret@mirror.example", "");
    row("https://mirror.example/?x=1", "");
    row("https://mirror.example/#x", "");
    row("https://mirror.example/a b", "");
    row("https://mirror.example/../x", "");
    row("mirror.example", "");
    row("ftp://mirror.example", "");
    row("https://", "");
    row("file:///etc", "");
    row("https://a\r\nb", "");
}

void TestHubAddress::endpoints()
{
    QFETCH(QString, text);
    QFETCH(QString, url);
    const auto endpoint = normalisedEndpoint(text);
    QCOMPARE(endpoint.has_value(), !url.isEmpty());
    if (endpoint)
        QCOMPARE(endpoint->toString(QUrl::FullyEncoded), url);
    else
        QVERIFY(!endpoint.error().isEmpty() && !endpoint.error().contains(u"secret"_s));
}

QTEST_GUILESS_MAIN(TestHubAddress)
#include "tst_hubaddress.moc"
