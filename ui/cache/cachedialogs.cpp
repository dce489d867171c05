#include "ui/cache/cachedialogs.h"

#include "app/cache/cacheproblem.h"
#include "app/cache/cleanwords.h"
#include "app/disk/background.h"
#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/cache/cachecontroller.h"
#include "ui/cache/cachedialog.h"
#include "ui/cache/planlist.h"
#include "ui/cache/planpanel.h"
#include "ui/cache/policyform.h"
#include "ui/cache/repairs.h"
#include "ui/cache/wordfield.h"
#include "ui/theme/style.h"

#include <QDateTime>
#include <QMessageBox>
#include <QPushButton>
#include <QThreadPool>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

CacheDialog::Section planSection(const QString &title, const QList<CachePlanWords::Line> &lines,
                                 const QString &icon)
{
    CacheDialog::Section section{.title = title, .rows = {}, .more = 0};
    for (const CachePlanWords::Line &line :
         lines.first(std::min(lines.size(), CacheDialog::kMostRows)))
        section.rows << CacheDialog::Row{line.what, Format::size(line.bytes), line.why, {}, icon};
    section.more = lines.size() - section.rows.size();
    return section;
}

struct GoingLines
{
    QList<CachePlanWords::Line> lost; // the Hub does not give them again
    QList<CachePlanWords::Line> others;
};

GoingLines goingLines(const QList<CachePlanWords::Line> &lines, const RefetchCheck &check)
{
    GoingLines going;
    for (CachePlanWords::Line line : lines) {
        const auto refetch = check.of(line.item);
        if (refetch)
            line.why = line.why.isEmpty() ? refetch->why : line.why + u' ' + refetch->why;
        (refetch && refetch->isLost() ? going.lost : going.others) << line;
    }
    return going;
}

QList<CacheDialog::Section> goingSections(const GoingLines &going)
{
    return {planSection(CacheDialogs::tr("Goes, and cannot be fetched again"), going.lost,
                        u"warning"_s),
            planSection(CacheDialogs::tr("Goes"), going.others, u"trash"_s)};
}

QString lostWords(qsizetype lost)
{
    return lost == 0 ? QString()
                     : Format::plural(lost, CacheDialogs::tr("1 thing cannot be fetched again."),
                                      CacheDialogs::tr("%1 things cannot be fetched again."));
}

QString policySentence(const CachePolicy &policy, bool isNothing)
{
    const QString sentence
        = CacheDialogs::tr("Nothing goes by itself: what you tick here is shown as a plan before.");
    if (!isNothing)
        return sentence;
    return sentence + u' '
        + (policy == CachePolicy{.pins = policy.pins}
               ? CacheDialogs::tr("No rule is set yet.")
               : CacheDialogs::tr("Your rules would remove nothing now."));
}

// By its file rather than by its hash.
QString stayedName(const CacheScan &scan, const DeletePlan::Step &step)
{
    QString path = QString::fromUtf8(step.path);
    const auto repo = std::ranges::find(scan.repos, step.repo, &CacheRepo::folder);
    if (repo != scan.repos.end() && step.kind == DeletePlan::Step::Kind::Blob) {
        const auto blob = std::ranges::find(
            (*repo)->blobs, step.path.mid(step.path.indexOf('/') + 1), &CacheBlob::name);
        if (blob != (*repo)->blobs.end())
            if (const auto place = Repairs::placeOf(**repo, blob - (*repo)->blobs.begin()))
                path = place->path;
    }
    const QString name = step.repo.isEmpty() ? QString() : cacheRepoName(scan, step.repo);
    return path.isEmpty() ? name
        : name.isEmpty()  ? SafeText::path(path)
                          : CacheDialogs::tr("%1 · %2").arg(name, SafeText::path(path));
}

QString planSentence(const CachePlanWords &words, bool forGood, qsizetype lost, bool isAsking)
{
    QStringList sentences{
        forGood ? CacheDialogs::tr("%1: %2. This cannot be undone.").arg(words.title, words.counts)
                : CacheDialogs::tr("%1: %2. %3").arg(words.title, words.counts, words.detail)};
    if (!words.users.isEmpty())
        sentences << words.users;
    if (lost > 0)
        sentences << lostWords(lost);
    if (isAsking)
        sentences << CacheDialogs::tr("The Hub is being asked what can be fetched again.");
    return sentences.join(u' ');
}

} // namespace

qsizetype warningsOf(const CacheController &controller)
{
    qsizetype count = 0;
    for (const CacheRepoPtr &repo : controller.scan().repos)
        count += repo->problems.size();
    return count;
}

CacheDialogs::CacheDialogs(CacheController &controller, HubClient &hub, QWidget *parent)
    : QObject(parent)
    , m_controller(controller)
    , m_refetch(hub)
    , m_parent(parent)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(700ms); // more ticks come at once
    m_soon.callOnTimeout(this, &CacheDialogs::askUnbidden);
    connect(&m_controller, &CacheController::planChanged, &m_soon, qOverload<>(&QTimer::start));
    connect(&m_refetch, &RefetchCheck::changed, this, &CacheDialogs::lostChanged);
}

// Whoever ticks hundreds of repositories asks by the review.
void CacheDialogs::askUnbidden()
{
    constexpr qsizetype kFewRepos = 20;
    const GoingCommits &going = m_controller.planWords().going;
    if (m_parent->isVisible() && m_controller.hasPlan() && !going.isEmpty()
        && going.size() <= kFewRepos && !m_parent->findChild<CacheDialog *>(u"cacheReview"_s))
        m_refetch.ask(m_controller.plan(), going);
}

QString CacheDialogs::lostSentence() const
{
    if (!m_controller.hasPlan())
        return {};
    return lostWords(goingLines(m_controller.planWords().goes, m_refetch).lost.size());
}

CacheDialog *CacheDialogs::open(const QString &name, const QString &title,
                                const QStringList &columns)
{
    if (auto *known = m_parent->findChild<CacheDialog *>(name)) {
        known->close();
        known->setObjectName({});
    }
    auto *dialog = new CacheDialog(title, columns, m_parent);
    dialog->setObjectName(name);
    dialog->open();
    return dialog;
}

// What goes for good and is much or lost needs a word, which is for exactly what is listed.
void CacheDialogs::review(bool forGood)
{
    CacheDialog *dialog = open(u"cacheReview"_s, tr("What would go and what stays"),
                               {tr("What"), tr("Frees"), tr("Why")});
    auto *word = new WordField;
    dialog->setAbove(word);
    auto *clean = dialog->addButton(forGood ? tr("Delete for good") : tr("Quarantine"));
    setButtonRole(clean, forGood ? ButtonRole::Danger : ButtonRole::Primary);
    addListButtons(*dialog, m_controller);
    if (forGood)
        dialog->setCancel();
    const auto enable = [this, word, clean] {
        clean->setEnabled(m_controller.hasPlan() && !m_controller.plan().isEmpty()
                          && !m_controller.cleaner().isBusy()
                          && (word->isHidden() || word->isTyped()));
    };
    const auto render = [this, dialog, word, forGood, enable] {
        if (m_controller.hasPlan()) {
            const CachePlanWords &words = m_controller.planWords();
            const GoingLines goes = goingLines(words.goes, m_refetch);
            word->setVisible(
                forGood
                && needsWord(m_controller.plan().frees, goes.lost.size(), m_refetch.isAsking()));
            dialog->setSentence(
                planSentence(words, forGood, goes.lost.size(), m_refetch.isAsking()));
            dialog->setSections(
                goingSections(goes)
                << planSection(tr("Names that lead nowhere then"), words.refs, u"branch"_s)
                << planSection(tr("Stays"), words.stays, u"lock"_s));
        }
        enable();
    };
    auto ask = [this, word, render, goes = QList<CachePlanWords::Line>()]() mutable {
        if (m_controller.hasPlan()) {
            if (std::exchange(goes, m_controller.planWords().goes) != goes)
                word->clear();
            m_refetch.ask(m_controller.plan(), m_controller.planWords().going);
        }
        render();
    };
    ask();
    connect(&m_controller, &CacheController::planBegun, dialog, render);
    connect(&m_controller, &CacheController::planChanged, dialog, ask);
    connect(&m_refetch, &RefetchCheck::changed, dialog, render);
    connect(word, &WordField::changed, clean, enable);
    connect(word, &WordField::confirmed, clean, &QAbstractButton::click);
    connect(dialog, &QDialog::finished, &m_refetch, &RefetchCheck::stop);
    connect(dialog, &QDialog::rejected, this, &CacheDialogs::reviewLeft);
    connect(clean, &QPushButton::clicked, dialog, [this, dialog, forGood] {
        m_controller.clean(forGood ? CacheCleaner::How::ForGood : CacheCleaner::How::Undoable);
        dialog->accept();
    });
    if (!word->isHidden())
        word->setFocus();
}

void CacheDialogs::warnings()
{
    CacheDialog *dialog
        = open(u"cacheWarnings"_s, tr("Warnings"), {tr("What"), QString(), tr("What mends it")});
    const auto render = [this, dialog] {
        CacheDialog::Section hidden{.title = tr("Python leaves the repository out for it")};
        CacheDialog::Section others{.title = tr("Worth knowing")};
        for (const CacheRepoPtr &repo : m_controller.scan().repos)
            for (const CacheProblem &problem : repo->problems) {
                CacheDialog::Section &in = hidesFromPython(problem.kind) ? hidden : others;
                if (in.rows.size() == CacheDialog::kMostRows)
                    ++in.more;
                else
                    in.rows << CacheDialog::Row{.what = problemTitle(problem),
                                                .why = problemAdvice(problem),
                                                .key = repo->folder + '/' + problem.path,
                                                .icon = u"warning"_s};
            }
        const qsizetype count = warningsOf(m_controller);
        dialog->setSentence(count == 0
                                ? tr("Nothing is amiss any more.")
                                : Format::plural(count, tr("1 thing is not as it should be."),
                                                 tr("%1 things are not as they should be.")));
        dialog->setSections({hidden, others});
    };
    render();
    auto *show = dialog->addButton(tr("Show in the list"));
    const auto enable = [dialog, show] { show->setEnabled(!dialog->currentKey().isEmpty()); };
    enable();
    connect(dialog, &CacheDialog::currentChanged, show, enable);
    connect(show, &QPushButton::clicked, dialog, [this, dialog] {
        const QByteArray key = dialog->currentKey();
        dialog->close();
        emit revealWanted({.repo = key.first(key.indexOf('/'))});
    });
    connect(&m_controller, &CacheController::digestChanged, dialog, render);
}

void CacheDialogs::history()
{
    CacheDialog *dialog = open(u"cacheHistory"_s, tr("What was removed"),
                               {tr("What"), tr("Size"), tr("What became of it")});
    QPushButton *undo = dialog->addButton(tr("Undo"));
    QPushButton *free = dialog->addButton(tr("Free now"));
    setButtonRole(free, ButtonRole::Danger);
    const auto current = [this, dialog]() -> const Cleaning * {
        const auto &all = m_controller.cleaner().history();
        const auto it = std::ranges::find(all, dialog->currentKey(), &Cleaning::id);
        return it == all.end() ? nullptr : &*it;
    };
    const auto enable = [this, current, undo, free] {
        const Cleaning *cleaning = current();
        const bool can = cleaning && canUndo(*cleaning) && !m_controller.cleaner().isBusy();
        undo->setEnabled(can);
        free->setEnabled(can);
    };
    const auto render = [this, dialog, enable] {
        QList<CacheDialog::Row> rows;
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        for (const Cleaning &cleaning : m_controller.cleaner().history())
            rows << CacheDialog::Row{SafeText::line(cleaning.what), Format::size(cleaning.bytes),
                                     cleaningWords(cleaning, now), cleaning.id,
                                     canUndo(cleaning) ? u"archive"_s : u"check"_s};
        dialog->setSentence(
            rows.isEmpty()
                ? tr("Nothing was removed yet.")
                : tr("What is in the quarantine still takes its space, until it is freed."));
        dialog->setSections({{{}, rows}});
        enable();
    };
    render();
    connect(&m_controller.cleaner(), &CacheCleaner::historyChanged, dialog, render);
    connect(&m_controller.cleaner(), &CacheCleaner::progressed, dialog, enable);
    connect(dialog, &CacheDialog::currentChanged, dialog, enable);
    connect(undo, &QPushButton::clicked, dialog,
            [this, dialog] { m_controller.undo(dialog->currentKey()); });
    connect(free, &QPushButton::clicked, dialog,
            [this, dialog] { askToFree(dialog->currentKey(), dialog); });
}

void CacheDialogs::askToFree(const QByteArray &id, QWidget *over)
{
    const auto &all = m_controller.cleaner().history();
    const auto cleaning = std::ranges::find(all, id, &Cleaning::id);
    if (cleaning == all.end())
        return;
    auto *question = new QMessageBox(
        QMessageBox::NoIcon, tr("Free now"),
        tr("%1 go for good; this cannot be undone.").arg(Format::size(cleaning->bytes)),
        QMessageBox::Cancel, over);
    question->setTextFormat(Qt::PlainText);
    question->setInformativeText(SafeText::line(cleaning->what));
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto *free = question->addButton(tr("Free now"), QMessageBox::DestructiveRole);
    setButtonRole(free, ButtonRole::Danger);
    question->setDefaultButton(QMessageBox::Cancel);
    connect(free, &QAbstractButton::clicked, this, [this, id] { m_controller.freeNow(id); });
    question->open();
}

void CacheDialogs::leftOver(const CleanReport &report)
{
    if (!m_parent->isVisible())
        return;
    CacheDialog *dialog
        = open(u"cacheLeftOver"_s, tr("What stayed"), {tr("What"), tr("Size"), tr("Why")});
    dialog->setSentence(report.cleaning.id.isEmpty()
                            ? tr("Nothing was removed. What stayed is still ticked.")
                            : tr("The rest was removed. What stayed is still ticked."));
    QList<CacheDialog::Row> rows;
    for (const CleanReport::Stayed &stayed :
         report.stayed.first(std::min(report.stayed.size(), CacheDialog::kMostRows)))
        rows << CacheDialog::Row{stayedName(m_controller.scan(), stayed.step),
                                 Format::size(stayed.step.bytes),
                                 CleanWords::reason(stayed),
                                 {},
                                 u"lock"_s};
    dialog->setSections({{.title = {}, .rows = rows, .more = report.stayed.size() - rows.size()}});
}

void CacheDialogs::policy()
{
    CacheDialog *dialog = open(u"cachePolicy"_s, tr("What your rules would remove"),
                               {tr("What"), tr("Frees"), tr("Why")});
    auto *form = new PolicyForm(m_controller.policy());
    dialog->setAbove(form);
    auto *tick = dialog->addButton(tr("Tick these"));
    setButtonRole(tick, ButtonRole::Primary);
    auto found = std::make_shared<QSet<CacheItem>>();
    const auto render = [this, dialog, tick, found](const QList<CacheProposal> &proposals) {
        QList<CacheDialog::Row> rows;
        found->clear();
        for (const CacheProposal &each : proposals) {
            found->insert(each.item);
            if (rows.size() == CacheDialog::kMostRows)
                continue;
            rows << CacheDialog::Row{cacheItemName(m_controller.scan(), each.item),
                                     Format::size(each.frees),
                                     each.reason(),
                                     {},
                                     u"clock"_s};
        }
        dialog->setSentence(policySentence(m_controller.policy(), found->isEmpty()));
        dialog->setSections({{.title = {}, .rows = rows, .more = proposals.size() - rows.size()}});
        tick->setEnabled(!found->isEmpty());
    };
    const auto propose = [this, dialog, render] {
        inBackground(
            *QThreadPool::globalInstance(), dialog,
            [scan = m_controller.scan(), policy = m_controller.policy()] {
                return proposals(scan, policy, QDateTime::currentMSecsSinceEpoch());
            },
            [this, render, policy = m_controller.policy()](const QList<CacheProposal> &list) {
                if (policy == m_controller.policy())
                    render(list);
            });
    };
    connect(form, &PolicyForm::changed, &m_controller,
            [this, form] { m_controller.setPolicy(form->policy()); });
    connect(&m_controller, &CacheController::policyChanged, dialog, propose);
    connect(&m_controller, &CacheController::digestChanged, dialog, propose);
    connect(tick, &QPushButton::clicked, this, [this, dialog, found] {
        m_controller.model().tick(*found, true);
        dialog->close();
    });
    tick->setEnabled(false);
    propose();
}
