#include "ui/commit/metadatafield.h"

#include "app/text/safetext.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMetadataGap = 4; // between a field and what belongs to it

QString spokenName(const QString &key)
{
    return metadataName(key).remove(u'&');
}

} // namespace

MetadataField::MetadataField(const CardField &field, QWidget *parent)
    : QWidget(parent)
    , m_field(field)
    , m_control(makeControl())
    , m_note(sentenceLabel())
{
    setObjectName(field.key);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kMetadataGap);
    // A combo box has the keys itself and hands them on to its line.
    QWidget *const target = m_chips ? m_line : m_control;
    for (QWidget *each : {target, static_cast<QWidget *>(m_line)})
        if (each)
            each->setAccessibleName(spokenName(field.key));
    setFocusProxy(target);
    if (!m_truth)
        layout->addWidget(fieldLabel(metadataName(field.key), target));
    layout->addWidget(m_control);
    if (m_chips)
        layout->addWidget(m_chips);
    layout->addWidget(m_note);
    layout->addStretch(1);
    m_note->hide();
}

// What is typed may have been left; nobody is there any more to take it.
MetadataField::~MetadataField()
{
    if (m_line)
        m_line->disconnect(this);
}

QWidget *MetadataField::makeControl()
{
    switch (m_field.kind) {
    case CardField::Kind::Line: m_line = new QLineEdit; break;
    case CardField::Kind::Choice:
        m_choice = new QComboBox;
        m_choice->setEditable(true);
        m_choice->setInsertPolicy(QComboBox::NoInsert);
        m_choice->addItem(QString());
        m_choice->addItems(m_field.choices);
        m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_choice->completer()->setFilterMode(Qt::MatchContains);
        m_choice->completer()->setCompletionMode(QCompleter::PopupCompletion);
        m_line = m_choice->lineEdit();
        connect(m_choice, &QComboBox::activated, this, [this] { take(m_choice->currentText()); });
        break;
    case CardField::Kind::Truth:
        m_truth = new QCheckBox(metadataName(m_field.key));
        connect(m_truth, &QCheckBox::clicked, this,
                [this](bool on) { emit edited({on ? u"true"_s : u"false"_s}); });
        return m_truth;
    case CardField::Kind::List: return makeList();
    }
    if (m_choice)
        m_choice->installEventFilter(this);
    m_line->installEventFilter(this);
    connect(m_line, &QLineEdit::editingFinished, this, &MetadataField::finish);
    return m_choice ? static_cast<QWidget *>(m_choice) : m_line;
}

QWidget *MetadataField::makeList()
{
    m_line = new QLineEdit;
    m_line->setPlaceholderText(tr("Add with Enter"));
    m_line->installEventFilter(this);
    if (!m_field.choices.isEmpty()) {
        auto *completer = new QCompleter(m_field.choices, m_line);
        completer->setFilterMode(Qt::MatchContains);
        m_line->setCompleter(completer);
        connect(completer, qOverload<const QString &>(&QCompleter::activated), this,
                &MetadataField::addTyped, Qt::QueuedConnection); // once it is in the line
    }
    m_chips = new ChipRow(Chip::Kind::Removable);
    connect(m_line, &QLineEdit::textEdited, this, [this] {
        m_unfit.clear();
        showNote();
    });
    connect(m_line, &QLineEdit::editingFinished, this, &MetadataField::finish);
    connect(m_chips, &ChipRow::removeClicked, this, [this](const QString &value) {
        m_line->setFocus(); // the chip that had the keys goes
        QStringList left = m_values;
        left.removeOne(value);
        emit edited(left);
    });
    return m_line;
}

bool MetadataField::eventFilter(QObject *watched, QEvent *event)
{
    // The form is scrolled over it.
    if (watched == m_choice && event->type() == QEvent::Wheel && !m_choice->hasFocus()) {
        event->ignore();
        return true;
    }
    if (event->type() == QEvent::KeyPress)
        return takesKey(*static_cast<QKeyEvent *>(event)) || QWidget::eventFilter(watched, event);
    return QWidget::eventFilter(watched, event);
}

bool MetadataField::takesKey(const QKeyEvent &key)
{
    // Beyond what was typed here the text of the card goes back.
    if (key.matches(QKeySequence::Undo) && !m_line->isUndoAvailable()) {
        m_line->setText(m_line->text()); // nor is anything to be done again here
        emit undoWanted();
        return true;
    }
    if (key.matches(QKeySequence::Redo) && !m_line->isRedoAvailable()) {
        emit redoWanted();
        return true;
    }
    // As in any such field, it takes the last one back.
    if (key.key() == Qt::Key_Backspace && !key.isAutoRepeat() && m_chips && m_line->text().isEmpty()
        && !m_values.isEmpty()) {
        emit edited(m_values.first(m_values.size() - 1));
        return true;
    }
    return false;
}

void MetadataField::finish()
{
    if (!m_line || !m_refusal.isEmpty())
        return;
    if (m_chips)
        addTyped();
    else if (m_line->isModified())
        take(m_line->text());
}

void MetadataField::reset()
{
    m_unfit.clear();
    m_values.clear();
    if (m_line)
        m_line->setText({}); // which counts as nothing typed, as clear() does not
}

void MetadataField::take(const QString &text)
{
    const QString value = text.trimmed();
    m_line->setText(value); // and nothing of it is undone here any more
    const QStringList values = value.isEmpty() ? QStringList() : QStringList{value};
    if (values != m_values)
        emit edited(values);
}

// One or several, with commas between them. What the Hub would refuse is not taken but stays to be
// put right.
void MetadataField::addTyped()
{
    QStringList values = m_values;
    QStringList left;
    m_unfit.clear();
    const QStringList typed = m_line->text().split(u',', Qt::SkipEmptyParts);
    for (const QString &each : typed) {
        const QString value = each.trimmed();
        if (const QString problem = cardValueProblem(m_field.key, value); !problem.isEmpty()) {
            m_unfit = problem;
            left << value;
        } else if (!value.isEmpty() && !values.contains(value)) {
            values << value;
        }
    }
    m_line->setText(left.join(u", "_s));
    showNote();
    if (values != m_values)
        emit edited(values);
}

void MetadataField::setValues(const QStringList &values)
{
    m_values = values;
    if (m_truth)
        m_truth->setChecked(values.value(0) == "true"_L1);
    else if (m_chips)
        showChips();
    else if (const QString text = values.join(u", "_s);
             !m_line->isModified() && m_line->text() != text)
        m_choice ? m_choice->setEditText(text) : m_line->setText(text);
    if (m_line && !m_chips)
        m_line->setCursorPosition(m_line->hasFocus() ? m_line->cursorPosition() : 0);
}

void MetadataField::showChips()
{
    QList<ChipRow::Entry> entries;
    for (const QString &value : m_values) {
        const bool isFit = cardValueProblem(m_field.key, value).isEmpty();
        entries << ChipRow::Entry{
            .key = value, .text = SafeText::line(value), .icon = isFit ? QString() : u"warning"_s};
    }
    m_chips->setEntries(entries);
    m_chips->setVisible(!entries.isEmpty());
}

void MetadataField::setNote(const QString &problem, const QString &refusal)
{
    m_problem = problem;
    m_refusal = refusal;
    m_control->setEnabled(refusal.isEmpty());
    if (m_chips)
        m_chips->setEnabled(refusal.isEmpty());
    showNote();
}

void MetadataField::showNote()
{
    const QString words = !m_refusal.isEmpty() ? m_refusal
        : !m_unfit.isEmpty()                   ? m_unfit
                                               : m_problem;
    m_note->setText(words);
    m_note->setVisible(!words.isEmpty());
    focusProxy()->setAccessibleDescription(words);
    setTone(m_note, m_refusal.isEmpty() ? &Tokens::warning : &Tokens::secondary);
}

QString metadataName(const QString &key)
{
    // Each letter once in the form of one kind of repository.
    static const QHash<QString, const char *> names{
        {u"license"_s, QT_TRANSLATE_NOOP("MetadataField", "&Licence")},
        {u"license_name"_s, QT_TRANSLATE_NOOP("MetadataField", "&Name of the licence")},
        {u"license_link"_s, QT_TRANSLATE_NOOP("MetadataField", "&Page of the licence")},
        {u"pipeline_tag"_s, QT_TRANSLATE_NOOP("MetadataField", "Tas&k")},
        {u"library_name"_s, QT_TRANSLATE_NOOP("MetadataField", "Librar&y")},
        {u"language"_s, QT_TRANSLATE_NOOP("MetadataField", "Lan&guages")},
        {u"base_model"_s, QT_TRANSLATE_NOOP("MetadataField", "&Base models")},
        {u"datasets"_s, QT_TRANSLATE_NOOP("MetadataField", "&Datasets")},
        {u"metrics"_s, QT_TRANSLATE_NOOP("MetadataField", "Met&rics")},
        {u"tags"_s, QT_TRANSLATE_NOOP("MetadataField", "&Tags")},
        {u"pretty_name"_s, QT_TRANSLATE_NOOP("MetadataField", "S&hown name")},
        {u"size_categories"_s, QT_TRANSLATE_NOOP("MetadataField", "Si&zes")},
        {u"task_categories"_s, QT_TRANSLATE_NOOP("MetadataField", "Tas&ks")},
        {u"source_datasets"_s, QT_TRANSLATE_NOOP("MetadataField", "&Source datasets")},
        {u"title"_s, QT_TRANSLATE_NOOP("MetadataField", "T&itle")},
        {u"emoji"_s, QT_TRANSLATE_NOOP("MetadataField", "&Emoji")},
        {u"colorFrom"_s, QT_TRANSLATE_NOOP("MetadataField", "Colour &from")},
        {u"colorTo"_s, QT_TRANSLATE_NOOP("MetadataField", "Colo&ur to")},
        {u"sdk"_s, QT_TRANSLATE_NOOP("MetadataField", "SD&K")},
        {u"sdk_version"_s, QT_TRANSLATE_NOOP("MetadataField", "SDK &version")},
        {u"app_file"_s, QT_TRANSLATE_NOOP("MetadataField", "&App file")},
        {u"short_description"_s, QT_TRANSLATE_NOOP("MetadataField", "&Short description")},
        {u"pinned"_s, QT_TRANSLATE_NOOP("MetadataField", "Pinned &on the owner's page")},
        {u"models"_s, QT_TRANSLATE_NOOP("MetadataField", "&Models")},
    };
    const char *name = names.value(key);
    return name ? MetadataField::tr(name) : key;
}
