// Every recorded answer reads as it should: recorded.facts says for each file who reads it and what
// it must say, found with another JSON reader.

#include "app/hub/parse.h"
#include "app/preview/jsontree.h"
#include "app/text/frontmatter.h"
#include "tests/support/fixtures.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

Body bodyOf(const QByteArray &json)
{
    return {.bytes = json, .url = QUrl(u"https://hub.example/api/x"_s)};
}

// The body of a recorded HTTP answer in raw form.
QByteArray afterHeaders(const QByteArray &http)
{
    for (const QByteArray &gap : {QByteArray("\r\n\r\n"), QByteArray("\n\n")})
        if (const auto at = http.indexOf(gap); at >= 0)
            return http.sliced(at + gap.size());
    return {};
}

// What was answered: a recording holds it beside the request, other files are it.
QByteArray answerIn(const QString &path)
{
    const QByteArray bytes = fileBytes(path);
    const QJsonObject o = QJsonDocument::fromJson(bytes).object();
    if (!o.contains("request"_L1))
        return bytes;
    const QJsonValue body = o["body"_L1];
    if (body.isString())
        return body.toString().toUtf8();
    return body.isArray() ? QJsonDocument(body.toArray()).toJson()
                          : QJsonDocument(body.toObject()).toJson();
}

QString orDash(const QString &text)
{
    return text.isEmpty() ? u"-"_s : text;
}

// A reader's fact; what it says of an answer that it refuses begins with "refused".
template<typename T, typename Say>
QString factOf(const Result<T> &read, Say say)
{
    return read ? say(*read) : u"refused: "_s + read.error().message + read.error().detail;
}

QString sayRepo(const RepoInfo &info)
{
    const RepoSummary &repo = info.summary;
    return u"%1, %2 likes, %3 files, %4, %5"_s.arg(
        repo.id.id(), QString::number(repo.likes), QString::number(info.files.size()),
        orDash(repo.task.isEmpty() ? repo.sdk : repo.task),
        orDash(info.commit.first(qMin(12, info.commit.size()))));
}

QString sayRepos(const RepoPage &page)
{
    if (page.repos.isEmpty() || page.skipped > 0)
        return u"%1 skipped"_s.arg(page.skipped);
    return u"%1 repositories, %2 to %3, %4 likes"_s.arg(
        QString::number(page.repos.size()), page.repos.first().id.id(), page.repos.last().id.id(),
        QString::number(page.repos.first().likes));
}

QString sayTree(const TreePage &page)
{
    if (page.entries.isEmpty() || page.skipped > 0)
        return u"%1 skipped"_s.arg(page.skipped);
    const TreeEntry &last = page.entries.last();
    return u"%1 entries, %2, %3 bytes"_s.arg(QString::number(page.entries.size()), last.path,
                                             QString::number(last.size));
}

QString sayRuntime(const SpaceRuntime &runtime)
{
    return u"%1, %2, asked for %3"_s.arg(runtime.stage, orDash(runtime.hardware),
                                         orDash(runtime.hardwareRequested));
}

QString sayDiscussions(const DiscussionPage &page)
{
    const Discussion first = page.discussions.value(0);
    return u"%1 discussions, %2, %3 comments"_s.arg(QString::number(page.discussions.size()),
                                                    first.title, QString::number(first.comments));
}

QString sayAccount(const Account &account)
{
    return u"%1, %2, %3, %4 organisations"_s.arg(account.name, account.fullName, account.email,
                                                 QString::number(account.organisations.size()));
}

QString sayCommits(const CommitPage &page)
{
    const Commit first = page.commits.value(0);
    return u"%1 commits, %2 skipped, %3"_s.arg(QString::number(page.commits.size()),
                                               QString::number(page.skipped), orDash(first.title));
}

QString sayRefs(const QList<Ref> &refs)
{
    return u"%1 refs, %2 is %3"_s.arg(QString::number(refs.size()), refs.value(0).name,
                                      orDash(refs.value(0).commit));
}

// The path of a node: keys and places, joined by slashes.
QString pathOf(const JsonTree &tree, int node)
{
    if (node <= 0)
        return {};
    const int parent = tree.parent(node);
    const QString name = tree.kind(parent) == JsonTree::Kind::Object
        ? tree.key(node)
        : QString::number(tree.row(node));
    return parent == 0 ? name : pathOf(tree, parent) + u'/' + name;
}

// How many values a document has, and the one that the wanted fact names.
QString sayValues(const JsonTree &tree, const QString &wanted)
{
    const QString count = u"%1 nodes"_s.arg(tree.nodeCount());
    for (int node = 0; node < tree.nodeCount(); ++node) {
        const QString fact = count + u", "_s + pathOf(tree, node) + u" = "_s;
        if (!tree.isContainer(node) && wanted.startsWith(fact))
            return fact + tree.text(node);
    }
    return count;
}

QString sayError(int status, const QByteArray &body)
{
    const HubError error = HubError::fromHttp({.status = status, .body = body});
    using Kind = HubError::Kind;
    const QHash<Kind, QString> names{{Kind::SignInNeeded, u"SignInNeeded"_s},
                                     {Kind::NotFound, u"NotFound"_s},
                                     {Kind::Conflict, u"Conflict"_s},
                                     {Kind::BadInput, u"BadInput"_s},
                                     {Kind::Server, u"Server"_s}};
    constexpr int kShort = 40; // characters of the server's words, as the facts have them
    return names.value(error.kind) + u": "_s + error.detail.left(kShort).trimmed();
}

QString sayYaml(const QByteArray &bytes)
{
    const FrontMatter matter = readFrontMatter(QString::fromUtf8(bytes));
    QStringList keys;
    for (const FrontMatterEntry &entry : matter.entries)
        keys << entry.key;
    return matter.state == FrontMatter::State::Valid ? keys.join(u' ') : matter.problem;
}

QString read(const QString &reader, const QString &path, const QString &wanted)
{
    const QByteArray answer = answerIn(path);
    const Body body = bodyOf(answer);
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        const QString plural = apiSegment(kind);
        if (reader == plural)
            return factOf(parseRepoPage(kind, body), sayRepos);
        if (reader == plural.chopped(1))
            return factOf(parseRepoInfo(kind, body), sayRepo);
    }
    if (reader == u"tree")
        return factOf(parseTreePage(body), sayTree);
    if (reader == u"runtime")
        return factOf(parseSpaceRuntime(body), sayRuntime);
    if (reader == u"discussions")
        return factOf(parseDiscussionPage(body), sayDiscussions);
    if (reader == u"account")
        return factOf(parseAccount(body), sayAccount);
    if (reader == u"commits")
        return factOf(parseCommitPage(body), sayCommits);
    if (reader == u"refs")
        return factOf(parseRefs(body), sayRefs);
    if (reader == u"yaml")
        return sayYaml(answer);
    if (reader.startsWith(u"error "))
        return sayError(reader.sliced(6).toInt(), answer);
    const QByteArray text = fileBytes(path); // a recording as a whole; fragments lack the braces
    return factOf(JsonTree::read(reader == u"fragment" ? '{' + text + '}' : text),
                  [&wanted](const JsonTree &tree) { return sayValues(tree, wanted); });
}

} // namespace

class TestParseRecorded final : public QObject
{
    Q_OBJECT

private slots:
    void facts_data();
    void facts();
    void everyAnswerHasAFact();
    void recordedServers();
};

void TestParseRecorded::facts_data()
{
    QTest::addColumn<QString>("reader");
    QTest::addColumn<QString>("fact");
    const QByteArray lines = fileBytes(QStringLiteral(HUBNAUT_SOURCE_DIR "/tests/recorded.facts"));
    for (const QByteArray &line : lines.split('\n')) {
        const QStringList fields = QString::fromUtf8(line).split(u'\t');
        if (fields.size() == 3)
            QTest::newRow(qPrintable(fields[0])) << fields[1] << fields[2];
    }
}

void TestParseRecorded::facts()
{
    const QString folder = fixtureFolder(u"api/"_s);
    if (folder.isEmpty())
        QSKIP("the recorded answers are not beside the sources");
    QFETCH(const QString, reader);
    QFETCH(const QString, fact);
    const QString path = folder + QString::fromUtf8(QTest::currentDataTag());
    QVERIFY2(QFile::exists(path), "recorded.facts names a file that is not there");
    const QString said = read(reader, path, fact);
    if (fact == u"refused") {
        QVERIFY2(said.startsWith(u"refused: "_s), qPrintable(said));
        return;
    }
    QCOMPARE(said, fact);
}

void TestParseRecorded::everyAnswerHasAFact()
{
    const QString folder = fixtureFolder(u"api/"_s);
    if (folder.isEmpty())
        QSKIP("the recorded answers are not beside the sources");
    const QByteArray facts = fileBytes(QStringLiteral(HUBNAUT_SOURCE_DIR "/tests/recorded.facts"));
    QStringList without;
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString name = QDir(folder).relativeFilePath(files.next());
        if (!facts.contains('\n' + name.toUtf8() + '\t'))
            without << name;
    }
    QCOMPARE(without, QStringList());
}

void TestParseRecorded::recordedServers()
{
    const QString folder = fixtureFolder(u"recorded-local"_s);
    if (folder.isEmpty())
        QSKIP("the recorded answers are not beside the sources");
    for (const QString &server : {u"hfd/"_s, u"kohaku/"_s}) {
        const auto body = [&](const QString &name) {
            return bodyOf(afterHeaders(fileBytes(folder + u'/' + server + name + ".http"_L1)));
        };
        QCOMPARE(parseAccount(body(u"whoami-v2"_s))->name, u"alice"_s);
        const auto tree = parseTreePage(body(u"tree"_s));
        QVERIFY(tree);
        QVERIFY(std::ranges::any_of(tree->entries, [](const TreeEntry &e) {
            return e.path == u"dir/a b/ü.txt" || e.path == u"dir";
        }));
        QVERIFY(parseRefs(body(u"refs"_s)));
        QVERIFY(parseCommitPage(body(u"commits"_s)));
        QVERIFY(parseRepoInfo(RepoKind::Model, body(u"model-info"_s)));
        QVERIFY(parseRepoInfo(RepoKind::Model, body(u"model-info.blobs"_s)));
        QVERIFY(parseRepoPage(RepoKind::Model, body(u"models-list"_s)));
    }
}

QTEST_GUILESS_MAIN(TestParseRecorded)
#include "tst_parserecorded.moc"
