#include "app/hub/jsonfields.h"
#include "app/hub/parse.h"

using namespace Qt::StringLiterals;

namespace {

std::optional<RepoId> repoIdOf(RepoKind kind, const QJsonValue &entry)
{
    const QString id = entry["id"_L1].toString();
    return RepoId::parse(kind, id.isEmpty() ? entry["modelId"_L1].toString() : id);
}

QString firstText(std::initializer_list<QJsonValue> values)
{
    for (const QJsonValue &value : values)
        if (const QString text = value.toString(); !text.isEmpty())
            return text;
    return {};
}

std::optional<RepoSummary> repoSummaryFrom(RepoKind kind, const QJsonObject &o)
{
    const auto id = repoIdOf(kind, o);
    if (!id)
        return {};
    const QJsonValue card = o["cardData"_L1];
    qint64 parameters = JsonFields::count(o["safetensors"_L1]["total"_L1]);
    if (parameters < 0)
        parameters = JsonFields::count(o["gguf"_L1]["total"_L1]);
    const QString author = o["author"_L1].toString();
    return RepoSummary{
        .id = *id,
        .author = author.isEmpty() ? id->owner() : author,
        .downloads = JsonFields::count(o["downloads"_L1]),
        .likes = JsonFields::count(o["likes"_L1]),
        .createdAt = JsonFields::time(o["createdAt"_L1]),
        .updatedAt = JsonFields::time(o["lastModified"_L1]),
        .tags = JsonFields::texts(o["tags"_L1]),
        .task = o["pipeline_tag"_L1].toString(),
        .library = o["library_name"_L1].toString(),
        .parameters = parameters,
        .isPrivate = o["private"_L1].toBool(),
        .gate = JsonFields::gate(o["gated"_L1]),
        .sdk = firstText({o["sdk"_L1], card["sdk"_L1]}),
        .emoji = firstText({o["emoji"_L1], card["emoji"_L1]}),
        .stage = o["runtime"_L1]["stage"_L1].toString(),
    };
}

QString licenseOf(const QJsonValue &card, const QStringList &tags)
{
    constexpr auto kLicenseTag = "license:"_L1;
    if (const QStringList said = JsonFields::texts(card["license"_L1]); !said.isEmpty())
        return said.join(", "_L1);
    for (const QString &tag : tags)
        if (tag.startsWith(kLicenseTag))
            return tag.sliced(kLicenseTag.size());
    return {};
}

QStringList baseModelsOf(const QJsonObject &o)
{
    QStringList models = JsonFields::texts(o["cardData"_L1]["base_model"_L1]);
    if (models.isEmpty())
        for (const QJsonValue model : o["baseModels"_L1]["models"_L1].toArray())
            if (const QString id = model["id"_L1].toString(); !id.isEmpty())
                models << id;
    return models;
}

QUrl spaceHostOf(const QJsonObject &o)
{
    const QUrl said = JsonFields::webAddress(o["host"_L1], {});
    const QString subdomain = o["subdomain"_L1].toString();
    // The label goes into a host name: nothing but what one may hold.
    static constexpr auto isLabel
        = [](QChar c) { return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'-'); };
    if (!said.isEmpty() || subdomain.isEmpty() || !std::ranges::all_of(subdomain, isLabel))
        return said;
    return QUrl(u"https://%1.hf.space"_s.arg(subdomain));
}

QString blobOf(const QJsonValue &entry)
{
    const QString sha256 = entry["lfs"_L1]["sha256"_L1].toString();
    if (isSha256Hex(sha256))
        return sha256;
    const QString oid = entry["blobId"_L1].toString();
    return entry["lfs"_L1].isObject() || !isSha1Hex(oid) ? QString() : oid;
}

QList<RepoFile> siblingsOf(const QJsonArray &array, int &skipped)
{
    QList<RepoFile> files;
    files.reserve(array.size());
    for (const QJsonValue entry : array) {
        const QString path = entry["rfilename"_L1].toString();
        const QJsonValue size = entry["size"_L1];
        if (path.isEmpty()
            || (!size.isUndefined() && !size.isNull() && JsonFields::count(size) < 0))
            ++skipped;
        else
            files << RepoFile{.path = path, .size = JsonFields::count(size), .blob = blobOf(entry)};
    }
    return files;
}

} // namespace

Result<RepoPage> parseRepoPage(RepoKind kind, const Body &body)
{
    const auto root = JsonFields::rootArray(body);
    if (!root)
        return std::unexpected(root.error());
    RepoPage page{.next = body.nextPage};
    page.repos.reserve(root->size());
    for (const QJsonValue entry : *root) {
        if (auto repo = repoSummaryFrom(kind, entry.toObject()))
            page.repos << *std::move(repo);
        else
            ++page.skipped;
    }
    return page;
}

Result<Facets> parseFacets(const Body &body)
{
    const auto root = JsonFields::rootObject(body);
    if (!root)
        return std::unexpected(root.error());
    Facets facets;
    for (auto it = root->begin(); it != root->end(); ++it) {
        for (const QJsonValue entry : it.value().toArray()) {
            Facet facet{.id = entry["id"_L1].toString(),
                        .label = entry["label"_L1].toString(),
                        .type = it.key()};
            if (facet.id.isEmpty())
                continue;
            if (facet.label.isEmpty())
                facet.label = facet.id;
            facets[it.key()] << facet;
        }
    }
    return facets;
}

Result<QuickHits> parseQuickHits(const Body &body)
{
    const auto root = JsonFields::rootObject(body);
    if (!root)
        return std::unexpected(root.error());
    const auto read = [&root](RepoKind kind) {
        QList<QuickHit> hits;
        for (const QJsonValue entry : (*root)[apiSegment(kind)].toArray())
            if (const auto id = repoIdOf(kind, entry))
                hits << QuickHit{.id = *id, .emoji = entry["emoji"_L1].toString()};
        return hits;
    };
    return QuickHits{.models = read(RepoKind::Model),
                     .datasets = read(RepoKind::Dataset),
                     .spaces = read(RepoKind::Space)};
}

Result<CardCheck> parseCardCheck(const Body &body)
{
    const auto root = JsonFields::rootObject(body);
    if (!root)
        return std::unexpected(root.error());
    const auto messages = [&root](QLatin1StringView name) {
        QStringList all;
        for (const QJsonValue each : (*root)[name].toArray())
            if (const QString words = each["message"_L1].toString(); !words.isEmpty())
                all << words;
        return all;
    };
    CardCheck check{.errors = messages("errors"_L1), .warnings = messages("warnings"_L1)};
    if (body.status == 400 && check.errors.isEmpty())
        return std::unexpected(HubError::badReply((*root)["error"_L1].toString()));
    return check;
}

Result<RepoId> parseCreated(const RepoId &asked, const Body &body)
{
    return JsonFields::rootObject(body).transform([&asked](const QJsonObject &o) {
        return RepoId::parse(asked.kind(), o["name"_L1].toString()).value_or(asked);
    });
}

Result<RepoInfo> parseRepoInfo(RepoKind kind, const Body &body)
{
    const auto root = JsonFields::rootObject(body);
    if (!root)
        return std::unexpected(root.error());
    const QJsonObject &o = *root;
    auto summary = repoSummaryFrom(kind, o);
    if (!summary)
        return std::unexpected(HubError::badReply(u"a repository without a valid id"_s));
    const QJsonValue card = o["cardData"_L1];
    RepoInfo info{
        .summary = *std::move(summary),
        .downloadsAllTime = JsonFields::count(o["downloadsAllTime"_L1]),
        .usedStorage = JsonFields::count(o["usedStorage"_L1]),
        .description
        = firstText({o["description"_L1], o["shortDescription"_L1], card["short_description"_L1]}),
        .baseModels = baseModelsOf(o),
        .disabled = o["disabled"_L1].toBool(),
        .spaceHost = spaceHostOf(o),
    };
    if (const QString sha = o["sha"_L1].toString(); isSha1Hex(sha))
        info.commit = sha;
    info.license = licenseOf(card, info.summary.tags);
    info.files = siblingsOf(o["siblings"_L1].toArray(), info.skipped);
    const QJsonObject types = o["safetensors"_L1]["parameters"_L1].toObject();
    for (auto it = types.begin(); it != types.end(); ++it)
        if (const qint64 n = JsonFields::count(it.value()); n >= 0)
            info.parametersByType.insert(it.key(), n);
    return info;
}
