#include "ui/upload/storagequestion.h"

StorageQuestion::StorageQuestion(HubClient &hub, const UploadTarget &target, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_target(target)
{ }

void StorageQuestion::restart(const UploadTarget &target)
{
    m_target = target;
    m_request.reset();
    m_files.clear();
    m_asked.clear();
    m_words.clear();
    m_isPart = false;
    m_error.reset();
}

void StorageQuestion::ask(const QList<UploadFile> &files, const QByteArray &gitIgnore)
{
    if (m_error) // once is enough: the upload asks again
        return;
    m_gitIgnore = gitIgnore;
    m_files.clear();
    qsizetype room = kMostFiles - m_words.size() - m_asked.size();
    QSet<QString> asked;
    for (const UploadFile &file : std::as_const(m_asked))
        asked.insert(file.path.text());
    m_isPart = false;
    for (const UploadFile &file : files) {
        if (m_words.contains(file.path.text()) || asked.contains(file.path.text()))
            continue;
        m_isPart = room <= 0;
        if (m_isPart)
            break;
        m_files << file;
        --room;
    }
    if (m_asked.isEmpty())
        next();
}

void StorageQuestion::next()
{
    m_asked = m_files.first(qMin(m_files.size(), UploadWire::kMostChoices));
    m_files.remove(0, m_asked.size());
    if (m_asked.isEmpty())
        return;
    m_request = m_hub.preupload(m_target.repo, m_target.revision,
                                UploadWire::preupload(m_asked, m_gitIgnore),
                                [this](const Result<Body> &body) { take(body); });
}

void StorageQuestion::take(const Result<Body> &body)
{
    const QList<UploadFile> asked = std::exchange(m_asked, {});
    const auto choices
        = body ? UploadWire::parsePreupload(*body, asked) : std::unexpected(body.error());
    if (!choices) {
        m_error = choices.error();
        m_files.clear();
        return emit answered();
    }
    for (qsizetype i = 0; i < asked.size(); ++i)
        m_words.insert(asked.at(i).path.text(),
                       {choices->files.at(i).lfs, choices->files.at(i).ignored});
    next();
    if (m_asked.isEmpty()) // of all: each answer means a plan anew
        emit answered();
}
