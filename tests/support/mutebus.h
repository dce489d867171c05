#pragma once

#include <QLocalServer>
#include <QTemporaryDir>

// A message bus whose daemon hangs: it takes connections and says nothing.
class MuteBus final
{
public:
    MuteBus() { m_server.listen(m_folder.filePath(QStringLiteral("bus"))); }

    QByteArray address() const { return "unix:path=" + m_server.fullServerName().toLocal8Bit(); }

private:
    QTemporaryDir m_folder;
    QLocalServer m_server;
};
