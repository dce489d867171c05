#include "ui/repo/downloadbutton.h"

#include "app/text/format.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/widgets/needsnetwork.h"

#include <QAction>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

DownloadButton::DownloadButton(QWidget *parent)
    : QPushButton(tr("Download"), parent)
{
    setFixedHeight(metrics::kControl);
    setButtonRole(this, ButtonRole::Primary);
    auto *menu = new QMenu(this);
    m_all = menu->addAction(::icon(u"download"_s), tr("Whole snapshot"), this,
                            &DownloadButton::allClicked);
    m_selection = menu->addAction(::icon(u"check"_s), tr("Selected files"), this,
                                  &DownloadButton::selectionClicked);
    QAction *plan = menu->addAction(::icon(u"filter"_s), tr("Choose what to download…"), this,
                                    &DownloadButton::planClicked);
    plan->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D));
    menu->addSeparator();
    menu->addAction(::icon(u"folder"_s), tr("Whole snapshot to a folder…"), this,
                    &DownloadButton::allToFolderClicked);
    m_selectionToFolder = menu->addAction(::icon(u"folder"_s), tr("Selected files to a folder…"),
                                          this, &DownloadButton::selectionToFolderClicked);
    setSelection({});
    setMenu(menu);
    refresh();
}

void DownloadButton::setListing(const FileListing &listing)
{
    m_listing = listing;
    m_cached.clear();
    m_cachedBytes = 0;
    refresh();
}

void DownloadButton::setCached(const QSet<QString> &paths)
{
    m_cached.clear();
    m_cachedBytes = 0;
    for (const RepoFile &file : m_listing.files())
        if (paths.contains(file.path)) {
            m_cached.insert(file.path);
            m_cachedBytes += std::max<qint64>(file.size, 0);
        }
    refresh();
    emit cachedChanged();
}

void DownloadButton::addCached(const QString &path)
{
    const RepoFile *file = m_cached.contains(path) ? nullptr : m_listing.find(path);
    if (!file)
        return;
    m_cached.insert(path);
    m_cachedBytes += std::max<qint64>(file->size, 0);
    refresh();
    emit cachedChanged();
}

DownloadButton::Cached DownloadButton::cached() const
{
    return m_cached.isEmpty()           ? Cached::Nothing
        : m_cached.size() < fileCount() ? Cached::Part
                                        : Cached::Whole;
}

void DownloadButton::setSelection(const FileListing::Sum &selection)
{
    for (QAction *action : {m_selection, m_selectionToFolder})
        action->setEnabled(selection.files > 0);
    m_selection->setText(selection.files == 0 ? tr("Selected files")
                                              : tr("Selection · %1, %2")
                                                    .arg(FileListing::countText(selection.files),
                                                         Format::size(selection.bytes)));
}

void DownloadButton::setOffline(const QString &why)
{
    m_offline = why;
    if (!why.isEmpty())
        menu()->hide();
    refresh();
}

void DownloadButton::refresh()
{
    const int files = fileCount();
    const auto there = static_cast<int>(m_cached.size());
    const QString size = Format::size(m_listing.bytes());
    const qint64 missing = m_listing.bytes() - m_cachedBytes;
    QString name = u"download"_s;
    QString tip;
    switch (cached()) {
    case Cached::Nothing:
        setText(files > 0 ? tr("Download · %1").arg(size) : tr("Download"));
        m_all->setText(tr("Whole snapshot · %1, %2").arg(FileListing::countText(files), size));
        break;
    case Cached::Part:
        setText(missing > 0 ? tr("Download · %1").arg(Format::size(missing)) : tr("Download"));
        m_all->setText(tr("Rest of the snapshot · %1, %2")
                           .arg(FileListing::countText(files - there), Format::size(missing)));
        tip = tr("%1 of %2 files are cached").arg(there).arg(files);
        break;
    case Cached::Whole:
        name = u"check"_s;
        setText(tr("Cached"));
        m_all->setText(tr("Whole snapshot · nothing left to download"));
        tip = files == 1 ? tr("The only file is cached: nothing is left to download")
                         : tr("All %1 files are cached: nothing is left to download").arg(files);
        break;
    }
    setIcon(::icon(name, &Tokens::onAccent));
    enableOnline(this, files > 0, m_offline, tip);
}
