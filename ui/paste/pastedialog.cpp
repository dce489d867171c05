#include "ui/paste/pastedialog.h"

#include "app/text/format.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/celltip.h"
#include "ui/widgets/needsnetwork.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr QSize kPasteSize(960, 600);
constexpr int kPasteNumberWidth = 52;
constexpr int kPasteSizeWidth = 84;

// The state in its colour: its word stands there, too.
class PasteDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), metrics::kRow};
    }

    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override
    {
        return showCellTip(event, view, index.data().toString())
            || QStyledItemDelegate::helpEvent(event, view, option, index);
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const Tokens &tokens = Tokens::of(option->palette);
        const auto state = index.data(PastedModel::StateRole).value<PastedRow::State>();
        QColor colour = tokens.secondary;
        if (index.column() == PastedModel::WhatColumn)
            colour = tokens.text;
        else if (index.column() == PastedModel::StateColumn)
            colour = state == PastedRow::State::Bad ? tokens.danger
                : state == PastedRow::State::Gated  ? tokens.warning
                : state == PastedRow::State::Ready  ? tokens.good
                                                    : tokens.secondary;
        for (const QPalette::ColorRole role : {QPalette::Text, QPalette::HighlightedText})
            option->palette.setColor(role, colour);
        option->textElideMode
            = index.column() == PastedModel::WhatColumn ? Qt::ElideMiddle : Qt::ElideRight;
        if (index.column() != PastedModel::WhatColumn && index.column() != PastedModel::StateColumn)
            option->font = type::tabular(option->font);
    }
};

} // namespace

PasteDialog::PasteDialog(HubClient &hub, QWidget *parent)
    : QDialog(parent)
    , m_controller(hub)
    , m_hub(hub)
    , m_text(new QPlainTextEdit)
    , m_sum(new QLabel)
    , m_retry(new QPushButton(tr("Ask again")))
    , m_download(new QPushButton)
{
    setWindowTitle(tr("Download many"));
    resize(kPasteSize);
    setAcceptDrops(true);
    m_text->setPlaceholderText(tr("One a line: owner/name, datasets/owner/name, an address of the "
                                  "Hub, or an “hf download …” command"));
    m_text->setAccessibleName(tr("What to download, one a line"));
    m_text->setFont(type::font(type::Scale::Mono));
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 16, metrics::kPagePadding, 16);
    layout->setSpacing(metrics::kColumnGap);
    layout->addWidget(m_text, 2);
    layout->addWidget(list(), 3);
    layout->addWidget(buttonRow());
    m_typing.setSingleShot(true);
    m_typing.setInterval(400ms); // half an id would be asked for otherwise
    connect(&m_typing, &QTimer::timeout, this,
            [this] { m_controller.setText(m_text->toPlainText()); });
    connect(m_text, &QPlainTextEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_text, &QPlainTextEdit::textChanged, this, &PasteDialog::showSums);
    connect(&m_controller, &PasteController::changed, this, &PasteDialog::showSums);
    showSums();
}

QWidget *PasteDialog::list()
{
    auto *view = new QTreeView;
    view->setModel(&m_controller.model());
    view->setItemDelegate(new PasteDelegate(this));
    view->setAccessibleName(tr("What each line is"));
    view->setUniformRowHeights(true);
    view->setRootIsDecorated(false);
    view->setAllColumnsShowFocus(true);
    setRowLines(view);
    QHeaderView *columns = view->header();
    columns->setStretchLastSection(false);
    columns->setSectionsMovable(false);
    columns->setFixedHeight(metrics::kTableHeader);
    columns->setSectionResizeMode(PastedModel::WhatColumn, QHeaderView::Stretch);
    columns->resizeSection(PastedModel::LineColumn, kPasteNumberWidth);
    columns->resizeSection(PastedModel::FilesColumn, kPasteNumberWidth);
    columns->resizeSection(PastedModel::SizeColumn, kPasteSizeWidth);
    columns->setSectionResizeMode(PastedModel::StateColumn, QHeaderView::Stretch);
    return view;
}

QWidget *PasteDialog::buttonRow()
{
    m_sum->setTextFormat(Qt::PlainText);
    m_sum->setFont(type::semibold(font()));
    m_retry->setAutoDefault(false);
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    m_download->setIcon(icon(u"download"_s, &Tokens::onAccent));
    m_download->setDefault(true);
    setButtonRole(m_download, ButtonRole::Primary);
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_sum, 1);
    layout->addWidget(m_retry);
    layout->addWidget(cancel);
    layout->addWidget(m_download);
    connect(m_retry, &QPushButton::clicked, &m_controller, &PasteController::retry);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_download, &QPushButton::clicked, this, [this] {
        emit requested(m_controller.requests());
        accept();
    });
    return row;
}

void PasteDialog::setText(const QString &text)
{
    m_text->setPlainText(text.trimmed() + u'\n');
    m_text->moveCursor(QTextCursor::End);
    m_typing.stop();
    m_controller.setText(m_text->toPlainText());
}

void PasteDialog::addText(const QString &text)
{
    const QString before = m_text->toPlainText().trimmed();
    setText(before.isEmpty() ? text : before + u'\n' + text);
}

void PasteDialog::showSums()
{
    QStringList parts;
    const int good = m_controller.good();
    if (good > 0)
        parts << tr("%1 · %2").arg(Format::plural(good, tr("1 download"), tr("%1 downloads")),
                                   Format::size(m_controller.bytes()));
    if (const int checking = m_controller.checking(); checking > 0)
        parts << Format::plural(checking, tr("1 is being looked up"), tr("%1 are being looked up"));
    if (const int twice = m_controller.duplicates(); twice > 0)
        parts << Format::plural(twice, tr("1 is a duplicate"), tr("%1 are duplicates"));
    if (const int bad = m_controller.bad(); bad > 0)
        parts << Format::plural(bad, tr("1 cannot be downloaded"), tr("%1 cannot be downloaded"));
    m_sum->setText(parts.join(u" · "_s));
    m_retry->setVisible(m_controller.canRetry());
    m_download->setText(good > 1 ? tr("Download %1").arg(good) : tr("Download"));
    const bool settled = m_controller.checking() == 0 && !m_typing.isActive();
    enableOnline(m_download, good > 0 && settled, m_hub.offlineReason());
}

void PasteDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasText())
        event->acceptProposedAction();
}

void PasteDialog::dropEvent(QDropEvent *event)
{
    addText(event->mimeData()->text());
    event->acceptProposedAction();
}
