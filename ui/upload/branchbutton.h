#pragma once

#include "app/net/hubclient.h"

#include <QPushButton>

#include <optional>

// Names a branch, and lists those of the repository to choose from; they are asked for when the
// list is opened first.
class BranchButton final : public QPushButton
{
    Q_OBJECT

public:
    BranchButton(HubClient &hub, const RepoId &repo, const Revision &branch,
                 QWidget *parent = nullptr);

    void setBranch(const Revision &branch);

signals:
    void chosen(const Revision &branch); // another one

private:
    void ask();
    void fill();

    HubClient &m_hub;
    const RepoId m_repo;
    Revision m_branch;
    RequestHandle m_request;
    std::optional<Result<QList<Ref>>> m_refs;
};
