#include "app/hub/jsonfields.h"
#include "app/hub/parse.h"

using namespace Qt::StringLiterals;

namespace {

Discussion discussionFrom(const QJsonObject &o)
{
    const auto either = [&o](QLatin1StringView a, QLatin1StringView b) {
        return JsonFields::small(o.contains(a) ? o[a] : o[b]);
    };
    return {
        .number = either("num"_L1, "number"_L1),
        .title = o["title"_L1].toString(),
        .status = o["status"_L1].toString(),
        .isPullRequest = o["isPullRequest"_L1].toBool(),
        .pinned = o["pinned"_L1].toBool(),
        .author = o["author"_L1]["name"_L1].toString(),
        .createdAt = JsonFields::time(o["createdAt"_L1]),
        .comments = either("numComments"_L1, "numberOfComments"_L1),
    };
}

// One event of any type; those of a newer Hub keep their type and have no text.
std::optional<DiscussionEvent> discussionEventFrom(const QJsonObject &o)
{
    DiscussionEvent event{.id = o["id"_L1].toString(),
                          .type = o["type"_L1].toString(),
                          .author = o["author"_L1]["name"_L1].toString(),
                          .createdAt = JsonFields::time(o["createdAt"_L1])};
    if (event.type.isEmpty())
        return {};
    const QJsonObject data = o["data"_L1].toObject();
    if (event.type == "comment"_L1) {
        event.hidden = data["hidden"_L1].toBool();
        event.edited = data["edited"_L1].toBool();
        event.text = data["latest"_L1]["raw"_L1].toString();
    } else if (event.type == "status-change"_L1) {
        event.text = data["status"_L1].toString();
    } else if (event.type == "commit"_L1) {
        event.text = data["subject"_L1].toString();
        event.oid = data["oid"_L1].toString();
    } else if (event.type == "title-change"_L1) {
        event.from = data["from"_L1].toString();
        event.text = data["to"_L1].toString();
    } else if (event.type == "pinning-change"_L1) {
        event.text = data["pinned"_L1].toBool() ? u"pinned"_s : u"unpinned"_s;
    } else if (event.type == "locking-change"_L1) {
        event.text = data["locked"_L1].toBool() ? u"locked"_s : u"unlocked"_s;
    }
    return event;
}

} // namespace

Result<DiscussionPage> parseDiscussionPage(const Body &body)
{
    const auto root = JsonFields::rootObject(body);
    if (!root)
        return std::unexpected(root.error());
    const QJsonValue list = (*root)["discussions"_L1];
    if (!list.isArray())
        return std::unexpected(HubError::badReply(u"an answer without discussions"_s));
    DiscussionPage page{.count = JsonFields::small((*root)["count"_L1]),
                        .start = JsonFields::small((*root)["start"_L1])};
    for (const QJsonValue entry : list.toArray()) {
        if (Discussion discussion = discussionFrom(entry.toObject()); discussion.number > 0)
            page.discussions << std::move(discussion);
        else
            ++page.skipped;
    }
    return page;
}

Result<DiscussionThread> parseDiscussionThread(const Body &body)
{
    const auto root = JsonFields::rootObject(body);
    if (!root)
        return std::unexpected(root.error());
    const QJsonObject &o = *root;
    if (!o["events"_L1].isArray())
        return std::unexpected(HubError::badReply(u"a discussion without events"_s));
    DiscussionThread thread{.head = discussionFrom(o),
                            .locked = o["locked"_L1].toBool(),
                            .base = o["changes"_L1]["base"_L1].toString(),
                            .diff = o["diff"_L1].toString()};
    for (const QJsonValue entry : o["events"_L1].toArray()) {
        if (auto event = discussionEventFrom(entry.toObject()))
            thread.events << *std::move(event);
        else
            ++thread.skipped;
    }
    return thread;
}
