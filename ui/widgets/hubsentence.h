#pragma once

#include <QString>

struct HubError;

// What went wrong: our sentence, then the Hub's own, made fit for one line. Plain text.
QString hubSentence(const HubError &error);
