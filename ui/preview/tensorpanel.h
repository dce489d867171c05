#pragma once

#include "ui/preview/tensorcolumns.h"
#include "ui/preview/tensorpreview.h"

#include <QWidget>

class ElidedLabel;
class MetadataTable;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QSplitter;
class QTableView;
class SearchBox;
class TypeBar;

// The tensors of a file of weights: totals, a table to search and sort, the metadata, and what
// reading all this has cost.
class TensorPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit TensorPanel(TensorPreview &preview, QWidget *parent = nullptr);

    void refresh(); // after TensorPreview::changed
    void focusFilter();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Fact
    {
        QLabel *value = nullptr;
        QLabel *detail = nullptr;
    };

    QWidget *factsRow();
    Fact factCell(QHBoxLayout *row, const QString &title);
    QWidget *noticeRow();
    QWidget *filterRow();
    void setUpTable();
    QWidget *footer();
    void refreshFacts();
    void refreshChips();
    void refreshNotice();
    void refreshFooter();
    void applyFilter();
    void fitColumns();
    void fitMetadata();

    TensorPreview &m_preview;
    Fact m_parameters;
    Fact m_tensors;
    QWidget *m_typesCell = nullptr;
    TypeBar *m_types;
    QWidget *m_noticeRow;
    ElidedLabel *m_notice;
    QPushButton *m_goOn;
    SearchBox *m_filter;
    QHBoxLayout *m_chips;
    QList<QString> m_chipTypes;
    QString m_type; // chosen; empty: all
    QString m_filtered; // path of the file that the filter was typed for
    QLabel *m_count;
    QTableView *m_table;
    TensorColumns m_columns;
    QSplitter *m_splitter;
    bool m_handleMoved = false;
    MetadataTable *m_metadata;
    QLabel *m_read;
    ElidedLabel *m_cost;
};
