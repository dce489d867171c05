#pragma once

#include "ui/repo/filelisting.h"

#include <QFrame>

class ElidedLabel;
class QLabel;
class QPushButton;

// What is selected in the tree, what it weighs and what of it is missing, with what can be done.
class SelectionBar final : public QFrame
{
    Q_OBJECT

public:
    explicit SelectionBar(QWidget *parent = nullptr);

    void setSelection(const FileListing::Sum &sum); // hides the bar when there are no files
    void setOffline(const QString &why); // HubClient::offlineReason()

signals:
    void copyClicked();
    void downloadClicked();
    void revealClicked(); // all of it is in the cache

private:
    QLabel *m_count;
    ElidedLabel *m_weight;
    QPushButton *m_copy;
    QPushButton *m_download; // or shows where it is
    QString m_offline;
    bool m_allCached = false;
};
