#pragma once

#include "app/hub/repoid.h"
#include "app/hub/revision.h"

#include <QString>
#include <QUrl>

#include <optional>

// A place on the Hub that a person can paste or click: a repository, and in it perhaps a section,
// a revision, a file or a discussion. Read from "owner/name", hf:// and web addresses; valid by
// construction. Sources: hub-api 1.3 and 34.
struct HubAddress
{
    enum class Section { Card, Files, History, Community, Settings };

    RepoId repo;
    Revision revision;
    Section section = Section::Card;
    QString path; // of a file or folder from the root; empty for none; no leading slash
    int discussion = 0; // 0: none

    // endpoint: the Hub's own address; web addresses of any other host are refused.
    static std::optional<HubAddress> parse(QStringView text, const QUrl &endpoint);
    QUrl webUrl(const QUrl &endpoint) const;

    bool operator==(const HubAddress &) const = default;
};
