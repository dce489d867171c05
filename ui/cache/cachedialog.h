#pragma once

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

// A sentence, a list in sections and buttons: for the plan, the warnings and the history of the
// cache. All of it plain text.
class CacheDialog final : public QDialog
{
    Q_OBJECT

public:
    struct Row
    {
        QString what;
        QString size;
        QString why;
        QByteArray key;
        QString icon;

        bool operator==(const Row &) const = default;
    };
    struct Section
    {
        QString title; // empty: its rows stand alone
        QList<Row> rows;
        qsizetype more = 0; // that are not listed

        bool operator==(const Section &) const = default;
    };
    static constexpr qsizetype kMostRows = 1'000; // of a section: nobody reads more

    CacheDialog(const QString &title, const QStringList &columns, QWidget *parent);

    void setSentence(const QString &sentence);
    void setSections(const QList<Section> &sections); // keeps the current row and the place
    void setAbove(QWidget *widget); // the list
    QPushButton *addButton(const QString &text);
    void setCancel(); // instead of Close: what Enter does
    QByteArray currentKey() const;

signals:
    void currentChanged();

private:
    QLabel *m_sentence;
    QTreeWidget *m_list;
    QList<Section> m_sections;
    QDialogButtonBox *m_buttons;
};
