#include "app/upload/uploadwire.h"

#include <QTest>

using namespace Qt::StringLiterals;
using UploadWire::LargeObject;
using UploadWire::Storing;

namespace {

const QUrl kHub(u"https://hub.example"_s);

// Quotes as ', which moc reads in macros.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

UploadFile fileAt(const QString &path, qint64 size = 3, const QByteArray &sample = "abc")
{
    return {.path = *RepoPath::parse(path), .size = size, .sample = sample};
}

LargeObject object(qint64 size)
{
    return {QByteArray(64, 'a'), size};
}

QByteArray upload(const QByteArray &href, const QByteArray &header = {})
{
    return json("{'href':'") + href + '"'
        + (header.isEmpty() ? QByteArray() : json(",'header':") + header) + '}';
}

QByteArray answer(qint64 size, const QByteArray &actions, const QByteArray &transfer = "multipart")
{
    return json("{'transfer':'") + transfer + json("','objects':[{'oid':'") + QByteArray(64, 'a')
        + json("','size':") + QByteArray::number(size) + json(",'actions':") + actions + "}]}";
}

// Addresses of so many parts, as one object.
QByteArray parts(qint64 count, const QByteArray &chunk)
{
    QByteArray header = json("{'chunk_size':") + chunk;
    for (qint64 i = 1; i <= count; ++i)
        header += json(",'") + QByteArray::number(i).rightJustified(5, '0')
            + json("':'https://s3.example/") + QByteArray::number(i) + '"';
    return json("{'upload':") + upload("https://hub.example/complete", header + '}') + '}';
}

Result<QList<Storing>> parsed(const QByteArray &bytes, qint64 size, const QUrl &hub = kHub)
{
    return UploadWire::parseBatch({.bytes = bytes, .url = hub}, {object(size)}, hub);
}

} // namespace

// What is said to the Hub while files are sent, and how its answers are read.
class TestUploadWire final : public QObject
{
    Q_OBJECT

private slots:
    void bodies()
    {
        QCOMPARE(
            UploadWire::preupload({fileAt(u"ä/b.txt"_s)}, "*.log\n"),
            json("{'files':[{'path':'ä/b.txt','sample':'YWJj','size':3}],'gitIgnore':'*.log\\n'}"));
        QVERIFY(!UploadWire::preupload({fileAt(u"b"_s)}, {}).contains("gitIgnore"));
        QCOMPARE(UploadWire::batch({{"ab", 5}}, u"dev"_s),
                 json("{'hash_algo':'sha256','objects':[{'oid':'ab','size':5}],'operation':'upload'"
                      ",'ref':{'name':'dev'},'transfers':['basic','multipart']}"));
        QVERIFY(!UploadWire::batch({{"ab", 5}}, {}).contains("ref")); // of a new pull request
        QCOMPARE(UploadWire::completion({"ab", 5}, {"\"x\"", "y"}),
                 json("{'oid':'ab','parts':[{'etag':'\\'x\\'','partNumber':1},{'etag':'y','"
                      "partNumber':2}]}"));
        QCOMPARE(UploadWire::verification({"ab", qint64(50) << 30}),
                 json("{'oid':'ab','size':53687091200}"));
        QCOMPARE(UploadWire::pathsInfo({u"a"_s}), json("{'expand':false,'paths':['a']}"));
    }

    void commitLines()
    {
        QCOMPARE(UploadWire::commitHeader(u"T \"q\""_s, {}, {}),
                 json("{'key':'header','value':{'description':'','summary':'T \\'q\\''}}\n"));
        QVERIFY(UploadWire::commitHeader(u"T"_s, {}, "c0ffee")
                    .contains(json("'parentCommit':'c0ffee'")));
        const auto path = *RepoPath::parse(u"a/\"ü\".txt"_s);
        const QByteArray line = UploadWire::commitFile(path, QByteArray("\0\1\xff", 3));
        QCOMPARE(line,
                 json("{'key':'file','value':{'content':'AAH/','encoding':'base64','path':'a/"
                      "\\'ü\\'.txt'}}\n"));
        QVERIFY(QJsonDocument::fromJson(line).isObject());
        QCOMPARE(UploadWire::commitLargeFile(path, {"ab", 7}),
                 json("{'key':'lfsFile','value':{'algo':'sha256','oid':'ab','path':'a/"
                      "\\'ü\\'.txt','size':7}}\n"));
        QCOMPARE(UploadWire::commitDeletedFile(path),
                 json("{'key':'deletedFile','value':{'path':'a/\\'ü\\'.txt'}}\n"));
        QCOMPARE(UploadWire::commitDeletedFolder("sub"),
                 json("{'key':'deletedFolder','value':{'path':'sub/'}}\n"));
        QCOMPARE(UploadWire::commitDeletedFolder("sub/"), UploadWire::commitDeletedFolder("sub"));
    }

    void choices() // U14: nothing to keep apart in an empty file
    {
        const QByteArray sha1(40, '1');
        const QByteArray body = json("{'commitOid':'") + sha1
            + json("','files':[{'path':'e','uploadMode':'lfs'},{'path':'i','uploadMode':'regular',")
            + json("'shouldIgnore':true,'oid':'") + sha1
            + json("'},{'path':'l','uploadMode':'lfs','oid':'../x'}]}");
        const QList<UploadFile> asked{fileAt(u"l"_s), fileAt(u"e"_s, 0, {}), fileAt(u"i"_s)};
        const auto choices = UploadWire::parsePreupload({.bytes = body}, asked);
        QVERIFY(choices);
        QCOMPARE(choices->head, sha1);
        QCOMPARE(choices->files,
                 (QList<UploadWire::Choice>{{.lfs = true}, {}, {.ignored = true, .remote = sha1}}));
    }

    void oddChoices_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("no JSON") << "<html>"_ba;
        QTest::newRow("a file is missing") << json("{'files':[]}");
        QTest::newRow("another mode") << json("{'files':[{'path':'l','uploadMode':'xet'}]}");
        QTest::newRow("no mode") << json("{'files':[{'path':'l'}]}");
    }
    void oddChoices()
    {
        QFETCH(const QByteArray, body);
        const auto choices = UploadWire::parsePreupload({.bytes = body}, {fileAt(u"l"_s)});
        QVERIFY(!choices && choices.error().kind == HubError::Kind::BadReply);
    }

    void places()
    {
        const auto basic = parsed(answer(5,
                                         json("{'upload':") + upload("https://s3.example/x?a=%2Fb")
                                             + json(",'verify':{'href':'https://hub.example/v'}}"),
                                         "basic"),
                                  5);
        QVERIFY(basic);
        QCOMPARE(basic->first(),
                 (Storing{.parts = {QUrl::fromEncoded("https://s3.example/x?a=%2Fb")},
                          .verify = QUrl(u"https://hub.example/v"_s)}));
        const auto there
            = parsed(json("{'objects':[{'oid':'") + QByteArray(64, 'a') + json("','size':5}]}"), 5);
        QVERIFY(there && there->first().isThere());
        const QUrl local(u"http://127.0.0.1:1"_s);
        QVERIFY(
            !parsed(answer(5, json("{'upload':") + upload("http://127.0.0.1:2/x") + '}'), 5, local)
                 ->first()
                 .refusal);
    }

    void partMaths_data() // U14
    {
        QTest::addColumn<qint64>("size");
        QTest::addColumn<qint64>("chunk");
        QTest::addColumn<qint64>("count");
        constexpr qint64 kMiB = 1 << 20;
        QTest::newRow("one byte more") << 16 * kMiB + 1 << 16 * kMiB << qint64(2);
        QTest::newRow("a multiple") << 32 * kMiB << 16 * kMiB << qint64(2);
        QTest::newRow("smaller than one part") << qint64(700) << 16 * kMiB << qint64(1);
        QTest::newRow("5 GB") << qint64(5'000'000'000) << qint64(20'000'000) << qint64(250);
        QTest::newRow("5 GB and a byte")
            << qint64(5'000'000'001) << qint64(20'000'000) << qint64(251);
        QTest::newRow("50 GiB") << (qint64(50) << 30) << (qint64(64) << 20) << qint64(800);
        QTest::newRow("50 GiB less a byte")
            << (qint64(50) << 30) - 1 << (qint64(64) << 20) << qint64(800);
        QTest::newRow("as many as there may be")
            << qint64(10'000) * 512 << qint64(512) << qint64(10'000);
    }
    void partMaths()
    {
        QFETCH(const qint64, size);
        QFETCH(const qint64, chunk);
        QFETCH(const qint64, count);
        const QByteArray number = QByteArray::number(chunk);
        for (const QByteArray &said : {number, QByteArray('"' + number + '"')}) {
            const auto storing = parsed(answer(size, parts(count, said)), size);
            QVERIFY(storing);
            QVERIFY2(!storing->first().refusal, said.constData());
            QCOMPARE(storing->first().chunk, chunk);
            QCOMPARE(storing->first().parts.size(), count);
            QCOMPARE(storing->first().parts.last().path(), u"/%1"_s.arg(count)); // 10 after 9
        }
        for (const qint64 other : {count - 1, count + 1})
            QVERIFY(parsed(answer(size, parts(other, number)), size)->first().refusal);
    }

    void oddPlaces_data() // U06
    {
        QTest::addColumn<QByteArray>("actions");
        const auto withHeader
            = [](const QByteArray &header, const QByteArray &href = "https://hub.example/c") {
                  return json("{'upload':") + upload(href, header) + '}';
              };
        const QByteArray two = json("'1':'https://s3.example/1','2':'https://s3.example/2'");
        QTest::newRow("chunk 0") << parts(2, "0");
        QTest::newRow("chunk negative") << parts(2, "-600");
        QTest::newRow("chunk negative text") << parts(2, "\"-600\"");
        QTest::newRow("chunk a word") << parts(2, "\"large\"");
        QTest::newRow("chunk with a unit") << parts(2, "\"600 B\"");
        QTest::newRow("chunk empty") << parts(2, "\"\"");
        QTest::newRow("chunk a fraction") << parts(2, "600.5");
        QTest::newRow("chunk a list") << parts(2, "[600]");
        QTest::newRow("chunk null") << parts(2, "null");
        QTest::newRow("chunk beyond numbers") << parts(2, "\"99999999999999999999\"");
        QTest::newRow("chunk 1") << parts(1000, "1");
        QTest::newRow("no parts") << parts(0, "600");
        QTest::newRow("a number twice") << withHeader(
            json("{'chunk_size':600,'1':'https://s3.example/1','01':'https://s3.example/2'}"));
        QTest::newRow("the same key twice") << withHeader(
            json("{'chunk_size':600,'1':'https://s3.example/1','1':'https://s3.example/2'}"));
        QTest::newRow("numbers from 0") << withHeader(
            json("{'chunk_size':600,'0':'https://s3.example/1','1':'https://s3.example/2'}"));
        QTest::newRow("a gap") << withHeader(
            json("{'chunk_size':600,'1':'https://s3.example/1','3':'https://s3.example/2'}"));
        QTest::newRow("a number beyond numbers")
            << withHeader(json("{'chunk_size':600,'1':'https://s3.example/"
                               "1','99999999999999999999':'https://s3.example/2'}"));
        QTest::newRow("a part by http") << withHeader(
            json("{'chunk_size':600,'1':'https://s3.example/1','2':'http://s3.example/2'}"));
        QTest::newRow("a part at another host") << withHeader(
            json("{'chunk_size':600,'1':'https://s3.example/1','2':'https://evil.example/2'}"));
        QTest::newRow("a part on this computer") << withHeader(
            json("{'chunk_size':600,'1':'http://127.0.0.1/1','2':'http://127.0.0.1/2'}"));
        QTest::newRow("a part in a file")
            << withHeader(json("{'chunk_size':600,'1':'file:///etc/x','2':'file:///etc/x'}"));
        QTest::newRow("a part that is no text")
            << withHeader(json("{'chunk_size':600,'1':7,'2':'https://s3.example/2'}"));
        QTest::newRow("completion by http")
            << withHeader(json("{'chunk_size':600,") + two + '}', "http://hub.example/c");
        QTest::newRow("no completion") << withHeader(json("{'chunk_size':600,") + two + '}', "");
        QTest::newRow("whole by http") << json("{'upload':{'href':'http://s3.example/x'}}");
        QTest::newRow("whole with a password")
            << json("{'upload':{'href':'https://a:b@s3.example/x'}}");
        QTest::newRow("whole to nowhere") << json("{'upload':{}}");
        QTest::newRow("only verify") << json("{'verify':{'href':'https://hub.example/v'}}");
        QTest::newRow("verify elsewhere") // U16
            << json("{'upload':{'href':'https://s3.example/x'},'verify':{'href':'https://"
                    "evil.example/v'}}");
    }
    void oddPlaces()
    {
        QFETCH(const QByteArray, actions);
        const auto storing = parsed(answer(1000, actions), 1000);
        QVERIFY(storing);
        QVERIFY(storing->first().refusal);
        QCOMPARE(storing->first().refusal->kind, HubError::Kind::BadReply);
        QVERIFY(storing->first().parts.isEmpty());
    }

    void oddBatches()
    {
        QVERIFY(!parsed("[]", 5));
        QVERIFY(!parsed(json("{'objects':[]}"), 5)); // a file is left out
        QVERIFY(parsed(answer(6, json("{'upload':{'href':'https://s3.example/x'}}")), 5)
                    ->first()
                    .refusal);
        const auto xet = parsed(answer(5, "{}", "xet"), 5); // U15
        QVERIFY(!xet);
        QCOMPARE(xet.error().detail, u"xet"_s);
        QVERIFY(!xet.error().message.isEmpty());
        const auto full
            = parsed(json("{'objects':[{'oid':'") + QByteArray(64, 'a')
                         + json("','size':5,'error':{'code':403,'message':'Storage is full'}}]}"),
                     5); // U12
        QCOMPARE(full->first().refusal->kind, HubError::Kind::Forbidden);
        QCOMPARE(full->first().refusal->detail, u"Storage is full"_s);
    }

    void madeCommits()
    {
        const QByteArray sha1(40, 'c');
        const auto made
            = UploadWire::parseCommitMade({.bytes = json("{'commitOid':'") + sha1
                                               + json("','pullRequestUrl':'https://hub.example/a/b/"
                                                      "discussions/3','hookOutput':'hm'}"),
                                           .url = kHub});
        QVERIFY(made);
        QCOMPARE(*made,
                 (UploadWire::CommitMade{sha1, QUrl(u"https://hub.example/a/b/discussions/3"_s),
                                         u"hm"_s}));
        QVERIFY(!UploadWire::parseCommitMade({.bytes = json("{'success':true}")}));
        QVERIFY(!UploadWire::parseCommitMade({.bytes = json("{'commitOid':'../../x'}")}));
        const auto pull = UploadWire::parsePullRequest({.bytes = json("{'num':12}"), .url = kHub});
        QCOMPARE(pull->revision.name(), u"refs/pr/12"_s);
        QVERIFY(!UploadWire::parsePullRequest({.bytes = json("{'num':-1}")}));
    }
};

QTEST_APPLESS_MAIN(TestUploadWire)
#include "tst_uploadwire.moc"
