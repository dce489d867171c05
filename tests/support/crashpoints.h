#pragma once

#include <QRandomGenerator>
#include <QtEnvironmentVariables>
#include <QtLogging>

// How often a test kills: HUBNAUT_CRASH_POINTS, else usual.
inline int crashPoints(int usual)
{
    return qEnvironmentVariableIsSet("HUBNAUT_CRASH_POINTS")
        ? qEnvironmentVariableIntValue("HUBNAUT_CRASH_POINTS")
        : usual;
}

// Says its seed, with which HUBNAUT_CRASH_SEED repeats a run.
inline QRandomGenerator crashRandom()
{
    const quint32 seed
        = qEnvironmentVariable("HUBNAUT_CRASH_SEED",
                               QString::number(QRandomGenerator::system()->generate()))
              .toUInt();
    qInfo("HUBNAUT_CRASH_SEED=%u", seed);
    return QRandomGenerator(seed);
}
