#pragma once

#include "app/preview/tensors.h"

#include <QtEndian>

// Small files of weights made in memory, and what the header readers make of them.

inline QByteArray safetensors(const QByteArray &json, qint64 dataBytes = 0)
{
    QByteArray out(8, '\0');
    qToLittleEndian<quint64>(quint64(json.size()), out.data());
    return out + json + QByteArray(dataBytes, '\0');
}

// Writes the parts of a GGUF file as they stand in it.
struct GgufWriter
{
    QByteArray bytes = "GGUF";
    bool big = false;

    template<typename T>
    GgufWriter &number(T value)
    {
        QByteArray out(sizeof(T), '\0');
        big ? qToBigEndian(value, out.data()) : qToLittleEndian(value, out.data());
        bytes += out;
        return *this;
    }
    GgufWriter &u32(quint32 value) { return number(value); }
    GgufWriter &u64(quint64 value) { return number(value); }
    GgufWriter &text(const QByteArray &value)
    {
        u64(quint64(value.size()));
        bytes += value;
        return *this;
    }
    GgufWriter &head(quint64 tensors, quint64 pairs, quint32 version = 3)
    {
        return u32(version).u64(tensors).u64(pairs);
    }
    GgufWriter &tensor(const QByteArray &name, const QList<quint64> &dims, quint32 type,
                       quint64 offset)
    {
        text(name).u32(quint32(dims.size()));
        for (const quint64 dim : dims)
            u64(dim);
        return u32(type).u64(offset);
    }
};

inline QByteArray smallGguf()
{
    GgufWriter w;
    w.head(2, 5);
    w.text("general.architecture").u32(8).text("llama");
    w.text("general.file_type").u32(4).u32(15);
    w.text("tokenizer.ggml.tokens").u32(9).u32(8).u64(3).text("<s>").text("a").text("b");
    w.text("tokenizer.ggml.scores").u32(9).u32(6).u64(2).u32(0).u32(0x3F800000);
    w.text("tokenizer.chat_template").u32(8).text("{{ ''.__class__.__mro__[1].__subclasses__() }}");
    w.tensor("output.weight", {256, 4}, 12, 128);
    w.tensor("token_embd.weight", {32, 2}, 8, 0);
    w.bytes.resize((w.bytes.size() + 31) / 32 * 32 + 128 + 4 * 144);
    return w.bytes;
}

// A vocabulary of so many words of ten characters, and one tensor.
inline QByteArray ggufWithWords(int words)
{
    GgufWriter w;
    w.head(1, 1);
    w.text("tokenizer.ggml.tokens").u32(9).u32(8).u64(quint64(words));
    w.bytes.reserve(words * 18);
    for (int i = 0; i < words; ++i)
        w.text("word" + QByteArray::number(100'000 + i).right(6));
    w.tensor("token_embd.weight", {32, 2}, 8, 0);
    return w.bytes;
}

inline std::optional<TensorSet> complete(const HeaderStep &step)
{
    if (!step || !std::holds_alternative<TensorSet>(*step))
        return {};
    return std::get<TensorSet>(*step);
}

inline qint64 wanted(const HeaderStep &step)
{
    return step && std::holds_alternative<WantsPrefix>(*step) ? std::get<WantsPrefix>(*step).bytes
                                                              : 0;
}

// A header of at least that many bytes.
inline QByteArray manyTensors(qsizetype headerBytes)
{
    QByteArray json = "{";
    for (int i = 0; json.size() < headerBytes; ++i)
        json += "\"model.layers." + QByteArray::number(i)
            + R"(.weight":{"dtype":"BF16","shape":[1024,1024],"data_offsets":[)"
            + QByteArray::number(qint64(i) << 21) + ',' + QByteArray::number(qint64(i + 1) << 21)
            + "]},";
    json.back() = '}';
    return safetensors(json);
}
