#include "ui/window/omnibox.h"

#include "ui/theme/icon.h"
#include "ui/theme/type.h"
#include "ui/window/omniboxcontroller.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

using namespace Qt::StringLiterals;

namespace {

constexpr int kSuggestionRow = 36;

QString kindWord(RepoKind kind)
{
    switch (kind) {
    case RepoKind::Model: return Omnibox::tr("Model");
    case RepoKind::Dataset: return Omnibox::tr("Dataset");
    case RepoKind::Space: return Omnibox::tr("Space");
    }
    Q_UNREACHABLE_RETURN({});
}

// What choosing the row does, at its end.
QString rowWord(const Suggestion &row)
{
    switch (row.type) {
    case Suggestion::Type::Jump:
        if (row.address->discussion > 0)
            return Omnibox::tr("Open discussion");
        return row.address->path.isEmpty() ? Omnibox::tr("Open") : Omnibox::tr("Open file");
    case Suggestion::Type::Hit: return kindWord(row.kind);
    case Suggestion::Type::Search:
    case Suggestion::Type::NoAddress: return {};
    }
    Q_UNREACHABLE_RETURN({});
}

std::pair<QString, Tone> markOf(const Suggestion &row)
{
    switch (row.type) {
    case Suggestion::Type::Jump:
    case Suggestion::Type::Hit: return {kindIcon(row.kind), kindTone(row.kind)};
    case Suggestion::Type::Search: return {u"search"_s, &Tokens::secondary};
    case Suggestion::Type::NoAddress: return {u"warning"_s, &Tokens::warning};
    }
    Q_UNREACHABLE_RETURN({});
}

class SuggestionDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return QSize(200, kSuggestionRow);
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Tokens &tokens = Tokens::of(option.palette);
        option.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter,
                                              option.widget);
        const auto *row = index.data(OmniboxModel::SuggestionRole).value<const Suggestion *>();
        const auto place = [&](int x, int width) {
            return QStyle::visualRect(
                option.direction, option.rect,
                QRect(option.rect.x() + x, option.rect.y(), width, option.rect.height()));
        };
        QRect square(0, 0, 16, 16);
        square.moveCenter(place(12, 16).center());
        const auto [iconName, tone] = markOf(*row);
        paintIcon(*painter, square, iconName, tone, option.palette);

        painter->save();
        painter->setFont(type::font(type::Scale::Secondary));
        const QString word = rowWord(*row);
        const int wordWidth = painter->fontMetrics().horizontalAdvance(word);
        const int align
            = int(QStyle::visualAlignment(option.direction, Qt::AlignLeft)) | Qt::AlignVCenter;
        painter->setPen(tokens.secondary);
        painter->drawText(place(option.rect.width() - wordWidth - 14, wordWidth + 2), align, word);
        painter->setFont(option.font);
        painter->setPen(tokens.text);
        const int room = option.rect.width() - 38 - wordWidth - 26;
        painter->drawText(
            place(38, room), align,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, room));
        painter->restore();
    }
};

} // namespace

Omnibox::Omnibox(OmniboxController &controller, QWidget *parent)
    : SearchBox(tr("Search the Hub, or paste an address"), parent)
    , m_controller(controller)
    , m_completer(new QCompleter(controller.model(), this))
{
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(16);
    m_completer->setWidget(
        this); // not setCompleter(): it would write the line's text into the field
    m_completer->popup()->setItemDelegate(new SuggestionDelegate(m_completer));
    m_completer->popup()->setMouseTracking(true);
    m_completer->popup()->setAccessibleName(tr("Suggestions"));
    setKeyHint(tr("Ctrl+K"));

    connect(this, &QLineEdit::textChanged, this, &Omnibox::onEdited);
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this,
            [this](const QModelIndex &index) {
                choose(*index.data(OmniboxModel::SuggestionRole).value<const Suggestion *>());
            });
    connect(controller.model(), &QAbstractItemModel::modelAboutToBeReset, this,
            [this] { m_picked = isOpen() ? marked() : std::nullopt; });
    connect(controller.model(), &QAbstractItemModel::modelReset, this, &Omnibox::showSuggestions);
}

void Omnibox::onEdited(const QString &text)
{
    m_completer->popup()->setCurrentIndex({}); // another text: another row is marked
    m_controller.setText(text);
}

void Omnibox::showSuggestions()
{
    if (!hasFocus() || m_controller.model()->rowCount() == 0) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->complete();
    const bool there = m_picked && m_controller.model()->rowOf(*m_picked) >= 0;
    mark(there ? *m_picked : m_controller.choiceFor(text()));
    m_picked.reset();
}

bool Omnibox::isOpen() const
{
    return m_completer->popup()->isVisible();
}

std::optional<Suggestion> Omnibox::marked() const
{
    const QModelIndex now = m_completer->popup()->currentIndex();
    return now.isValid() ? std::optional(m_controller.model()->at(now.row())) : std::nullopt;
}

void Omnibox::mark(const Suggestion &suggestion)
{
    const int row = m_controller.model()->rowOf(suggestion);
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(row, 0));
}

void Omnibox::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && !text().trimmed().isEmpty()) {
        const Suggestion usual = m_controller.choiceFor(text());
        if (isOpen())
            choose(marked().value_or(usual));
        else if (usual.address)
            choose(usual);
        else
            showSuggestions(); // a search takes the place of another one: only when it was read
        return;
    }
    if (event->key() == Qt::Key_Down && m_controller.model()->rowCount() > 0 && !isOpen()) {
        showSuggestions();
        return;
    }
    if (event->key() == Qt::Key_Escape && isOpen())
        m_completer->popup()->hide();
    else if (event->key() == Qt::Key_Escape && text().isEmpty())
        emit left();
    else
        SearchBox::keyPressEvent(event);
}

void Omnibox::resizeEvent(QResizeEvent *event)
{
    SearchBox::resizeEvent(event);
    if (isOpen())
        m_completer->complete(); // below the box again, as wide as it
}

void Omnibox::choose(const Suggestion &suggestion)
{
    if (suggestion.type == Suggestion::Type::NoAddress)
        return; // the text stays, to be corrected
    const Suggestion kept = suggestion; // clearing the field resets the model it may live in
    const bool background = QGuiApplication::keyboardModifiers() & Qt::ControlModifier;
    clear(); // and with it the list
    emit chosen(kept, background);
}
