#include "app/localhub/demo/demoseed.h"

#include "app/localhub/demo/demofile.h"
#include "app/localhub/localstore.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace {

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue v : value.toArray())
        texts << v.toString();
    return texts;
}

std::optional<RepoKind> demoKind(const QString &text)
{
    if (text == u"model")
        return RepoKind::Model;
    if (text == u"dataset")
        return RepoKind::Dataset;
    if (text == u"space")
        return RepoKind::Space;
    return {};
}

// The tags that the Hub makes out of a card's front matter.
QStringList demoTags(const QJsonObject &r)
{
    QStringList tags = textsOf(r["tags"_L1]);
    const auto add = [&tags](const QString &prefix, const QStringList &values) {
        for (const QString &v : values)
            if (!v.isEmpty())
                tags << prefix + v;
    };
    const bool model = r["kind"_L1] == "model"_L1;
    add({}, {r["library"_L1].toString(), model ? r["task"_L1].toString() : QString()});
    if (r["library"_L1] == "transformers"_L1)
        tags << u"safetensors"_s;
    add(u"license:"_s, {r["license"_L1].toString()});
    add(model ? QString() : u"language:"_s, textsOf(r["languages"_L1]));
    add(u"dataset:"_s, textsOf(r["datasets"_L1]));
    add(u"base_model:"_s, {r["baseModel"_L1].toString()});
    add(u"task_categories:"_s, textsOf(r["taskCategories"_L1]));
    add(u"size_categories:"_s, {r["sizeCategory"_L1].toString()});
    tags << u"region:us"_s;
    return tags;
}

QJsonObject demoCardData(const QJsonObject &r)
{
    QJsonObject card;
    const auto copy = [&](const char *from, const char *to) {
        const QJsonValue v = r[QLatin1StringView(from)];
        // Not v != QJsonArray(): to Qt any text equals an empty list.
        if (!v.isUndefined() && !v.isNull() && !(v.isArray() && v.toArray().isEmpty()))
            card[QLatin1StringView(to)] = v;
    };
    copy("license", "license");
    copy("languages", "language");
    copy("library", "library_name");
    copy("baseModel", "base_model");
    copy("datasets", "datasets");
    copy("title", "title");
    copy("emoji", "emoji");
    copy("sdk", "sdk");
    return card;
}

QJsonObject demoRuntime(const QJsonObject &given)
{
    QJsonObject runtime{{u"stage"_s, given["stage"_L1]},
                        {u"hardware"_s,
                         QJsonObject{{u"current"_s, given["hardware"_L1]},
                                     {u"requested"_s, given["requested"_L1]}}},
                        {u"gcTimeout"_s, given["sleep"_L1]},
                        {u"storage"_s, QJsonValue::Null},
                        {u"replicas"_s,
                         QJsonObject{{u"current"_s, given["stage"_L1] == "RUNNING"_L1 ? 1 : 0},
                                     {u"requested"_s, 1}}}};
    if (!given["error"_L1].isNull() && !given["error"_L1].isUndefined())
        runtime[u"errorMessage"_s] = given["error"_L1];
    return runtime;
}

RepoSetup demoSetup(const QJsonObject &r, const QDateTime &now)
{
    RepoSetup setup{.isPrivate = r["private"_L1].toBool(),
                    .gated = r["gated"_L1].toString(),
                    .tags = demoTags(r),
                    .cardData = demoCardData(r),
                    .task = r["kind"_L1] == "model"_L1 ? r["task"_L1].toString() : QString(),
                    .library = r["library"_L1].toString(),
                    .likes = r["likes"_L1].toInteger(),
                    .downloads = r["downloads"_L1].toInteger(),
                    .downloadsAllTime = r["downloads"_L1].toInteger() * 5,
                    .trendingScore
                    = double(r["likes"_L1].toInteger()) / (1.0 + r["updatedDays"_L1].toDouble()),
                    .createdAt = now.addDays(-r["createdDays"_L1].toInteger()),
                    .lastModified = now.addDays(-r["updatedDays"_L1].toInteger()).addSecs(-5000),
                    .sdk = r["sdk"_L1].toString(),
                    .xet = true};
    if (!setup.sdk.isEmpty())
        setup.runtime = demoRuntime(r["runtime"_L1].toObject());
    setup.info = demoInfo(r);
    return setup;
}

// One commit for each title; the files say in which of them they came.
void commitDemoFiles(LocalStore &store, const RepoId &repo, const QJsonObject &r,
                     const QDateTime &now)
{
    const QStringList titles = textsOf(r["commits"_L1]);
    QList<CommitInput> inputs(titles.size());
    const qint64 first = r["createdDays"_L1].toInteger();
    const qint64 last = r["updatedDays"_L1].toInteger();
    for (int i = 0; i < titles.size(); ++i) {
        const qint64 days
            = titles.size() > 1 ? first + (last - first) * i / (titles.size() - 1) : last;
        inputs[i].title = titles.at(i);
        inputs[i].author = repo.owner() == u"ada" ? u"ada"_s : u"lin"_s;
        inputs[i].date = now.addDays(-days).addSecs(-5000);
    }
    for (const QJsonValue file : r["files"_L1].toArray()) {
        CommitInput &input = inputs[qBound(0, file["commit"_L1].toInt(), int(inputs.size()) - 1)];
        const QString storage = file["store"_L1].toString();
        const QMap<QString, Content> files = demoFiles(repo, file.toObject());
        for (const auto &[path, content] : files.asKeyValueRange()) {
            input.adds.insert(path, content);
            if (!storage.isEmpty())
                input.attributes.insert(path, u"lfs"_s);
        }
    }
    for (const CommitInput &input : inputs)
        store.commit(repo, u"main"_s, input);
}

void addDemoRefs(LocalStore &store, const RepoId &repo, const QJsonObject &r)
{
    for (const QString &branch : textsOf(r["branches"_L1]))
        store.setRef(repo, u"refs/heads/"_s + branch, store.head(repo));
    for (const QString &tag : textsOf(r["versions"_L1]))
        store.setRef(repo, u"refs/tags/"_s + tag, store.head(repo));
    if (r["parquetRef"_L1].toBool())
        store.setRef(repo, u"refs/convert/parquet"_s, store.head(repo));
}

QJsonObject demoEventData(const QJsonObject &event)
{
    const QString type = event["type"_L1].toString();
    const QJsonValue text = event["text"_L1];
    if (type == u"status-change")
        return {{u"status"_s, text}};
    if (type == u"title-change")
        return {{u"from"_s, event["from"_L1]}, {u"to"_s, text}};
    if (type == u"commit")
        return {{u"subject"_s, text}, {u"oid"_s, u"4f2c9a1b07d5e371ac0f88e51c07b07d5e34f2c9"_s}};
    return {};
}

void addDemoDiscussions(LocalStore &store, const RepoId &repo, const QJsonObject &r,
                        const QDateTime &now)
{
    QJsonArray oldestFirst; // as they are numbered
    for (const QJsonValue d : r["discussions"_L1].toArray())
        oldestFirst.prepend(d);
    for (const QJsonValue d : std::as_const(oldestFirst)) {
        const QJsonArray events = d["events"_L1].toArray();
        const auto at = [&now](const QJsonValue &e) {
            return now.addDays(-e["days"_L1].toInteger()).addSecs(-3000);
        };
        const int number = store.openDiscussion(
            repo, d["title"_L1].toString(), events.first()["text"_L1].toString(),
            d["author"_L1].toString(), d["pullRequest"_L1].toBool(), at(d));
        for (qsizetype i = 1; i < events.size(); ++i) {
            const QJsonObject event = events.at(i).toObject();
            const QString author = event["author"_L1].toString();
            if (event["type"_L1] == "comment"_L1)
                store.addComment(repo, number, author, event["text"_L1].toString(), at(event));
            else
                store.addEvent(repo, number, event["type"_L1].toString(), author,
                               demoEventData(event), at(event));
        }
        QJsonObject keys{{u"status"_s, d["status"_L1]}};
        if (d["diff"_L1].isString())
            keys.insert(u"diff"_s, d["diff"_L1]);
        store.editDiscussion(repo, number, keys);
    }
}

} // namespace

QString seedDemo(LocalStore &store, const QDateTime &now)
{
    QFile manifest(u":/demo/demo.json"_s);
    if (!manifest.open(QIODevice::ReadOnly))
        return u"the demo's list of repositories is not in this program"_s;
    const QJsonObject root = QJsonDocument::fromJson(manifest.readAll()).object();
    if (root["format"_L1].toInt() != 1)
        return u"the demo's list of repositories cannot be read"_s;

    store.addUser({.name = u"lin"_s, .fullName = u"Lin Bergström"_s});
    for (const QJsonValue value : root["repos"_L1].toArray()) {
        const QJsonObject r = value.toObject();
        const auto kind = demoKind(r["kind"_L1].toString());
        const auto repo = kind ? RepoId::parse(*kind, r["id"_L1].toString()) : std::nullopt;
        if (!repo)
            return u"the demo names a repository that cannot be: "_s + r["id"_L1].toString();
        const RepoSetup setup = demoSetup(r, now);
        store.createRepo(*repo, setup);
        commitDemoFiles(store, *repo, r, now);
        addDemoRefs(store, *repo, r);
        addDemoDiscussions(store, *repo, r, now);
        store.editRepo(*repo, [&setup](RepoSetup &s) { s.lastModified = setup.lastModified; });
    }
    const auto gated = RepoId::parse(RepoKind::Model, u"openfjord/skald-13b");
    store.setAccess(*gated, u"ada"_s, u"accepted"_s);
    return {};
}
