#include "ui/search/savedsearchmenu.h"

#include "ui/theme/icon.h"

#include <QDialogButtonBox>
#include <QInputDialog>
#include <QMessageBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace {

QString menuText(QString name)
{
    return name.replace(u'&', "&&"_L1); // else it would underline the next letter
}

QString suggestedName(const SearchChoice &choice)
{
    QStringList words;
    if (!choice.text.isEmpty())
        words << choice.text;
    for (const SearchChoice::Chip &chip : choice.chips())
        words << chip.label;
    return words.join(u", "_s).left(60);
}

} // namespace

SavedSearchMenu::SavedSearchMenu(RepoKind kind, Settings &settings, QWidget *parent)
    : QMenu(parent)
    , m_kind(kind)
    , m_settings(settings)
    , m_current{.kind = kind}
{
    connect(this, &QMenu::aboutToShow, this, &SavedSearchMenu::fill);
    fill();
}

void SavedSearchMenu::fill()
{
    clear();
    qDeleteAll(findChildren<QMenu *>(Qt::FindDirectChildrenOnly)); // clear() leaves submenus
    const SavedSearches saved = stored();
    QAction *save = addAction(::icon(u"save"_s), tr("Save this search…"));
    save->setEnabled(m_current.lastFilter() && !saved.isReadOnly() && !saved.isFull());
    if (saved.isFull())
        addAction(
            tr("All %1 places are taken: delete a saved search first").arg(SavedSearches::kMost))
            ->setEnabled(false);
    connect(save, &QAction::triggered, this, [this] {
        askForName(tr("Save search"), suggestedName(m_current),
                   [this, choice = m_current](const QString &name) { saveAs(name, choice); });
    });
    const QList<SavedSearches::Entry> entries = saved.ofKind(m_kind);
    if (entries.isEmpty()) {
        addSeparator();
        addAction(tr("No saved searches yet"))->setEnabled(false);
        return;
    }
    addSeparator();
    for (const SavedSearches::Entry &entry : entries)
        connect(addAction(menuText(entry.name)), &QAction::triggered, this,
                [this, choice = entry.choice] { emit chosen(choice); });
    addSeparator();
    QMenu *rename = addMenu(::icon(u"edit"_s), tr("Rename"));
    QMenu *remove = addMenu(::icon(u"trash"_s), tr("Delete"));
    rename->setEnabled(!saved.isReadOnly());
    remove->setEnabled(!saved.isReadOnly());
    for (const SavedSearches::Entry &entry : entries) {
        const QString name = entry.name;
        connect(rename->addAction(menuText(name)), &QAction::triggered, this, [this, name] {
            askForName(tr("Rename saved search"), name, [this, name](const QString &wanted) {
                SavedSearches searches = stored();
                if (searches.rename(m_kind, name, wanted))
                    store(searches);
                else
                    sayTaken();
            });
        });
        connect(remove->addAction(menuText(name)), &QAction::triggered, this, [this, name] {
            SavedSearches searches = stored();
            searches.remove(m_kind, name);
            store(searches);
        });
    }
    if (saved.isReadOnly())
        addAction(tr("Saved by a newer version: these cannot be changed here"))->setEnabled(false);
}

void SavedSearchMenu::askForName(const QString &title, const QString &name,
                                 std::function<void(const QString &)> done)
{
    auto *dialog = new QInputDialog(parentWidget());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(tr("Name"));
    dialog->setTextValue(name);
    connect(dialog, &QInputDialog::textValueSelected, this, std::move(done));
    dialog->open();
    auto *buttons = dialog->findChild<QDialogButtonBox *>(); // there once it is open
    connect(dialog, &QInputDialog::textValueChanged, buttons, [buttons](const QString &text) {
        buttons->button(QDialogButtonBox::Ok)->setEnabled(!text.trimmed().isEmpty());
    });
    buttons->button(QDialogButtonBox::Ok)->setEnabled(!name.isEmpty());
}

void SavedSearchMenu::sayTaken()
{
    auto *box
        = new QMessageBox(QMessageBox::NoIcon, tr("Rename saved search"),
                          tr("Another saved search has this name already. Choose another one."),
                          QMessageBox::Ok, parentWidget());
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void SavedSearchMenu::saveAs(const QString &name, const SearchChoice &choice)
{
    if (!stored().contains(m_kind, name))
        return save(name, choice);
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Save search"),
                                tr("A saved search has this name already."), QMessageBox::Cancel,
                                parentWidget());
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton *replace = box->addButton(tr("Replace"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(replace, &QPushButton::clicked, this, [this, name, choice] { save(name, choice); });
    box->open();
}

void SavedSearchMenu::save(const QString &name, const SearchChoice &choice)
{
    SavedSearches searches = stored();
    if (!searches.isReadOnly() && searches.save(name, choice))
        store(searches);
}
