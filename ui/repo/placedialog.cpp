#include "ui/repo/placedialog.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/progressline.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace {

constexpr int kPlaceWidth = 460;
constexpr int kPlaceSteps = 1'000; // of the bar

} // namespace

PlaceDialog::PlaceDialog(std::shared_ptr<const Destination> destination, const PlaceTask &task,
                         QWidget *parent)
    : QDialog(parent)
    , m_task(task)
    , m_sentence(new QLabel)
    , m_line(new ProgressLine)
    , m_button(new QPushButton(tr("Stop")))
    , m_outcome(std::make_shared<std::optional<Result<QString>>>())
{
    setWindowTitle(tr("Use a file you already have"));
    setMinimumWidth(kPlaceWidth);
    auto *name = new ElidedLabel(SafeText::path(task.file.path.text()), Qt::ElideMiddle);
    name->setFont(type::medium(font()));
    auto *source = new ElidedLabel(SafeText::line(task.source), Qt::ElideMiddle);
    source->setFont(type::font(type::Scale::Secondary));
    source->setTone(&Tokens::secondary);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_sentence->setText(tr("Checking that it is what the Hub has: %1 are compared by their hash.")
                            .arg(Format::size(task.file.size)));
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_button);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 16, metrics::kPagePadding, 16);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(name);
    layout->addWidget(source);
    layout->addSpacing(metrics::kGap);
    layout->addWidget(m_line);
    layout->addWidget(m_sentence, 1);
    layout->addLayout(buttons);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_watcher.isFinished())
            accept();
        else
            m_watcher.cancel();
    });
    connect(this, &QDialog::rejected, &m_watcher, &QFutureWatcherBase::cancel);
    connect(&m_watcher, &QFutureWatcherBase::progressValueChanged, this,
            [this](int value) { m_line->setShare(double(value) / kPlaceSteps); });
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &PlaceDialog::onFinished);
    m_watcher.setFuture(QtConcurrent::run(
        [destination = std::move(destination), task, outcome = m_outcome](QPromise<void> &promise) {
            promise.setProgressRange(0, kPlaceSteps);
            const double all = 2.0 * static_cast<double>(qMax<qint64>(1, task.file.size));
            *outcome = placeFile(*destination, task, [&](qint64 bytes) {
                promise.setProgressValue(
                    static_cast<int>(kPlaceSteps * (static_cast<double>(bytes) / all)));
                return !promise.isCanceled();
            });
        }));
}

PlaceDialog::~PlaceDialog()
{
    m_watcher.cancel();
}

QString PlaceDialog::sentence() const
{
    return m_sentence->text();
}

void PlaceDialog::onFinished()
{
    m_button->setText(tr("Close"));
    const Result<QString> result = m_outcome->value_or(
        std::unexpected(HubError::badInput(tr("Stopped. Nothing was changed."))));
    m_line->setShare(1, result ? &Tokens::good : &Tokens::danger);
    m_sentence->setText(result ? tr("It is what the Hub has. It is in the cache now and need not "
                                    "be downloaded.")
                               : result.error().message);
    if (result)
        emit placed(*result);
}
