#pragma once

#include "app/upload/uploads.h"
#include "ui/widgets/stateview.h"

#include <QUrl>
#include <QWidget>

#include <functional>
#include <map>

class QVBoxLayout;
class UploadLine;

// All uploads that are known, the newest first; those of an earlier start of the program too.
class UploadList final : public QWidget
{
    Q_OBJECT

public:
    // endpoint: of the Hub, asked when a receipt is made.
    UploadList(Uploads &uploads, std::function<QUrl()> endpoint, QWidget *parent = nullptr);

    QString trouble() const { return m_uploads.trouble(); } // why none is kept; empty: they are
    QWidget *firstButton() const; // of the newest; null: there is none
    int count() const { return int(m_lines.size()); }

signals:
    void openRequested(const RepoId &repo);
    void countChanged();
    void troubleChanged();

private:
    void list(); // as many lines as there are uploads
    void copyReceipt(qint64 upload);

    Uploads &m_uploads;
    const std::function<QUrl()> m_endpoint;
    std::map<qint64, UploadLine *> m_lines;
    QVBoxLayout *m_column;
    StateView *m_states;
};
