#pragma once

#include "app/settings/settings.h"
#include "ui/search/savedsearches.h"

#include <QMenu>

// The saved searches of one kind: save, apply, rename, delete. It reads and writes Settings, so
// that several windows and kinds share one list.
class SavedSearchMenu final : public QMenu
{
    Q_OBJECT

public:
    SavedSearchMenu(RepoKind kind, Settings &settings, QWidget *parent = nullptr);

    void setCurrent(const SearchChoice &choice) { m_current = choice; }

signals:
    void chosen(const SearchChoice &choice);

private:
    void fill();
    void askForName(const QString &title, const QString &name,
                    std::function<void(const QString &)> done);
    void sayTaken();
    void saveAs(const QString &name, const SearchChoice &choice); // asks if the name is taken
    void save(const QString &name, const SearchChoice &choice);
    void store(const SavedSearches &searches) { m_settings.setSavedSearches(searches.toJson()); }
    SavedSearches stored() const { return SavedSearches::fromJson(m_settings.savedSearches()); }

    RepoKind m_kind;
    Settings &m_settings;
    SearchChoice m_current;
};
