#include "app/hub/pastedlines.h"

#include "app/hub/hubaddress.h"
#include "app/hub/patternset.h"

#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>

#include <algorithm>
#include <expected>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostPastedLines = 1'000; // each repository costs a request

struct PasteWords
{
    Q_DECLARE_TR_FUNCTIONS(PastedLines)
};

using WishOrReason = std::expected<FetchWish, QString>;

std::unexpected<QString> because(const QString &reason)
{
    return std::unexpected(reason);
}

// As a POSIX shell takes a simple command apart; nothing is expanded.
std::optional<QStringList> shellWords(const QString &line)
{
    QStringList words;
    QString word;
    bool inWord = false;
    QChar quote;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line.at(i);
        if (!quote.isNull() && c == quote) {
            quote = QChar();
        } else if (c == u'\\' && quote != u'\'' && i + 1 < line.size()) {
            word += line.at(++i);
            inWord = true;
        } else if (!quote.isNull()) {
            word += c;
        } else if (c == u'\'' || c == u'"') {
            quote = c;
            inWord = true;
        } else if (c.isSpace()) {
            if (inWord)
                words << word;
            word.clear();
            inWord = false;
        } else {
            word += c;
            inWord = true;
        }
    }
    if (inWord)
        words << word;
    return quote.isNull() ? std::optional(words) : std::nullopt;
}

// A mirror has the same repositories under the same names as the public Hub, whose addresses are
// what people pass on.
std::optional<HubAddress> addressIn(const QString &text, const QUrl &endpoint)
{
    const QUrl mirrored(u"https://huggingface.co"_s);
    const QString host = mirrored.host() + u'/';
    const bool isPublic = text.startsWith(mirrored.scheme() + "://"_L1 + host, Qt::CaseInsensitive)
        || text.startsWith(host, Qt::CaseInsensitive);
    return HubAddress::parse(text, isPublic ? mirrored : endpoint);
}

WishOrReason wishFromAddress(const QString &text, const QUrl &endpoint)
{
    if (text.contains(u' '))
        return because(PasteWords::tr("This is neither a repository nor an address."));
    if (const auto address = addressIn(text, endpoint)) {
        if (address->discussion > 0)
            return because(PasteWords::tr("This is a discussion; it has no files."));
        FetchWish wish{.repo = address->repo,
                       .revision = address->revision,
                       .paths = {},
                       .allow = {},
                       .ignore = {},
                       .folder = {}};
        if (!address->path.isEmpty())
            wish.paths << address->path;
        return wish;
    }
    if (text.contains("://"_L1))
        return because(PasteWords::tr("This address leads to no repository of the Hub in use."));
    const auto legacy = RepoId::parse(RepoKind::Model, text); // "gpt2"
    if (!legacy)
        return because(PasteWords::tr("This is neither a repository nor an address."));
    return FetchWish{
        .repo = *legacy, .revision = {}, .paths = {}, .allow = {}, .ignore = {}, .folder = {}};
}

// The words of one command, option by option.
struct CommandReader
{
    QStringList words;
    qsizetype at = 0;
    QString repo;
    QString kind;
    QString revision;
    QStringList files;
    QStringList allow;
    QStringList ignore;
    QString folder;
    QStringList *patterns = nullptr; // that the last option began: older clients take several

    static bool hasWildcard(const QString &word)
    {
        return std::ranges::any_of(word, [](QChar c) { return u"*?["_s.contains(c); });
    }

    void takeWord(const QString &word)
    {
        if (repo.isEmpty())
            repo = word;
        else if (patterns && hasWildcard(word))
            *patterns << word;
        else
            files << word;
    }

    // A reason, or nothing.
    QString takeOption(const QString &word)
    {
        static const QStringList kAlone{u"--force-download"_s, u"--quiet"_s, u"-q"_s,
                                        u"--dry-run"_s, u"--resume-download"_s};
        static const QStringList kIgnored{u"--token"_s, u"--max-workers"_s,
                                          u"--local-dir-use-symlinks"_s, u"--format"_s};
        const QString name = word.section(u'=', 0, 0);
        patterns = nullptr;
        if (kAlone.contains(name))
            return {};
        const bool inside = word.contains(u'=');
        if (!inside && at >= words.size())
            return PasteWords::tr("The option %1 has no value.").arg(name);
        const QString value = inside ? word.section(u'=', 1) : words.at(at++);
        if (kIgnored.contains(name))
            return {};
        if (name == "--repo-type"_L1 || name == "--type"_L1)
            kind = value;
        else if (name == "--revision"_L1)
            revision = value;
        else if (name == "--include"_L1)
            *(patterns = &allow) << value;
        else if (name == "--exclude"_L1)
            *(patterns = &ignore) << value;
        else if (name == "--local-dir"_L1)
            folder = value;
        else if (name == "--cache-dir"_L1)
            return PasteWords::tr("Another cache can only be chosen in the settings.");
        else
            return PasteWords::tr("The option %1 is not known.").arg(name);
        return {};
    }

    WishOrReason wish(const QUrl &endpoint) const;
};

WishOrReason CommandReader::wish(const QUrl &endpoint) const
{
    if (repo.isEmpty())
        return because(PasteWords::tr("The command names no repository."));
    QString prefix;
    if (kind == "dataset"_L1 || kind == "space"_L1)
        prefix = kind + u"s/"_s;
    else if (!kind.isEmpty() && kind != "model"_L1)
        return because(PasteWords::tr("The type %1 is not known here.").arg(kind));
    WishOrReason wish = wishFromAddress(prefix + repo, endpoint);
    if (!wish)
        return wish;
    if (!revision.isEmpty()) {
        const auto parsed = Revision::parse(revision);
        if (!parsed)
            return because(PasteWords::tr("The revision is not valid."));
        wish->revision = *parsed;
    }
    if (!folder.isEmpty()) {
        QString path = folder;
        if (path == "~"_L1 || path.startsWith("~/"_L1))
            path.replace(0, 1, QDir::homePath());
        if (!QDir::isAbsolutePath(path))
            return because(PasteWords::tr("Say the whole path of the folder, from /."));
        wish->folder = QDir::cleanPath(path);
    }
    wish->paths += files;
    wish->allow = allow;
    wish->ignore = ignore;
    for (const QString &file : files) // as the client reads them
        if (file.endsWith(u'/') || hasWildcard(file)) {
            wish->paths.removeOne(file);
            wish->allow << (file.endsWith(u'/') ? literalPattern(file) + u'*' : file);
        }
    if (!wish->allow.isEmpty()) { // patterns and names together: names are patterns, too
        for (const QString &path : std::as_const(wish->paths))
            wish->allow << literalPattern(path);
        wish->paths.clear();
    }
    return wish;
}

WishOrReason wishFromCommand(const QString &line, const QUrl &endpoint)
{
    const auto words = shellWords(line);
    if (!words)
        return because(PasteWords::tr("A quotation mark is not closed."));
    CommandReader reader{.words = *words, .at = words->indexOf(u"download"_s) + 1};
    while (reader.at < reader.words.size()) {
        const QString word = reader.words.at(reader.at++);
        if (!word.startsWith(u'-')) {
            reader.takeWord(word);
            continue;
        }
        if (const QString reason = reader.takeOption(word); !reason.isEmpty())
            return because(reason);
    }
    return reader.wish(endpoint);
}

// What lists and chats put around an id.
QString barePasted(QString line)
{
    static const QRegularExpression before(u"^(?:[-*•+]\\s+|\\d+[.)]\\s+|[$>%]\\s+|!)"_s);
    static const QRegularExpression comment(u"\\s+#.*$"_s);
    line = line.trimmed();
    line.remove(before).remove(comment);
    while (line.endsWith(u',') || line.endsWith(u';'))
        line.chop(1);
    for (const QChar quote : u"\"'`<"_s) {
        const QChar end = quote == u'<' ? u'>' : quote;
        if (line.size() > 1 && line.startsWith(quote) && line.endsWith(end))
            line = line.sliced(1, line.size() - 2);
    }
    return line.trimmed();
}

bool isHfCommand(const QString &line)
{
    static const QRegularExpression command(
        u"^(?:[A-Z_][A-Z0-9_]*=\\S*\\s+)*(?:hf|huggingface-cli)\\s+download(?:\\s|$)"_s);
    return command.match(line).hasMatch();
}

QString withoutTokens(QString line)
{
    static const QRegularExpression token(u"(hf_[A-Za-z0-9]{4,})|(?<=--token[ =])\\S+"_s);
    return line.replace(token, u"…"_s);
}

} // namespace

QList<PastedLine> pastedLines(const QString &text, const QUrl &endpoint)
{
    static const QRegularExpression continued(u"\\\\[ \\t]*\\r?$"_s);
    QList<PastedLine> lines;
    QList<std::pair<FetchWish, int>> seen;
    const QStringList texts = text.split(u'\n');
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const int number = static_cast<int>(i) + 1; // a command has that of its first line
        QString raw = texts.at(i);
        while (i + 1 < texts.size() && continued.match(raw).hasMatch())
            raw = raw.remove(continued) + u' ' + texts.at(++i);
        const QString line = barePasted(raw);
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        PastedLine entry{.number = number, .text = withoutTokens(raw.trimmed()), .problem = {}};
        if (lines.size() == kMostPastedLines) {
            entry.problem = PasteWords::tr("Only %1 lines are read at once.").arg(kMostPastedLines);
            return lines << entry;
        }
        const WishOrReason wish
            = isHfCommand(line) ? wishFromCommand(line, endpoint) : wishFromAddress(line, endpoint);
        if (!wish) {
            entry.problem = wish.error();
        } else if (const auto same
                   = std::ranges::find(seen, *wish, &std::pair<FetchWish, int>::first);
                   same != seen.end()) {
            entry.problem = PasteWords::tr("The same as line %1.").arg(same->second);
            entry.sameAs = same->second;
        } else {
            entry.wish = *wish;
            seen.emplaceBack(*wish, number);
        }
        lines << entry;
    }
    return lines;
}
