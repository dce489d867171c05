#pragma once

#include "app/appcontext.h"
#include "app/hub/hubaddress.h"

#include <QTemporaryDir>
#include <QWidget>

class DemoHub;
class LocalHub;
class MainWindow;

// One start of the program for the tour: the real window over the demo's Hub, with settings, token
// and cache in a folder of its own. Steps drive it as a person would, through its panes.
class TourStage final
{
public:
    enum class Start { SignedIn, SignedOut, TokenRefused, Checking, NoNetwork, Offline };

    TourStage(DemoHub &demo, Start start);
    ~TourStage();

    MainWindow &window() { return *m_window; }
    AppContext &app() { return m_app; }
    LocalHub &hub();

    void open(RepoKind kind, const QString &id,
              HubAddress::Section section = HubAddress::Section::Card, const QString &path = {},
              int discussion = 0);

    void fetch(RepoKind kind, const QString &id, const QStringList &paths); // into the cache

    // The first visible widget of that type and, when given, object name; null: none.
    template<typename T>
    T *visible(const QString &name = {})
    {
        for (T *widget : widgets<T>(name)) {
            if (widget->isVisible())
                return widget;
        }
        return nullptr;
    }
    bool overlayShown() const; // a menu, list or dialog over the window
    bool rowsShown(const char *viewClass); // a visible item view of that class has rows

private:
    template<typename T>
    QList<T *> widgets(const QString &name);
    const QWidget *root() const;

    DemoHub &m_demo;
    QTemporaryDir m_folder;
    AppContext m_app;
    std::unique_ptr<MainWindow> m_window;
};

template<typename T>
QList<T *> TourStage::widgets(const QString &name)
{
    return root()->findChildren<T *>(name);
}
