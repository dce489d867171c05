#pragma once

#include <QWidget>

class QTableWidget;

// What a file of weights says about itself, as a table of names and values. A long value (a chat
// template) opens in a window of its own; it is text and nothing else.
class MetadataTable final : public QWidget
{
    Q_OBJECT

public:
    explicit MetadataTable(QWidget *parent = nullptr);

    void setEntries(const QList<std::pair<QString, QString>> &entries);
    int wantedHeight() const; // for all rows

protected:
    void changeEvent(QEvent *event) override;

private:
    void openValue(int row);

    QTableWidget *m_table;
    QList<std::pair<QString, QString>> m_entries;
};
