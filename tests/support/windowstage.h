#pragma once

#include "app/appcontext.h"
#include "ui/mainwindow.h"

#include <QAbstractButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

// The program on a Hub of the test's choice, with a home of its own, and its window as often as a
// test opens it.
class WindowStage final
{
public:
    // variables: where the Hub is, and the token if there is one. offline: as by --offline.
    explicit WindowStage(QProcessEnvironment variables, bool demo = false, bool offline = false)
    {
        variables.insert(QStringLiteral("HF_HOME"), m_home.filePath(QStringLiteral("huggingface")));
        m_app = std::make_unique<AppContext>(
            AppContext::Options{.variables = variables,
                                .homeFolder = m_home.path(),
                                .settingsFile = m_home.filePath(QStringLiteral("settings.ini")),
                                .draftsFolder = m_home.filePath(QStringLiteral("drafts")),
                                .offline = offline,
                                .demo = demo});
    }

    AppContext &app() { return *m_app; }
    MainWindow &window() const { return *m_window; }
    QString home() const { return m_home.path(); }
    QString cacheHome() const { return m_home.filePath(QStringLiteral("huggingface")); }

    // A new window in the place of the old one; false: it did not become active.
    bool openWindow()
    {
        m_window = std::make_unique<MainWindow>(*m_app);
        m_window->resize(1400, 900);
        m_window->show();
        m_window->activateWindow();
        return QTest::qWaitForWindowActive(m_window.get());
    }

    template<typename T>
    T *visible() const
    {
        for (T *widget : m_window->findChildren<T *>()) {
            if (widget->isVisible())
                return widget;
        }
        return nullptr;
    }

    // The visible button that a screen reader names so.
    template<typename T = QAbstractButton>
    T *button(const QString &name) const
    {
        for (T *button : m_window->findChildren<T *>()) {
            if (button->isVisible() && button->accessibleName() == name)
                return button;
        }
        return nullptr;
    }

private:
    QTemporaryDir m_home;
    std::unique_ptr<AppContext> m_app;
    std::unique_ptr<MainWindow> m_window;
};
