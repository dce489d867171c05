#include "ui/transfers/manifestactions.h"

#include "app/disk/wholefile.h"
#include "app/text/format.h"
#include "app/text/safetext.h"
#include "app/transfer/transfers.h"
#include "ui/widgets/savefile.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QUrl>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostManifest = qint64(64) << 20; // bytes

Result<QList<Manifest::Set>> readManifest(const QString &path)
{
    const QString name = SafeText::line(QFileInfo(path).fileName());
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::unexpected(HubError::disk(
            ManifestActions::tr("%1 could not be read.").arg(name), file.errorString()));
    if (file.size() > kMostManifest)
        return std::unexpected(
            HubError::badInput(ManifestActions::tr("%1 is too large to be a manifest.").arg(name)));
    return Manifest::parse(file.read(kMostManifest));
}

bool looksLikeManifest(const QString &text)
{
    return text.trimmed().startsWith(u'{') && text.contains("hubnaut-manifest"_L1);
}

// The question before it is fetched.
QString wholeOf(const QList<Manifest::Set> &sets)
{
    qsizetype files = 0;
    qint64 bytes = 0;
    for (const Manifest::Set &set : sets) {
        files += set.files.size();
        for (const Manifest::File &file : set.files)
            bytes += qMax<qint64>(0, file.content.size);
    }
    const QString count
        = files == 1 ? ManifestActions::tr("1 file") : ManifestActions::tr("%1 files").arg(files);
    const QString whose = sets.size() == 1
        ? sets.first().repo.id()
        : ManifestActions::tr("%1 repositories").arg(sets.size());
    return ManifestActions::tr("Download %1 of %2, %3 together?")
        .arg(count, whose, Format::size(bytes));
}

// What is said of an export that does not hold everything.
QString leftOutOf(int groups)
{
    return Format::plural(
        groups,
        ManifestActions::tr("The manifest is written. 1 download is not in it: which files "
                            "it takes is not known. Once the queue shows them, export it again."),
        ManifestActions::tr("The manifest is written. %1 downloads are not in it: which "
                            "files they take is not known. Once the queue shows them, export "
                            "them again."));
}

// Empty: none.
QString manifestFile(const QMimeData &data)
{
    const QList<QUrl> urls = data.urls();
    const QString file = urls.size() == 1 ? urls.constFirst().toLocalFile() : QString();
    return file.endsWith(".json"_L1, Qt::CaseInsensitive) ? file : QString();
}

} // namespace

ManifestActions::ManifestActions(QWidget *page, Transfers &transfers)
    : QObject(page)
    , m_page(page)
    , m_transfers(transfers)
{ }

void ManifestActions::chooseImport()
{
    auto *dialog = new QFileDialog(m_page->window(), tr("Import a manifest"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Manifests (*.json)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &ManifestActions::importFile);
    dialog->open();
}

void ManifestActions::importFile(const QString &file)
{
    QtConcurrent::run(readManifest, file)
        .then(this, [this](const Result<QList<Manifest::Set>> &read) { start(read); });
}

void ManifestActions::importText(const QByteArray &json)
{
    QtConcurrent::run(Manifest::parse, json)
        .then(this, [this](const Result<QList<Manifest::Set>> &read) { start(read); });
}

bool ManifestActions::canTake(const QMimeData &data)
{
    return !manifestFile(data).isEmpty() || looksLikeManifest(data.text());
}

void ManifestActions::take(const QMimeData &data)
{
    if (const QString file = manifestFile(data); !file.isEmpty())
        importFile(file);
    else if (looksLikeManifest(data.text()))
        importText(data.text().toUtf8());
}

void ManifestActions::start(const Result<QList<Manifest::Set>> &read)
{
    if (!read)
        return tell(read.error());
    auto *question = new QMessageBox(QMessageBox::NoIcon, tr("Import a manifest"), wholeOf(*read),
                                     QMessageBox::Cancel, m_page->window());
    question->setTextFormat(Qt::PlainText);
    question->setInformativeText(tr("What is there already is not fetched again."));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setDefaultButton(question->addButton(tr("Download"), QMessageBox::AcceptRole));
    connect(question, &QMessageBox::accepted, this, [this, sets = *read] {
        for (const Manifest::Set &set : sets)
            m_transfers.download(Manifest::requestFor(set));
        emit imported(static_cast<int>(sets.size()));
    });
    question->open();
}

void ManifestActions::exportGroups(const QList<qint64> &groups)
{
    m_transfers.manifestOf(groups).then(
        this, [this, all = groups.size()](const QList<Manifest::Set> &sets) {
            save(sets, static_cast<int>(all - sets.size()));
        });
}

void ManifestActions::exportEntries(const QList<qint64> &entries)
{
    m_transfers.history().manifestOf(entries).then(
        this, [this, all = entries.size()](const QList<Manifest::Set> &sets) {
            save(sets, static_cast<int>(all - sets.size()));
        });
}

void ManifestActions::save(const QList<Manifest::Set> &sets, int leftOut)
{
    if (sets.isEmpty())
        return tell(HubError::badInput(
            tr("There is nothing for a manifest: which files it is was not known yet.")));
    const auto *dialog = askWhereToSave(m_page->window(), tr("Export a manifest"),
                                        {tr("Manifests (*.json)")}, u"json"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this, sets, leftOut](const QString &file) {
        QtConcurrent::run([file, sets] {
            return writeWholeFile(file, Manifest::toJson(sets));
        }).then(this, [this, leftOut](const Result<void> &written) {
            if (!written)
                tell(written.error());
            else if (leftOut > 0)
                tell(HubError::badInput(leftOutOf(leftOut)));
        });
    });
}

void ManifestActions::tell(const HubError &error)
{
    tellError(m_page->window(), tr("Manifest"), error);
}
