#pragma once

#include "app/disk/filelock.h"
#include "app/localhub/localhub.h"

#include <QProcessEnvironment>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <thread>

// The Hub of --demo: on loopback, over a folder of its own that goes when the program ends, or at
// the next start when it could not. Nothing of the user's settings, token or cache is read or
// written while it is used.
class DemoHub final
{
public:
    DemoHub();

    // Starts the Hub and fills it. The error is a translated sentence.
    bool start(QString *error);
    // What to give AppContext instead of the real variables: leads to this Hub and to folders here.
    QProcessEnvironment variables() const;
    // The same, signed in by a token file here instead of by HF_TOKEN: so that one can sign out.
    QProcessEnvironment variablesOfFile() const;
    // A program of its own on such a Hub, which outlives this one; false: it could not be started.
    static bool openProgram();
    static QString token(); // of the demo's account, to sign in again
    QString settingsFile() const;
    QString homeFolder() const { return m_folder.path(); }
    // Makes a cache there on another thread, then tells on context's. Goes with the rest.
    void fillCache(QObject *context, const std::function<void()> &then);
    LocalHub &hub() { return *m_hub; }

private:
    QString lock(); // empty, or a translated sentence on why not

    QTemporaryDir m_folder;
    FileLock m_lock; // held: m_folder is in use
    std::unique_ptr<LocalHub> m_hub;
    std::jthread m_filling; // its end is waited for: what it writes would stay behind
};
