#pragma once

#include "app/transfer/historyentry.h"

// A download that failed, of the repository "ada/<name>".
inline HistoryEntry entry(const QString &name)
{
    using namespace Qt::StringLiterals;
    return {.key = name,
            .asked = {.request = {.repo = *RepoId::parse(RepoKind::Dataset, u"ada/"_s + name),
                                  .revision = *Revision::parse(u"refs/pr/3"),
                                  .paths = {u"a"_s},
                                  .folder = u"/to"_s,
                                  .expected = {{u"a"_s, {.blob = "b", .size = 3}}}},
                      .endpoint = QUrl(u"https://hub.example"_s),
                      .account = u"77"_s,
                      .cacheRoot = u"/cache"_s},
            .commit = QString(40, u'a'),
            .end = TransferState::Failed,
            .begun = QDateTime::fromMSecsSinceEpoch(1'000, QTimeZone::UTC),
            .ended = QDateTime::fromMSecsSinceEpoch(61'000, QTimeZone::UTC),
            .activeMs = 2'000,
            .files = 2,
            .filesDone = 1,
            .bytes = 7'000,
            .fetched = 5'000,
            .peak = 3'000,
            .error = u"It failed."_s};
}
