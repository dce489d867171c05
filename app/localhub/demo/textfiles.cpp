#include "app/localhub/demo/textfiles.h"

#include <array>

namespace {

constexpr std::array kDemoPlaces{"Reykjavík", "Tromsø", "Tórshavn", "Bergen",
                                 "Umeå",      "Turku",  "Lerwick",  "Nuuk"};
constexpr std::array kDemoThings{"the ferry",  "a letter",   "the lighthouse",
                                 "two herons", "fresh snow", "the harbour"};
constexpr std::array kDemoDoings{"came late", "was quiet", "shone until morning", "crossed the bay",
                                 "smelled of tar"};

// A small mixing function, so that neighbouring rows differ.
unsigned demoMix(unsigned n)
{
    n ^= n >> 16;
    n *= 0x7feb352dU;
    n ^= n >> 15;
    n *= 0x846ca68bU;
    return n ^ (n >> 16);
}

QByteArray demoSentence(unsigned n)
{
    const unsigned a = demoMix(n);
    return QByteArray("In ") + kDemoPlaces[a % kDemoPlaces.size()] + ' '
        + kDemoThings[(a >> 8) % kDemoThings.size()] + ' '
        + kDemoDoings[(a >> 16) % kDemoDoings.size()];
}

} // namespace

QByteArray demoTokenizer(qint64 words)
{
    QByteArray out
        = R"({"version":"1.0","truncation":null,"padding":null,"added_tokens":[{"id":0,"content":"<unk>","special":true},{"id":1,"content":"<s>","special":true},{"id":2,"content":"</s>","special":true}],"normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false},"model":{"type":"BPE","unk_token":"<unk>","vocab":{"<unk>":0,"<s>":1,"</s>":2)";
    for (qint64 i = 3; i < words; ++i) {
        QByteArray word;
        for (unsigned n = demoMix(unsigned(i)), k = 0; k < 2 + n % 5; ++k, n /= 7)
            word += char('a' + n % 26);
        out += ",\"" + word + QByteArray::number(i, 36) + "\":" + QByteArray::number(i);
    }
    return out + R"(},"merges":[]}})";
}

QByteArray demoJsonLines(int rows)
{
    QByteArray out;
    for (int i = 0; i < rows; ++i)
        out += R"({"id": )" + QByteArray::number(i) + R"(, "text": ")" + demoSentence(unsigned(i))
            + R"(.", "score": )" + QByteArray::number((demoMix(unsigned(i)) % 1000) / 1000.0)
            + "}\n";
    return out;
}

QByteArray demoTable(int rows, char separator)
{
    const QByteArray sep(1, separator);
    QByteArray out = "id" + sep + "place" + sep + "sentence" + sep + "correct" + sep + "score\n";
    for (int i = 0; i < rows; ++i) {
        const unsigned a = demoMix(unsigned(i));
        QByteArray sentence = demoSentence(unsigned(i)) + ", they say";
        if (separator == ',')
            sentence = '"' + sentence + '"';
        out += QByteArray::number(i) + sep + kDemoPlaces[a % kDemoPlaces.size()] + sep + sentence
            + sep + (a & 1 ? "true" : "false") + sep + QByteArray::number((a % 1000) / 1000.0)
            + '\n';
    }
    return out;
}

QByteArray demoLongCard(qsizetype bytes)
{
    QByteArray out
        = "---\nlicense: cc-by-4.0\nlanguage: en\nlibrary_name: transformers\n"
          "pipeline_tag: text-generation\n---\n\n# Field notes 1B\n\nA model of one diary. "
          "The diary itself follows.\n";
    for (unsigned day = 1; out.size() < bytes; ++day) {
        out += "\n## Day " + QByteArray::number(day) + "\n\n";
        for (unsigned k = 0; k < 4; ++k)
            out += demoSentence(day * 7 + k) + (k == 2 ? ", **as always**. " : ". ");
        if (day % 5 == 0)
            out += "\n\n| Hour | Wind | Seen |\n|:--|--:|:--|\n| 06:00 | "
                + QByteArray::number(day % 11) + " | gulls |\n| 18:00 | "
                + QByteArray::number(day % 7) + " | seals |\n";
        if (day % 9 == 0)
            out += "\n\n```python\nnotes[" + QByteArray::number(day) + "] = read(\"day\")\n```\n";
        out += '\n';
    }
    return out;
}

QByteArray demoPostcard(int number)
{
    return "from: " + QByteArray(kDemoPlaces[demoMix(unsigned(number)) % kDemoPlaces.size()])
        + "\nyear: " + QByteArray::number(1890 + demoMix(unsigned(number)) % 60) + "\n\n"
        + demoSentence(unsigned(number)) + ".\n";
}
