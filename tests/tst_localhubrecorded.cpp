// The local Hub is no imitation by memory: what it says of the demo has the fields that recorded
// answers have, of the same types. recorded.shapes holds what is asked and every known difference.

#include "app/localhub/demo/demoseed.h"
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "tests/support/fixtures.h"
#include "tests/support/plainhttp.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

// One kind of answer, as recorded.shapes has it.
struct Kind
{
    QString name;
    QStringList recorded, asks, maps, freely; // recorded: with its verb
    QMap<QString, QString> also; // path -> types, with commas between
    QMap<QString, QString> without; // path -> why
};

QList<Kind> kindsOf(const QByteArray &shapes)
{
    QList<Kind> kinds;
    for (const QByteArray &bytes : shapes.split('\n')) {
        const QString line = QString::fromUtf8(bytes);
        const QString verb = line.section(u' ', 0, 0);
        const QString rest = line.section(u' ', 1);
        const QString path = rest.section(u' ', 0, 0);
        if (verb == u"==")
            kinds.append(Kind{.name = rest});
        else if (verb == u"recorded" || verb == u"entry" || verb == u"list")
            kinds.last().recorded << line;
        else if (verb == u"ask")
            kinds.last().asks << rest;
        else if (verb == u"map")
            kinds.last().maps << rest;
        else if (verb == u"free")
            kinds.last().freely << rest;
        else if (verb == u"also")
            kinds.last().also[path] = rest.section(u' ', 1);
        else if (verb == u"without")
            kinds.last().without[path] = rest.section(u' ', 1);
    }
    return kinds;
}

// The paths of a document with the types seen there: "$.siblings[].rfilename" -> {"string"}.
class Shape final
{
public:
    explicit Shape(const Kind &kind)
        : m_maps(kind.maps)
        , m_free(kind.freely)
    { }

    void add(const QJsonValue &value, const QString &path = u"$"_s)
    {
        m_types[path].insert(typeName(value));
        if (m_free.contains(path))
            return;
        const QJsonObject o = value.toObject();
        for (auto it = o.begin(); it != o.end(); ++it)
            add(it.value(), path + (m_maps.contains(path) ? u"{}"_s : u'.' + it.key()));
        for (const QJsonValue &entry : value.toArray())
            add(entry, path + u"[]"_s);
    }
    const QMap<QString, QSet<QString>> &types() const { return m_types; }

private:
    static QString typeName(const QJsonValue &value)
    {
        switch (value.type()) {
        case QJsonValue::Null: return u"null"_s;
        case QJsonValue::Bool: return u"bool"_s;
        case QJsonValue::Double: return u"number"_s;
        case QJsonValue::String: return u"string"_s;
        case QJsonValue::Array: return u"array"_s;
        case QJsonValue::Object: return u"object"_s;
        case QJsonValue::Undefined: break;
        }
        return u"nothing"_s;
    }

    QStringList m_maps, m_free;
    QMap<QString, QSet<QString>> m_types;
};

// The JSON that a recording holds: beside its request, below its HTTP head, or as the whole file.
QJsonValue answerOf(const QString &file)
{
    QByteArray bytes = fileBytes(file).replace("\r\n", "\n");
    if (file.endsWith(".http"_L1))
        bytes = bytes.sliced(bytes.indexOf("\n\n") + 2);
    const QJsonDocument document = QJsonDocument::fromJson(bytes);
    if (document.isArray())
        return document.array();
    const QJsonObject o = document.object();
    return o.contains("request"_L1) ? o["body"_L1] : QJsonValue(o);
}

QStringList filesOf(const QString &folder, const QString &glob)
{
    QStringList found{folder};
    for (const QString &part : glob.split(u'/')) {
        QStringList next;
        for (const QString &at : std::as_const(found)) {
            for (const QFileInfo &entry :
                 QDir(at).entryInfoList({part}, QDir::AllEntries | QDir::NoDotAndDotDot))
                next << entry.filePath();
        }
        found = next;
    }
    return found;
}

bool isBelow(const QString &path, const QString &above)
{
    return path.startsWith(above) && path.size() > above.size()
        && u".[{"_s.contains(path[above.size()]);
}

} // namespace

class TestLocalHubRecorded final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sameShape_data();
    void sameShape();
    void sameRefusals_data();
    void sameRefusals();
    void sameRedirect();

private:
    QStringList named(const QString &path) const; // each of the demo's in the place of {kind}
    void ask(const QString &line, Shape &ours);
    static void compare(const Kind &kind, const Shape &recorded, const Shape &ours);

    QTemporaryDir m_folder;
    QString m_recordings;
    std::unique_ptr<LocalHub> m_hub;
    PlainHttp m_http;
};

void TestLocalHubRecorded::initTestCase()
{
    m_recordings = fixtureFolder({});
    if (m_recordings.isEmpty())
        QSKIP("the recorded answers are not beside the sources");
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.path()});
    QVERIFY(m_hub->start());
    QCOMPARE(seedDemo(m_hub->store(), QDateTime::currentDateTimeUtc()), QString());
    m_hub->store().addUser({.name = u"ada"_s,
                            .fullName = u"Ada"_s,
                            .email = u"ada@hub.example"_s,
                            .roles = {{u"openfjord"_s, u"write"_s}}});
}

void TestLocalHubRecorded::sameShape_data()
{
    QTest::addColumn<Kind>("kind");
    for (const Kind &kind :
         kindsOf(fileBytes(QStringLiteral(HUBNAUT_SOURCE_DIR "/tests/recorded.shapes"))))
        QTest::newRow(qPrintable(kind.name)) << kind;
}

QStringList TestLocalHubRecorded::named(const QString &path) const
{
    const auto guard = m_hub->store().lock();
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        const QString place = u'{' + apiSegment(kind).chopped(1) + u'}';
        if (!path.contains(place))
            continue;
        QStringList out;
        for (const LocalRepo *repo : m_hub->store().repos(kind)) {
            if (!repo->setup.disabled)
                out << QString(path).replace(place, repo->id.id());
        }
        return out;
    }
    return {path};
}

void TestLocalHubRecorded::ask(const QString &line, Shape &ours)
{
    const QStringList words = line.split(u' ');
    const QString last = line.section(u' ', 3);
    const bool anonymous = last == u"anonymous";
    QByteArray body = anonymous ? QByteArray() : last.toUtf8();
    body.replace("\\n", "\n");
    PlainHttp::Headers headers;
    if (body.contains('\n'))
        headers.emplace_back("Content-Type", "application/x-ndjson");
    m_http.token = anonymous ? QByteArray() : QByteArray("hf_local_admin");
    const QStringList paths = named(words[2]);
    QVERIFY(!paths.isEmpty());
    for (const QString &path : paths) {
        const auto answer
            = m_http.ask(words[1].toLatin1(), QUrl(m_hub->url().toString() + path), body, headers);
        QVERIFY2(QByteArray::number(answer.status) == words[0].toLatin1(),
                 qPrintable(u"%1 for %2: %3"_s.arg(QString::number(answer.status), path,
                                                   QString::fromUtf8(answer.body.left(200)))));
        const QJsonDocument document = QJsonDocument::fromJson(answer.body);
        ours.add(document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()));
    }
}

void TestLocalHubRecorded::compare(const Kind &kind, const Shape &recorded, const Shape &ours)
{
    QMap<QString, QSet<QString>> known = recorded.types();
    QStringList wrong;
    for (const auto &[path, types] : kind.also.asKeyValueRange()) {
        for (const QString &type : types.split(u',')) {
            if (known.value(path).contains(type))
                wrong << u"%1 is recorded as %2: no need to say so"_s.arg(path, type);
            known[path].insert(type);
        }
    }
    for (const auto &[path, types] : ours.types().asKeyValueRange()) {
        const QSet<QString> strange = types - known.value(path);
        for (const QString &type : strange)
            wrong << u"ours only: %1 %2"_s.arg(path, type);
    }
    const QStringList missing = kind.without.keys();
    for (const auto &[path, types] : std::as_const(known).asKeyValueRange()) {
        const bool meant = std::ranges::any_of(missing, [&path](const QString &above) {
            return path == above || isBelow(path, above);
        });
        if (!meant && !ours.types().contains(path))
            wrong << u"not in ours: %1 %2"_s.arg(path, QStringList(types.values()).join(u','));
    }
    for (const QString &path : missing) {
        if (ours.types().contains(path) || !recorded.types().contains(path))
            wrong << u"said to be left out, and is not: "_s + path;
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
}

void TestLocalHubRecorded::sameShape()
{
    QFETCH(const Kind, kind);
    Shape recorded(kind), ours(kind);
    for (const QString &line : kind.recorded) {
        const QStringList files = filesOf(m_recordings, line.section(u' ', 1));
        QVERIFY2(!files.isEmpty(), qPrintable(line));
        for (const QString &file : files) {
            const QJsonValue answer = answerOf(file);
            if (line.startsWith("entry"_L1))
                recorded.add(QJsonArray{answer});
            else if (line.startsWith("list"_L1))
                std::ranges::for_each(answer.toArray(), [&](const auto &v) { recorded.add(v); });
            else
                recorded.add(answer);
        }
    }
    for (const QString &line : kind.asks) {
        ask(line, ours);
        if (QTest::currentTestFailed())
            return;
    }
    compare(kind, recorded, ours);
}

// What another server recorded of each refusal: status, and the headers by which clients tell them.
void TestLocalHubRecorded::sameRefusals_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("path");
    const QByteArray admin = "hf_local_admin", guest = "hf_guest";
    const QString file = u"/resolve/main/config.json"_s;
    const auto row = [](const char *recording) -> QTestData & { return QTest::newRow(recording); };
    row("401_bare_invalid_creds.info") << QByteArray("hf_wrong") << u"/api/models/ada/none"_s;
    row("401_bare_anti_enum.info") << QByteArray() << u"/api/models/ada/none"_s;
    row("401_gated.resolve") << QByteArray() << u"/meridian/atlas-12b"_s + file;
    row("403_gated.resolve") << guest << u"/meridian/atlas-12b"_s + file;
    row("404_repo_not_found.info") << admin << u"/api/models/ada/none"_s;
    row("404_repo_not_found.resolve") << admin << u"/ada/none"_s + file;
    row("404_entry_not_found.resolve")
        << admin << u"/ada/compass-7b-support-lora/resolve/main/none"_s;
    row("404_revision_not_found.info")
        << admin << u"/api/models/ada/compass-7b-support-lora/revision/none"_s;
    row("404_revision_not_found.resolve")
        << admin << u"/ada/compass-7b-support-lora/resolve/none/a"_s;
    row("disabled.info") << admin << u"/api/models/ada/shut"_s;
    row("disabled.resolve") << admin << u"/ada/shut"_s + file;
}

void TestLocalHubRecorded::sameRefusals()
{
    QFETCH(const QByteArray, token);
    QFETCH(const QString, path);
    m_hub->store().addUser({.name = u"guest"_s});
    m_hub->store().addToken({.token = "hf_guest", .user = u"guest"_s});
    RepoSetup shut;
    shut.disabled = true;
    m_hub->store().createRepo(*RepoId::parse(RepoKind::Model, u"ada/shut"_s), shut);
    const QByteArray head = fileBytes(m_recordings + "recorded-local/scenario/"_L1
                                      + QString::fromUtf8(QTest::currentDataTag()) + ".http"_L1);
    const auto recorded = [&head](const QByteArray &name) -> QByteArray {
        for (const QByteArray &line : head.split('\n')) {
            if (line.startsWith(name + ": "))
                return line.sliced(name.size() + 2).trimmed();
        }
        return {};
    };
    m_http.token = token;
    const auto ours = m_http.get(QUrl(m_hub->url().toString() + path));
    QCOMPARE(ours.status, head.split(' ').value(1).toInt());
    // Without a token the Hub may or may not say which of a private and a missing one it is.
    if (ours.status != 401 || !recorded("x-error-code").isEmpty())
        QCOMPARE(ours.header("X-Error-Code"), recorded("x-error-code"));
    const QByteArray words = recorded("x-error-message").split(' ').value(0);
    QVERIFY2(ours.header("X-Error-Message").startsWith(words),
             ours.header("X-Error-Message").constData());
    if (recorded("x-error-code").isEmpty()) // clients tell these by the whole sentence
        QCOMPARE(ours.header("X-Error-Message"), recorded("x-error-message"));
    if (!recorded("www-authenticate").isEmpty())
        QVERIFY(ours.header("WWW-Authenticate").startsWith("Bearer realm="));
}

void TestLocalHubRecorded::sameRedirect()
{
    const QJsonObject recorded
        = QJsonDocument::fromJson(
              fileBytes(m_recordings + "api/hub-recorded/GET_models_bert-base-uncased.307.json"_L1))
              .object();
    const QString location = recorded["headers"_L1]["Location"_L1][0].toString();
    QVERIFY(location.startsWith("/api/models/"_L1));
    m_hub->store().addRedirect(*RepoId::parse(RepoKind::Model, u"ada/ocr"_s),
                               *RepoId::parse(RepoKind::Model, u"ada/compass-7b-support-lora"_s));
    m_http.token = "hf_local_admin";
    const auto ours = m_http.get(QUrl(m_hub->url().toString() + "/api/models/ada/ocr"_L1));
    QCOMPARE(ours.status, recorded["status"_L1].toInt());
    QCOMPARE(ours.header("Location"), QByteArray("/api/models/ada/compass-7b-support-lora"));
}

QTEST_GUILESS_MAIN(TestLocalHubRecorded)
#include "tst_localhubrecorded.moc"
