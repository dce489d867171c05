#include "app/localhub/repojson.h"
#include "app/localhub/routes.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace {

struct Flavor
{
    const char *name;
    const char *title;
    const char *cpu;
    const char *ram;
    const char *gpu; // model; null for none
    const char *count;
    const char *vram;
    int cents; // USD cents an hour; hub-api 14.3
};

constexpr Flavor kFlavors[] = {
    {"cpu-basic", "CPU basic", "2 vCPU", "16 GB", nullptr, "", "", 0},
    {"cpu-upgrade", "CPU upgrade", "8 vCPU", "32 GB", nullptr, "", "", 3},
    {"t4-small", "Nvidia T4 - small", "4 vCPU", "15 GB", "T4", "1", "16 GB", 40},
    {"t4-medium", "Nvidia T4 - medium", "8 vCPU", "30 GB", "T4", "1", "16 GB", 60},
    {"l4x1", "1x Nvidia L4", "8 vCPU", "30 GB", "L4", "1", "24 GB", 80},
    {"l4x4", "4x Nvidia L4", "48 vCPU", "186 GB", "L4", "4", "96 GB", 380},
    {"l40sx1", "1x Nvidia L40S", "8 vCPU", "62 GB", "L40S", "1", "48 GB", 180},
    {"a10g-small", "Nvidia A10G - small", "4 vCPU", "14 GB", "A10G", "1", "24 GB", 100},
    {"a10g-large", "Nvidia A10G - large", "12 vCPU", "46 GB", "A10G", "1", "24 GB", 150},
    {"a100-large", "Nvidia A100 - large", "12 vCPU", "142 GB", "A100", "1", "80 GB", 250},
};

QJsonObject hardwareJson(const Flavor &f)
{
    const double perMinute = double(f.cents) / 100 / 60;
    QJsonValue accelerator;
    if (f.gpu) {
        accelerator = QJsonObject{{u"type"_s, u"gpu"_s},
                                  {u"model"_s, QLatin1StringView(f.gpu)},
                                  {u"quantity"_s, QLatin1StringView(f.count)},
                                  {u"vram"_s, QLatin1StringView(f.vram)},
                                  {u"manufacturer"_s, u"Nvidia"_s}};
    }
    return {
        {u"name"_s, QLatin1StringView(f.name)}, {u"prettyName"_s, QLatin1StringView(f.title)},
        {u"cpu"_s, QLatin1StringView(f.cpu)},   {u"ram"_s, QLatin1StringView(f.ram)},
        {u"accelerator"_s, accelerator},        {u"unitCostMicroUSD"_s, qRound64(perMinute * 1e6)},
        {u"unitCostUSD"_s, perMinute},          {u"unitLabel"_s, u"minute"_s}};
}

HttpReply secretsOrVariables(RouteCall &call, QJsonObject &map, bool showValues)
{
    if (const auto refused = refuseWrite(call))
        return *refused;
    const QJsonObject body = call.jsonBody();
    const QString key = body["key"_L1].toString();
    if (call.request.method == "POST") {
        map[key] = QJsonObject{
            {u"key"_s, key},
            {u"value"_s, body["value"_L1]},
            {u"description"_s, body["description"_L1]},
            {u"updatedAt"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)}};
    } else if (call.request.method == "DELETE") {
        map.remove(key);
    }
    call.store.save(*call.repo);
    QJsonObject out = map;
    for (auto it = out.begin(); !showValues && it != out.end(); ++it) {
        QJsonObject entry = it.value().toObject();
        entry.remove(u"value"_s);
        it.value() = entry;
    }
    return HttpReply::json(out);
}

} // namespace

HttpReply spaceHardware(RouteCall &)
{
    QJsonArray out;
    for (const Flavor &flavor : kFlavors)
        out.append(hardwareJson(flavor));
    return HttpReply::json(out);
}

HttpReply spaceAction(RouteCall &call)
{
    if (call.id->kind() != RepoKind::Space)
        return HttpReply::error(404, {}, u"Only Spaces run"_s);
    LocalRepo &repo = *call.repo;
    const QString action = call.rest[0];
    if (action == "runtime"_L1)
        return HttpReply::json(runtimeJson(repo));
    if (action == "secrets"_L1)
        return secretsOrVariables(call, repo.secrets, false);
    if (action == "variables"_L1)
        return secretsOrVariables(call, repo.variables, true);
    if (const auto refused = refuseWrite(call))
        return *refused;
    const QJsonObject body = call.jsonBody();
    QJsonObject runtime = runtimeJson(repo);
    QJsonObject hardware = runtime["hardware"_L1].toObject();
    if (action == "pause"_L1) {
        runtime[u"stage"_s] = u"PAUSED"_s;
        hardware[u"current"_s] = QJsonValue();
    } else if (action == "restart"_L1) {
        runtime[u"stage"_s] = call.flag(u"factory"_s) ? u"BUILDING"_s : u"RUNNING_APP_STARTING"_s;
        runtime.remove(u"errorMessage"_s);
    } else if (action == "sleeptime"_L1) {
        runtime[u"gcTimeout"_s] = body["seconds"_L1];
    } else if (action == "hardware"_L1) {
        if (!call.viewer.user.isPro && body["flavor"_L1].toString() != "cpu-basic"_L1)
            return HttpReply::error(402, {},
                                    u"A payment method is required to use this hardware"_s);
        hardware[u"requested"_s] = body["flavor"_L1];
        if (body.contains("sleepTimeSeconds"_L1))
            runtime[u"gcTimeout"_s] = body["sleepTimeSeconds"_L1];
    }
    runtime[u"hardware"_s] = hardware;
    repo.setup.runtime = runtime;
    call.store.save(repo);
    return HttpReply::json(runtime);
}
