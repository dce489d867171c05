#pragma once

#include <QString>

class Session;

// Who is signed in, as every place says it. Plain text without control characters; the token itself
// is in none of it.
namespace AccountText {

QString title(const Session &session); // "Signed in as ada"
// Full name, address, organisations and what the token may do; while nobody is known, what a token
// is for. And the variable that decides, if one does.
QString detail(const Session &session);

} // namespace AccountText
