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
        const bool search = row->type == Suggestion::Type::Search;
        const auto place = [&](int x, int width) {
            return QStyle::visualRect(
                option.direction, option.rect,
                QRect(option.rect.x() + x, option.rect.y(), width, option.rect.height()));
        };
        QRect square(0, 0, 16, 16);
        square.moveCenter(place(12, 16).center());
        paintIcon(*painter, square, search ? u"search"_s : kindIcon(row->kind),
                  search ? &Tokens::secondary : kindTone(row->kind), option.palette);

        painter->save();
        painter->setFont(type::font(type::Scale::Secondary));
        const QString word = row->type == Suggestion::Type::Jump ? Omnibox::tr("Open")
            : search                                             ? QString()
                                                                 : kindWord(row->kind);
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
    setKeyHint(tr("Ctrl K"));

    connect(this, &QLineEdit::textEdited, this, &Omnibox::onEdited);
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this,
            [this](const QModelIndex &index) {
                choose(*index.data(OmniboxModel::SuggestionRole).value<const Suggestion *>());
            });
    connect(controller.model(), &QAbstractItemModel::modelReset, this, [this] {
        if (hasFocus() && m_controller.model()->rowCount() > 0)
            m_completer->complete();
        else
            m_completer->popup()->hide();
    });
}

void Omnibox::onEdited(const QString &text)
{
    m_controller.setText(text);
}

void Omnibox::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && !text().trimmed().isEmpty()) {
        m_completer->popup()->hide();
        choose(m_controller.choiceFor(text(), m_kind));
        return;
    }
    if (event->key() == Qt::Key_Down && m_controller.model()->rowCount() > 0
        && !m_completer->popup()->isVisible()) {
        m_completer->complete();
        return;
    }
    SearchBox::keyPressEvent(event);
}

void Omnibox::choose(const Suggestion &suggestion)
{
    const Suggestion kept = suggestion; // clearing the field resets the model it may live in
    const bool background = QGuiApplication::keyboardModifiers() & Qt::ControlModifier;
    clear();
    m_controller.setText({});
    emit chosen(kept, background);
}
