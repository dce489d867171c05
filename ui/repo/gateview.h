#pragma once

#include "app/hub/repoid.h"
#include "app/net/huberror.h"

#include <QWidget>

class QLabel;

// Stands where content would be that the Hub gives out only after its owner's terms were accepted,
// which the Hub's own pages are for.
class GateView final : public QWidget
{
    Q_OBJECT

public:
    explicit GateView(QWidget *parent = nullptr);

    void setGate(const RepoId &repo, const HubError &error);

signals:
    void browserWanted();
    void retryClicked();

private:
    QLabel *m_title;
    QLabel *m_text;
};
