#include "app/hub/cardfields.h"
#include "app/text/frontmatter.h"

#include <cstdio>
#include <cstdlib>

namespace {

// What another reader makes of the other keys.
QList<FrontMatterEntry> others(const QString &card, const QString &key)
{
    QList<FrontMatterEntry> entries = readFrontMatter(splitCard(card).yaml).entries;
    entries.removeIf([&key](const FrontMatterEntry &entry) { return entry.key == key; });
    return entries;
}

void expect(bool holds, const char *what, const QString &before, const QString &after)
{
    if (holds)
        return;
    std::fprintf(stderr, "%s\nbefore: %s\nafter: %s\n", what, qPrintable(before),
                 qPrintable(after));
    std::abort();
}

} // namespace

// Any text as a card: an edit of one key that is not refused changes that key and nothing else.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QString card = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    const CardMeta meta(card, cardKeyOrder(RepoKind::Model));
    if (!meta.refusal().isEmpty())
        return 0;
    const QString odd = QStringLiteral("no: #1 'x'");
    for (const QString &key : {QStringLiteral("license"), QStringLiteral("tags")}) {
        const QStringList now = meta.values(key);
        for (const QStringList &values :
             {QStringList(), QStringList{odd}, now + QStringList{odd}, QStringList{odd} + now}) {
            const auto change = meta.set(key, values, CardMeta::As::List);
            if (!change)
                continue;
            const QString edited = change->appliedTo(card);
            expect(readFrontMatter(splitCard(edited).yaml).values(key) == values, "other values",
                   card, edited);
            expect(others(edited, key) == others(card, key), "other keys", card, edited);
            expect(splitCard(edited).body.endsWith(splitCard(card).body), "other text", card,
                   edited);
        }
    }
    const qsizetype rows = meta.results().size();
    for (qsizetype row = 0; row < std::min<qsizetype>(rows, 3); ++row) {
        const auto value = meta.setResult(row, CardResult::Value, odd);
        if (value)
            expect(CardMeta(value->appliedTo(card)).results()[row].cells[CardResult::Value] == odd,
                   "no value", card, value->appliedTo(card));
        if (const auto change = meta.removeResult(row))
            expect(CardMeta(change->appliedTo(card)).results().size() == rows - 1, "no row gone",
                   card, change->appliedTo(card));
    }
    return 0;
}
