#include "app/hub/jsonfields.h"
#include "app/hub/parse.h"

using namespace Qt::StringLiterals;

namespace {

QString acceleratorText(const QJsonObject &a)
{
    const QString model = a["model"_L1].toString();
    if (model.isEmpty())
        return {};
    // The Hub sends the quantity as a text; a number is what its own schema says.
    const QString quantity = a["quantity"_L1].isString()
        ? a["quantity"_L1].toString()
        : QString::number(qMax(qint64(1), a["quantity"_L1].toInteger(1)));
    const QString vram = a["vram"_L1].toString();
    const QString text = u"%1x %2"_s.arg(quantity, model);
    return vram.isEmpty() ? text : text + u", "_s + vram;
}

} // namespace

Result<SpaceRuntime> parseSpaceRuntime(const Body &body)
{
    const auto root = JsonFields::rootObject(body);
    if (!root)
        return std::unexpected(root.error());
    const QJsonObject &o = *root;
    SpaceRuntime runtime{
        .stage = o["stage"_L1].toString(),
        .hardware = o["hardware"_L1]["current"_L1].toString(),
        .hardwareRequested = o["hardware"_L1]["requested"_L1].toString(),
        .sleepSeconds = JsonFields::count(o["gcTimeout"_L1]),
        .replicas = -1,
        .errorMessage = o["errorMessage"_L1].toString(),
    };
    if (runtime.stage.isEmpty())
        return std::unexpected(HubError::badReply(u"a Space without a stage"_s));
    const QJsonValue replicas = o["replicas"_L1]["current"_L1];
    if (JsonFields::count(replicas) >= 0)
        runtime.replicas = JsonFields::small(replicas);
    for (const QJsonValue entry : o["domains"_L1].toArray())
        if (const QString domain = entry["domain"_L1].toString(); !domain.isEmpty())
            runtime.domains << domain;
    return runtime;
}

Result<QList<Hardware>> parseHardware(const Body &body)
{
    const auto root = JsonFields::rootArray(body);
    if (!root)
        return std::unexpected(root.error());
    QList<Hardware> list;
    for (const QJsonValue entry : *root) {
        Hardware hardware{.name = entry["name"_L1].toString(),
                          .title = entry["prettyName"_L1].toString(),
                          .cpu = entry["cpu"_L1].toString(),
                          .ram = entry["ram"_L1].toString(),
                          .accelerator = acceleratorText(entry["accelerator"_L1].toObject()),
                          .microUsdPerMinute
                          = qMax(qint64(0), JsonFields::count(entry["unitCostMicroUSD"_L1]))};
        if (hardware.name.isEmpty())
            continue;
        if (hardware.title.isEmpty())
            hardware.title = hardware.name;
        list << hardware;
    }
    return list;
}
