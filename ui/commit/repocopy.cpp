#include "ui/commit/repocopy.h"

#include "app/text/safetext.h"
#include "ui/upload/repoquestion.h"

#include <QLineEdit>

RepoCopy::RepoCopy(const CommitDialog::Place &place, const Account &account, const What &what,
                   QWidget *parent)
    : QObject(parent)
    , m_place(place)
    , m_what(what)
    , m_parent(parent)
{
    const int files = m_what.listing.below(m_what.chosen).files;
    auto *question
        = new RepoQuestion(m_place.hub, account,
                           {.title = tr("Copy %1 to…").arg(FileListing::countText(files)),
                            .verb = tr("Choose"),
                            .verbTo = tr("Choose %1")},
                           parent);
    connect(question, &RepoQuestion::chosen, this, &RepoCopy::askForFolder);
    connect(question, &QDialog::rejected, this, &QObject::deleteLater);
    question->hideNewRepo();
    question->open();
}

void RepoCopy::askForFolder(const RepoId &repo)
{
    m_request = m_place.hub.repoInfo(repo, Revision(), [this, repo](const Result<RepoInfo> &info) {
        if (!info) {
            emit said(info.error().message);
            return deleteLater();
        }
        RepoPlace target{Revision(), *info};
        target.info.summary.id = repo;
        openCommit(target);
    });
}

void RepoCopy::openCommit(const RepoPlace &target)
{
    const FileListing there(target.info.files);
    const auto change = [target, there, what = m_what](const QString &folder) {
        return FileChange::copy(target, there, folder, what.place, what.listing, what.chosen);
    };
    auto *folder = new QLineEdit;
    folder->setPlaceholderText(tr("The repository's top folder"));
    folder->setAccessibleName(tr("Folder to copy to"));
    auto *dialog = new CommitDialog(m_place, CommitDialog::Kind::Usual, tr("Copy"), tr("Copy"),
                                    folder, change({}), m_parent);
    connect(folder, &QLineEdit::textChanged, dialog,
            [dialog, change](const QString &text) { dialog->setChange(change(text.trimmed())); });
    connect(dialog, &CommitDialog::committed, this, &RepoCopy::committed);
    connect(dialog, &CommitDialog::newerWanted, this,
            [this, repo = target.repo()] { askForFolder(repo); });
    connect(dialog, &QObject::destroyed, this, [this] {
        if (!m_request)
            deleteLater();
    });
    m_request.reset();
    dialog->open();
    folder->setFocus();
}
