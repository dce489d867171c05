#include "ui/upload/uploaddialog.h"

#include "app/hub/hubaddress.h"
#include "app/hub/patternset.h"
#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/repo/hairline.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/upload/stopquestion.h"
#include "ui/upload/uploadchoices.h"
#include "ui/upload/uploadfilter.h"
#include "ui/upload/uploadpatterns.h"
#include "ui/upload/uploadview.h"
#include "ui/upload/uploadwords.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/plaintip.h"
#include "ui/widgets/progressline.h"
#include "ui/widgets/savefile.h"
#include "ui/widgets/stateview.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Step = UploadController::Phase;

namespace {

QString summaryFor(const QList<UploadSource> &sources)
{
    if (sources.size() != 1)
        return UploadDialog::tr("Upload %1 files and folders").arg(sources.size());
    const QString name
        = QFile::decodeName(sources.first().local).section(u'/', -1, -1, QString::SectionSkipEmpty);
    return UploadDialog::tr("Upload %1").arg(SafeText::line(name));
}

} // namespace

UploadDialog::UploadDialog(HubClient &hub, Uploads &uploads, const UploadTarget &target,
                           const QList<UploadSource> &sources, const Place &place, QWidget *parent)
    : QDialog(parent)
    , m_place(place)
    , m_controller(hub, uploads, target, sources, place.memory)
    , m_where(new ElidedLabel({}, Qt::ElideMiddle))
    , m_tree(new UploadView(m_controller.model()))
    , m_states(new StateView(m_tree))
    , m_sentence(new QLabel)
    , m_progress(new ProgressLine)
    , m_filter(new UploadFilter(m_controller.model()))
    , m_patterns(new UploadPatterns)
    , m_choices(new UploadChoices(hub, target, summaryFor(sources)))
    , m_whyNot(new QLabel)
    , m_command(new QPushButton(tr("Copy as hf command")))
    , m_copy(new QPushButton(tr("Copy the receipt")))
    , m_save(new QPushButton(tr("Save the receipt…")))
    , m_open(new QPushButton(tr("Open on the Hub")))
    , m_hide(new QPushButton(tr("Go on in the background")))
    , m_close(new QPushButton)
    , m_main(new QPushButton)
{
    setObjectName(u"upload"_s);
    setWindowTitle(tr("Upload"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAcceptDrops(true);
    if (parent)
        parent->window()->installEventFilter(this);
    fit();
    auto *columns = new QHBoxLayout;
    columns->setSpacing(metrics::kPagePadding);
    columns->addWidget(result(), 1);
    columns->addWidget(m_choices);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 16, metrics::kPagePadding, 16);
    layout->setSpacing(metrics::kColumnGap);
    layout->addWidget(header());
    layout->addLayout(columns, 1);
    layout->addWidget(hairline());
    layout->addWidget(buttonRow());
    connectParts();
    for (auto *button : findChildren<QPushButton *>())
        button->setAutoDefault(false); // Enter belongs to the upload
    m_main->setDefault(true);
    m_patterns->setPatterns(place.start);
    if (place.isFixed)
        m_choices->hidePlace();
    if (!place.start.leftOut.isEmpty())
        m_controller.tick(place.start.leftOut, false);
    m_controller.setGone(place.start.gone);
    m_isTouched = false; // what came with it is not by hand
    m_controller.start();
    render();
}

QWidget *UploadDialog::header()
{
    const UploadTarget &target = m_controller.target();
    auto *title = new ElidedLabel(
        tr("Upload to %1").arg(SafeText::repoName(target.repo.owner(), target.repo.name())),
        Qt::ElideMiddle);
    title->setFont(type::font(type::Scale::Section));
    m_where->setText(UploadWords::place(target));
    m_where->setFont(type::font(type::Scale::Secondary));
    m_where->setTone(&Tokens::secondary);
    auto *box = new QWidget;
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kColumnGap);
    layout->addWidget(title);
    layout->addWidget(m_where, 1, Qt::AlignBottom);
    return box;
}

QWidget *UploadDialog::result()
{
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_states->setSkeletonRowHeight(metrics::kRow);
    m_states->setEmptyWords({u"folder-open"_s, tr("There is nothing in it to upload."), {}, {}});
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_sentence);
    layout->addWidget(m_progress);
    layout->addWidget(m_filter);
    layout->addWidget(m_states, 1);
    layout->addWidget(m_patterns);
    return box;
}

QWidget *UploadDialog::buttonRow()
{
    m_command->setIcon(icon(u"copy"_s));
    m_copy->setIcon(icon(u"copy"_s));
    m_open->setIcon(icon(u"external"_s));
    m_main->setIcon(icon(u"upload"_s, &Tokens::onAccent));
    setButtonRole(m_main, ButtonRole::Primary);
    m_whyNot->setTextFormat(Qt::PlainText);
    m_whyNot->setWordWrap(true);
    m_whyNot->setFont(type::font(type::Scale::Secondary));
    m_whyNot->setForegroundRole(QPalette::PlaceholderText);
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_command);
    layout->addWidget(m_copy);
    layout->addWidget(m_save);
    layout->addWidget(m_open);
    layout->addWidget(m_whyNot, 1);
    layout->addWidget(m_hide);
    layout->addWidget(m_close);
    layout->addWidget(m_main);
    return row;
}

void UploadDialog::connectParts()
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(40ms); // a burst of keys makes one plan
    connect(&m_typing, &QTimer::timeout, this, [this] {
        m_controller.setPatterns(m_patterns->allow(), m_patterns->ignore(), m_patterns->remove());
        render(); // they may be the same as before
    });
    connect(m_patterns, &UploadPatterns::edited, this, [this] {
        m_isTouched = true;
        m_typing.start();
        render();
    });
    connect(m_patterns, &UploadPatterns::moreWanted, this, &UploadDialog::askForMore);
    connect(&m_controller.model(), &UploadModel::renamed, this, &UploadDialog::rename);
    connect(m_tree, &UploadView::removalWanted, this, [this](const QString &inTheWay) {
        const QString &folder = m_controller.target().folder;
        if (!m_patterns->addRemoval(
                literalPattern(inTheWay.mid(folder.isEmpty() ? 0 : folder.size() + 1))))
            m_whyNot->setText(tr("No pattern can say this name. Delete it in the files first."));
    });
    connect(&m_controller, &UploadController::changed, this, &UploadDialog::render);
    connect(&m_controller, &UploadController::planned, this, &UploadDialog::showPlan);
    connect(m_states, &StateView::retryClicked, &m_controller, &UploadController::start);
    connect(m_patterns, &UploadPatterns::mirrorChosen, &m_controller, &UploadController::setMirror);
    connect(m_choices, &UploadChoices::pointed, this, [this](const QString &path) {
        if (!m_controller.model().indexOf(path).isValid())
            m_filter->clear();
        m_tree->point(path);
    });
    connect(m_choices, &UploadChoices::folderTyped, this, &UploadDialog::takeFolder);
    connect(m_choices, &UploadChoices::bareChosen, &m_controller, &UploadController::setBare);
    connect(&m_controller.model(), &UploadModel::ticked, this, [this] { m_isTouched = true; });
    connect(m_choices, &UploadChoices::branchChosen, this, [this](const Revision &branch) {
        m_controller.setRevision(branch);
        m_choices->setRevision(branch);
        m_where->setText(UploadWords::place(m_controller.target()));
    });
    connect(m_main, &QPushButton::clicked, this, &UploadDialog::send);
    connect(m_hide, &QPushButton::clicked, this, [this] { QDialog::reject(); });
    connect(m_close, &QPushButton::clicked, this, &UploadDialog::reject);
    connect(m_command, &QPushButton::clicked, this, [this] {
        const auto command = hfCommandOf(m_controller.wish(m_choices->want()));
        if (command)
            QGuiApplication::clipboard()->setText(*command);
        else
            m_whyNot->setText(command.error());
    });
    connect(m_copy, &QPushButton::clicked, this, &UploadDialog::copyReceipt);
    connect(m_save, &QPushButton::clicked, this, [this] {
        saveText(this, tr("Save the receipt"), [text = receipt()] { return text; });
    });
    connect(m_open, &QPushButton::clicked, this,
            [this] { emit browserWanted(UploadWords::page(m_controller.progress(), webPage())); });
}

void UploadDialog::rename(const QString &path, const QString &typed)
{
    // A name alone stays where the file is; "/name" is at the top.
    const QString folder = path.first(path.lastIndexOf(u'/') + 1);
    const QString whole = typed.startsWith(u'/') ? typed.sliced(1)
        : typed.contains(u'/')                   ? typed
                                                 : folder + typed;
    const QString whyNot = m_controller.rename(path, whole);
    m_isTouched = true;
    if (whyNot.isEmpty())
        m_tree->follow(path, whole);
    else
        m_whyNot->setText(whyNot);
}

QUrl UploadDialog::webPage() const
{
    return HubAddress{.repo = m_controller.target().repo}.webUrl(m_place.endpoint);
}

QString UploadDialog::sentence() const
{
    return m_sentence->text();
}

QString UploadDialog::totals() const
{
    return m_choices->totals();
}

void UploadDialog::showSentence(const QString &text)
{
    m_sentence->setText(text);
    m_sentence->setVisible(!text.isEmpty());
}

void UploadDialog::showConnection()
{
    render();
}

void UploadDialog::showPlan()
{
    m_choices->show(m_controller);
    m_patterns->setMayMirror(m_controller.mayMirror());
}

void UploadDialog::render()
{
    const Step phase = m_controller.phase();
    const bool isPlan = phase < Step::Sending;
    const bool over = phase == Step::Over;
    const UploadProgress &now = m_controller.progress();
    renderList();
    m_choices->setVisible(isPlan);
    m_patterns->setVisible(isPlan);
    m_filter->setVisible(m_controller.model().fileCount() > 0);
    m_tree->setSending(!isPlan);
    m_command->setVisible(isPlan);
    m_command->setEnabled(m_controller.isPlanned() && !m_typing.isActive());
    m_copy->setVisible(over);
    m_save->setVisible(over);
    m_open->setVisible(over && !UploadWords::page(now, webPage()).isEmpty());
    m_open->setText(now.pullRequest.isEmpty() ? tr("Open the commit")
                                              : tr("Open the pull request"));
    m_hide->setVisible(phase == Step::Sending);
    m_close->setText(phase == Step::Sending ? tr("Stop") : over ? tr("Close") : tr("Cancel"));
    const QString whyNot = isPlan ? m_controller.whyNot() : QString();
    const bool mayRetry = over && !now.isConfirmed();
    const bool mayStart = phase == Step::Sending && now.mayStartNow();
    m_whyNot->setText(m_controller.state().phase == ViewState::Phase::Failed ? QString() : whyNot);
    m_main->setVisible(isPlan || mayRetry || mayStart);
    m_main->setText(mayRetry       ? tr("Look again")
                        : mayStart ? tr("Start now")
                                   : UploadWords::button(m_controller.plan()));
    m_main->setEnabled(mayRetry || mayStart
                       || (isPlan && whyNot.isEmpty() && !m_typing.isActive()));
    m_main->setToolTip(whyNot);
}

void UploadDialog::renderList()
{
    const UploadProgress &now = m_controller.progress();
    const UploadHash::Progress &reading = m_controller.reading();
    m_states->render(m_controller.state());
    m_progress->setVisible(m_controller.phase() != Step::Planned);
    switch (m_controller.phase()) {
    case Step::Looking:
        m_progress->setVisible(m_controller.state().phase == ViewState::Phase::Loading);
        m_progress->setShare(-1);
        return showSentence(
            m_controller.state().phase == ViewState::Phase::Failed
                ? tr("What the repository has cannot be asked for.")
                : Format::plural(m_controller.foundSoFar(),
                                 tr("Looking at the repository and at 1 file so far."),
                                 tr("Looking at the repository and at %1 files so far.")));
    case Step::Reading:
        m_progress->setShare(reading.total > 0 ? double(reading.bytes) / double(reading.total)
                                               : -1);
        return showSentence(tr("Reading the files: %1, %2 of %3.")
                                .arg(Format::sizeOf(reading.bytes, reading.total),
                                     Format::exactCount(reading.files),
                                     Format::exactCount(reading.of)));
    case Step::Planned:
        return showSentence(
            m_controller.storageTrouble().isEmpty()
                ? QString()
                : tr("How the Hub keeps them is a guess: %1").arg(m_controller.storageTrouble()));
    case Step::Sending:
        m_progress->setShare(UploadWords::share(now),
                             now.reason.isEmpty() ? &Tokens::good : &Tokens::warning);
        return showSentence(UploadWords::step(now));
    case Step::Over:
        m_progress->setShare(1, now.isConfirmed() ? &Tokens::good : &Tokens::danger);
        return showSentence(UploadWords::outcome(now));
    }
}

void UploadDialog::send()
{
    if (m_controller.phase() == Step::Over)
        return m_controller.start();
    if (m_controller.phase() == Step::Sending)
        return m_controller.startNow();
    if (m_typing.isActive())
        return;
    m_copy->setText(tr("Copy the receipt"));
    if (m_controller.whyNot().isEmpty() && m_controller.secretsSent() > 0)
        return askToSendSecrets();
    m_controller.send(m_choices->want());
}

QString UploadDialog::receipt() const
{
    return UploadWords::receipt(m_controller.progress(), m_controller.target(), webPage());
}

void UploadDialog::copyReceipt()
{
    QGuiApplication::clipboard()->setText(receipt());
    m_copy->setText(tr("Copied"));
}

void UploadDialog::askToStop()
{
    auto *question = new StopQuestion(this);
    connect(question, &StopQuestion::stopChosen, &m_controller, &UploadController::stop);
    connect(&m_controller, &UploadController::sent, question, &QDialog::reject); // too late
    question->open();
}

void UploadDialog::reject()
{
    const bool isPlan = m_controller.phase() < Step::Sending;
    if (isPlan && (m_isTouched || m_choices->isTyped()))
        return askToThrowAway();
    if (m_controller.phase() != Step::Sending)
        return QDialog::reject();
    if (std::ranges::none_of(findChildren<StopQuestion *>(), &QWidget::isVisible))
        askToStop();
}
