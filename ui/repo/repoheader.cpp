#include "ui/repo/repoheader.h"

#include "app/text/format.h"
#include "app/text/licence.h"
#include "app/text/safetext.h"
#include "ui/repo/downloadbutton.h"
#include "ui/repo/repotitle.h"
#include "ui/repo/revisionpopup.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/widgets/iconlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr int kKindTile = 34;
constexpr int kLongestRevision = 24; // characters on the button

QString mostUsedType(const QMap<QString, qint64> &parameters)
{
    QString best;
    qint64 most = -1;
    for (auto it = parameters.cbegin(); it != parameters.cend(); ++it) {
        if (it.value() > most) {
            most = it.value();
            best = it.key();
        }
    }
    return best;
}

// "text-generation" as "Text Generation".
QString headerTask(const QString &id)
{
    QString words = SafeText::line(id).replace(u'-', u' ');
    for (qsizetype i = 0; i < words.size(); ++i)
        if (i == 0 || words.at(i - 1) == u' ')
            words[i] = words.at(i).toUpper();
    return words;
}

// What kind of revision it is; a name alone is a branch's until the refs tell.
QString revisionIcon(const Revision &revision, const QList<Ref> &refs)
{
    for (const Ref &ref : refs)
        if (RevisionPopup::revisionOf(ref) == revision.name())
            return RevisionPopup::iconOf(ref.type);
    const QString name = revision.name();
    return revision.isCommit()                ? u"commit"_s
        : name.startsWith("refs/pr/"_L1)      ? RevisionPopup::iconOf(Ref::Type::PullRequest)
        : name.startsWith("refs/convert/"_L1) ? RevisionPopup::iconOf(Ref::Type::Convert)
                                              : RevisionPopup::iconOf(Ref::Type::Branch);
}

QString shortRevision(const Revision &revision)
{
    QString name = SafeText::line(revision.isCommit() ? revision.name().left(7) : revision.name());
    if (name.startsWith("refs/pr/"_L1))
        name = u'#' + name.mid(8);
    else if (name.startsWith("refs/convert/"_L1))
        name = name.mid(13);
    return name.size() > kLongestRevision
        ? name.left(kLongestRevision / 2) + u'…' + name.right(kLongestRevision / 2 - 1)
        : name;
}

FactsLine::Chip gateChip(RepoAccess access)
{
    switch (access) {
    case RepoAccess::Unknown: return {RepoHeader::tr("gated"), u"lock"_s, &Tokens::warning};
    case RepoAccess::Granted:
        return {RepoHeader::tr("gated · you have access"), u"check"_s, &Tokens::good};
    case RepoAccess::SignIn:
        return {RepoHeader::tr("gated · sign in first"), u"lock"_s, &Tokens::warning};
    case RepoAccess::Ask:
        return {RepoHeader::tr("gated · ask for access on the web"), u"lock"_s, &Tokens::warning};
    }
    Q_UNREACHABLE_RETURN({});
}

void addCachedChip(QList<FactsLine::Chip> &chips, DownloadButton::Cached cached)
{
    switch (cached) {
    case DownloadButton::Cached::Nothing: return;
    case DownloadButton::Cached::Part:
        chips << FactsLine::Chip{RepoHeader::tr("partly cached"), u"cached"_s, &Tokens::secondary};
        return;
    case DownloadButton::Cached::Whole:
        chips << FactsLine::Chip{RepoHeader::tr("cached"), u"cached"_s, &Tokens::good};
        return;
    }
}

} // namespace

RepoHeader::RepoHeader(const RepoId &repo, QWidget *parent)
    : QWidget(parent)
    , m_repo(repo)
    , m_likes(new QWidget)
    , m_likesCount(new QLabel)
    , m_revisionButton(new QPushButton)
    , m_download(new DownloadButton)
    , m_facts(new FactsLine)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 12, metrics::kPagePadding, 4);
    layout->setSpacing(10);
    layout->addWidget(titleRow());
    layout->addWidget(m_facts);
    setRevision({});
}

QWidget *RepoHeader::titleRow()
{
    auto *row = new QWidget;
    auto *tile = new IconLabel(kindIcon(m_repo.kind()), kindTone(m_repo.kind()), kKindTile);
    tile->setTile(true);
    auto *copy = new QToolButton;
    copy->setIcon(icon(u"copy"_s));
    copy->setAutoRaise(true);
    copy->setToolTip(tr("Copy the name"));
    copy->setAccessibleName(tr("Copy the name of the repository"));
    m_likesCount->setTextFormat(Qt::PlainText);
    m_likesCount->setForegroundRole(QPalette::PlaceholderText);
    auto *likes = new QHBoxLayout(m_likes);
    likes->setContentsMargins(0, 0, 0, 0);
    likes->setSpacing(6);
    likes->addWidget(new IconLabel(u"heart"_s));
    likes->addWidget(m_likesCount);
    m_likes->hide();
    m_revisionButton->setFixedHeight(metrics::kControl);
    m_revisionButton->setToolTip(tr("Choose a branch, tag, pull request or commit"));

    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(tile);
    layout->addSpacing(4);
    layout->addWidget(new RepoTitle(m_repo), 1);
    layout->addWidget(copy);
    layout->addStretch(0);
    layout->addWidget(m_likes);
    layout->addSpacing(4);
    layout->addWidget(m_revisionButton);
    layout->addWidget(m_download);
    connect(copy, &QToolButton::clicked, this, &RepoHeader::copyClicked);
    connect(m_revisionButton, &QPushButton::clicked, this, &RepoHeader::openRevisions);
    connect(m_download, &DownloadButton::cachedChanged, this, [this] {
        if (m_place)
            showFacts();
    });
    return row;
}

void RepoHeader::setRevision(const Revision &revision)
{
    m_revision = revision;
    m_revisionButton->setIcon(icon(revisionIcon(revision, m_refs), &Tokens::text));
    m_revisionButton->setText(shortRevision(revision) + u" ▾"_s);
    m_revisionButton->setAccessibleName(tr("Revision %1").arg(SafeText::line(revision.name())));
}

void RepoHeader::setRefs(const QList<Ref> &refs)
{
    m_refs = refs;
    setRevision(m_revision);
    if (m_place)
        showFacts();
}

void RepoHeader::setPlace(const RepoPlace &place, const FileListing &listing)
{
    m_place = place;
    m_commitDate = {};
    setRevision(place.revision);
    const RepoSummary &summary = place.info.summary;
    m_likes->setVisible(summary.likes >= 0 && m_shows == Shows::All);
    m_likesCount->setText(Format::count(summary.likes));
    m_likesCount->setAccessibleName(tr("Likes: %1").arg(Format::exactCount(summary.likes)));
    m_likes->setToolTip(m_likesCount->accessibleName());
    m_download->setListing(listing);
    showFacts();
}

void RepoHeader::setOffline(const QString &why)
{
    m_download->setOffline(why);
}

void RepoHeader::setCommitDate(const QDateTime &date)
{
    m_commitDate = date;
    if (m_place)
        showFacts();
}

void RepoHeader::setAccess(RepoAccess access)
{
    m_access = access;
    if (m_place)
        showFacts();
}

void RepoHeader::setShows(Shows shows)
{
    m_shows = shows;
    const bool all = shows == Shows::All;
    m_likes->setVisible(all && m_place && m_place->info.summary.likes >= 0);
    m_facts->setVisible(all);
    m_download->setVisible(all);
    m_revisionButton->setVisible(shows != Shows::Name);
}

// Also a commit or a branch that is where the default branch is.
bool RepoHeader::isNewestCommit() const
{
    return m_place->isNewest() || std::ranges::any_of(m_refs, [this](const Ref &ref) {
               return ref.type == Ref::Type::Branch && ref.name == Revision().name()
                   && ref.commit == m_place->info.commit;
           });
}

// What the Hub reads from the newest card and weights, whatever revision it is asked for.
void RepoHeader::addNewestChips(QList<FactsLine::Chip> &chips) const
{
    const RepoInfo &info = m_place->info;
    const RepoSummary &summary = info.summary;
    for (const QString &text :
         {headerTask(summary.task), summary.sdk, summary.library,
          summary.parameters >= 0 ? Format::count(summary.parameters) : QString(),
          mostUsedType(info.parametersByType), licenceName(info.license)})
        if (!text.isEmpty())
            chips << FactsLine::Chip{SafeText::line(text)};
}

void RepoHeader::showFacts()
{
    const RepoInfo &info = m_place->info;
    const RepoSummary &summary = info.summary;
    QList<FactsLine::Chip> chips;
    if (info.disabled)
        chips << FactsLine::Chip{tr("disabled by the Hub"), u"blocked"_s, &Tokens::danger};
    if (isNewestCommit())
        addNewestChips(chips);
    if (summary.isPrivate)
        chips << FactsLine::Chip{tr("private"), u"lock"_s, &Tokens::secondary};
    if (summary.gate != Gate::None)
        chips << gateChip(m_access);
    addCachedChip(chips, m_download->cached());
    QStringList facts;
    if (summary.downloads >= 0 && m_repo.kind() != RepoKind::Space) // the Hub counts none
        facts << tr("%1 downloads last month").arg(Format::count(summary.downloads));
    facts << FileListing::countText(m_download->fileCount());
    if (!m_place->isNewest()) {
        if (m_commitDate.isValid())
            facts << tr("committed %1").arg(Format::ago(m_commitDate));
    } else if (summary.updatedAt.isValid()) {
        facts << tr("updated %1").arg(Format::ago(summary.updatedAt));
    }
    if (!info.commit.isEmpty())
        facts << info.commit.left(7);
    m_facts->setFacts(chips, facts.join(u" · "_s));
}

void RepoHeader::openRevisions()
{
    auto *popup = new RevisionPopup(m_refs, m_revision, this);
    connect(popup, &RevisionPopup::chosen, this, &RepoHeader::revisionChosen);
    popup->openUnder(m_revisionButton);
}
