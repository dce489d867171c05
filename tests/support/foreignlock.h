#pragma once

#include <QDir>
#include <QFileInfo>
#include <QProcess>

// A lock as another program holds it while it downloads: by a process of its own, until this goes.
class ForeignLock
{
public:
    explicit ForeignLock(const QString &path)
    {
        QDir().mkpath(QFileInfo(path).path());
        m_process.start(QStringLiteral("flock"),
                        {QStringLiteral("--exclusive"), QStringLiteral("--no-fork"), path,
                         QStringLiteral("sh"), QStringLiteral("-c"),
                         QStringLiteral("echo held; read -r end")});
        m_isHeld = m_process.waitForStarted() && m_process.waitForReadyRead();
    }
    ~ForeignLock()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished();
    }

    Q_DISABLE_COPY_MOVE(ForeignLock)

    bool isHeld() const { return m_isHeld; }
    qint64 holder() const { return m_process.processId(); } // process id

private:
    QProcess m_process;
    bool m_isHeld = false;
};
