#include "ui/repo/revisionpopup.h"

#include "app/text/safetext.h"
#include "ui/theme/icon.h"
#include "ui/theme/type.h"
#include "ui/widgets/plaintip.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr int kRevisionPopupWidth = 320;
constexpr int kRevisionPopupHeight = 380;

} // namespace

RevisionPopup::RevisionPopup(QList<Ref> refs, Revision current, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_refs(std::move(refs))
    , m_current(std::move(current))
    , m_filter(new QLineEdit)
    , m_list(new QListWidget)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setAccessibleName(tr("Choose a revision"));
    m_filter->setPlaceholderText(tr("Branch, tag, pull request or commit"));
    m_filter->setAccessibleName(tr("Filter revisions"));
    m_filter->addAction(icon(u"search"_s), QLineEdit::LeadingPosition);
    m_filter->installEventFilter(this);
    m_list->setAccessibleName(tr("Revisions"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kGap, metrics::kGap, metrics::kGap, metrics::kGap);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_filter);
    layout->addWidget(m_list);
    connect(m_filter, &QLineEdit::textChanged, this, &RevisionPopup::fill);
    connect(m_list, &QListWidget::itemActivated, this, &RevisionPopup::choose);
    connect(m_list, &QListWidget::itemClicked, this, &RevisionPopup::choose);
    fill();
}

void RevisionPopup::openUnder(const QWidget *anchor)
{
    resize(kRevisionPopupWidth, kRevisionPopupHeight);
    QPoint at = anchor->mapToGlobal(QPoint(anchor->width() - width(), anchor->height() + 4));
    const QRect screen = anchor->screen()->availableGeometry();
    at.setX(std::clamp(at.x(), screen.left(), std::max(screen.left(), screen.right() - width())));
    at.setY(std::clamp(at.y(), screen.top(), std::max(screen.top(), screen.bottom() - height())));
    move(at);
    show();
    preselect(); // has its place only now
    m_filter->setFocus(Qt::PopupFocusReason);
}

QString RevisionPopup::revisionOf(const Ref &ref)
{
    switch (ref.type) {
    case Ref::Type::Branch:
    case Ref::Type::Tag: return ref.name;
    case Ref::Type::Convert:
    case Ref::Type::PullRequest: return ref.ref;
    }
    Q_UNREACHABLE_RETURN({});
}

QString RevisionPopup::iconOf(Ref::Type type)
{
    switch (type) {
    case Ref::Type::Branch: return u"branch"_s;
    case Ref::Type::Tag: return u"tag"_s;
    case Ref::Type::Convert: return u"transfers"_s;
    case Ref::Type::PullRequest: return u"pull-request"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

void RevisionPopup::fill()
{
    const QString filter = m_filter->text().trimmed();
    m_list->clear();
    addGroup(tr("Branches"), Ref::Type::Branch, filter);
    addGroup(tr("Tags"), Ref::Type::Tag, filter);
    addGroup(tr("Pull requests"), Ref::Type::PullRequest, filter);
    addGroup(tr("Conversions"), Ref::Type::Convert, filter);
    if (const auto typed = Revision::parse(filter); typed && m_list->count() == 0) {
        auto *item = new QListWidgetItem(
            icon(u"commit"_s), tr("Go to “%1”").arg(SafeText::line(typed->name())), m_list);
        item->setData(Qt::UserRole, typed->name());
    }
    preselect();
}

// The revision that is shown, else the first that fits.
void RevisionPopup::preselect()
{
    QListWidgetItem *chosen = nullptr;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        if (!item->flags().testFlag(Qt::ItemIsSelectable))
            continue;
        const bool shown = item->data(Qt::UserRole) == m_current.name();
        if (!chosen || shown)
            chosen = item;
        if (shown)
            break;
    }
    m_list->setCurrentItem(chosen);
    m_list->scrollToItem(chosen, QAbstractItemView::EnsureVisible);
}

void RevisionPopup::addGroup(const QString &title, Ref::Type type, const QString &filter)
{
    bool titled = false;
    for (const Ref &ref : std::as_const(m_refs)) {
        if (ref.type != type || !ref.name.contains(filter, Qt::CaseInsensitive))
            continue;
        if (!std::exchange(titled, true)) {
            auto *head = new QListWidgetItem(title, m_list);
            head->setFlags(Qt::NoItemFlags);
            head->setFont(type::font(type::Scale::Secondary));
        }
        const QString revision = revisionOf(ref);
        const QString name = SafeText::line(ref.name);
        auto *item = new QListWidgetItem(
            icon(iconOf(type)), type == Ref::Type::PullRequest ? u'#' + name : name, m_list);
        item->setData(Qt::UserRole, revision);
        item->setToolTip(plainTip(name));
        if (revision == m_current.name())
            item->setFont(type::semibold(m_list->font()));
    }
}

void RevisionPopup::choose()
{
    const QListWidgetItem *item = m_list->currentItem();
    const auto revision
        = item ? Revision::parse(item->data(Qt::UserRole).toString()) : std::nullopt;
    if (!revision)
        return;
    emit chosen(*revision);
    close();
}

bool RevisionPopup::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_filter || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: choose(); return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown: QCoreApplication::sendEvent(m_list, event); return true;
    default: return false;
    }
}
