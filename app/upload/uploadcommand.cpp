#include "app/upload/uploadcommand.h"

#include "app/hub/patternset.h"
#include "app/text/shell.h"
#include "app/text/wildcard.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostNames = 60; // in a command that is still read

struct UploadCommand
{
    Q_DECLARE_TR_FUNCTIONS(UploadCommand)
};

// A pattern of the target folder, as one of the folder called name in it; none: it says nothing
// there, or what it says there cannot be told. "*" is any text, slashes too.
std::optional<QString> below(const QString &name, const QString &pattern)
{
    if (name.isEmpty() || pattern.startsWith(u'*'))
        return pattern;
    const QString start = literalPattern(name) + u'/';
    if (!pattern.startsWith(start))
        return {};
    return pattern.size() == start.size() ? u"*"_s : pattern.sliced(start.size());
}

class UploadLine
{
public:
    UploadLine(const UploadWish &wish, const UploadSource &source)
        : m_wish(wish)
        , m_local(source.local)
        , m_name(QString::fromUtf8(source.name))
        , m_place(QString::fromUtf8(source.folder))
    {
        if (!m_name.isEmpty())
            m_place += (m_place.isEmpty() ? QString() : u"/"_s) + m_name;
    }

    QString text() // empty: there is nothing to do
    {
        m_words = {u"hf"_s, u"upload"_s, shellQuoted(m_wish.repo.id()),
                   shellQuoted(QFile::decodeName(m_local)),
                   shellQuoted(m_place.isEmpty() ? u"."_s : m_place)};
        if (m_wish.repo.kind() != RepoKind::Model)
            option(u"--repo-type"_s,
                   m_wish.repo.kind() == RepoKind::Dataset ? u"dataset"_s : u"space"_s);
        if (m_wish.revision != Revision())
            option(u"--revision"_s, m_wish.revision.name());
        const bool isFile = m_wish.meant.contains(m_place); // which takes no patterns
        if (!isFile && !choose())
            return {};
        if (!m_wish.summary.isEmpty())
            option(u"--commit-message"_s, m_wish.summary);
        if (!m_wish.description.isEmpty())
            option(u"--commit-description"_s, m_wish.description);
        if (m_wish.pullRequest)
            m_words << u"--create-pr"_s;
        return m_words.join(u' ');
    }
    qsizetype names() const { return m_names; } // that are left out

private:
    void option(const QString &name, const QString &value)
    {
        m_words << name + u'=' + shellQuoted(value);
    }
    void options(const QString &name, const QStringList &values)
    {
        for (const QString &value : values)
            option(name, value);
    }
    QStringList own(const QStringList &patterns) const
    {
        QStringList all;
        for (QString pattern : patterns)
            if (const auto one = below(m_name, pattern.replace(u'\\', u'/')))
                all << *one;
        return all;
    }
    QStringList inside(const QStringList &paths) const
    {
        const QString start = m_place.isEmpty() ? QString() : m_place + u'/';
        QStringList all;
        for (const QString &path : paths)
            if (path.startsWith(start))
                all << path.sliced(start.size());
        return all;
    }
    // Of folders, which end with a slash, all that is in them. What is git's the client leaves out.
    QStringList leftInside() const
    {
        QStringList all = inside(m_wish.leftOut);
        for (const UploadLeft &left : m_wish.left) {
            const bool isFolder = left.local.endsWith("/.cache");
            if (left.why == UploadLeft::Why::EmptyFolder || left.local.endsWith("/.git")
                || !left.local.startsWith(m_local + '/'))
                continue;
            all << QFile::decodeName(left.local.sliced(m_local.size() + 1))
                    + (isFolder ? u"/"_s : QString());
        }
        return all;
    }

    // Patterns that take what is meant and nothing else of what is there. False: nothing is.
    bool choose()
    {
        const QStringList meant = inside(m_wish.meant);
        const QStringList remove = own(m_wish.remove);
        const bool isLeftOut = m_wish.leftOut.contains(m_place)
            || std::ranges::contains(m_wish.left, m_local, &UploadLeft::local);
        if (isLeftOut || (meant.isEmpty() && remove.isEmpty()))
            return false;
        QStringList include = own(m_wish.allow);
        QStringList exclude = own(m_wish.ignore);
        if (meant.isEmpty()) {
            include.clear();
            exclude = {u"*"_s};
        }
        if (PathFilter{.allow = include, .ignore = {}}.kept(meant) != meant)
            include.clear();
        exclude.removeIf([&meant](const QString &pattern) {
            return PathFilter{.allow = {}, .ignore = {pattern}}.kept(meant) != meant;
        });
        const PathFilter filter{.allow = include.isEmpty() ? std::nullopt : std::optional(include),
                                .ignore = exclude};
        const QStringList names = filter.kept(leftInside());
        for (const QString &name : names)
            exclude << literalPattern(name);
        m_names = names.size();
        options(u"--include"_s, include);
        options(u"--exclude"_s, exclude);
        options(u"--delete"_s, remove);
        return true;
    }

    const UploadWish &m_wish;
    const QByteArray m_local;
    const QString m_name;
    QString m_place;
    QStringList m_words;
    qsizetype m_names = 0;
};

} // namespace

void UploadWish::rename(const UploadFile &file, const QString &found)
{
    const QString &path = file.path.text();
    const UploadSource own{.local = file.local,
                           .folder = path.section(u'/', 0, -2).toUtf8(),
                           .name = path.section(u'/', -1).toUtf8()};
    const auto dropped = std::ranges::find(sources, file.local, &UploadSource::local);
    if (dropped != sources.end()) {
        *dropped = own;
    } else {
        sources << own;
        leftOut << found; // of its folder
    }
}

std::expected<QString, QString> hfCommandOf(const UploadWish &wish)
{
    if (!wish.spared.isEmpty())
        return std::unexpected(UploadCommand::tr(
            "No command deletes all that a pattern takes but some files. Say it by patterns "
            "first."));
    QStringList lines;
    qsizetype names = 0;
    for (const UploadSource &source : wish.sources) {
        UploadLine line(wish, source);
        if (const QString text = line.text(); !text.isEmpty())
            lines << text;
        names += line.names();
    }
    if (names > kMostNames)
        return std::unexpected(UploadCommand::tr(
            "More files are left out than a command can name. Say it by patterns first."));
    if (lines.isEmpty())
        return std::unexpected(UploadCommand::tr("There is nothing that it could send."));
    return lines.join(u'\n');
}
