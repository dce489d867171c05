#pragma once

#include "app/transfer/manifest.h"

#include <QFuture>
#include <QObject>

class QMenu;
class QMimeData;
class QWidget;
class Transfers;

// Manifests in and out: by dialog, drop and paste. Files are read and written off the GUI thread;
// what cannot be used is told in a sentence.
class ManifestActions final : public QObject
{
    Q_OBJECT

public:
    ManifestActions(QWidget *page, Transfers &transfers);

    void chooseImport();
    void importFile(const QString &file);
    void importText(const QByteArray &json);
    static bool canTake(const QMimeData &data); // one file *.json, or a text that looks like one
    void take(const QMimeData &data);

    void exportGroups(const QList<qint64> &groups);
    void exportEntries(const QList<qint64> &entries); // of the history

signals:
    void imported(int downloads);

private:
    void start(const Result<QList<Manifest::Set>> &read);
    void save(const QList<Manifest::Set> &sets, int leftOut);
    void tell(const HubError &error);

    QWidget *m_page;
    Transfers &m_transfers;
};
