#include "ui/upload/uploadpatterns.h"

#include "ui/theme/icon.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/patternfield.h"

#include <QCheckBox>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

UploadPatterns::UploadPatterns(QWidget *parent)
    : QWidget(parent)
    , m_mirror(new QCheckBox(tr("Delete on the Hub what the &folder no longer has")))
    , m_unfold(new QPushButton(tr("&Patterns")))
    , m_more(new QPushButton(tr("&Add")))
    , m_fields(new QWidget)
    , m_allow(patternField(tr("Everything"), tr("Patterns to upload, one a line")))
    , m_ignore(patternField(tr("Nothing"), tr("Patterns to leave out, one a line")))
    , m_remove(patternField(tr("Nothing"), tr("Patterns to delete on the Hub, one a line")))
{
    auto *columns = new QHBoxLayout(m_fields);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(metrics::kColumnGap);
    columns->addLayout(fieldColumn(tr("Upload files that match"), m_allow), 1);
    columns->addLayout(fieldColumn(tr("Except files that match"), m_ignore), 1);
    columns->addLayout(fieldColumn(tr("Delete on the Hub what matches"), m_remove), 1);
    for (const QPlainTextEdit *field : {m_allow, m_ignore, m_remove})
        connect(field, &QPlainTextEdit::textChanged, this, &UploadPatterns::edited);
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

void UploadPatterns::show(bool shown)
{
    m_unfold->setChecked(shown);
    m_fields->setVisible(shown);
    if (shown && m_unfold->hasFocus())
        m_allow->setFocus();
}

void UploadPatterns::setPatterns(const UploadStart &start)
{
    for (const auto &[field, patterns] :
         {std::pair{m_allow, start.allow}, {m_ignore, start.ignore}}) {
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
    return patternsIn(*m_allow);
}

QStringList UploadPatterns::ignore() const
{
    return patternsIn(*m_ignore);
}

QStringList UploadPatterns::remove() const
{
    return patternsIn(*m_remove);
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
