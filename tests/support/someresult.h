#pragma once

#include "app/text/cardmeta.h"

// A whole evaluation result, with a name that needs quotes.
inline CardResult someResult()
{
    CardResult result;
    result.cells[CardResult::Task] = QStringLiteral("text-generation");
    result.cells[CardResult::Dataset] = QStringLiteral("gsm8k");
    result.cells[CardResult::DatasetName] = QStringLiteral("GSM: 8K");
    result.cells[CardResult::Split] = QStringLiteral("test");
    result.cells[CardResult::Metric] = QStringLiteral("accuracy");
    result.cells[CardResult::Value] = QStringLiteral("0.71");
    return result;
}
