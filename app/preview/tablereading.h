#pragma once

#include "app/preview/table.h"
#include "app/preview/textsource.h"

#include <QObject>

// Reads a table file piece by piece from where the last record ended. Each more() takes one piece
// and answers with rows; rows are parsed on the pool. GUI thread.
class TableReading final : public QObject
{
    Q_OBJECT

public:
    // source must outlive this.
    TableReading(TextSource &source, TableFormat format, QObject *parent = nullptr);

    void more(); // does nothing while a piece is on its way or after the end
    qint64 bytesDone() const { return m_done; }

signals:
    void rowsRead(const TableRows &rows);
    // Nothing follows. stuck: because of a record longer than a megabyte; cut: something was left
    // out.
    void ended(bool stuck);
    void failed(const HubError &error);

private:
    void onLoaded();
    void parse();
    void onRows(const TableRows &rows, qint64 given);

    TextSource &m_source;
    TableFormat m_format;
    char m_delimiter = '\0'; // not yet sniffed
    QStringList m_columns;
    qint64 m_done = 0; // bytes before the next record
    qint64 m_window; // bytes to look at from there
    bool m_waiting = false;
    bool m_ended = false;
};
