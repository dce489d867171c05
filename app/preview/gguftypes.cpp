#include "app/preview/gguftypes.h"

#include <array>

using namespace Qt::StringLiterals;

namespace {

struct GgufTypeRow
{
    QLatin1StringView name; // empty: removed from the format
    qint64 block = 0;
    qint64 blockBytes = 0;
};

// Sizes follow from the formats: e.g. Q4_0 is 32 numbers of four bits and one half-precision scale.
constexpr std::array<GgufTypeRow, 43> kGgufTypes{{
    {"F32"_L1, 1, 4},        {"F16"_L1, 1, 2},        {"Q4_0"_L1, 32, 18},
    {"Q4_1"_L1, 32, 20},     {""_L1, 0, 0},           {""_L1, 0, 0},
    {"Q5_0"_L1, 32, 22},     {"Q5_1"_L1, 32, 24},     {"Q8_0"_L1, 32, 34},
    {"Q8_1"_L1, 32, 36},     {"Q2_K"_L1, 256, 84},    {"Q3_K"_L1, 256, 110},
    {"Q4_K"_L1, 256, 144},   {"Q5_K"_L1, 256, 176},   {"Q6_K"_L1, 256, 210},
    {"Q8_K"_L1, 256, 292},   {"IQ2_XXS"_L1, 256, 66}, {"IQ2_XS"_L1, 256, 74},
    {"IQ3_XXS"_L1, 256, 98}, {"IQ1_S"_L1, 256, 50},   {"IQ4_NL"_L1, 32, 18},
    {"IQ3_S"_L1, 256, 110},  {"IQ2_S"_L1, 256, 82},   {"IQ4_XS"_L1, 256, 136},
    {"I8"_L1, 1, 1},         {"I16"_L1, 1, 2},        {"I32"_L1, 1, 4},
    {"I64"_L1, 1, 8},        {"F64"_L1, 1, 8},        {"IQ1_M"_L1, 256, 56},
    {"BF16"_L1, 1, 2},       {""_L1, 0, 0},           {""_L1, 0, 0},
    {""_L1, 0, 0},           {"TQ1_0"_L1, 256, 54},   {"TQ2_0"_L1, 256, 66},
    {""_L1, 0, 0},           {""_L1, 0, 0},           {""_L1, 0, 0},
    {"MXFP4"_L1, 32, 17},    {"NVFP4"_L1, 0, 0},      {"Q1_0"_L1, 0, 0},
    {"Q2_0"_L1, 0, 0},
}};

constexpr std::array<QLatin1StringView, 42> kGgufFileTypes{{
    "F32"_L1,    "F16"_L1,     "Q4_0"_L1,      "Q4_1"_L1,     ""_L1,         ""_L1,
    ""_L1,       "Q8_0"_L1,    "Q5_0"_L1,      "Q5_1"_L1,     "Q2_K"_L1,     "Q3_K_S"_L1,
    "Q3_K_M"_L1, "Q3_K_L"_L1,  "Q4_K_S"_L1,    "Q4_K_M"_L1,   "Q5_K_S"_L1,   "Q5_K_M"_L1,
    "Q6_K"_L1,   "IQ2_XXS"_L1, "IQ2_XS"_L1,    "Q2_K_S"_L1,   "IQ3_XS"_L1,   "IQ3_XXS"_L1,
    "IQ1_S"_L1,  "IQ4_NL"_L1,  "IQ3_S"_L1,     "IQ3_M"_L1,    "IQ2_S"_L1,    "IQ2_M"_L1,
    "IQ4_XS"_L1, "IQ1_M"_L1,   "BF16"_L1,      "Q4_0_4_4"_L1, "Q4_0_4_8"_L1, "Q4_0_8_8"_L1,
    "TQ1_0"_L1,  "TQ2_0"_L1,   "MXFP4_MOE"_L1, "NVFP4"_L1,    "Q1_0"_L1,     "Q2_0"_L1,
}};

} // namespace

GgufType ggufType(quint32 type)
{
    if (type >= kGgufTypes.size() || kGgufTypes[type].name.isEmpty())
        return {.name = u"type %1"_s.arg(type)};
    const GgufTypeRow &row = kGgufTypes[type];
    return {.name = row.name, .block = row.block, .blockBytes = row.blockBytes};
}

QString ggufFileType(qint64 type)
{
    if (type < 0 || type >= static_cast<qint64>(kGgufFileTypes.size()))
        return {};
    return kGgufFileTypes[static_cast<size_t>(type)];
}
