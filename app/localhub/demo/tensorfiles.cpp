#include "app/localhub/demo/tensorfiles.h"

#include <QJsonDocument>
#include <QtEndian>

#include <bit>
#include <numeric>

using namespace Qt::StringLiterals;

namespace {

template<typename T>
void putNumber(QByteArray &out, T value)
{
    char bytes[sizeof(T)];
    qToLittleEndian(value, bytes);
    out.append(bytes, sizeof(T));
}

void putText(QByteArray &out, QByteArrayView text)
{
    putNumber(out, quint64(text.size()));
    out += text;
}

enum class GgufType : quint32 { UInt32 = 4, Float32 = 6, String = 8, Array = 9 };

void putKey(QByteArray &out, QByteArrayView key, GgufType type)
{
    putText(out, key);
    putNumber(out, quint32(type));
}

void putKey(QByteArray &out, QByteArrayView key, QByteArrayView value)
{
    putKey(out, key, GgufType::String);
    putText(out, value);
}

void putKey(QByteArray &out, QByteArrayView key, quint32 value)
{
    putKey(out, key, GgufType::UInt32);
    putNumber(out, value);
}

// A type of GGML: its number, and how many bytes hold a block of how many numbers.
struct GgmlType
{
    quint32 number;
    qint64 block;
    qint64 bytes;
};
constexpr GgmlType kGgmlF32{0, 1, 4};

// Of most tensors in a file of this general.file_type.
GgmlType ggmlTypeOf(int fileType)
{
    switch (fileType) {
    case 7: return {8, 32, 34}; // Q8_0
    case 10: return {10, 256, 84}; // Q2_K
    case 12: return {11, 256, 110}; // Q3_K
    case 15: return {12, 256, 144}; // Q4_K
    case 17: return {13, 256, 176}; // Q5_K
    case 18: return {14, 256, 210}; // Q6_K
    default: return {1, 1, 2}; // F16
    }
}

constexpr qint64 kGgufAlignment = 32; // of the tensors, where no key says another

qint64 ggufAligned(qint64 bytes)
{
    return (bytes + kGgufAlignment - 1) / kGgufAlignment * kGgufAlignment;
}

// As llama.cpp's converter calls the tensors of a checkpoint of this architecture.
QByteArray ggufTensorName(QByteArray name)
{
    static constexpr std::pair<const char *, const char *> kNames[] = {
        {"model.embed_tokens.", "token_embd."},
        {"model.norm.", "output_norm."},
        {"model.layers.", "blk."},
        {"post_attention_layernorm.", "ffn_norm."},
        {"input_layernorm.", "attn_norm."},
        {"mlp.down_proj.", "ffn_down."},
        {"mlp.gate_proj.", "ffn_gate."},
        {"mlp.up_proj.", "ffn_up."},
        {"self_attn.k_proj.", "attn_k."},
        {"self_attn.o_proj.", "attn_output."},
        {"self_attn.q_proj.", "attn_q."},
        {"self_attn.v_proj.", "attn_v."},
    };
    for (const auto &[there, here] : kNames)
        name.replace(there, here);
    return name;
}

QByteArray ggufVocabulary(qint64 words)
{
    QByteArray out;
    putNumber(out, quint32(GgufType::String));
    putNumber(out, quint64(words));
    for (qint64 i = 0; i < words; ++i)
        putText(out, "tok" + QByteArray::number(i));
    return out;
}

} // namespace

DemoModel DemoModel::fromJson(const QJsonObject &json)
{
    return {.hidden = json["hidden"_L1].toInteger(256),
            .intermediate = json["intermediate"_L1].toInteger(768),
            .layers = json["layers"_L1].toInteger(4),
            .heads = json["heads"_L1].toInteger(4),
            .kvHeads = json["kvHeads"_L1].toInteger(2),
            .vocab = json["vocab"_L1].toInteger(2048)};
}

qint64 DemoTensor::parameters() const
{
    return std::accumulate(shape.cbegin(), shape.cend(), qint64(1), std::multiplies());
}

qint64 DemoTensor::bytes() const
{
    return parameters() * (type == "F32" ? 4 : 2);
}

QList<DemoTensor> demoTensors(const DemoModel &m)
{
    const qint64 head = m.hidden / m.heads;
    QList<DemoTensor> all{{"model.embed_tokens.weight", "BF16", {m.vocab, m.hidden}}};
    for (qint64 i = 0; i < m.layers; ++i) {
        const QByteArray layer = "model.layers." + QByteArray::number(i) + '.';
        all << DemoTensor{layer + "input_layernorm.weight", "F32", {m.hidden}}
            << DemoTensor{layer + "mlp.down_proj.weight", "BF16", {m.hidden, m.intermediate}}
            << DemoTensor{layer + "mlp.gate_proj.weight", "BF16", {m.intermediate, m.hidden}}
            << DemoTensor{layer + "mlp.up_proj.weight", "BF16", {m.intermediate, m.hidden}}
            << DemoTensor{layer + "post_attention_layernorm.weight", "F32", {m.hidden}}
            << DemoTensor{layer + "self_attn.k_proj.weight", "BF16", {m.kvHeads * head, m.hidden}}
            << DemoTensor{layer + "self_attn.o_proj.weight", "BF16", {m.hidden, m.heads * head}}
            << DemoTensor{layer + "self_attn.q_proj.weight", "BF16", {m.heads * head, m.hidden}}
            << DemoTensor{layer + "self_attn.v_proj.weight", "BF16", {m.kvHeads * head, m.hidden}};
    }
    all << DemoTensor{"model.norm.weight", "F32", {m.hidden}};
    return all;
}

QList<QList<DemoTensor>> demoShards(const DemoModel &model, int shards)
{
    const QList<DemoTensor> all = demoTensors(model);
    qint64 total = 0;
    for (const DemoTensor &t : all)
        total += t.bytes();
    QList<QList<DemoTensor>> files(shards);
    qint64 before = 0;
    for (const DemoTensor &t : all) {
        files[qMin<qint64>(before * shards / qMax(total, qint64(1)), shards - 1)] << t;
        before += t.bytes();
    }
    return files;
}

Content demoSafetensors(const QList<DemoTensor> &tensors, quint64 seed, const QByteArray &sha256)
{
    QByteArray header
        = R"({"__metadata__":{"format":"pt","saved_with":"skald-trainer 0.9.2","training_step":"184000"})";
    qint64 at = 0;
    for (const DemoTensor &t : tensors) {
        QByteArrayList shape;
        for (const qint64 n : t.shape)
            shape << QByteArray::number(n);
        header += ",\"" + t.name + R"(":{"dtype":")" + t.type + R"(","shape":[)" + shape.join(',')
            + R"(],"data_offsets":[)" + QByteArray::number(at) + ','
            + QByteArray::number(at + t.bytes()) + "]}";
        at += t.bytes();
    }
    header += '}';
    header.append((8 - header.size() % 8) % 8, ' '); // the data starts aligned
    QByteArray head;
    putNumber(head, quint64(header.size()));
    head += header;
    return Content::synthetic(head.size() + at, seed, sha256, head);
}

QByteArray demoShardIndex(const DemoModel &model, int shards)
{
    const auto files = demoShards(model, shards);
    QJsonObject weights;
    qint64 total = 0;
    for (int n = 0; n < shards; ++n)
        for (const DemoTensor &t : files.at(n)) {
            total += t.bytes();
            weights[QString::fromLatin1(t.name)]
                = u"model-%1-of-%2.safetensors"_s.arg(n + 1, 5, 10, QChar(u'0'))
                      .arg(shards, 5, 10, QChar(u'0'));
        }
    return QJsonDocument(QJsonObject{{u"metadata"_s, QJsonObject{{u"total_size"_s, total}}},
                                     {u"weight_map"_s, weights}})
        .toJson();
}

Content demoGguf(const DemoModel &m, const QString &name, int fileType, quint64 seed,
                 const QByteArray &sha256)
{
    QByteArray keys;
    putKey(keys, "general.architecture", "llama");
    putKey(keys, "general.name", name.toUtf8());
    putKey(keys, "general.file_type", quint32(fileType));
    putKey(keys, "general.quantization_version", quint32(2));
    putKey(keys, "llama.context_length", quint32(32768));
    putKey(keys, "llama.embedding_length", quint32(m.hidden));
    putKey(keys, "llama.block_count", quint32(m.layers));
    putKey(keys, "llama.feed_forward_length", quint32(m.intermediate));
    putKey(keys, "llama.attention.head_count", quint32(m.heads));
    putKey(keys, "llama.attention.head_count_kv", quint32(m.kvHeads));
    putKey(keys, "llama.rope.freq_base", GgufType::Float32);
    putNumber(keys, std::bit_cast<quint32>(500000.0F));
    putKey(keys, "tokenizer.ggml.model", "gpt2");
    putKey(keys, "tokenizer.ggml.tokens", GgufType::Array);
    keys += ggufVocabulary(m.vocab);
    putKey(keys, "tokenizer.chat_template",
           "{% for m in messages %}<|{{ m.role }}|>\n{{ m.content }}\n{% endfor %}<|assistant|>\n");

    const QList<DemoTensor> tensors = demoTensors(m);
    QByteArray head = "GGUF";
    putNumber(head, quint32(3));
    putNumber(head, quint64(tensors.size()));
    putNumber(head, quint64(14));
    head += keys;
    qint64 offset = 0; // from where the data starts
    for (const DemoTensor &t : tensors) {
        const GgmlType type = t.type == "F32" ? kGgmlF32 : ggmlTypeOf(fileType);
        putText(head, ggufTensorName(t.name));
        putNumber(head, quint32(t.shape.size()));
        for (auto n = t.shape.crbegin(); n != t.shape.crend(); ++n) // innermost dimension first
            putNumber(head, quint64(*n));
        putNumber(head, type.number);
        putNumber(head, quint64(offset));
        offset += ggufAligned(t.parameters() / type.block * type.bytes);
    }
    head.append(ggufAligned(head.size()) - head.size(), '\0');
    return Content::synthetic(head.size() + offset, seed, sha256, head);
}
