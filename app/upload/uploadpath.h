#pragma once

#include "app/text/repopath.h"

#include <QByteArrayView>

// What the Hub takes for a path of a file (hub-api 12.1), from a name on the disk or from what
// somebody typed: one leading "/" and "./" are dropped. Refused besides what no RepoPath is: bytes
// that are no UTF-8 and parts called ".cache". The error is a translated sentence.
std::expected<RepoPath, QString> uploadPath(QByteArrayView path);

// Git's own and the clients' own: never uploaded, wherever it is.
bool isNeverUploaded(QByteArrayView name);
