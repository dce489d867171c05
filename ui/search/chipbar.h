#pragma once

#include <QStringList>
#include <QWidget>

// The filters that are on, as chips that wrap over lines; a click on one removes it. Hidden while
// there are none.
class ChipBar final : public QWidget
{
    Q_OBJECT

public:
    explicit ChipBar(QWidget *parent = nullptr);

    void setLabels(const QStringList &labels);

signals:
    void removed(int chip); // index of its label
    void cleared();

private:
    QStringList m_labels;
};
