#pragma once

#include <QString>

#include <optional>

// A branch, tag, special ref ("refs/pr/3") or commit, valid by construction: not empty, no control
// characters, no "..", no leading or trailing slash, at most 255 characters.
class Revision final
{
public:
    Revision(); // "main"
    static std::optional<Revision> parse(QStringView text);

    const QString &name() const { return m_name; }
    bool isCommit() const; // exactly 40 lower-case hex digits
    QString encoded() const; // for one URL path segment: everything escaped, slashes too

    bool operator==(const Revision &) const = default;

private:
    QString m_name;
};

// Exactly 40 (git SHA-1) or 64 (SHA-256) lower-case hex digits: the only texts that become the
// names of commits and blobs on disk.
bool isSha1Hex(QStringView text);
bool isSha256Hex(QStringView text);
