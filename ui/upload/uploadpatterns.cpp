#include "ui/upload/uploadpatterns.h"

#include "ui/theme/icon.h"
#include "ui/theme/type.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatternHeight = 72; // three patterns

// As a field gives it back, which knows no spaces but the plain one.
QStringList patternsIn(QString text)
{
    text.replace(QChar::Nbsp, u' ');
    text.replace(QChar::ParagraphSeparator, u'\n').replace(QChar::LineSeparator, u'\n');
    QStringList patterns;
    for (const QString &line : text.split(u'\n'))
        if (const QString pattern = line.trimmed(); !pattern.isEmpty())
            patterns << pattern;
    return patterns;
}

} // namespace

UploadPatterns::UploadPatterns(QWidget *parent)
    : QWidget(parent)
    , m_mirror(new QCheckBox(tr("Delete on the Hub what the &folder no longer has")))
    , m_unfold(new QPushButton(tr("&Patterns")))
    , m_more(new QPushButton(tr("&Add")))
    , m_fields(new QWidget)
    , m_allow(field(tr("Everything"), tr("Patterns to upload, one a line")))
    , m_ignore(field(tr("Nothing"), tr("Patterns to leave out, one a line")))
    , m_remove(field(tr("Nothing"), tr("Patterns to delete on the Hub, one a line")))
{
    auto *columns = new QHBoxLayout(m_fields);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(metrics::kColumnGap);
    const auto add = [columns](const QString &text, QWidget *field) {
        auto *column = new QVBoxLayout;
        column->setSpacing(4);
        column->addWidget(fieldLabel(text, field));
        column->addWidget(field);
        columns->addLayout(column, 1);
    };
    add(tr("Upload files that match"), m_allow);
    add(tr("Except files that match"), m_ignore);
    add(tr("Delete on the Hub what matches"), m_remove);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(bar());
    layout->addWidget(m_fields);
    m_mirror->hide();
    show(false);
}

QWidget *UploadPatterns::bar()
{
    m_unfold->setCheckable(true);
    m_unfold->setIcon(icon(u"filter"_s));
    m_more->setIcon(icon(u"plus"_s));
    auto *menu = new QMenu(m_more);
    menu->addAction(tr("Files…"), this, [this] { emit moreWanted(false); });
    menu->addAction(tr("A folder…"), this, [this] { emit moreWanted(true); });
    m_more->setMenu(menu);
    connect(m_mirror, &QCheckBox::clicked, this, &UploadPatterns::mirrorChosen);
    connect(m_unfold, &QPushButton::toggled, this, &UploadPatterns::show);
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_mirror);
    layout->addStretch();
    layout->addWidget(m_unfold);
    layout->addWidget(m_more);
    return row;
}

QPlainTextEdit *UploadPatterns::field(const QString &hint, const QString &name)
{
    auto *edit = new QPlainTextEdit;
    edit->setPlaceholderText(hint);
    edit->setAccessibleName(name);
    edit->setFont(type::font(type::Scale::Mono));
    edit->setTabChangesFocus(true);
    edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    edit->setFixedHeight(kPatternHeight);
    connect(edit, &QPlainTextEdit::textChanged, this, &UploadPatterns::edited);
    return edit;
}

void UploadPatterns::show(bool shown)
{
    m_unfold->setChecked(shown);
    m_fields->setVisible(shown);
}

void UploadPatterns::setPatterns(const UploadStart &start)
{
    for (const auto &[field, patterns] :
         {std::pair{m_allow, start.allow}, {m_ignore, start.ignore}, {m_remove, start.remove}}) {
        if (patterns.isEmpty())
            continue;
        field->setPlainText(patterns.join(u'\n'));
        show(true);
    }
}

void UploadPatterns::setMayMirror(bool may)
{
    m_mirror->setVisible(may || m_mirror->isChecked());
}

QStringList UploadPatterns::allow() const
{
    return patternsIn(m_allow->toPlainText());
}

QStringList UploadPatterns::ignore() const
{
    return patternsIn(m_ignore->toPlainText());
}

QStringList UploadPatterns::remove() const
{
    return patternsIn(m_remove->toPlainText());
}

bool UploadPatterns::addRemoval(const QString &pattern)
{
    if (patternsIn(pattern) != QStringList{pattern})
        return false;
    const bool isFresh = m_remove->document()->lastBlock().text().isEmpty();
    m_remove->moveCursor(QTextCursor::End); // it can be undone there
    m_remove->insertPlainText(isFresh ? pattern : u'\n' + pattern);
    return true;
}
