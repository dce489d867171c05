#pragma once

#include <QObject>

// SIGTERM, SIGINT and SIGHUP as a Qt signal, so that the program ends as it does when its window is
// closed. One object a program; a second signal ends it at once. What was
// ignored when the program was started (nohup) stays ignored.
class EndSignals final : public QObject
{
    Q_OBJECT

public:
    explicit EndSignals(QObject *parent = nullptr);
    ~EndSignals() override;

signals:
    void received();
};
