#include "ui/search/quicklookpane.h"

#include "app/text/format.h"
#include "app/text/licence.h"
#include "app/text/safetext.h"
#include "ui/repo/linkopener.h"
#include "ui/search/reporowtext.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/type.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/markdownview.h"
#include "ui/widgets/needsnetwork.h"
#include "ui/widgets/skeleton.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostQuickChips = 8;

QLabel *quickLookLabel(QPalette::ColorRole role)
{
    auto *label = plainLabel();
    label->setWordWrap(true);
    label->setForegroundRole(role);
    return label;
}

// Lets a long name break after the characters that join its parts.
QString breakableName(const QString &name)
{
    QString text;
    for (const QChar c : name) {
        text += c;
        if (c == u'_' || c == u'.' || c == u'-')
            text += QChar(0x200B);
    }
    return text;
}

QList<ChipRow::Entry> quickLookChips(const QuickLook &look)
{
    const RepoSummary &repo = look.summary;
    QStringList texts{reporow::task(repo.task), repo.library, Format::count(repo.parameters),
                      repo.sdk};
    if (look.info) {
        const QStringList types = look.info->parametersByType.keys();
        texts << types.first(qMin(2, types.size()));
        texts << licenceName(look.info->license);
    } else {
        for (const QString &tag : repo.tags)
            if (tag.startsWith("license:"_L1))
                texts << licenceName(QStringView(tag).sliced(8));
    }
    QList<ChipRow::Entry> chips;
    if (repo.gate != Gate::None)
        chips << ChipRow::Entry{.key = u"gated"_s,
                                .text = QuickLookPane::tr("gated"),
                                .icon = u"lock"_s,
                                .tone = &Tokens::warning};
    if (repo.isPrivate)
        chips << ChipRow::Entry{
            .key = u"private"_s, .text = QuickLookPane::tr("private"), .icon = u"lock"_s};
    for (const QString &text : std::as_const(texts))
        if (const QString clean = SafeText::line(text).trimmed(); !clean.isEmpty())
            chips << ChipRow::Entry{.key = clean, .text = clean};
    return chips;
}

// Shows whose words these are: a panel of its own around the card (reliability M08).
class CardFrame final : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &tokens = Tokens::of(palette());
        stylepaint::panel(painter, rect(), tokens.surface, tokens.border, metrics::kPanelRadius);
    }
};

} // namespace

QuickLookPane::QuickLookPane(QuickLookLoader &loader, QWidget *parent)
    : QWidget(parent)
    , m_loader(loader)
{
    setAccessibleName(tr("Quick look"));
    m_hint = quickLookLabel(QPalette::PlaceholderText);
    m_hint->setText(tr("Select a result to look at it here."));
    m_hint->setAlignment(Qt::AlignCenter);
    m_owner = new ElidedLabel({}, Qt::ElideMiddle);
    m_owner->setTone(&Tokens::secondary);
    m_name = quickLookLabel(QPalette::WindowText);
    m_name->setFont(type::font(type::Scale::Section));
    m_chips = new ChipRow(Chip::Kind::Mark);
    m_about = quickLookLabel(QPalette::PlaceholderText);
    m_about->setAlignment(Qt::AlignLeading | Qt::AlignTop);
    m_skeleton = new Skeleton;
    m_skeleton->setRowHeight(metrics::kRow);
    m_skeleton->hide();
    m_footer = quickLookLabel(QPalette::PlaceholderText);
    m_footer->setFont(type::font(type::Scale::Secondary));
    makeActions();
    makeCard();

    m_content = new QWidget;
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins({});
    column->setSpacing(metrics::kColumnGap);
    auto *id = new QVBoxLayout;
    id->setSpacing(2);
    id->addWidget(m_owner);
    id->addWidget(m_name);
    column->addLayout(id);
    column->addWidget(m_chips);
    auto *actions = new QHBoxLayout;
    actions->setSpacing(metrics::kGap);
    actions->addWidget(m_download, 1);
    actions->addWidget(m_choose);
    actions->addWidget(m_open);
    column->addLayout(actions);
    column->addWidget(m_about);
    column->addWidget(m_retry, 0, Qt::AlignLeading);
    column->addWidget(m_cardFrame, 1);
    column->addWidget(m_skeleton, 1);
    column->addStretch();
    column->addWidget(m_footer);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, metrics::kPagePadding, metrics::kPagePadding,
                               metrics::kColumnGap);
    layout->addWidget(m_content);
    layout->addWidget(m_hint);
    connect(&m_loader, &QuickLookLoader::changed, this, &QuickLookPane::refresh);
    refresh();
}

void QuickLookPane::makeActions()
{
    m_download = new QPushButton;
    setButtonRole(m_download, ButtonRole::Primary);
    m_choose = new QToolButton;
    m_choose->setIcon(icon(u"filter"_s));
    m_choose->setFixedSize(metrics::kControl, metrics::kControl);
    m_choose->setFocusPolicy(Qt::StrongFocus);
    m_choose->setAccessibleName(tr("Choose what to download…"));
    m_open = new QPushButton(tr("Open"));
    m_retry = new QPushButton(tr("Retry"));
    connect(m_download, &QPushButton::clicked, this,
            [this] { emit downloadRequested(m_loader.current()->summary.id); });
    connect(m_choose, &QToolButton::clicked, this,
            [this] { emit choiceRequested({.revision = {}, .info = *m_loader.current()->info}); });
    connect(m_open, &QPushButton::clicked, this,
            [this] { emit openRequested({.repo = m_loader.current()->summary.id}); });
    connect(m_retry, &QPushButton::clicked, &m_loader, &QuickLookLoader::retry);
}

void QuickLookPane::makeCard()
{
    m_cardFrame = new CardFrame;
    m_card = new MarkdownView;
    m_card->setAccessibleName(tr("Beginning of the card"));
    m_card->setSideMargin(metrics::kColumnGap);
    m_links = new LinkOpener(m_loader.endpoint(), this);
    auto *layout = new QVBoxLayout(m_cardFrame);
    layout->setContentsMargins(4, 4, 4, 4); // inside the rounded border
    layout->addWidget(m_card);
    connect(m_card, &MarkdownView::linkActivated, this,
            [this](const QString &address) { m_links->open(address, cardUrl()); });
    connect(m_links, &LinkOpener::addressActivated, this, &QuickLookPane::openRequested);
    HubImages &images = m_loader.images();
    connect(m_card, &MarkdownView::imageWanted, &images, &HubImages::want);
    connect(m_card, &MarkdownView::imageLoadClicked, &images, &HubImages::load);
    connect(&images, &HubImages::ready, m_card, &MarkdownView::setImage);
    connect(&images, &HubImages::blocked, m_card, &MarkdownView::setImageBlocked);
    connect(&images, &HubImages::failed, m_card, &MarkdownView::setImageFailed);
}

void QuickLookPane::setOffline(const QString &why)
{
    m_offline = why;
    refresh();
}

void QuickLookPane::refresh()
{
    const std::optional<QuickLook> &look = m_loader.current();
    m_content->setVisible(look.has_value());
    m_hint->setVisible(!look);
    if (look)
        show(*look);
}

void QuickLookPane::show(const QuickLook &look)
{
    const RepoId &repo = look.summary.id;
    m_owner->setText(repo.owner().isEmpty() ? QString()
                                            : SafeText::isolated(repo.owner()) + u" /"_s);
    m_owner->setVisible(!repo.owner().isEmpty());
    m_name->setText(breakableName(repo.name()));
    m_name->setAccessibleName(repo.id());
    m_chips->setEntries(quickLookChips(look), kMostQuickChips);
    showDownload(look);
    QString about;
    if (look.error)
        about = look.error->message;
    else if (look.info)
        about = SafeText::lines(look.info->description.left(600));
    m_about->setText(about);
    m_about->setVisible(!about.isEmpty());
    m_retry->setVisible(look.error.has_value());
    showCard(look);
    showFooter(look);
}

void QuickLookPane::showDownload(const QuickLook &look)
{
    const qsizetype files = look.info ? look.info->files.size() : 0;
    const int cached = look.cachedFiles();
    const bool whole = files > 0 && cached == files;
    const qint64 missing = look.missingSize();
    const bool weighs = missing > 0 || (missing == 0 && cached == 0);
    m_download->setText(whole        ? tr("Cached")
                            : weighs ? tr("Download · %1").arg(Format::size(missing))
                                     : tr("Download"));
    enableOnline(m_download, !look.error && !whole, m_offline,
                 whole            ? tr("All files are cached: nothing is left to download")
                     : cached > 0 ? tr("%1 of %2 files are cached").arg(cached).arg(files)
                                  : QString());
    enableOnline(m_choose, files > 0, m_offline,
                 tr("Choose which files to download, and where to"));
}

void QuickLookPane::showCard(const QuickLook &look)
{
    m_cardFrame->setVisible(!look.card.isEmpty());
    const bool coming = look.loadingCard || (!look.info && !look.error);
    if (coming && m_skeleton->isHidden())
        m_skeleton->start();
    m_skeleton->setVisible(coming);
    if (look.card == m_cardShown)
        return;
    m_cardShown = look.card;
    m_card->clearContent(); // else the old card stands while the new one is parsed
    if (!look.card.isEmpty())
        m_card->setComment(look.card);
}

QUrl QuickLookPane::cardUrl() const
{
    const HubAddress readme{.repo = m_loader.current()->summary.id,
                            .section = HubAddress::Section::Files,
                            .path = u"README.md"_s};
    return readme.webUrl(m_loader.endpoint());
}

void QuickLookPane::showFooter(const QuickLook &look)
{
    QStringList parts;
    if (look.info)
        parts << (look.info->files.size() == 1
                      ? tr("1 file")
                      : tr("%1 files").arg(Format::exactCount(look.info->files.size())));
    if (const QString when = Format::ago(look.summary.updatedAt); !when.isEmpty())
        parts << tr("updated %1").arg(when);
    if (look.info && !look.info->commit.isEmpty())
        parts << tr("%1 @ %2").arg(Revision().name(), look.info->commit.left(7));
    m_footer->setText(parts.join(u"  ·  "_s));
}
