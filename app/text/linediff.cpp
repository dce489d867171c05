#include "app/text/linediff.h"

#include <QHash>
#include <QList>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kAround = 3; // lines of context, as git has
constexpr int kMostSteps = 1'500; // lines removed and added; what is kept of them grows squared

using Lines = QList<QStringView>; // each with its end

struct Step
{
    QChar sign; // ' ', '-' or '+'
    QStringView line;
};

Lines linesOf(const QString &text)
{
    Lines lines;
    for (qsizetype from = 0; from < text.size();) {
        const qsizetype end = text.indexOf(u'\n', from);
        const qsizetype to = end < 0 ? text.size() : end + 1;
        lines << QStringView(text).sliced(from, to - from);
        from = to;
    }
    return lines;
}

// Myers' greedy algorithm ("An O(ND) Difference Algorithm", 1986): the furthest reach on each
// diagonal after d steps, kept for each d to find the way back.
class ShortestEdit final
{
public:
    ShortestEdit(const std::vector<int> &a, const std::vector<int> &b)
        : m_a(a)
        , m_b(b)
    { }

    // What each line's sign is, from the first to the last; empty: it takes too many steps.
    std::vector<char> signs()
    {
        const int n = int(m_a.size());
        const int m = int(m_b.size());
        const int most = std::min(n + m, kMostSteps);
        std::vector<int> reach(2 * size_t(most) + 3, 0);
        const auto at
            = [&reach, most](int k) -> int & { return reach[size_t(qsizetype(k) + most + 1)]; };
        for (int d = 0; d <= most; ++d) {
            for (int k = -d; k <= d; k += 2) {
                int x = goesDown(k, d, at) ? at(k + 1) : at(k - 1) + 1;
                while (x < n && x - k < m && m_a[size_t(x)] == m_b[size_t(x - k)])
                    ++x;
                at(k) = x;
                if (x >= n && x - k >= m)
                    return wayBack(d, n, m);
            }
            m_kept.emplace_back(reach.begin() + most + 1 - d, reach.begin() + most + 2 + d);
        }
        return {};
    }

private:
    template<typename At>
    static bool goesDown(int k, int d, const At &at)
    {
        return k == -d || (k != d && at(k - 1) < at(k + 1));
    }
    std::vector<char> wayBack(int d, int x, int y) const
    {
        std::vector<char> signs;
        for (; d > 0; --d) {
            const std::vector<int> &kept = m_kept[size_t(d - 1)];
            const auto at = [&kept, d](int k) { return kept[size_t(k + d - 1)]; };
            const int k = x - y;
            const bool down = goesDown(k, d, at);
            const int fromX = down ? at(k + 1) : at(k - 1);
            const int fromY = fromX - (down ? k + 1 : k - 1);
            const int same = std::min(x - fromX, y - fromY);
            signs.insert(signs.end(), size_t(same), ' ');
            signs.push_back(down ? '+' : '-');
            x = fromX;
            y = fromY;
        }
        signs.insert(signs.end(), size_t(x), ' ');
        std::ranges::reverse(signs);
        return signs;
    }

    const std::vector<int> &m_a;
    const std::vector<int> &m_b;
    std::vector<std::vector<int>> m_kept; // by steps: diagonals -d to d
};

std::vector<char> signsOf(const Lines &before, const Lines &after)
{
    QHash<QStringView, int> numbers;
    const auto numbered = [&numbers](const Lines &lines) {
        std::vector<int> all;
        for (const QStringView line : lines) {
            const auto known = numbers.constFind(line);
            all.push_back(known != numbers.cend() ? *known
                                                  : *numbers.insert(line, int(numbers.size())));
        }
        return all;
    };
    const std::vector<int> a = numbered(before);
    const std::vector<int> b = numbered(after);
    std::vector<char> signs = ShortestEdit(a, b).signs();
    if (signs.empty()) {
        signs.assign(a.size(), '-');
        signs.insert(signs.end(), b.size(), '+');
    }
    return signs;
}

QList<Step> stepsOf(const Lines &before, const Lines &after)
{
    const qsizetype head = std::ranges::mismatch(before, after).in1 - before.begin();
    qsizetype tail = 0;
    while (tail < qMin(before.size(), after.size()) - head
           && before.at(before.size() - 1 - tail) == after.at(after.size() - 1 - tail))
        ++tail;
    QList<Step> steps;
    for (const QStringView line : before.first(head))
        steps << Step{u' ', line};
    const Lines old = before.sliced(head, before.size() - head - tail);
    const Lines now = after.sliced(head, after.size() - head - tail);
    qsizetype i = 0;
    qsizetype j = 0;
    for (const char sign : signsOf(old, now)) {
        steps << Step{QLatin1Char(sign), sign == '+' ? now.at(j) : old.at(i)};
        i += sign != '+';
        j += sign != '-';
    }
    for (const QStringView line : before.last(tail))
        steps << Step{u' ', line};
    return steps;
}

void addHunk(QString &diff, const QList<Step> &steps, qsizetype from, qsizetype to, qsizetype old,
             qsizetype now)
{
    QString lines;
    qsizetype removed = 0;
    qsizetype added = 0;
    for (const Step &step : steps.sliced(from, to - from)) {
        removed += step.sign != u'+';
        added += step.sign != u'-';
        lines += step.sign + step.line.toString();
        if (!step.line.endsWith(u'\n'))
            lines += "\n\\ No newline at end of file\n"_L1;
    }
    // Of an empty side the line before is named.
    diff += u"@@ -%1,%2 +%3,%4 @@\n"_s.arg(removed > 0 ? old + 1 : old)
                .arg(removed)
                .arg(added > 0 ? now + 1 : now)
                .arg(added)
        + lines;
}

} // namespace

QString unifiedDiff(const QString &path, const QString &before, const QString &after)
{
    if (before == after)
        return {};
    const QList<Step> steps = stepsOf(linesOf(before), linesOf(after));
    QString diff = u"diff --git a/%1 b/%1\n"_s.arg(path);
    diff += before.isEmpty() ? u"new file mode 100644\n--- /dev/null\n"_s
                             : u"--- a/%1\n"_s.arg(path);
    diff += u"+++ b/%1\n"_s.arg(path);
    qsizetype old = 0; // lines before `at`
    qsizetype now = 0;
    qsizetype at = 0;
    const auto pass = [&](qsizetype to) {
        for (; at < to; ++at) {
            old += steps.at(at).sign != u'+';
            now += steps.at(at).sign != u'-';
        }
    };
    const auto isChange = [](const Step &step) { return step.sign != u' '; };
    for (;;) {
        const auto first = std::find_if(steps.cbegin() + at, steps.cend(), isChange);
        if (first == steps.cend())
            return diff;
        qsizetype last = first - steps.cbegin(); // of the hunk's changes
        for (qsizetype i = last; i < steps.size() && i <= last + 2 * kAround + 1; ++i)
            if (isChange(steps.at(i)))
                last = i;
        const qsizetype from = qMax(at, qsizetype(first - steps.cbegin()) - kAround);
        const qsizetype to = qMin(steps.size(), last + 1 + kAround);
        pass(from);
        addHunk(diff, steps, from, to, old, now);
        pass(to);
    }
}
