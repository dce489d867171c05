#pragma once

#include <QString>

#include <expected>

// A path inside a repository that may become a local path: relative, with "/" between its parts.
// Valid by construction; every local path that is made from what a server says goes through here.
// Refused: absolute paths, empty, "." and ".." parts, control characters (NUL among them),
// backslashes, drives, ".git" parts, device names, the clients' own ".cache/huggingface", parts
// over 255 bytes and paths over 3,072 bytes of UTF-8.
class RepoPath final
{
public:
    // The error is a translated sentence that names the reason.
    static std::expected<RepoPath, QString> parse(QStringView path);

    const QString &text() const { return m_text; }

    bool operator==(const RepoPath &) const = default;

private:
    RepoPath() = default;

    QString m_text;
};
