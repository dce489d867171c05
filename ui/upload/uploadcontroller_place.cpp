#include "ui/upload/uploadcontroller.h"

#include <QFile>

// What goes into an upload, where it goes, and what it is called there.

void UploadController::add(const QList<QByteArray> &local)
{
    if (m_phase >= Phase::Sending)
        return;
    bool isMore = false;
    for (const UploadSource &source : droppedOn(m_target.folder.toUtf8(), local))
        if (!m_sources.contains(source)) {
            m_sources << source;
            isMore = true;
        }
    if (isMore)
        start();
}

void UploadController::setRevision(const Revision &revision)
{
    if (m_phase >= Phase::Sending || revision == m_target.revision)
        return;
    m_target.revision = revision;
    m_choice.gone.clear(); // they were of the other one
    start();
}

// Names of files there mean others by then.
void UploadController::forgetNames()
{
    m_names = {};
    m_choice.byHand.clear();
    m_choice.gone.clear();
    m_secrets.clear();
}

void UploadController::setFolder(const QString &folder)
{
    if (m_phase >= Phase::Sending || folder == m_target.folder)
        return;
    m_target.folder = folder;
    for (UploadSource &source : m_sources)
        source.folder = folder.toUtf8();
    forgetNames();
    start();
}

void UploadController::setBare(bool isBare)
{
    if (m_phase >= Phase::Sending || m_sources.size() != 1)
        return;
    UploadSource &source = m_sources.first();
    source = droppedOn(source.folder, {source.local}).constFirst();
    if (isBare)
        source.name.clear();
    forgetNames();
    start();
}

bool UploadController::isBare() const
{
    return m_sources.size() == 1 && m_sources.first().name.isEmpty();
}

QString UploadController::sourceName() const
{
    const QList<UploadSource> named = droppedOn({}, {m_sources.constFirst().local});
    return QFile::decodeName(named.constFirst().name);
}

bool UploadController::isOneFolder() const
{
    if (m_sources.size() != 1 || !m_found)
        return false;
    const UploadSource &source = m_sources.first();
    const QByteArray own
        = source.folder.isEmpty() ? source.name : source.folder + '/' + source.name;
    const QList<UploadFile> &files = m_found->files;
    return isBare() || files.size() != 1 || files.first().path.text().toUtf8() != own;
}

QString UploadController::rename(const QString &path, const QString &typed)
{
    if (m_phase != Phase::Reading && m_phase != Phase::Planned)
        return {};
    const QString whyNot = m_names.rename(m_hash.files(), m_target.folder, path, typed);
    if (!whyNot.isEmpty())
        return whyNot;
    if (m_choice.byHand.contains(path))
        m_choice.byHand.insert(typed, m_choice.byHand.take(path));
    replan();
    return {};
}
