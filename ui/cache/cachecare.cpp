#include "ui/cache/cachecare.h"

#include "app/disk/background.h"
#include "app/disk/diskerror.h"
#include "app/disk/partfile.h"
#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/cache/cachecontroller.h"
#include "ui/cache/linkstrip.h"
#include "ui/cache/movedialog.h"
#include "ui/cache/repairs.h"
#include "ui/cache/verifystrip.h"
#include "ui/widgets/filequestion.h"

#include <QMessageBox>
#include <QPushButton>
#include <QThreadPool>

#include <algorithm>

using namespace Qt::StringLiterals;

CacheCare::CacheCare(CacheController &controller, HubClient &hub, QWidget *parent)
    : QObject(parent)
    , m_controller(controller)
    , m_parent(parent)
    , m_finder(hub)
    , m_verify(new QPushButton(tr("Verify")))
    , m_move(new QPushButton(tr("Move…")))
    , m_strip(new VerifyStrip)
    , m_linkStrip(new LinkStrip)
{
    m_verify->setToolTip(tr("Compares all contents with their hashes. Nothing is changed."));
    m_move->setToolTip(tr("Moves the cache to another disk."));
    connect(m_verify, &QPushButton::clicked, this, [this] { verify(); });
    connect(m_move, &QPushButton::clicked, this, &CacheCare::openMove);
    connect(m_strip, &VerifyStrip::findingsWanted, this, &CacheCare::showFindings);
    connect(m_strip, &VerifyStrip::repairWanted, this, &CacheCare::repair);
    connect(&m_finder, &PartFinder::found, this, &CacheCare::goOnAt);
    connect(&m_finder, &PartFinder::gone, this, &CacheCare::offerToRemove);
    connect(&m_finder, &PartFinder::failed, this,
            [this](const HubError &error) { emit said(error.message); });
    connect(&m_mover, &CacheMover::changed, this, &CacheCare::showMove);
    connect(&m_mover, &CacheMover::stateChanged, this, &CacheCare::tellMove);
}

CacheCare::~CacheCare()
{
    if (m_linking)
        m_linking->stop = true;
}

void CacheCare::enable(bool hasContent)
{
    m_verify->setEnabled(hasContent);
    m_move->setEnabled(hasContent || m_mover.state() != CacheMover::State::Idle);
}

void CacheCare::verify(const QSet<QByteArray> &repos)
{
    if (m_strip->verifier().isRunning())
        m_strip->show();
    else
        m_strip->start(m_controller.scan(), repos);
}

void CacheCare::showFindings()
{
    auto *dialog
        = new CacheDialog(tr("What is damaged"), {tr("File"), tr("Size"), tr("Why")}, m_parent);
    dialog->setSentence(tr("Repair fetches each of them again. What is there stays until the right "
                           "content has come."));
    const auto render = [this, dialog] {
        QList<CacheDialog::Section> sections;
        for (const auto &finding : m_strip->verifier().progress().findings) {
            const QString title = cacheRepoName(m_controller.scan(), finding.repo);
            auto in = std::ranges::find(sections, title, &CacheDialog::Section::title);
            if (in == sections.end())
                in = sections.insert(in, {.title = title, .rows = {}, .more = 0});
            if (in->rows.size() == CacheDialog::kMostRows)
                ++in->more;
            else
                in->rows << rowOf(finding);
        }
        dialog->setSections(sections);
    };
    render();
    connect(&m_strip->verifier(), &CacheVerifier::changed, dialog, render);
    dialog->open();
}

CacheDialog::Row CacheCare::rowOf(const CacheVerifier::Finding &finding) const
{
    CacheDialog::Row row{.what = QString::fromLatin1(finding.blob),
                         .size = {},
                         .why = findingWords(finding),
                         .key = finding.repo + '/' + finding.blob,
                         .icon = u"warning"_s};
    const CacheRepoPtr repo = m_controller.model().repo(finding.repo);
    const auto blob = repo ? std::ranges::find(repo->blobs, finding.blob, &CacheBlob::name)
                           : QList<CacheBlob>::const_iterator();
    if (!repo || blob == repo->blobs.cend())
        return row;
    row.size = Format::size(blob->size);
    if (const auto place = Repairs::placeOf(*repo, blob - repo->blobs.cbegin()))
        row.what = SafeText::path(place->path);
    return row;
}

void CacheCare::repair()
{
    inBackground(
        *QThreadPool::globalInstance(), this,
        [scan = m_controller.scan(), findings = m_strip->verifier().progress().findings] {
            return Repairs::of(scan, findings);
        },
        [this](const Repairs &repairs) {
            for (const DownloadRequest &request : repairs.requests)
                emit downloadRequested(request);
            if (!repairs.requests.isEmpty())
                m_strip->hide();
            if (repairs.hopeless > 0)
                emit said(Format::plural(
                    repairs.hopeless, tr("1 damaged content belongs to no revision: remove it."),
                    tr("%1 damaged contents belong to no revision: remove them.")));
        });
}

void CacheCare::openMove()
{
    if (auto *open = m_parent->findChild<MoveDialog *>())
        return open->activateWindow();
    auto *dialog
        = new MoveDialog(m_mover, {m_controller.root(), m_controller.scan().ledger.contents()},
                         m_variable, m_parent);
    connect(dialog, &MoveDialog::switchRequested, this, &CacheCare::switchRequested);
    dialog->open();
}

void CacheCare::offerOldPlace(const QStringList &move)
{
    if (move.size() == 2 && move.last() == m_controller.root())
        m_mover.offerOld(move.first(), move.last());
}

// Closed or not, it is noted; what the dialog would show is said when it is closed.
void CacheCare::tellMove()
{
    using State = CacheMover::State;
    const State state = m_mover.state();
    showMove();
    if (state == State::Ready)
        emit copied({m_mover.from(), m_mover.to()});
    else if (state == State::Done || state == State::Idle)
        emit copied({});
    if (state == State::Done)
        m_controller.look();
    if (m_parent->findChild<MoveDialog *>())
        return;
    if (state == State::Ready && m_mover.to() != m_controller.root())
        emit said(tr("The new place of the cache has everything: go on with “Move…”."));
    else if (state == State::Ready)
        m_move->setEnabled(true);
    else if (state == State::Failed)
        emit said(m_mover.error()->message);
}

void CacheCare::showMove()
{
    const CacheMover::Progress &now = m_mover.progress();
    m_move->setText(m_mover.isBusy() && now.total > 0
                        ? tr("Moving: %1").arg(Format::percent(now.bytes, now.total))
                        : tr("Move…"));
}

// By a download into that folder: it takes what the cache has, and compares it with its hashes.
void CacheCare::save(const CacheItem &revision)
{
    const CacheRepoPtr repo = m_controller.model().repo(revision.repo);
    const auto commit = Revision::parse(QString::fromLatin1(revision.commit));
    if (!repo || !repo->id || !commit)
        return;
    const auto known = std::ranges::find(repo->revisions, revision.commit, &CacheRevision::commit);
    QStringList paths;
    if (known != repo->revisions.cend())
        for (const CacheEntry &file : known->files)
            if (file.blob >= 0)
                paths << QString::fromUtf8(file.path);
    if (paths.isEmpty())
        return;
    askForFolder(m_parent, tr("Save as plain files"),
                 [this, id = *repo->id, commit = *commit, paths](const QString &folder) {
                     emit downloadRequested(
                         {.repo = id, .revision = commit, .paths = paths, .folder = folder});
                 });
}

void CacheCare::goOn(const CacheItem &part)
{
    const CacheRepoPtr repo = m_controller.model().repo(part.repo);
    if (repo && repo->id)
        m_finder.find(*repo, part.blob, m_transfers);
}

void CacheCare::goOnAt(const PartFinder::Place &place)
{
    const QString path = SafeText::path(place.path);
    if (const TransferFile *known = unfinishedIn(m_transfers, place)) {
        emit continueRequested(known->id);
        return void(emit said(tr("%1 goes on among the transfers.").arg(path)));
    }
    emit downloadRequested(
        {.repo = place.repo, .revision = *Revision::parse(place.commit), .paths = {place.path}});
    emit said(PartFile::isLasting(place.part)
                  ? tr("%1 goes on among the transfers.").arg(path)
                  : tr("%1 is fetched from its beginning: only the program that began it can go on "
                       "with this part.")
                        .arg(path));
}

void CacheCare::offerToRemove(const CacheItem &part)
{
    auto *question = new QMessageBox(
        QMessageBox::NoIcon, tr("Continue the download"),
        tr("The Hub has this content no more, or not for you: it cannot be continued."),
        QMessageBox::Cancel, m_parent);
    question->setTextFormat(Qt::PlainText);
    question->setInformativeText(tr("What was fetched of it only takes space."));
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto *remove = question->addButton(tr("Remove…"), QMessageBox::AcceptRole);
    question->setDefaultButton(QMessageBox::Cancel);
    connect(remove, &QAbstractButton::clicked, this, [this, part] { emit removeRequested(part); });
    question->open();
}

void CacheCare::offerLinks()
{
    if (m_linking)
        return m_linkStrip->show();
    inBackground(
        *QThreadPool::globalInstance(), this,
        [scan = m_controller.scan()] { return CacheTwins::of(scan); },
        [this](const QList<CacheTwins::Set> &sets) { askToLink(sets); });
}

void CacheCare::askToLink(const QList<CacheTwins::Set> &sets)
{
    if (sets.isEmpty())
        return void(emit said(tr("No content is there more than once.")));
    auto *question = new QMessageBox(
        QMessageBox::NoIcon, tr("Turn copies into links"),
        Format::plural(sets.size(), tr("1 content is there more than once."),
                       tr("%1 contents are there more than once."))
            + u' '
            + tr("Kept once, they take %1 less.").arg(Format::size(CacheTwins::savedBy(sets))),
        QMessageBox::Cancel, m_parent);
    question->setTextFormat(Qt::PlainText);
    question->setInformativeText(
        tr("All bytes are compared before. Every repository keeps its files; programs notice "
           "nothing."));
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto *go = question->addButton(tr("Turn into links"), QMessageBox::AcceptRole);
    question->setDefaultButton(go);
    connect(go, &QAbstractButton::clicked, this, [this, sets] { link(sets); });
    question->open();
}

void CacheCare::link(const QList<CacheTwins::Set> &sets)
{
    if (m_linking)
        return;
    m_linking = std::make_shared<CacheTwins::Watch>();
    m_linkStrip->begin(m_linking, sets);
    onOwnThread([root = m_controller.root(), sets, watch = m_linking] {
        return CacheTwins::link(root, sets, *watch);
    }).then(this, [this](const CacheTwins::Report &report) { tellLinked(report); });
}

void CacheCare::tellLinked(const CacheTwins::Report &report)
{
    m_linkStrip->end();
    QStringList sentences;
    if (m_linking->stop)
        sentences << tr("Stopped.");
    m_linking.reset();
    m_controller.look();
    if (report.error)
        return void(emit said(diskError(report.error, m_controller.root()).message));
    const auto damaged
        = std::ranges::count(report.left, CacheTwins::Left::Why::Different, &CacheTwins::Left::why);
    sentences << Format::plural(report.linked, tr("1 copy became a link"),
                                tr("%1 copies became links"))
            + u": "_s + tr("%1 freed.").arg(Format::size(report.freed));
    if (const auto stay = report.left.size() - damaged; stay > 0)
        sentences << Format::plural(stay, tr("1 stays: it is in use or has changed."),
                                    tr("%1 stay: they are in use or have changed."));
    if (damaged > 0)
        sentences << Format::plural(damaged, tr("1 is not what its name says: verify the cache."),
                                    tr("%1 are not what their names say: verify the cache."));
    emit said(sentences.join(u' '));
}
