#pragma once

#include "app/net/huberror.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

// Moves a cache, seen from the GUI thread: copies and compares on a thread of its own, then waits
// until somebody has switched to the new place and says so; only then the old one is removed. One
// of the two is complete at any time, also when the program is killed; started again with the same
// places it goes on.
class CacheMover final : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Idle,
        Measuring,
        Copying,
        Comparing,
        Ready, // the new place has everything: switch, then removeOld()
        Removing,
        Done,
        Failed, // or stopped: error() says
    };

    struct Progress
    {
        qint64 bytes = 0; // of this state's work
        qint64 total = 0; // 0: not known
        qint64 left = 0; // files that stay at the old place, because the new one does not have them
    };

    explicit CacheMover(QObject *parent = nullptr);
    ~CacheMover() override; // waits for nobody

    // Absolute paths. Nothing while it is busy.
    void start(const QString &from, const QString &to);
    void stop(); // what was copied stays, for another start
    void removeOld(); // when Ready
    void forget(); // Idle again; what was copied stays. Nothing while it is busy.
    // Ready, as an earlier start of the program left it.
    void offerOld(const QString &from, const QString &to);

    State state() const { return m_state; }
    bool isBusy() const;
    const Progress &progress() const { return m_progress; }
    const std::optional<HubError> &error() const { return m_error; }
    const QString &from() const { return m_from; }
    const QString &to() const { return m_to; }

signals:
    void changed(); // at most ten a second
    void stateChanged();

private:
    struct Run;

    void look();
    void enter(State state);

    QString m_from;
    QString m_to;
    State m_state = State::Idle;
    Progress m_progress;
    std::optional<HubError> m_error;
    std::shared_ptr<Run> m_run; // null: none
    QTimer m_looks;
};
