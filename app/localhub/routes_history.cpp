// What two revisions differ in, and the history of a branch made one commit.
#include "app/localhub/routes.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kDiffContext = 3; // unchanged lines around a change, as git shows
constexpr qsizetype kMaxSquashMessage = 500; // characters; hub-api 6.3
constexpr qsizetype kSniffedForText = 8'000; // bytes that decide, as in git

// What git has of a file: its text, or the pointer of a large one.
QByteArray gitContent(const StoredFile *file)
{
    if (!file)
        return {};
    return file->isLfs() ? file->pointer() : file->content.all();
}

QByteArrayList diffLines(const QByteArray &text)
{
    QByteArrayList lines = text.split('\n');
    if (lines.last().isEmpty())
        lines.removeLast();
    return lines;
}

QByteArray hunkRange(char sign, qsizetype first, qsizetype count)
{
    return sign + QByteArray::number(count == 0 ? first : first + 1) + ','
        + QByteArray::number(count);
}

// One hunk from the first to the last line that differs: right, if not the shortest.
QByteArray hunk(const QByteArray &before, const QByteArray &after)
{
    const QByteArrayList a = diffLines(before);
    const QByteArrayList b = diffLines(after);
    const qsizetype most = qMin(a.size(), b.size());
    qsizetype same = 0;
    while (same < most && a[same] == b[same])
        ++same;
    qsizetype tail = 0;
    while (tail < most - same && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    const qsizetype first = qMax<qsizetype>(0, same - kDiffContext);
    const qsizetype below = qMin(tail, kDiffContext);
    QByteArray out = "@@ " + hunkRange('-', first, a.size() - tail + below - first) + ' '
        + hunkRange('+', first, b.size() - tail + below - first) + " @@\n";
    for (qsizetype i = first; i < same; ++i)
        out += ' ' + a[i] + '\n';
    for (qsizetype i = same; i < a.size() - tail; ++i)
        out += '-' + a[i] + '\n';
    for (qsizetype i = same; i < b.size() - tail; ++i)
        out += '+' + b[i] + '\n';
    for (qsizetype i = a.size() - tail; i < a.size() - tail + below; ++i)
        out += ' ' + a[i] + '\n';
    return out;
}

QByteArray unifiedDiff(const QByteArray &path, const StoredFile *a, const StoredFile *b)
{
    QByteArray out = "diff --git a/" + path + " b/" + path + '\n';
    if (!a)
        out += "new file mode 100644\n";
    if (!b)
        out += "deleted file mode 100644\n";
    const QByteArray before = gitContent(a);
    const QByteArray after = gitContent(b);
    const QByteArray from = a ? "a/" + path : "/dev/null";
    const QByteArray to = b ? "b/" + path : "/dev/null";
    if (before.first(qMin(before.size(), kSniffedForText)).contains('\0')
        || after.first(qMin(after.size(), kSniffedForText)).contains('\0'))
        return out + "Binary files " + from + " and " + to + " differ\n";
    return out + "--- " + from + "\n+++ " + to + '\n' + hunk(before, after);
}

QByteArray rawLine(const QByteArray &path, const StoredFile *a, const StoredFile *b)
{
    const QByteArray none(40, '0');
    return (a ? ":100644 " : ":000000 ") + QByteArray(b ? "100644 " : "000000 ")
        + (a ? a->oid : none) + ' ' + (b ? b->oid : none) + ' '
        + (!a       ? 'A'
               : !b ? 'D'
                    : 'M')
        + '\t' + path + '\n';
}

struct Compared
{
    QByteArray from, to; // commits; from empty: the first commit's parent
    QString missing; // a revision that there is not
};

// "a..b", "a...b" (from where b left a) or one revision against its parent.
Compared comparedIn(const LocalRepo &repo, const QString &text)
{
    const bool fork = text.contains("..."_L1);
    const auto at = text.indexOf(fork ? "..."_L1 : ".."_L1);
    Compared out;
    const QString to = at < 0 ? text : text.sliced(at + (fork ? 3 : 2));
    out.to = repo.resolve(to);
    if (out.to.isEmpty())
        out.missing = to;
    if (at < 0) {
        out.from = repo.commits.value(out.to).parent;
        return out;
    }
    out.from = repo.resolve(text.first(at));
    if (out.from.isEmpty())
        out.missing = text.first(at);
    if (fork && out.missing.isEmpty()) {
        const QList<QByteArray> theirs = repo.history(out.from);
        const QList<QByteArray> ours = repo.history(out.to);
        const auto base = std::ranges::find_if(
            ours, [&](const QByteArray &commit) { return theirs.contains(commit); });
        out.from = base == ours.end() ? QByteArray() : *base;
    }
    return out;
}

} // namespace

HttpReply compare(RouteCall &call)
{
    if (const auto refused = refuseGated(call))
        return *refused;
    call.rest.removeFirst();
    const Compared compared = comparedIn(*call.repo, call.rest.join(u'/'));
    if (!compared.missing.isEmpty())
        return notFoundRevision(compared.missing);
    const auto before = call.repo->tree(compared.from);
    const auto after = call.repo->tree(compared.to);
    QStringList paths = before->keys() + after->keys();
    std::ranges::sort(paths);
    paths.removeDuplicates();
    const bool raw
        = std::ranges::any_of(call.query, [](const auto &q) { return q.first == "raw"_L1; });
    QByteArray out;
    for (const QString &path : std::as_const(paths)) {
        const auto a = before->constFind(path);
        const auto b = after->constFind(path);
        const StoredFile *from = a == before->cend() ? nullptr : &*a;
        const StoredFile *to = b == after->cend() ? nullptr : &*b;
        if (!from || !to || from->oid != to->oid)
            out += raw ? rawLine(path.toUtf8(), from, to) : unifiedDiff(path.toUtf8(), from, to);
    }
    return HttpReply::bytes(200, "text/plain; charset=utf-8", out);
}

HttpReply superSquash(RouteCall &call)
{
    if (const auto refused = refuseWrite(call))
        return *refused;
    call.rest.removeFirst();
    QString name = call.takeRevision();
    if (name.startsWith("refs/heads/"_L1))
        name.remove(0, 11);
    if (!call.repo->refs.contains(u"refs/heads/"_s + name))
        return call.repo->resolve(name).isEmpty()
            ? notFoundRevision(name)
            : HttpReply::error(400, {}, u"✖ Only a branch can be squashed"_s);
    const QString message = call.jsonBody().value("message"_L1).toString();
    if (message.size() > kMaxSquashMessage)
        return HttpReply::error(400, {}, u"✖ The message is longer than 500 characters"_s);
    const QByteArray commit = call.store.squash(
        *call.id, name, message.isEmpty() ? u"Super-squash branch '%1'"_s.arg(name) : message,
        call.viewer.user.name);
    return HttpReply::json(QJsonObject{{u"commitId"_s, QString::fromLatin1(commit)}});
}
