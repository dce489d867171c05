#include "app/hub/hubaddress.h"

#include "app/net/origin.h"
#include "app/text/repopath.h"
#include "app/text/safetext.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxAddress = 4'096; // characters; longer ones are no addresses

using Segments = QStringList;

// Pages of the Hub that stand where an owner's or a repository's name would.
bool isHubPage(const QString &segment)
{
    static const QStringList pages{
        u"api"_s,         u"blog"_s,          u"buckets"_s,         u"chat"_s,
        u"collections"_s, u"docs"_s,          u"enterprise"_s,      u"join"_s,
        u"kernels"_s,     u"learn"_s,         u"login"_s,           u"logout"_s,
        u"new"_s,         u"notifications"_s, u"oauth"_s,           u"organizations"_s,
        u"papers"_s,      u"posts"_s,         u"pricing"_s,         u"search"_s,
        u"settings"_s,    u"tasks"_s,         u"terms-of-service"_s};
    return pages.contains(segment);
}

// What follows an id in a web address; no repository is called so.
bool isSection(const QString &segment)
{
    static const QStringList sections{u"tree"_s,   u"blob"_s,        u"resolve"_s,
                                      u"raw"_s,    u"blame"_s,       u"commits"_s,
                                      u"commit"_s, u"discussions"_s, u"settings"_s};
    return sections.contains(segment);
}

QString percentDecoded(QStringView text)
{
    return QUrl::fromPercentEncoding(text.toUtf8());
}

// Takes "models", "datasets" or "spaces" off the front.
std::optional<RepoKind> takeKind(Segments &s)
{
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        if (!s.isEmpty() && s.front() == apiSegment(kind)) {
            s.removeFirst();
            return kind;
        }
    }
    return {};
}

// A revision in one segment, or a special ref that its slashes spread over three.
std::optional<Revision> takeRevision(Segments &s)
{
    if (s.isEmpty())
        return {};
    qsizetype length = 1;
    if (s.front() == "refs"_L1 && s.size() >= 3
        && QStringList{u"pr"_s, u"convert"_s, u"heads"_s, u"tags"_s}.contains(s[1]))
        length = 3;
    const QString text = s.first(length).join(u'/');
    s.remove(0, length);
    return Revision::parse(text);
}

// The rest is a path; false when it is none.
bool takePath(Segments &s, QString &path)
{
    if (!s.isEmpty() && s.back().isEmpty())
        s.removeLast(); // a trailing slash
    if (s.isEmpty())
        return true;
    const bool hidden
        = std::ranges::any_of(s, [](const QString &part) { return part.contains(u'/'); });
    const auto valid = RepoPath::parse(s.join(u'/'));
    if (hidden || !valid)
        return false;
    path = valid->text();
    return SafeText::line(path) == path; // nobody pastes characters that hide or reorder others
}

bool isFilesSection(const QString &section)
{
    return QStringList{u"tree"_s, u"blob"_s, u"resolve"_s, u"raw"_s, u"blame"_s}.contains(section);
}

// What stands after the id in a web address. Sections without a place here show the card.
bool readSection(Segments s, HubAddress &a)
{
    using Section = HubAddress::Section;
    if (s.isEmpty() || s == Segments{QString()})
        return true;
    const QString section = s.takeFirst();
    if (isFilesSection(section) || section == "commits"_L1 || section == "commit"_L1) {
        a.section = section.startsWith("commit"_L1) ? Section::History : Section::Files;
        if (s.isEmpty() || s == Segments{QString()})
            return true; // the default revision
        const auto revision = takeRevision(s);
        if (!revision)
            return false;
        a.revision = *revision;
        return takePath(s, a.path);
    }
    if (section == "discussions"_L1) {
        a.section = Section::Community;
        bool number = true;
        if (!s.isEmpty() && !s.front().isEmpty())
            a.discussion = s.front().toInt(&number);
        return number && a.discussion >= 0;
    }
    if (section == "settings"_L1)
        a.section = Section::Settings;
    return true;
}

// hf://[kind/]owner/name[@revision][/path]. Source: hub-api 34.
std::optional<HubAddress> fromHfUri(QStringView rest)
{
    Segments s = rest.toString().split(u'/');
    const RepoKind kind = takeKind(s).value_or(RepoKind::Model);
    if (s.isEmpty() || (kind == RepoKind::Model && isHubPage(s.front())))
        return {};
    // A legacy name is one segment: only when nothing follows it or its revision does.
    QString id = s.takeFirst();
    if (!id.contains(u'@') && !s.isEmpty() && !s.front().isEmpty())
        id += u'/' + s.takeFirst();
    QString revisionText;
    if (const auto at = id.indexOf(u'@'); at >= 0) {
        s.prepend(id.sliced(at + 1));
        id.truncate(at);
        const bool special
            = s.front() == "refs"_L1 && s.size() >= 3 && (s[1] == "pr"_L1 || s[1] == "convert"_L1);
        const qsizetype length = special ? 3 : 1;
        revisionText = percentDecoded(s.first(length).join(u'/'));
        s.remove(0, length);
        if (revisionText.isEmpty())
            return {};
    }
    const auto repo = RepoId::parse(kind, id);
    const auto revision = revisionText.isEmpty() ? Revision() : Revision::parse(revisionText);
    if (!repo || !revision)
        return {};
    HubAddress address{.repo = *repo, .revision = *revision};
    if (!takePath(s, address.path))
        return {};
    if (!address.path.isEmpty())
        address.section = HubAddress::Section::Files;
    return address;
}

std::optional<HubAddress> fromWeb(const QUrl &url, const QUrl &endpoint)
{
    if (!url.isValid() || !sameOrigin(url, endpoint) || !url.userInfo().isEmpty())
        return {};
    const QString prefix = endpoint.path(QUrl::FullyEncoded) + u'/';
    const QString path = url.path(QUrl::FullyEncoded);
    if (!path.startsWith(prefix))
        return {};
    Segments s;
    for (const QString &segment : path.sliced(prefix.size()).split(u'/'))
        s << percentDecoded(segment);
    const auto hostile = [](const QString &part) {
        return part == "."_L1 || part == ".."_L1 || std::ranges::any_of(part, [](QChar c) {
                   return c.unicode() < 0x20 || c.unicode() == 0x7f;
               });
    };
    if (std::ranges::any_of(s, hostile))
        return {};
    const RepoKind kind = takeKind(s).value_or(RepoKind::Model);
    if (s.isEmpty() || s.front().isEmpty() || (kind == RepoKind::Model && isHubPage(s.front())))
        return {};
    const QString first = s.takeFirst();
    const bool legacy = s.isEmpty() || s.front().isEmpty() || isSection(s.front());
    const auto repo
        = legacy ? RepoId::parse(kind, first) : RepoId::parse(kind, first + u'/' + s.takeFirst());
    if (!repo)
        return {};
    HubAddress address{.repo = *repo};
    if (!readSection(std::move(s), address))
        return {};
    return address;
}

// Names of files may hold what has a meaning in an address. "?download=true" is no name: links of
// the Hub end so.
QString escapedNames(QString text)
{
    static const QRegularExpression strayPercent(u"%(?![0-9A-Fa-f]{2})"_s);
    constexpr QLatin1StringView kDownload("?download=true");
    if (text.endsWith(kDownload))
        text.chop(kDownload.size());
    return text.replace(strayPercent, u"%25"_s).replace(u'#', "%23"_L1).replace(u'?', "%3F"_L1);
}

// "owner/name", "datasets/owner/name", each with "@revision" perhaps, or with what follows it in a
// web address: "owner/name/blob/main/file". A single word is a search.
std::optional<HubAddress> fromPlain(const QString &text, const QUrl &endpoint)
{
    Segments place = text.split(u'/');
    takeKind(place);
    if (isSection(place.value(1)) || isSection(place.value(2))) {
        const bool files = isFilesSection(place.value(1)) || isFilesSection(place.value(2));
        return fromWeb(QUrl(endpoint.toString() + u'/' + (files ? escapedNames(text) : text)),
                       endpoint);
    }
    Segments id = text.section(u'@', 0, 0).split(u'/');
    const bool kinded = takeKind(id).has_value();
    if (id.size() > 2 || (!kinded && id.size() < 2) || id.contains(QString()))
        return {};
    return fromHfUri(text);
}

} // namespace

std::optional<HubAddress> HubAddress::parse(QStringView text, const QUrl &endpoint)
{
    const QString given = text.trimmed().toString();
    const auto odd
        = [](QChar c) { return c.unicode() < 0x20 || (c.unicode() >= 0x7f && c.unicode() < 0xa0); };
    if (given.isEmpty() || given.size() > kMaxAddress || std::ranges::any_of(given, odd))
        return {};
    if (given.startsWith("hf://"_L1, Qt::CaseInsensitive))
        return fromHfUri(QStringView(given).sliced(5));
    if (given.contains("://"_L1))
        return fromWeb(QUrl(given), endpoint);
    // The address bar of a browser leaves the scheme out when it copies.
    const QString bare = endpoint.authority() + u'/';
    if (given.startsWith(bare, Qt::CaseInsensitive))
        return fromWeb(QUrl(endpoint.scheme() + "://"_L1 + given), endpoint);
    return fromPlain(given, endpoint);
}

QUrl HubAddress::webUrl(const QUrl &endpoint) const
{
    QString tail;
    const QString at = u'/' + revision.encoded();
    const QString below = path.isEmpty()
        ? QString()
        : u'/' + QString::fromLatin1(QUrl::toPercentEncoding(path, "/"));
    switch (section) {
    case Section::Card:
        if (revision != Revision())
            tail = u"/tree"_s + at;
        break;
    case Section::Files: tail = (path.isEmpty() ? u"/tree"_s : u"/blob"_s) + at + below; break;
    case Section::History: tail = u"/commits"_s + at + below; break;
    case Section::Community:
        tail
            = u"/discussions"_s + (discussion > 0 ? u'/' + QString::number(discussion) : QString());
        break;
    case Section::Settings: tail = u"/settings"_s; break;
    }
    return QUrl(endpoint.toString(QUrl::FullyEncoded) + u'/' + webPrefix(repo.kind()) + repo.id()
                    + tail,
                QUrl::StrictMode);
}
