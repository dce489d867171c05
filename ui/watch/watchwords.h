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
// What is wrong with what is kept of all of them: a sentence; empty: nothing.
QString lost(const WatchedFolders &watched); // of what an earlier start left
QString unkept(const WatchedFolders &watched); // for the next start
QUrl page(const WatchedFolder &folder); // of its pull request or its last commit; empty: none

} // namespace WatchWords
