#include "ui/repo/patterndialog.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/widgets/folderquestion.h"
#include "ui/repo/patternpresets.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/needsnetwork.h"
#include "ui/widgets/plaintip.h"

#include <QComboBox>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStringListModel>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype kPreviewRows = 2'000; // more than anybody reads
constexpr int kIntoCache = 0; // indices of the choices
constexpr int kIntoFolder = 1;
constexpr int kIntoCharacters = 22; // of a folder's name; longer ones are elided

QStringList patternLines(const QPlainTextEdit &edit)
{
    QStringList patterns;
    for (const QString &line : edit.toPlainText().split(u'\n'))
        if (const QString pattern = line.trimmed(); !pattern.isEmpty())
            patterns << pattern;
    return patterns;
}

QLabel *patternLabel(const QString &text, QWidget *buddy)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setFont(type::font(type::Scale::Secondary));
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(buddy);
    return label;
}

} // namespace

PatternDialog::PatternDialog(const RepoPlace &place, const FileListing &listing, QWidget *parent)
    : QDialog(parent)
    , m_place(place)
    , m_listing(listing)
    , m_presets(new QComboBox)
    , m_allow(new QPlainTextEdit)
    , m_ignore(new QPlainTextEdit)
    , m_sum(new QLabel)
    , m_files(new QListView)
    , m_fileNames(new QStringListModel(this))
    , m_into(new QComboBox)
    , m_download(new QPushButton)
{
    setWindowTitle(tr("Download by pattern"));
    resize(760, 480);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(metrics::kPagePadding);
    columns->addWidget(fields(), 2);
    columns->addWidget(previewColumn(), 3);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 16, metrics::kPagePadding, 16);
    layout->setSpacing(16);
    layout->addLayout(columns, 1);
    layout->addWidget(buttonRow());

    m_typing.setSingleShot(true);
    m_typing.setInterval(120ms); // between two keys
    connect(&m_typing, &QTimer::timeout, this, &PatternDialog::preview);
    for (QPlainTextEdit *edit : {m_allow, m_ignore})
        connect(edit, &QPlainTextEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    for (QPlainTextEdit *edit : {m_allow, m_ignore})
        connect(edit, &QPlainTextEdit::textChanged, this, &PatternDialog::namePreset);
    connect(m_presets, &QComboBox::activated, this, &PatternDialog::applyPreset);
    showSum(m_listing.matching({}, {}));
}

QWidget *PatternDialog::fields()
{
    for (const PatternPreset &preset : patternPresets(m_listing))
        m_presets->addItem(preset.title, QVariantList{preset.allow, preset.ignore});
    m_presets->setPlaceholderText(tr("Your own patterns"));
    m_presets->setAccessibleName(tr("Ready choices"));
    m_allow->setPlaceholderText(tr("Everything"));
    m_allow->setAccessibleName(tr("Patterns to allow, one a line"));
    m_ignore->setPlaceholderText(tr("Nothing"));
    m_ignore->setAccessibleName(tr("Patterns to ignore, one a line"));
    for (QPlainTextEdit *edit : {m_allow, m_ignore}) {
        edit->setFont(type::font(type::Scale::Mono));
        edit->setTabChangesFocus(true);
        edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    }
    auto *hint = patternLabel(tr("* is any text, slashes too; ? is one character; [a-z] is a set."),
                              nullptr);
    hint->setWordWrap(true);
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(patternLabel(tr("Start from"), m_presets));
    layout->addWidget(m_presets);
    layout->addSpacing(metrics::kGap);
    layout->addWidget(patternLabel(tr("Take files that match"), m_allow));
    layout->addWidget(m_allow, 3);
    layout->addSpacing(metrics::kGap);
    layout->addWidget(patternLabel(tr("Except files that match"), m_ignore));
    layout->addWidget(m_ignore, 2);
    layout->addWidget(hint);
    return box;
}

QWidget *PatternDialog::previewColumn()
{
    m_sum->setTextFormat(Qt::PlainText);
    m_sum->setFont(type::semibold(font()));
    m_files->setModel(m_fileNames);
    m_files->setAccessibleName(tr("Files that would be downloaded"));
    m_files->setUniformItemSizes(true);
    m_files->setTextElideMode(Qt::ElideMiddle);
    m_files->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_files->setSelectionMode(QAbstractItemView::NoSelection);
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_sum);
    layout->addWidget(m_files, 1);
    return box;
}

QWidget *PatternDialog::buttonRow()
{
    auto *row = new QWidget;
    m_into->addItems({tr("The cache"), {}});
    setFolder({});
    m_into->setAccessibleName(tr("Where the files go"));
    m_into->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_into->setMinimumContentsLength(kIntoCharacters);
    connect(m_into, &QComboBox::activated, this, [this](int index) {
        if (index == kIntoFolder)
            chooseFolder();
        else
            setFolder({});
    });
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    m_download->setIcon(icon(u"download"_s, &Tokens::onAccent));
    m_download->setDefault(true);
    setButtonRole(m_download, ButtonRole::Primary);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(patternLabel(tr("Into"), m_into));
    layout->addWidget(m_into);
    layout->addStretch();
    layout->addWidget(cancel);
    layout->addWidget(m_download);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_download, &QPushButton::clicked, this, [this] {
        emit requested(request());
        accept();
    });
    return row;
}

DownloadRequest PatternDialog::request() const
{
    return {.repo = m_place.repo(),
            .revision = m_place.revision,
            .paths = {},
            .allow = patternLines(*m_allow),
            .ignore = patternLines(*m_ignore),
            .folder = m_folder};
}

void PatternDialog::applyPreset(int index)
{
    const QVariantList lists = m_presets->itemData(index).toList();
    m_allow->setPlainText(lists.value(0).toStringList().join(u'\n'));
    m_ignore->setPlainText(lists.value(1).toStringList().join(u'\n'));
}

void PatternDialog::namePreset()
{
    m_presets->setCurrentIndex(
        m_presets->findData(QVariantList{patternLines(*m_allow), patternLines(*m_ignore)}));
}

// The choice shows a folder only once there is one.
void PatternDialog::chooseFolder()
{
    m_into->setCurrentIndex(m_folder.isEmpty() ? kIntoCache : kIntoFolder);
    askForFolder(this, tr("Download the files to a folder"),
                 [this](const QString &folder) { setFolder(folder); });
}

void PatternDialog::setFolder(const QString &folder)
{
    m_folder = folder;
    const QString name = QDir(folder).dirName(); // empty for the root
    m_into->setItemText(kIntoFolder,
                        folder.isEmpty() ? tr("A folder…")
                                         : SafeText::line(name.isEmpty() ? folder : name));
    setPlainTip(m_into, SafeText::line(folder));
    m_into->setCurrentIndex(folder.isEmpty() ? kIntoCache : kIntoFolder);
}

void PatternDialog::preview()
{
    const int generation = ++m_generation;
    const DownloadRequest now = request();
    QtConcurrent::run([listing = m_listing, now] {
        return listing.matching(now.allow, now.ignore);
    }).then(this, [this, generation](const FileListing::Sum &sum) {
        if (generation == m_generation)
            showSum(sum);
    });
}

void PatternDialog::showSum(const FileListing::Sum &sum)
{
    m_sum->setText(tr("%1 of %2 · %3")
                       .arg(FileListing::countText(sum.files),
                            QString::number(m_listing.files().size()), Format::size(sum.bytes)));
    QStringList names;
    for (const QString &path : sum.paths.first(std::min(sum.paths.size(), kPreviewRows)))
        names << SafeText::line(path);
    if (sum.paths.size() > kPreviewRows)
        names << tr("and %1 more").arg(sum.paths.size() - kPreviewRows);
    m_fileNames->setStringList(names);
    m_download->setText(tr("Download %1").arg(Format::size(sum.bytes)));
    m_anyFiles = sum.files > 0;
    setOffline(m_offline);
}

void PatternDialog::setOffline(const QString &why)
{
    m_offline = why;
    enableOnline(m_download, m_anyFiles, why);
}
