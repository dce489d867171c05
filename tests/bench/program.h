#pragma once

#include <QElapsedTimer>
#include <QProcess>

// Milliseconds; the program says them itself when it prints a number. Below 0: it could not run.
inline double msOfProgram(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setStandardErrorFile(QProcess::nullDevice());
    QElapsedTimer clock;
    clock.start();
    process.start(program, arguments);
    if (!process.waitForFinished(-1) || process.exitCode() != 0)
        return -1;
    const double wall = double(clock.nsecsElapsed()) / 1e6;
    bool isNumber = false;
    const double said = process.readAllStandardOutput().trimmed().toDouble(&isNumber);
    return isNumber ? said : wall;
}
