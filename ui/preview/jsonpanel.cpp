#include "ui/preview/jsonpanel.h"

#include "app/text/format.h"
#include "ui/preview/previewcontroller.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/stateview.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QStyledItemDelegate>
#include <QTreeView>

namespace {

constexpr int kOpenedNodes = 300; // a document of at most so many is shown unfolded
constexpr int kJsonSide = 16;
constexpr int kJsonKeyColumn = 220; // at most

class JsonDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const Tokens &tokens = Tokens::of(option->palette);
        const QVariant kind = index.data(JsonTreeModel::KindRole);
        const QColor colour = !kind.isValid()      ? tokens.secondary
            : index.column() == JsonTreeModel::Key ? tokens.text
                                                   : tokens.*toneOf(kind.value<JsonTree::Kind>());
        option->palette.setColor(QPalette::Text, colour);
        option->palette.setColor(QPalette::HighlightedText, colour);
        option->font = type::font(type::Scale::Mono);
        option->fontMetrics = QFontMetrics(option->font);
        option->textElideMode = Qt::ElideRight;
    }

private:
    static Tone toneOf(JsonTree::Kind kind)
    {
        switch (kind) {
        case JsonTree::Kind::Object:
        case JsonTree::Kind::Array: return &Tokens::secondary;
        case JsonTree::Kind::String: return &Tokens::string;
        case JsonTree::Kind::Number: return &Tokens::number;
        case JsonTree::Kind::Boolean:
        case JsonTree::Kind::Null: return &Tokens::keyword;
        }
        Q_UNREACHABLE_RETURN(&Tokens::text);
    }
};

} // namespace

JsonPanel::JsonPanel(PreviewController &controller, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_view(new QTreeView(this))
    , m_states(new StateView(m_view, this))
    , m_count(new QLabel(this))
{
    setUpView();
    m_states->setSkeletonRowHeight(metrics::kRow);
    auto *bar = new QWidget(this);
    bar->setFixedHeight(metrics::kStatusBar);
    auto *line = new QHBoxLayout(bar);
    line->setContentsMargins(kJsonSide, 0, kJsonSide, 0);
    m_count->setTextFormat(Qt::PlainText);
    m_count->setFont(type::font(type::Scale::Secondary));
    setTone(m_count, &Tokens::secondary);
    line->addWidget(m_count);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_states, 1);
    layout->addWidget(bar);
    connect(&controller, &PreviewController::jsonRead, this, &JsonPanel::take);
    connect(&controller, &PreviewController::changed, this, &JsonPanel::forgetOther);
    connect(m_states, &StateView::retryClicked, this, &JsonPanel::start);
}

void JsonPanel::setUpView()
{
    m_view->setModel(&m_model);
    m_view->setItemDelegate(new JsonDelegate(m_view));
    m_view->setAccessibleName(tr("Keys and values"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setUniformRowHeights(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setAllColumnsShowFocus(true);
    m_view->setIndentation(20);
    m_view->header()->setFixedHeight(metrics::kTableHeader);
    m_view->header()->setHighlightSections(false);
    m_view->header()->setStretchLastSection(true);
    setRowLines(m_view);
    const auto add = [this](const QString &text, int role) {
        auto *action = new QAction(text, m_view);
        connect(action, &QAction::triggered, this, [this, role] { copy(role); });
        m_view->addAction(action);
        return action;
    };
    QAction *value = add(tr("Copy value"), JsonTreeModel::CopyRole);
    value->setShortcut(QKeySequence::Copy);
    value->setShortcutContext(Qt::WidgetShortcut);
    add(tr("Copy path"), JsonTreeModel::PathRole);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void JsonPanel::start()
{
    if (m_model.tree())
        return;
    m_states->forgetContent();
    m_states->render({.phase = ViewState::Phase::Loading});
    m_controller.readJson();
}

// A panel that was never shown has no size worth dividing. What the user drew stays.
void JsonPanel::resizeEvent(QResizeEvent *)
{
    QHeaderView *header = m_view->header();
    if (m_keyColumn >= 0 && header->sectionSize(JsonTreeModel::Key) != m_keyColumn)
        return;
    header->resizeSection(JsonTreeModel::Key, qMin(kJsonKeyColumn, width() / 2));
    m_keyColumn = header->sectionSize(JsonTreeModel::Key);
}

// A tree can be large: it goes when its file does.
void JsonPanel::forgetOther()
{
    if (m_model.tree() == m_controller.json().get())
        return;
    m_model.setTree(nullptr);
    m_count->clear();
}

void JsonPanel::take(const Result<std::shared_ptr<const JsonTree>> &tree)
{
    if (!tree) {
        m_states->render({.phase = ViewState::Phase::Failed, .error = tree.error()});
        return;
    }
    const int nodes = (*tree)->nodeCount();
    m_model.setTree(*tree);
    if (nodes <= kOpenedNodes)
        m_view->expandAll();
    m_count->setText((*tree)->isCut() ? tr("The first %1 values").arg(Format::exactCount(nodes))
                                      : Format::plural(nodes, tr("1 value"), tr("%1 values")));
    m_states->render({.phase = ViewState::Phase::Ready});
}

void JsonPanel::copy(int role)
{
    const QString text = m_view->currentIndex().data(role).toString();
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}
