#include "ui/community/discussionlook.h"

#include "app/text/safetext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace {

struct ThreadWords
{
    Q_DECLARE_TR_FUNCTIONS(Discussion)
};

QString statusWord(const QString &status)
{
    if (status == "open"_L1)
        return ThreadWords::tr("Open");
    if (status == "closed"_L1)
        return ThreadWords::tr("Closed");
    if (status == "merged"_L1)
        return ThreadWords::tr("Merged");
    if (status == "draft"_L1)
        return ThreadWords::tr("Draft");
    return SafeText::line(status);
}

} // namespace

QString shownAuthor(const QString &author)
{
    return author.isEmpty() ? ThreadWords::tr("deleted") : SafeText::line(author);
}

DiscussionLook DiscussionLook::of(const Discussion &discussion)
{
    const QString word = statusWord(discussion.status);
    if (discussion.status == "merged"_L1)
        return {word, u"merge"_s, &Tokens::space};
    if (discussion.status == "closed"_L1)
        return {word, discussion.isPullRequest ? u"pull-request"_s : u"ok"_s, &Tokens::secondary};
    const bool open = discussion.status == "open"_L1;
    return {word, discussion.isPullRequest ? u"pull-request"_s : u"comment"_s,
            open ? &Tokens::good : &Tokens::secondary};
}

// Source of the types: hub-api 11.2.
EventLook EventLook::of(const DiscussionEvent &event)
{
    const QString text = SafeText::line(event.text);
    if (event.type == "commit"_L1)
        return {u"commit"_s, &Tokens::secondary, ThreadWords::tr("added a commit"),
                event.oid.left(7) + u"  "_s + text};
    if (event.type == "status-change"_L1) {
        const bool open = event.text == "open"_L1;
        return {open                            ? u"retry"_s
                    : event.text == "merged"_L1 ? u"merge"_s
                                                : u"ok"_s,
                open ? &Tokens::good : &Tokens::info,
                ThreadWords::tr("changed the status to %1").arg(statusWord(event.text)),
                {}};
    }
    if (event.type == "title-change"_L1)
        return {u"edit"_s, &Tokens::secondary, ThreadWords::tr("changed the title"),
                ThreadWords::tr("from “%1” to “%2”")
                    .arg(SafeText::isolated(event.from), SafeText::isolated(event.text))};
    if (event.type == "pinning-change"_L1)
        return {u"pin"_s, &Tokens::secondary, ThreadWords::tr("changed the pin"), text};
    if (event.type == "locking-change"_L1)
        return {u"lock"_s, &Tokens::secondary, ThreadWords::tr("changed who may comment"), text};
    if (event.type == "report-status-change"_L1)
        return {u"warning"_s, &Tokens::warning, ThreadWords::tr("changed the report"), text};
    if (event.type == "ref-deleted"_L1)
        return {u"branch"_s,
                &Tokens::secondary,
                ThreadWords::tr("deleted the branch of this pull request"),
                {}};
    // The Hub gains kinds of events; their names are not made for readers.
    return {u"info"_s, &Tokens::secondary,
            ThreadWords::tr("did something that only the Hub's own page shows"), text};
}
