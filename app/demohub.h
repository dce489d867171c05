#pragma once

#include "app/localhub/localhub.h"

#include <QProcessEnvironment>
#include <QTemporaryDir>

// The Hub of --demo: on loopback, over a folder of its own that goes when the program ends. Nothing
// of the user's settings, token or cache is read or written while it is used.
class DemoHub final
{
public:
    DemoHub();
    ~DemoHub();

    // Starts the Hub and fills it. The error is a translated sentence.
    bool start(QString *error);
    // What to give AppContext instead of the real variables: leads to this Hub and to folders here.
    QProcessEnvironment variables() const;
    QString settingsFile() const;
    LocalHub &hub() { return *m_hub; }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
};
