#include "ui/window/windowactions.h"

#include "ui/theme/icon.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>

using namespace Qt::StringLiterals;

WindowActions::WindowActions(QWidget *window)
    : QObject(window)
    , m_window(window)
    , m_menu(new QMenu(window))
    , m_pages(new QMenu(tr("&Go"), window))
    , m_themes(new QActionGroup(this))
{
    const auto keys = [](const char *text) { return QKeySequence(QString::fromLatin1(text)); };
    back = add(tr("&Back"), {keys("Alt+Left"), QKeySequence(Qt::Key_Back)}, u"back"_s);
    forward = add(tr("&Forward"), {keys("Alt+Right"), QKeySequence(Qt::Key_Forward)}, u"forward"_s);
    reload = add(tr("&Reload"), {keys("F5"), keys("Ctrl+R")}, u"retry"_s);
    omnibox = add(tr("&Search or enter an address"), {keys("Ctrl+K"), keys("Ctrl+L")}, u"search"_s);
    newTab = add(tr("Open a reposi&tory…"), {keys("Ctrl+T")}, u"plus"_s);
    newRepo = add(tr("Ne&w repository…"), {keys("Ctrl+Shift+N")}, u"plus"_s);
    uploadFiles = add(tr("&Upload files…"), {}, u"upload"_s);
    uploadFolder = add(tr("U&pload a folder…"), {}, u"folder"_s);
    closeTab = add(tr("&Close tab"), {keys("Ctrl+W"), keys("Ctrl+F4")}, u"close"_s);
    reopenTab = add(tr("Re&open closed tab"), {keys("Ctrl+Shift+T")}, u"history"_s);
    nextTab = add(tr("&Next tab"), {keys("Ctrl+Tab"), keys("Ctrl+PgDown")});
    previousTab = add(tr("&Previous tab"), {keys("Ctrl+Shift+Tab"), keys("Ctrl+PgUp")});
    find
        = add(tr("&Find on this page"), QKeySequence::keyBindings(QKeySequence::Find), u"search"_s);
    copyId = add(tr("Copy &id"), {keys("Ctrl+Shift+C")}, u"copy"_s);
    openInBrowser = add(tr("Open in the &web browser"), {keys("Ctrl+Shift+O")}, u"external"_s);
    downloadMany = add(tr("Download &many…"), {keys("Ctrl+Shift+V")}, u"download"_s);
    sidebar = add(tr("&Sidebar"), {keys("Ctrl+B")}, u"sidebar"_s);
    offline = add(tr("Work off&line"), {}, u"offline"_s);
    fullScreen = add(tr("&Full screen"), {keys("F11")}, u"expand"_s);
    demo = add(tr("Open the &demo"), {}, u"globe"_s);
    about = add(tr("&About Hubnaut"), {}, u"info"_s);
    menuKey = add(tr("Open the menu"), {keys("F10")});
    quit = add(tr("&Quit"), {keys("Ctrl+Q")}, u"power"_s);
    for (QAction *toggle : {sidebar, offline, fullScreen})
        toggle->setCheckable(true);
    sidebar->setChecked(true);
    buildMenu();
}

QAction *WindowActions::add(const QString &text, const QList<QKeySequence> &keys,
                            const QString &iconName)
{
    auto *action = new QAction(text, this);
    action->setShortcuts(keys);
    if (!iconName.isEmpty())
        action->setIcon(icon(iconName));
    QString plain = text;
    plain.remove(u'&').remove(u'…');
    action->setToolTip(
        keys.isEmpty() ? plain
                       : u"%1 (%2)"_s.arg(plain, keys.first().toString(QKeySequence::NativeText)));
    m_window->addAction(action);
    return action;
}

void WindowActions::buildMenu()
{
    m_menu->addActions(
        {omnibox, newTab, newRepo, uploadFiles, uploadFolder, downloadMany, closeTab, reopenTab});
    m_menu->addSeparator();
    m_menu->addActions({find, copyId, openInBrowser, reload});
    m_menu->addSeparator();
    m_menu->addMenu(m_pages);
    m_pages->addActions({back, forward, nextTab, previousTab});
    m_pages->addSeparator();
    QMenu *view = m_menu->addMenu(tr("&View"));
    view->addActions({sidebar, fullScreen});
    view->addSeparator();
    addThemes(view);
    m_menu->addAction(offline);
    m_menu->addSeparator();
    m_menu->addActions({demo, about});
    m_menu->addSeparator();
    m_menu->addAction(quit);
}

void WindowActions::addThemes(QMenu *menu)
{
    const std::pair<Settings::Theme, QString> themes[]
        = {{Settings::Theme::System, tr("As the desktop")},
           {Settings::Theme::Light, tr("Light")},
           {Settings::Theme::Dark, tr("Dark")}};
    for (const auto &[theme, text] : themes) {
        QAction *action = m_themes->addAction(text);
        action->setCheckable(true);
        action->setData(int(theme));
        menu->addAction(action);
        connect(action, &QAction::triggered, this, [this, theme] { emit themeTriggered(theme); });
    }
}

void WindowActions::setTheme(Settings::Theme theme)
{
    for (QAction *action : m_themes->actions())
        action->setChecked(action->data().toInt() == int(theme));
}

void WindowActions::addAccount(QMenu *account)
{
    m_menu->insertMenu(offline, account);
}

void WindowActions::addPage(PageId page, const QString &text, const QKeySequence &shortcut)
{
    QAction *action
        = add(text, shortcut.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{shortcut});
    m_pages->addAction(action);
    connect(action, &QAction::triggered, this, [this, page] { emit pageTriggered(page); });
}
