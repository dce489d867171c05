#pragma once

#include <algorithm>
#include <cstdio>
#include <functional>
#include <optional>
#include <vector>

// A benchmark's results beside a peer's, one JSON line each. All figures are times or sizes, so the
// smaller one wins; a ratio above 1 always means that Hubnaut is better.
using Samples = std::vector<double>;

constexpr int kPairs = 7; // runs of each side, in turn

// share from 0 to 1; 0 for no values.
inline double percentileOf(Samples values, double share)
{
    std::ranges::sort(values);
    if (values.empty())
        return 0;
    const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size()));
    return values[std::min(values.size() - 1, at)];
}

inline double medianOf(const Samples &values)
{
    return percentileOf(values, 0.5);
}

// What our median is to reach: below a value in the figure's unit, or at most some multiple of the
// peer's median.
struct Goal
{
    double most = 0;
    bool timesPeer = false;
};

// With a goal the line says what it is and whether it is met; packaging/bench counts these.
inline void printFigure(const char *figure, const Samples &ours, const char *unit, const char *peer,
                        const Samples &theirs, std::optional<Goal> goal = {})
{
    const double a = medianOf(ours);
    const double b = medianOf(theirs);
    std::printf(R"({"figure":"%s","ours":%.4g,"unit":"%s","peer":"%s","theirs":%.4g,"ratio":%.3g)",
                figure, a, unit, peer, b, a > 0 ? b / a : 0.0);
    if (goal && goal->timesPeer)
        std::printf(R"(,"goal":"at most %.3g times theirs","met":%s)", goal->most,
                    a <= goal->most * b ? "true" : "false");
    else if (goal)
        std::printf(R"(,"goal":"under %.3g %s","met":%s)", goal->most, unit,
                    a < goal->most ? "true" : "false");
    std::printf("}\n");
    std::fflush(stdout);
}

// Runs both in turn and prints the medians. Each call returns one measurement.
inline void compareFigure(const char *figure, const char *unit, const char *peer,
                          const std::function<double()> &ours,
                          const std::function<double()> &theirs)
{
    Samples a;
    Samples b;
    ours(); // what is loaded once is loaded here
    theirs();
    for (int i = 0; i < kPairs; ++i) {
        a.push_back(ours());
        b.push_back(theirs());
    }
    printFigure(figure, a, unit, peer, b);
}
