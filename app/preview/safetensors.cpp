#include "app/preview/jsonreader.h"
#include "app/preview/tensors.h"

#include <QCoreApplication>
#include <QSet>
#include <QtEndian>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

// Source: hub-api 32; errors mirrored from the format's own library (reliability P01, P02).

namespace {

constexpr qint64 kSafetensorsHeaderCap = 25'000'000; // bytes; huggingface_hub refuses more
constexpr qsizetype kSafetensorsRank = 64;
constexpr qsizetype kSafetensorsKey = 1000; // characters kept of a metadata key
constexpr qsizetype kSafetensorsValue = 64 << 10; // characters kept of a metadata value

struct Safetensors
{
    Q_DECLARE_TR_FUNCTIONS(Safetensors)
};

std::unexpected<HubError> brokenSafetensors(const QString &why)
{
    HubError error = HubError::badReply(why);
    error.message
        = Safetensors::tr("This is not a readable safetensors file. The file itself may be broken: "
                          "ask its author, or look at its bytes.");
    return std::unexpected(error);
}

// Bits of one element; 0 when the type is not known.
qint64 safetensorsBits(QStringView type)
{
    static constexpr std::array<std::pair<QLatin1StringView, qint64>, 21> kTypes{{
        {"F64"_L1, 64},    {"I64"_L1, 64},    {"U64"_L1, 64},    {"C64"_L1, 64},
        {"F32"_L1, 32},    {"I32"_L1, 32},    {"U32"_L1, 32},    {"F16"_L1, 16},
        {"BF16"_L1, 16},   {"I16"_L1, 16},    {"U16"_L1, 16},    {"I8"_L1, 8},
        {"U8"_L1, 8},      {"BOOL"_L1, 8},    {"F8_E4M3"_L1, 8}, {"F8_E5M2"_L1, 8},
        {"F8_E8M0"_L1, 8}, {"F6_E2M3"_L1, 6}, {"F6_E3M2"_L1, 6}, {"F4"_L1, 4},
        {"I4"_L1, 4},
    }};
    const auto found
        = std::ranges::find_if(kTypes, [type](const auto &row) { return row.first == type; });
    return found == kTypes.end() ? 0 : found->second;
}

// Whole numbers, none negative, of an array that was just opened; nothing for anything else.
std::optional<QList<qint64>> sizes(JsonReader &json, qsizetype most)
{
    using enum JsonReader::Token;
    if (json.next() != BeginArray)
        return {};
    QList<qint64> out;
    while (json.next() != EndArray) {
        const auto n = json.integer();
        if (!n || *n < 0 || out.size() == most)
            return {};
        out.append(*n);
    }
    return out;
}

// The object of one tensor; the text says what is wrong with it.
std::expected<Tensor, QString> safetensor(JsonReader &json, const QString &name)
{
    using enum JsonReader::Token;
    if (json.next() != BeginObject)
        return std::unexpected(
            Safetensors::tr("The entry \"%1\" is not an object.").arg(name.left(200)));
    Tensor tensor{.name = name};
    std::optional<QList<qint64>> shape, range;
    while (json.next() == Key) {
        const QString key = json.string();
        if (key == "dtype"_L1) {
            if (json.next() != String)
                break;
            tensor.type = json.string().left(40);
        } else if (key == "shape"_L1) {
            shape = sizes(json, kSafetensorsRank);
            if (!shape)
                break;
        } else if (key == "data_offsets"_L1) {
            range = sizes(json, 2);
            if (!range)
                break;
        } else if (json.next(); !json.skipRest()) {
            break;
        }
    }
    if (json.token() != EndObject || tensor.type.isEmpty() || !shape || !range || range->size() != 2
        || range->at(1) < range->at(0))
        return std::unexpected(
            Safetensors::tr("The entry \"%1\" has no usable type, shape and offsets.")
                .arg(name.left(200)));
    const auto parameters = checkedProduct(*shape);
    if (!parameters)
        return std::unexpected(
            Safetensors::tr("The shape of \"%1\" is too large to be true.").arg(name.left(200)));
    tensor.shape = *shape;
    tensor.parameters = *parameters;
    tensor.offset = range->at(0);
    tensor.bytes = range->at(1) - range->at(0);
    return tensor;
}

bool readSafetensorsMetadata(JsonReader &json, TensorSet &set)
{
    using enum JsonReader::Token;
    if (json.next() != BeginObject)
        return false;
    while (json.next() == Key) {
        const QString key = json.string().left(kSafetensorsKey);
        QString value;
        if (json.next() == String) {
            value = json.string();
        } else { // not allowed by the format, but harmless: shown as it is written
            const qsizetype start = json.tokenStart();
            if (!json.skipRest())
                return false;
            value = QString::fromUtf8(
                json.rawFrom(start).first(qMin(json.rawFrom(start).size(), kSafetensorsValue)));
        }
        set.metadata.append({key, value.left(kSafetensorsValue)});
    }
    return json.token() == EndObject;
}

Result<TensorSet> safetensorsFromJson(QByteArrayView text)
{
    using enum JsonReader::Token;
    if (!text.isValidUtf8())
        return brokenSafetensors(Safetensors::tr("The header is not UTF-8."));
    JsonReader json(text);
    if (json.next() != BeginObject)
        return brokenSafetensors(Safetensors::tr("The header is not a JSON object."));
    TensorSet set{.format = u"safetensors"_s};
    while (json.next() == Key) {
        const QString name = json.string();
        if (name == "__metadata__"_L1) {
            if (!readSafetensorsMetadata(json, set))
                return brokenSafetensors(Safetensors::tr("The metadata is not a JSON object."));
            continue;
        }
        auto tensor = safetensor(json, name);
        if (!tensor)
            return brokenSafetensors(tensor.error());
        set.add(*std::move(tensor));
    }
    if (json.token() != EndObject || json.next() != End)
        return brokenSafetensors(
            Safetensors::tr("The header's JSON breaks off at byte %1.").arg(json.tokenStart()));
    set.tensorCount = set.tensors.size();
    return set;
}

// What does not fit together, said once each; the table is shown all the same.
void checkSafetensors(TensorSet &set, qint64 dataBytes)
{
    std::ranges::stable_sort(set.tensors, {}, &Tensor::offset);
    QSet<QStringView> names;
    names.reserve(set.tensors.size());
    bool duplicate = false, wrongSize = false, gap = false, overlap = false;
    qint64 end = 0;
    for (const Tensor &tensor : std::as_const(set.tensors)) {
        duplicate |= names.contains(tensor.name);
        names.insert(tensor.name);
        const qint64 bits = safetensorsBits(tensor.type);
        const auto stored = checkedProduct(tensor.parameters, bits);
        wrongSize |= bits > 0 && (!stored || *stored / 8 + (*stored % 8 ? 1 : 0) != tensor.bytes);
        gap |= tensor.offset > end;
        overlap |= tensor.offset < end;
        end = qMax(end, tensor.offset + tensor.bytes);
    }
    if (duplicate)
        set.notices += Safetensors::tr("Two tensors have the same name.");
    if (wrongSize)
        set.notices += Safetensors::tr("A tensor's size does not fit its type and shape.");
    if (gap)
        set.notices += Safetensors::tr("There are unused bytes between tensors.");
    if (overlap)
        set.notices += Safetensors::tr("Tensors overlap.");
    if (dataBytes >= 0 && end > dataBytes)
        set.notices
            += Safetensors::tr("The file ends before its tensors do: it is cut off or broken.");
}

} // namespace

HeaderStep readSafetensorsHeader(QByteArrayView prefix, qint64 fileSize)
{
    if (prefix.size() < 8) {
        if (fileSize >= 0 && fileSize < 8)
            return brokenSafetensors(Safetensors::tr("The file has only %1 bytes.").arg(fileSize));
        return WantsPrefix{.bytes = 8};
    }
    const auto length = qFromLittleEndian<quint64>(prefix.data());
    if (length > quint64(kSafetensorsHeaderCap))
        return brokenSafetensors(
            Safetensors::tr("The header claims %1 bytes; the limit is 25 MB.").arg(length));
    const qint64 headerBytes = 8 + static_cast<qint64>(length);
    if (fileSize >= 0 && headerBytes > fileSize)
        return brokenSafetensors(
            Safetensors::tr("The header claims more bytes than the file has."));
    if (prefix.size() < headerBytes)
        return WantsPrefix{.bytes = headerBytes};
    auto set = safetensorsFromJson(prefix.sliced(8, headerBytes - 8));
    if (!set)
        return std::unexpected(set.error());
    set->headerBytes = headerBytes;
    checkSafetensors(*set, fileSize < 0 ? -1 : fileSize - headerBytes);
    return *std::move(set);
}
