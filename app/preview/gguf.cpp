#include "app/preview/gguftypes.h"
#include "app/preview/tensors.h"

#include <QCoreApplication>
#include <QSet>
#include <QtEndian>

#include <algorithm>
#include <bit>

using namespace Qt::StringLiterals;

// Source: hub-api 33; what hostile files do: reliability P03, P04. Nothing is evaluated: a chat
// template is text.

namespace {

constexpr quint64 kGgufPairs = 100'000;
constexpr quint64 kGgufTensors = 1'000'000;
constexpr quint64 kGgufString = 10'000'000; // bytes
constexpr quint32 kGgufRank = 8;
constexpr int kGgufDepth = 4; // of arrays in arrays
constexpr qint64 kGgufHeaderCap = qint64(128) << 20; // bytes; real ones reach some 20 MB
constexpr qsizetype kGgufShownItems = 6; // of an array
constexpr qsizetype kGgufShownString = 64 << 10; // characters kept of a value

struct Gguf
{
    Q_DECLARE_TR_FUNCTIONS(Gguf)
};

enum class GgufValue : quint32 {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    F32,
    Bool,
    String,
    Array,
    U64,
    I64,
    F64
};

qint64 ggufValueBytes(GgufValue type)
{
    switch (type) {
    case GgufValue::U8:
    case GgufValue::I8:
    case GgufValue::Bool: return 1;
    case GgufValue::U16:
    case GgufValue::I16: return 2;
    case GgufValue::U32:
    case GgufValue::I32:
    case GgufValue::F32: return 4;
    case GgufValue::U64:
    case GgufValue::I64:
    case GgufValue::F64: return 8;
    case GgufValue::String:
    case GgufValue::Array: break;
    }
    return 0;
}

// Walks over the bytes that are there. The first read that passes their end says how many are
// needed, the first impossible number says why; after either, everything reads as zero.
class GgufCursor final
{
public:
    GgufCursor(QByteArrayView bytes, qint64 fileSize)
        : m_bytes(bytes)
        , m_fileSize(fileSize)
    { }

    bool ok() const { return m_needed == 0 && m_problem.isEmpty(); }
    qint64 position() const { return m_at; }
    qint64 needed() const { return m_needed; }
    const QString &problem() const { return m_problem; }
    void refuse(const QString &why)
    {
        if (ok())
            m_problem = why;
    }

    bool has(quint64 bytes)
    {
        if (!ok())
            return false;
        if (bytes <= quint64(m_bytes.size() - m_at))
            return true;
        const auto end = bytes > quint64(kGgufHeaderCap) ? kGgufHeaderCap + 1
                                                         : m_at + static_cast<qint64>(bytes);
        if (m_fileSize >= 0 && end > m_fileSize)
            refuse(Gguf::tr("The file ends inside its header."));
        else if (end > kGgufHeaderCap)
            refuse(Gguf::tr("The header is larger than 128 MB."));
        else
            m_needed = end;
        return false;
    }
    bool skip(quint64 bytes)
    {
        if (!has(bytes))
            return false;
        m_at += static_cast<qint64>(bytes);
        return true;
    }
    template<typename T>
    T take()
    {
        if (!has(sizeof(T)))
            return 0;
        const char *from = m_bytes.data() + m_at;
        m_at += static_cast<qint64>(sizeof(T));
        return m_big ? qFromBigEndian<T>(from) : qFromLittleEndian<T>(from);
    }
    quint64 takeCount() { return m_narrow ? take<quint32>() : take<quint64>(); }
    QByteArrayView takeString()
    {
        const quint64 length = takeCount();
        if (length > kGgufString)
            refuse(Gguf::tr("A text claims %1 bytes.").arg(length));
        const qint64 from = m_at;
        return skip(length) ? m_bytes.sliced(from, static_cast<qsizetype>(length))
                            : QByteArrayView();
    }
    void setBigEndian() { m_big = true; }
    void setNarrowCounts() { m_narrow = true; } // version 1

private:
    QByteArrayView m_bytes;
    qint64 m_fileSize;
    qint64 m_at = 0;
    qint64 m_needed = 0;
    QString m_problem;
    bool m_big = false;
    bool m_narrow = false;
};

QString ggufScalar(GgufCursor &in, GgufValue type)
{
    const auto real = [](double value) { return QString::number(value, 'g', 9); };
    switch (type) {
    case GgufValue::U8: return QString::number(in.take<quint8>());
    case GgufValue::I8: return QString::number(in.take<qint8>());
    case GgufValue::Bool: return in.take<quint8>() ? u"true"_s : u"false"_s;
    case GgufValue::U16: return QString::number(in.take<quint16>());
    case GgufValue::I16: return QString::number(in.take<qint16>());
    case GgufValue::U32: return QString::number(in.take<quint32>());
    case GgufValue::I32: return QString::number(in.take<qint32>());
    case GgufValue::U64: return QString::number(in.take<quint64>());
    case GgufValue::I64: return QString::number(in.take<qint64>());
    case GgufValue::F32: return real(double(std::bit_cast<float>(in.take<quint32>())));
    case GgufValue::F64: return real(std::bit_cast<double>(in.take<quint64>()));
    case GgufValue::String: {
        const QByteArrayView text = in.takeString();
        return QString::fromUtf8(text.first(qMin(text.size(), kGgufShownString)));
    }
    case GgufValue::Array: break;
    }
    return {};
}

std::optional<GgufValue> takeGgufType(GgufCursor &in)
{
    const auto type = in.take<quint32>();
    if (type > quint32(GgufValue::F64))
        in.refuse(Gguf::tr("A value has the unknown type %1.").arg(type));
    return in.ok() ? std::optional(static_cast<GgufValue>(type)) : std::nullopt;
}

// "128256 items: <s>, </s>, ...": the first items are read, the others passed over.
QString ggufArray(GgufCursor &in, int depth)
{
    const auto type = takeGgufType(in);
    const quint64 count = in.takeCount();
    if (type == GgufValue::Array && depth == kGgufDepth)
        in.refuse(Gguf::tr("Lists are nested too deeply."));
    if (!type || !in.ok())
        return {};
    const qint64 itemBytes = ggufValueBytes(*type);
    // Even an empty text or list has a length of its own: more items than bytes cannot be.
    if (count > quint64(kGgufHeaderCap) / quint64(itemBytes ? itemBytes : 4)) {
        in.refuse(Gguf::tr("A list claims %1 items.").arg(count));
        return {};
    }
    QStringList shown;
    quint64 read = 0;
    for (; read < count && in.ok(); ++read) {
        if (itemBytes && read == quint64(kGgufShownItems))
            break;
        if (*type == GgufValue::Array)
            shown += u'[' + ggufArray(in, depth + 1) + u']';
        else if (read < quint64(kGgufShownItems))
            shown += ggufScalar(in, *type).left(200);
        else
            in.takeString();
        if (shown.size() > kGgufShownItems)
            shown.removeLast();
    }
    in.skip((count - read) * quint64(itemBytes));
    const QString items = shown.join(", "_L1);
    return count > quint64(shown.size())
        ? Gguf::tr("%1 items: %2, …").arg(QString::number(count), items)
        : items;
}

void readGgufPairs(GgufCursor &in, quint64 count, TensorSet &set, qint64 &alignment)
{
    QSet<QString> keys;
    bool duplicate = false;
    for (quint64 i = 0; i < count && in.ok(); ++i) {
        const QByteArrayView rawKey = in.takeString();
        const QString key = QString::fromUtf8(rawKey.first(qMin(rawKey.size(), qsizetype(1000))));
        const auto type = takeGgufType(in);
        if (!type)
            return;
        QString value = *type == GgufValue::Array ? ggufArray(in, 1) : ggufScalar(in, *type);
        if (!in.ok())
            return;
        duplicate |= keys.contains(key);
        keys.insert(key);
        if (key == "general.alignment"_L1) {
            alignment = value.toLongLong();
            if (alignment < 1 || alignment > (1 << 20) || !std::has_single_bit(quint64(alignment)))
                in.refuse(Gguf::tr("The alignment %1 is not possible.").arg(value));
        } else if (key == "general.file_type"_L1 && !ggufFileType(value.toLongLong()).isEmpty()) {
            value = u"%1 (%2)"_s.arg(ggufFileType(value.toLongLong()), value);
        }
        set.metadata.append({key, value});
    }
    if (duplicate)
        set.notices += Gguf::tr("Two metadata entries have the same name.");
}

void readGgufTensor(GgufCursor &in, bool narrow, TensorSet &set)
{
    const QByteArrayView name = in.takeString();
    const auto rank = in.take<quint32>();
    if (rank > kGgufRank)
        in.refuse(Gguf::tr("A tensor claims %1 dimensions.").arg(rank));
    Tensor tensor;
    for (quint32 i = 0; i < rank && in.ok(); ++i) {
        const quint64 size = narrow ? in.take<quint32>() : in.take<quint64>();
        if (size > quint64(std::numeric_limits<qint64>::max()))
            in.refuse(Gguf::tr("A tensor's shape is too large to be true."));
        tensor.shape.prepend(static_cast<qint64>(size)); // the file has the innermost first
    }
    const GgufType type = ggufType(in.take<quint32>());
    const auto offset = in.take<quint64>();
    const auto parameters = checkedProduct(tensor.shape);
    if (!parameters || offset > quint64(std::numeric_limits<qint64>::max()))
        in.refuse(Gguf::tr("A tensor's shape or offset is too large to be true."));
    if (!in.ok())
        return;
    tensor.name = QString::fromUtf8(name.first(qMin(name.size(), qsizetype(4096))));
    tensor.type = type.name;
    tensor.parameters = *parameters;
    tensor.offset = static_cast<qint64>(offset);
    if (type.block > 0)
        tensor.bytes = checkedProduct(*parameters / type.block + (*parameters % type.block ? 1 : 0),
                                      type.blockBytes)
                           .value_or(-1);
    set.add(std::move(tensor));
}

void checkGguf(TensorSet &set, qint64 dataBytes)
{
    std::ranges::stable_sort(set.tensors, {}, &Tensor::offset);
    bool cutOff = false, duplicate = false;
    QSet<QStringView> names;
    for (const Tensor &tensor : std::as_const(set.tensors)) {
        duplicate |= names.contains(tensor.name);
        names.insert(tensor.name);
        cutOff |= dataBytes >= 0
            && (tensor.offset > dataBytes || tensor.bytes > dataBytes - tensor.offset);
    }
    if (duplicate)
        set.notices += Gguf::tr("Two tensors have the same name.");
    if (cutOff)
        set.notices += Gguf::tr("The file ends before its tensors do: it is cut off or broken.");
}

// Version and byte order; the cursor is told of both.
quint32 readGgufVersion(GgufCursor &in)
{
    auto version = in.take<quint32>();
    if (in.ok() && (version & 0xFFFF) == 0) {
        in.setBigEndian();
        version = qbswap(version);
    }
    if (version == 1)
        in.setNarrowCounts();
    if (in.ok() && (version < 1 || version > 3))
        in.refuse(Gguf::tr("Version %1 of the format is not known.").arg(version));
    return version;
}

} // namespace

HeaderStep readGgufHeader(QByteArrayView prefix, qint64 fileSize)
{
    TensorSet set;
    GgufCursor in(prefix, fileSize);
    if (in.has(4) && prefix.first(4) != "GGUF")
        in.refuse(Gguf::tr("It does not begin with \"GGUF\"."));
    in.skip(4);
    const quint32 version = readGgufVersion(in);
    const quint64 tensors = in.takeCount();
    const quint64 pairs = in.takeCount();
    if (tensors > kGgufTensors || pairs > kGgufPairs)
        in.refuse(Gguf::tr("The header claims %1 tensors and %2 metadata entries.")
                      .arg(tensors)
                      .arg(pairs));
    qint64 alignment = 32;
    if (in.ok()) {
        set.format = u"GGUF %1"_s.arg(version);
        set.tensorCount = static_cast<qint64>(tensors);
        readGgufPairs(in, pairs, set, alignment);
        for (quint64 i = 0; i < tensors && in.ok(); ++i)
            readGgufTensor(in, version == 1, set);
    }
    if (in.needed() > 0)
        return WantsPrefix{.bytes = in.needed(), .soFar = std::move(set)};
    if (!in.ok()) {
        HubError error = HubError::badReply(in.problem());
        error.message = Gguf::tr("This is not a readable GGUF file. The file itself may be broken: "
                                 "ask its author, or look at its bytes.");
        return std::unexpected(error);
    }
    set.headerBytes = (in.position() + alignment - 1) / alignment * alignment;
    checkGguf(set, fileSize < 0 ? -1 : qMax(qint64(0), fileSize - set.headerBytes));
    return set;
}
