// What somebody else has made meanwhile of the file that is edited.
#include "app/text/safetext.h"
#include "ui/commit/editortext.h"
#include "ui/commit/fileeditor.h"
#include "ui/community/diffview.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconlabel.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

struct FileEditor::Newer
{
    RepoPlace place;
    FileListing listing;
    EditableText text; // as it is there; empty when it is gone
    qint64 size; // negative: it is gone there
};

QWidget *FileEditor::newerRow()
{
    m_newerWords = new ElidedLabel;
    auto *look = new QPushButton(tr("Look at it"));
    auto *with = new QPushButton(tr("Compare with mine"));
    connect(look, &QPushButton::clicked, this,
            [this] { readNewer([this](const Newer &newer) { show(newer); }); });
    connect(with, &QPushButton::clicked, this,
            [this] { readNewer([this](const Newer &newer) { compare(newer); }); });
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(metrics::kPagePadding, 6, metrics::kColumnGap, 6);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(new IconLabel(u"warning"_s, &Tokens::warning, 16));
    layout->addWidget(m_newerWords, 1);
    layout->addWidget(look);
    layout->addWidget(with);
    row->hide();
    return row;
}

void FileEditor::readNewer(const std::function<void(const Newer &)> &then)
{
    m_request = m_place.hub.repoInfo(
        m_at->repo(), *Revision::parse(QString::fromLatin1(m_newer)),
        [this, then](const Result<RepoInfo> &info) {
            if (!info)
                return emit said(info.error().message);
            Newer newer{{m_at->revision, *info}, FileListing(info->files), {}, -1};
            newer.place.info.summary.id = m_at->repo();
            const RepoFile *file = newer.listing.find(path());
            if (file)
                newer.size = file->size;
            if (newer.size > EditableText::kMostBytes)
                return emit said(tr("It is too large to be compared here by now."));
            if (newer.size <= 0) { // then it comes back with the line ends that it had
                newer.text
                    = {.text = {}, .endsInCrLf = m_base.endsInCrLf, .hasMark = m_base.hasMark};
                return then(newer);
            }
            m_request = m_place.hub.readFile(m_at->repo(), newer.place.pinned(), path(), 0,
                                             EditableText::kMostBytes,
                                             [this, then, newer](const Result<Body> &body) mutable {
                                                 const auto made = body
                                                     ? EditableText::of(body->bytes)
                                                     : std::unexpected(body.error().message);
                                                 if (!made)
                                                     return emit said(made.error());
                                                 newer.text = *made;
                                                 newer.size = body->bytes.size();
                                                 then(newer);
                                             });
        });
}

void FileEditor::show(const Newer &newer)
{
    auto *dialog = new QDialog(this);
    dialog->setWindowTitle(tr("What somebody else changed"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    auto *words = new ElidedLabel(
        newer.size < 0
            ? tr("%1 is gone there.").arg(SafeText::path(path()))
            : tr("%1 as it was when you began, and as it is now:").arg(SafeText::path(path())),
        Qt::ElideMiddle);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(metrics::kPagePadding, 16, metrics::kPagePadding, 16);
    layout->setSpacing(metrics::kColumnGap);
    layout->addWidget(words);
    layout->addWidget(diffView(m_base.text, newer.text.text), 1);
    layout->addWidget(buttons);
    dialog->open();
}

// What is there now takes the place of what was read: the next commit says what it replaces.
void FileEditor::compare(const Newer &newer)
{
    const QString same = path();
    m_at = newer.place;
    m_listing = newer.listing;
    m_base = newer.text;
    m_isNew = newer.size < 0;
    m_entry.path = same;
    m_entry.size = newer.size;
    m_path->setText(same);
    m_name->setText(SafeText::path(same));
    m_text->document()->setModified(true); // it is nowhere else
    m_newer.clear();
    render();
    save();
}
