#pragma once

#include <QByteArray>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

// A benchmark's result beside a peer's, as one JSON line. ratio above 1 always means that Hubnaut is
// better; smaller says that smaller numbers are better (times, memory).
inline double medianOf(std::vector<double> values)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values.at(values.size() / 2);
}

inline double percentileOf(std::vector<double> values, double share)
{
    std::ranges::sort(values);
    if (values.empty())
        return 0;
    return values.at(std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size()))));
}

inline void printFigure(const char *figure, double ours, const char *unit, const char *peer, double theirs)
{
    // All figures here are times or sizes: the smaller one wins.
    std::printf(R"({"figure":"%s","ours":%.3g,"unit":"%s","peer":"%s","theirs":%.3g,"ratio":%.3g})"
                "\n",
                figure, ours, unit, peer, theirs, ours > 0 ? theirs / ours : 0.0);
    std::fflush(stdout);
}

// Runs both, in turn, as often as told, and prints the medians. Each call returns one measurement.
inline void compareFigure(const char *figure, const char *unit, const char *peer, int runs,
                          const std::function<double()> &ours, const std::function<double()> &theirs)
{
    std::vector<double> a;
    std::vector<double> b;
    for (int i = 0; i < runs; ++i) {
        a.push_back(ours());
        b.push_back(theirs());
    }
    printFigure(figure, medianOf(a), unit, peer, medianOf(b));
}
