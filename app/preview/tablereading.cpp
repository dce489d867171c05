#include "app/preview/tablereading.h"

#include <QtConcurrentRun>

namespace {

constexpr qint64 kTableWindow = qint64(256) << 10;
constexpr qint64 kTableInMemory = qint64(48) << 20; // bytes of the file kept as rows

} // namespace

TableReading::TableReading(TextSource &source, TableFormat format, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_format(format)
    , m_window(kTableWindow)
{
    connect(&m_source, &TextSource::loaded, this, &TableReading::onLoaded);
    connect(&m_source, &TextSource::failed, this, [this](const HubError &error) {
        if (std::exchange(m_waiting, false))
            emit failed(error);
    });
}

void TableReading::more()
{
    if (m_waiting || m_ended)
        return;
    m_waiting = true;
    onLoaded();
}

void TableReading::onLoaded()
{
    if (!m_waiting)
        return;
    if (m_source.isLoaded(m_done, m_window))
        parse();
    else
        m_source.want(m_done, m_window);
}

void TableReading::parse()
{
    m_waiting = false;
    const QByteArray bytes = m_source.bytes(m_done, m_window);
    const bool last = m_done + bytes.size() >= m_source.size();
    if (m_delimiter == '\0')
        m_delimiter = m_format == TableFormat::Tsv ? '\t' : sniffDelimiter(bytes);
    m_ended = true; // nothing else starts until the rows are here
    QtConcurrent::run(readTableRows, bytes, m_format, m_delimiter, m_columns, last)
        .then(this, [this, given = bytes.size()](const TableRows &rows) { onRows(rows, given); });
}

void TableReading::onRows(const TableRows &rows, qint64 given)
{
    m_columns = rows.columns;
    m_done += rows.used;
    m_window
        = rows.used > 0 ? kTableWindow : given + kTableWindow; // a record longer than the window
    m_ended = m_done >= m_source.size() || rows.stuck || m_done >= kTableInMemory;
    emit rowsRead(rows);
    if (m_ended)
        emit ended(m_done < m_source.size());
    else if (rows.rows.isEmpty())
        more();
}
