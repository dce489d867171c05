#pragma once

#include "app/transfer/transfers.h"
#include "ui/repo/filelisting.h"
#include "ui/repo/repoplace.h"

#include <QDialog>
#include <QTimer>

class ElidedLabel;
class QComboBox;
class QLabel;
class QListView;
class QPlainTextEdit;
class QPushButton;
class QStringListModel;

// Which files of a snapshot to fetch, by patterns to allow and to ignore, with a preview of what
// they take. The preview is worked out on the pool; an outdated one is thrown away.
class PatternDialog final : public QDialog
{
    Q_OBJECT

public:
    PatternDialog(const RepoPlace &place, const FileListing &listing, QWidget *parent = nullptr);

    DownloadRequest request() const; // what the fields say now
    void setOffline(const QString &why); // HubClient::offlineReason()

signals:
    void requested(const DownloadRequest &request);

private:
    QWidget *fields();
    QWidget *previewColumn();
    QWidget *buttonRow();
    void applyPreset(int index);
    void namePreset(); // that the patterns are, if any
    void chooseFolder();
    void setFolder(const QString &folder);
    void preview();
    void showSum(const FileListing::Sum &sum);

    RepoPlace m_place;
    FileListing m_listing;
    QComboBox *m_presets;
    QPlainTextEdit *m_allow;
    QPlainTextEdit *m_ignore;
    QLabel *m_sum;
    QListView *m_files;
    QStringListModel *m_fileNames;
    QComboBox *m_into; // the cache or a folder
    QString m_folder; // empty: the cache
    QPushButton *m_download;
    QString m_offline;
    bool m_anyFiles = false;
    QTimer m_typing;
    int m_generation = 0; // of the preview asked for last
};
