#include "ui/window/tabstrip.h"

#include "app/text/safetext.h"
#include "ui/theme/icon.h"
#include "ui/widgets/localfiles.h"

#include <QDropEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QScopedValueRollback>
#include <QTabBar>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace {

constexpr int kWidestTab = 240;
constexpr int kTabsInSight = 6; // with more of them a list helps
constexpr std::chrono::milliseconds kHover{
    500}; // until a tab comes to the front for what is dragged

// Tabs scroll and say how much room they want for the size and the arrows that the bar had
// before. Only a change of its own makes it look again: once it is laid out and shown.
void settleLater(QTabBar *bar)
{
    QMetaObject::invokeMethod(
        bar, [bar] { bar->setElideMode(bar->elideMode()); }, Qt::QueuedConnection);
}

class RepoTabBar final : public QTabBar
{
public:
    using QTabBar::QTabBar;

protected:
    QSize tabSizeHint(int index) const override
    {
        const QSize hint = QTabBar::tabSizeHint(index);
        return QSize(std::min(hint.width(), kWidestTab), hint.height());
    }

    // They scroll and never shrink: of some widths the bar says that shrunk tabs fit, shows its
    // arrows all the same and does not scroll.
    QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }

    void resizeEvent(QResizeEvent *event) override
    {
        QTabBar::resizeEvent(event);
        settleLater(this);
    }

    // Close buttons of tabs that are cut off must not lie over the arrows.
    void tabLayoutChange() override
    {
        for (auto *arrow : findChildren<QToolButton *>(Qt::FindDirectChildrenOnly))
            arrow->raise();
    }
};

// The owner only where another tab has a repository of the same name.
QString tabText(const TabList &tabs, int tab)
{
    const RepoId *repo = tabs.repoAt(tab);
    for (int i = 0; i < tabs.count(); ++i) {
        const RepoId *other = tabs.repoAt(i);
        if (other && *other != *repo && other->name() == repo->name())
            return SafeText::repoName(repo->owner(), repo->name());
    }
    return SafeText::repoName({}, repo->name());
}

} // namespace

TabStrip::TabStrip(QWidget *parent)
    : QWidget(parent)
    , m_bar(new RepoTabBar)
    , m_new(new QToolButton)
    , m_all(new QToolButton)
{
    setFixedHeight(metrics::kTabBar);
    m_bar->setTabsClosable(true);
    m_bar->setMovable(true);
    m_bar->setExpanding(false);
    m_bar->setElideMode(Qt::ElideMiddle);
    m_bar->setDrawBase(false);
    m_bar->setUsesScrollButtons(true);
    m_bar->setAccessibleName(tr("Tabs"));
    m_bar->installEventFilter(this);
    m_bar->setAcceptDrops(true);
    m_hover.setSingleShot(true);
    m_hover.setInterval(kHover);
    connect(&m_hover, &QTimer::timeout, this, [this] { emit selected(m_hovered); });
    m_bar->setContextMenuPolicy(Qt::CustomContextMenu);
    m_new->setIcon(icon(u"plus"_s));
    m_new->setFixedSize(metrics::kControl, metrics::kControl);
    m_new->setToolTip(tr("Open a repository (Ctrl+T)"));
    m_new->setAccessibleName(tr("Open a repository"));
    m_all->setIcon(icon(u"chevron-down"_s));
    m_all->setFixedSize(metrics::kControl, metrics::kControl);
    m_all->setToolTip(tr("All tabs"));
    m_all->setAccessibleName(tr("All tabs"));
    connect(m_all, &QToolButton::clicked, this, &TabStrip::listTabs);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(4);
    layout->addWidget(m_bar, 0, Qt::AlignBottom);
    layout->addWidget(m_new, 0, Qt::AlignVCenter);
    layout->addStretch(1);
    layout->addWidget(m_all, 0, Qt::AlignVCenter);

    connect(m_bar, &QTabBar::currentChanged, this, [this](int index) {
        if (!m_updating)
            emit selected(index);
    });
    connect(m_bar, &QTabBar::tabCloseRequested, this, &TabStrip::closeWanted);
    connect(m_bar, &QTabBar::tabMoved, this, [this](int from, int to) {
        if (!m_updating)
            emit moved(from, to);
    });
    connect(m_bar, &QTabBar::customContextMenuRequested, this, [this](QPoint position) {
        if (const int index = m_bar->tabAt(position); index >= 0)
            emit menuWanted(index, m_bar->mapToGlobal(position));
    });
    connect(m_new, &QToolButton::clicked, this, &TabStrip::newTabWanted);
}

void TabStrip::render(const TabList &tabs, const QString &pageTitle, const QString &pageIcon)
{
    const QScopedValueRollback guard(m_updating, true);
    while (m_bar->count() > tabs.count())
        m_bar->removeTab(m_bar->count() - 1);
    while (m_bar->count() < tabs.count())
        m_bar->addTab({});
    for (int i = 0; i < tabs.count(); ++i) {
        const RepoId *repo = tabs.repoAt(i);
        const QString text = repo ? tabText(tabs, i) : pageTitle;
        m_bar->setTabText(i, QString(text).replace(u'&', "&&"_L1));
        m_bar->setTabIcon(
            i, repo ? icon(kindIcon(repo->kind()), kindTone(repo->kind())) : icon(pageIcon));
        const QString whole = repo ? SafeText::repoName(repo->owner(), repo->name()) : QString();
        m_bar->setTabData(i, repo ? whole : pageTitle);
        m_bar->setTabToolTip(i, whole); // an id has no character of markup
        m_bar->setAccessibleTabName(i, repo ? SafeText::line(repo->id()) : pageTitle);
    }
    if (QWidget *close = m_bar->tabButton(0, QTabBar::RightSide))
        close->hide();
    m_bar->setTabButton(0, QTabBar::RightSide, nullptr);
    m_bar->setCurrentIndex(tabs.current());
    setVisible(tabs.count() > 1);
    m_all->setVisible(tabs.count() > kTabsInSight);
    settleLater(m_bar);
}

// Whole names, also of the tabs that are scrolled out of sight.
void TabStrip::listTabs()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int i = 0; i < m_bar->count(); ++i) {
        QAction *tab = menu->addAction(m_bar->tabIcon(i),
                                       m_bar->tabData(i).toString().replace(u'&', "&&"_L1));
        connect(tab, &QAction::triggered, this, [this, i] { emit selected(i); });
        if (i == m_bar->currentIndex())
            menu->setActiveAction(tab);
    }
    menu->popup(m_all->mapToGlobal(QPoint(0, m_all->height())));
}

void TabStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = Tokens::of(palette());
    painter.fillRect(rect(), tokens.window);
    painter.fillRect(0, height() - 1, width(), 1, tokens.border);
}

// Files over a tab bring it to the front; dropped on it, they are for its repository.
bool TabStrip::onDrag(QDropEvent &event)
{
    const int index = m_bar->tabAt(event.position().toPoint());
    const QStringList files = localFilesIn(event.mimeData());
    event.setDropAction(Qt::CopyAction);
    const bool isTaken = index > 0 && !files.isEmpty();
    // Who does not accept what enters hears no more of it.
    event.setAccepted(isTaken || (event.type() == QEvent::DragEnter && !files.isEmpty()));
    if (event.type() == QEvent::Drop) {
        m_hover.stop();
        if (isTaken)
            emit filesDropped(index, files);
    } else if (!isTaken) {
        m_hover.stop();
    } else if (!m_hover.isActive() || m_hovered != index) {
        m_hovered = index;
        m_hover.start();
    }
    return true;
}

bool TabStrip::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_bar
        && (event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove
            || event->type() == QEvent::Drop))
        return onDrag(*static_cast<QDropEvent *>(event));
    if (watched == m_bar && event->type() == QEvent::DragLeave)
        m_hover.stop();
    if (watched == m_bar && event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const int index = m_bar->tabAt(mouse->position().toPoint());
        if (mouse->button() == Qt::MiddleButton && index > 0) {
            emit closeWanted(index);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}
