#include "ui/search/searchheader.h"

#include "app/text/format.h"
#include "ui/search/chipbar.h"
#include "ui/search/savedsearchmenu.h"
#include "ui/theme/icon.h"
#include "ui/theme/type.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/plaintip.h"
#include "ui/widgets/searchbox.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace {

constexpr auto kSearchPause = std::chrono::milliseconds(250); // one request a word, not a letter

QToolButton *panelButton(const QString &iconName, const QString &name)
{
    auto *button = new QToolButton;
    button->setIcon(icon(iconName));
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setFixedSize(metrics::kControl, metrics::kControl);
    return button;
}

} // namespace

SearchHeader::SearchHeader(RepoKind kind, Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_choice{.kind = kind}
{
    m_savedMenu = new SavedSearchMenu(kind, settings, this);
    m_text = new SearchBox(tr("Part of a name, or owner/"));
    m_text->setAccessibleName(tr("Search by name"));
    m_text->installEventFilter(this);
    m_chips = new ChipBar;
    m_typing = new QTimer(this);
    m_typing->setSingleShot(true);
    m_typing->setInterval(kSearchPause);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, metrics::kColumnGap, metrics::kPagePadding,
                               10);
    layout->setSpacing(metrics::kGap);
    layout->addLayout(makeTopRow(kind));
    layout->addWidget(m_text);
    layout->addWidget(m_chips);

    connect(m_text, &SearchBox::textEdited, m_typing, qOverload<>(&QTimer::start));
    connect(m_text, &SearchBox::textChanged, this, [this](const QString &text) {
        if (text.isEmpty())
            applyText(); // the clear button is no edit
    });
    connect(m_text, &SearchBox::returnPressed, this, [this] {
        applyText();
        emit leftForList();
    });
    connect(m_typing, &QTimer::timeout, this, &SearchHeader::applyText);
    connect(m_savedMenu, &SavedSearchMenu::chosen, this, &SearchHeader::chosen);
    connect(m_chips, &ChipBar::removed, this,
            [this](int chip) { emit chosen(m_choice.chips().at(chip).without); });
    connect(m_chips, &ChipBar::cleared, this, [this] { emit chosen(m_choice.cleared()); });
    setChoice(m_choice);
}

QLayout *SearchHeader::makeTopRow(RepoKind kind)
{
    const QString titles[] = {tr("Models"), tr("Datasets"), tr("Spaces")};
    auto *title = plainLabel(titles[int(kind)]);
    title->setFont(type::font(type::Scale::Section));
    m_count = new QLabel;
    m_count->setTextFormat(Qt::PlainText);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_count->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_filters = panelButton(u"filter"_s, tr("Show filters"));
    m_quickLook = panelButton(u"sidebar"_s, tr("Show quick look (Space)"));
    m_sort = new QPushButton;
    makeSortMenu(kind);
    m_save = new QPushButton(tr("Save search"));
    m_save->setMenu(m_savedMenu);
    m_save->setAccessibleName(tr("Saved searches"));

    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    row->addWidget(m_filters);
    row->addWidget(title);
    row->addWidget(m_count, 1);
    row->addWidget(m_sort);
    row->addWidget(m_save);
    row->addWidget(m_quickLook);
    return row;
}

void SearchHeader::makeSortMenu(RepoKind kind)
{
    m_sortMenu = new QMenu(this);
    auto *group = new QActionGroup(m_sortMenu);
    const auto add = [&](const QString &text, const QString &sort) {
        QAction *action = m_sortMenu->addAction(text);
        action->setCheckable(true);
        action->setData(sort);
        group->addAction(action);
    };
    add(tr("Trending"), u"trendingScore"_s);
    if (kind != RepoKind::Space) // the Hub does not count downloads of Spaces
        add(tr("Most downloads"), u"downloads"_s);
    add(tr("Most likes"), u"likes"_s);
    add(tr("Newest"), u"createdAt"_s);
    add(tr("Recently updated"), u"lastModified"_s);
    m_sort->setMenu(m_sortMenu);
    connect(group, &QActionGroup::triggered, this, [this](const QAction *action) {
        SearchChoice choice = m_choice;
        choice.sort = action->data().toString();
        emit chosen(choice);
    });
}

void SearchHeader::setChoice(const SearchChoice &choice)
{
    m_choice = choice;
    m_savedMenu->setCurrent(choice);
    if (m_text->text() != choice.text && !m_typing->isActive())
        m_text->setText(choice.text);
    for (QAction *action : m_sortMenu->actions()) {
        action->setChecked(action->data().toString() == choice.sort);
        if (action->isChecked()) {
            m_sort->setText(action->text());
            m_sort->setAccessibleName(tr("Sort: %1").arg(action->text()));
        }
    }
    QStringList labels;
    for (const SearchChoice::Chip &chip : choice.chips())
        labels << chip.label;
    m_chips->setLabels(labels);
}

void SearchHeader::setCount(const ViewState &state, int shown, bool whole, int skipped,
                            const std::optional<QDateTime> &from)
{
    QString text;
    switch (state.phase) {
    case ViewState::Phase::Idle:
    case ViewState::Phase::Failed: break;
    case ViewState::Phase::Loading: text = tr("Searching"); break;
    case ViewState::Phase::Empty: text = tr("None found"); break;
    case ViewState::Phase::Ready:
        // The Hub's lists carry no total: it is known only when the last page is there.
        text = (whole ? tr("%1 found") : tr("%1 shown")).arg(QLocale().toString(shown));
        break;
    }
    if (from && !text.isEmpty())
        text = tr("from %1").arg(Format::ago(*from));
    if (skipped > 0 && !text.isEmpty())
        text += u" · "_s + tr("%1 could not be read").arg(QLocale().toString(skipped));
    m_count->setText(text);
    setPlainTip(m_count, text);
}

void SearchHeader::setNarrow(bool narrow)
{
    m_save->setText(narrow ? QString() : tr("Save search"));
    m_save->setIcon(narrow ? icon(u"save"_s) : QIcon());
}

void SearchHeader::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void SearchHeader::applyText()
{
    m_typing->stop();
    if (m_text->text() == m_choice.text)
        return;
    SearchChoice choice = m_choice;
    choice.text = m_text->text();
    emit chosen(choice);
}

bool SearchHeader::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Down) {
        emit leftForList();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}
