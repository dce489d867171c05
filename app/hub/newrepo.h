#pragma once

#include "app/hub/repoid.h"

#include <QByteArray>

// A repository that is to be made. Source: hub-api 8.1.
struct NewRepo
{
    RepoId id; // with an owner
    bool isPrivate = false;
    QString sdk = {}; // of a Space: "gradio", "docker" or "static"; of others empty

    QByteArray question() const; // JSON
};
