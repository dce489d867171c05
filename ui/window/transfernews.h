#pragma once

#include "app/transfer/transferstatus.h"

#include <QObject>
#include <QSet>

class DesktopNotice;
class LauncherProgress;
class Sidebar;
class StatusLine;
class Toast;
class Transfers;
class Uploads;

// What the window tells of transfers outside their page: how far they are in the sidebar and the
// status line, and, once, that a download has ended, or that one which is asked for is under way.
// Those that the user cancelled are no news.
class TransferNews final : public QObject
{
    Q_OBJECT

public:
    TransferNews(Transfers &transfers, Uploads &uploads, Sidebar &sidebar, StatusLine &status,
                 Toast &toast, QObject *parent = nullptr);

    // While their page is shown, which tells it already.
    void setQuiet(bool quiet);

signals:
    void openRequested(const RepoId &repo);
    void showRequested(const QString &path); // in the file manager
    void transfersWanted();

private:
    void showProgress();
    void onGroupDone(qint64 group);
    void onAskedAgain(qint64 group, const RepoId &repo);
    void tell(const TransferGroup &group);
    void tellTogether();
    void tellDesktop(const TransferGroup &group);
    void onDesktopAction(qint64 group, const RepoId &repo, const QString &key);

    Transfers &m_transfers;
    Uploads &m_uploads;
    Sidebar &m_sidebar;
    StatusLine &m_status;
    Toast &m_toast;
    TransferSnapshot m_downloads; // as of the last report
    DesktopNotice *m_desktop = nullptr; // made when needed
    LauncherProgress *m_launcher;
    bool m_quiet = false;
    QSet<qint64> m_together; // groups that ended since the message was last gone
};
