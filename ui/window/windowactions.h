#pragma once

#include "app/settings/settings.h"
#include "ui/window/place.h"

#include <QHash>
#include <QList>
#include <QObject>

class QAction;
class QActionGroup;
class QMenu;
class QWidget;

// Every action of the window with its shortcut. Each is in the menu, so nothing depends on knowing
// a key; and each is added to the window, so that keys work while the menu is closed.
class WindowActions final : public QObject
{
    Q_OBJECT

public:
    explicit WindowActions(QWidget *window);

    QAction *back, *forward, *reload;
    QAction *omnibox, *newTab, *closeTab, *reopenTab, *nextTab, *previousTab;
    QAction *newRepo; // to be made
    QAction *uploadFiles, *uploadFolder;
    QAction *find, *copyId, *openInBrowser, *downloadMany;
    QAction *sidebar, *offline, *fullScreen;
    QAction *demo, *about, *menuKey, *quit;

    // The pages that there are; also their places in the menu and Ctrl+1 and so on.
    void addPage(PageId page, const QString &text, const QKeySequence &shortcut);
    void addAccount(QMenu *account); // a part of the menu
    void setTheme(Settings::Theme theme);
    QMenu *menu() const { return m_menu; }

signals:
    void pageTriggered(PageId page);
    void themeTriggered(Settings::Theme theme);

private:
    QAction *add(const QString &text, const QList<QKeySequence> &keys,
                 const QString &iconName = {});
    void buildMenu();
    void addThemes(QMenu *menu);

    QWidget *m_window;
    QMenu *m_menu;
    QMenu *m_pages;
    QActionGroup *m_themes;
};
