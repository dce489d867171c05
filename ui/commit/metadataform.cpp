#include "ui/commit/metadataform.h"

#include "app/net/hubclient.h"
#include "ui/commit/cardverdict.h"
#include "ui/commit/metadatafield.h"
#include "ui/commit/resultsfield.h"
#include "ui/repo/hairline.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/needsnetwork.h"

#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kReadAfter = 150ms; // of silence, while somebody types into the text
constexpr int kMetadataColumns = 2;

bool isLicenceDetail(const QString &key)
{
    return key == "license_name"_L1 || key == "license_link"_L1;
}

} // namespace

MetadataForm::MetadataForm(HubClient &hub, QPlainTextEdit &text, QWidget *parent)
    : QWidget(parent)
    , m_hub(hub)
    , m_text(text)
    , m_pages(new QStackedWidget)
    , m_refusal(sentenceLabel())
    , m_column(new QWidget)
    , m_grid(new QGridLayout)
    , m_results(new ResultsField)
    , m_check(new QPushButton(tr("Check with the Hub")))
    , m_verdict(new CardVerdict(hub))
{
    m_pages->addWidget(makePage());
    m_pages->addWidget(makeRefusalPage());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kReadAfter);
    connect(&m_timer, &QTimer::timeout, this, &MetadataForm::read);
    connect(text.document(), &QTextDocument::contentsChanged, this, [this] {
        m_verdict->forget();
        if (isVisible())
            m_timer.start();
    });
    connect(m_check, &QPushButton::clicked, this, [this] {
        finish();
        m_verdict->ask(m_repo->kind(), card());
    });
    connect(m_results, &ResultsField::cellEdited, this,
            [this](int row, CardResult::Cell cell, const QString &words) {
                editResults(meta().setResult(row, cell, words));
            });
    connect(m_results, &ResultsField::addWanted, this, [this](const CardResult &result) {
        editResults(meta().addResult(result, m_repo->name()));
    });
    connect(m_results, &ResultsField::removeWanted, this,
            [this](int row) { editResults(meta().removeResult(row)); });
}

MetadataForm::~MetadataForm()
{
    for (MetadataField *field : std::as_const(m_fields))
        field->disconnect(this);
}

QWidget *MetadataForm::makePage()
{
    m_grid->setHorizontalSpacing(metrics::kPagePadding);
    m_grid->setVerticalSpacing(metrics::kColumnGap);
    for (int i = 0; i < kMetadataColumns; ++i)
        m_grid->setColumnStretch(i, 1);
    auto *check = new QHBoxLayout;
    check->addWidget(m_check);
    check->addStretch(1);
    auto *column = new QVBoxLayout(m_column);
    column->setContentsMargins(metrics::kPagePadding, 16, metrics::kPagePadding, 16);
    column->setSpacing(16);
    column->addLayout(m_grid);
    column->addWidget(m_results);
    column->addWidget(hairline());
    column->addLayout(check);
    column->addWidget(m_verdict);
    column->addStretch(1);
    m_column->setMaximumWidth(metrics::kCardColumn + 2 * metrics::kPagePadding);
    auto *scroll = new QScrollArea;
    scroll->setWidget(m_column);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("Metadata of the card"));
    connect(
        m_verdict, &CardVerdict::said, scroll,
        [this, scroll] { scroll->ensureWidgetVisible(m_verdict); }, Qt::QueuedConnection);
    return scroll;
}

QWidget *MetadataForm::makeRefusalPage()
{
    auto *asText = new QPushButton(tr("Edit as text"));
    connect(asText, &QPushButton::clicked, this, &MetadataForm::textWanted);
    m_refusal->setAlignment(Qt::AlignHCenter);
    m_refusal->setMaximumWidth(metrics::kCardColumn / 2);
    m_refusal->setMinimumWidth(metrics::kCardColumn / 2);
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setSpacing(metrics::kColumnGap);
    layout->addStretch(1);
    layout->addWidget(new IconLabel(u"warning"_s, &Tokens::warning, 24), 0, Qt::AlignHCenter);
    layout->addWidget(m_refusal, 0, Qt::AlignHCenter);
    layout->addWidget(asText, 0, Qt::AlignHCenter);
    layout->addStretch(2);
    return page;
}

void MetadataForm::setRepo(const RepoId &repo)
{
    if (!m_repo || m_repo->kind() != repo.kind())
        makeFields(repo.kind());
    for (MetadataField *field : std::as_const(m_fields))
        field->reset();
    m_repo = repo;
    m_verdict->forget();
    if (isVisible())
        read();
}

void MetadataForm::makeFields(RepoKind kind)
{
    qDeleteAll(std::exchange(m_fields, {}));
    QWidget *before = nullptr;
    for (const CardField &each : cardFields(kind)) {
        auto *field = new MetadataField(each, m_column);
        m_fields << field;
        connect(field, &MetadataField::edited, this,
                [this, field](const QStringList &values) { edit(*field, values); });
        connect(field, &MetadataField::undoWanted, &m_text, &QPlainTextEdit::undo);
        connect(field, &MetadataField::redoWanted, &m_text, &QPlainTextEdit::redo);
        if (before)
            setTabOrder(before, field);
        before = field;
    }
    setTabOrder(before, m_results);
    setTabOrder(m_results, m_check);
    m_results->setVisible(kind == RepoKind::Model);
    m_placed.clear();
    setFocusProxy(m_fields.first());
}

// Side by side, without holes where one is not wanted.
void MetadataForm::place(const QList<MetadataField *> &wanted)
{
    if (wanted == m_placed)
        return;
    m_placed = wanted;
    for (MetadataField *field : std::as_const(m_fields)) {
        m_grid->removeWidget(field);
        field->setVisible(wanted.contains(field));
    }
    int row = 0;
    int column = 0;
    for (MetadataField *field : wanted) {
        const int span = field->field().isWide ? kMetadataColumns : 1;
        if (column + span > kMetadataColumns) {
            ++row;
            column = 0;
        }
        m_grid->addWidget(field, row, column, 1, span);
        column += span;
    }
}

QString MetadataForm::card() const
{
    return m_text.document()->toRawText().replace(QChar::ParagraphSeparator, u'\n');
}

CardMeta MetadataForm::meta() const
{
    return CardMeta(card(), m_repo ? cardKeyOrder(m_repo->kind()) : QStringList());
}

void MetadataForm::read()
{
    m_timer.stop();
    const CardMeta now = meta();
    m_pages->setCurrentIndex(now.refusal().isEmpty() ? 0 : 1);
    m_refusal->setText(
        tr("%1\nThis card's metadata can only be edited as text.").arg(now.refusal()));
    if (!now.refusal().isEmpty())
        return;
    const bool isOther = now.values(u"license") == QStringList{u"other"_s};
    QList<MetadataField *> wanted;
    for (MetadataField *field : std::as_const(m_fields)) {
        const QString &key = field->field().key;
        const QStringList values = now.values(key);
        const bool isOdd = values.size() > 1 && !field->isList();
        field->setValues(values);
        field->setNote(cardKeyProblem(now, key),
                       isOdd ? CardMeta::onlyAsText().error() : now.refusal(key));
        if (!isLicenceDetail(key) || isOther || now.has(key))
            wanted << field;
    }
    place(wanted);
    m_results->setRows(now.results(), now.resultsRefusal());
}

QString MetadataForm::apply(const CardMeta::Change &change)
{
    if (!change)
        return change.error();
    if (change->isNothing())
        return {};
    QTextCursor cursor(m_text.document());
    cursor.beginEditBlock();
    cursor.setPosition(int(change->from));
    cursor.setPosition(int(change->from + change->removed), QTextCursor::KeepAnchor);
    cursor.insertText(change->added);
    cursor.endEditBlock();
    return {};
}

void MetadataForm::edit(MetadataField &field, const QStringList &values)
{
    const QString trouble = apply(meta().set(field.field().key, values, field.field().as()));
    read();
    if (!trouble.isEmpty())
        field.setNote(trouble, {});
}

void MetadataForm::editResults(const CardMeta::Change &change)
{
    const QString trouble = apply(change);
    read();
    m_results->setTrouble(trouble);
}

void MetadataForm::finish()
{
    for (MetadataField *field : std::as_const(m_fields))
        field->finish();
    m_results->finish();
}

void MetadataForm::setOffline(const QString &why)
{
    enableOnline(m_check, true, why);
}

void MetadataForm::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    setOffline(m_hub.offlineReason());
    read();
}
