#pragma once

#include "app/upload/uploadplan.h"
#include "app/upload/uploadprogress.h"
#include "ui/upload/uploadtarget.h"

// What an upload says of itself: translated, plain text.
namespace UploadWords {

QString place(const UploadTarget &target); // "branch main, folder scripts"
QString button(const UploadPlan &plan); // "Upload 7 files, delete 3"
QString step(const UploadProgress &progress); // while it is sent, with why it waits
double share(const UploadProgress &progress); // of the bytes; negative: not known
QString outcome(const UploadProgress &progress); // when it is over
// All of it for the clipboard: the commits and every file. web: the repository's page.
QString receipt(const UploadProgress &progress, const UploadTarget &target, const QUrl &web);
// The page of the pull request or of the last commit; empty: none was made.
QUrl page(const UploadProgress &progress, const QUrl &web);

} // namespace UploadWords
