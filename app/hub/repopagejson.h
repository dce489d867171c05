#pragma once

#include "app/hub/types.h"

#include <QByteArray>

// The rows of a page in the Hub's own form (hub-api 4), so that parseRepoPage() reads them back as
// they were. Without the address of the next page, which does not keep.
QByteArray repoPageJson(const RepoPage &page);
