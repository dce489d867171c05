#pragma once

#include "app/watch/watchedfolders.h"

// What a watched folder says of itself: translated, plain text.
namespace WatchWords {

QString place(const WatchWish &wish); // "ada / up, main, folder scripts"
// What it does or waits for. upload: of what it sends.
QString state(const WatchStatus &status, const UploadProgress &upload, const QDateTime &now);
QString result(const WatchedFolder &folder, const QDateTime &now); // of the last rounds
QString held(const WatchResult &last); // files that wait for a person; empty: none
QString allHeld(const WatchResult &last); // a line for each
bool isTrouble(const WatchResult &last);
QUrl page(const WatchedFolder &folder); // of its pull request or its last commit; empty: none

} // namespace WatchWords
