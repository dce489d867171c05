#pragma once

#include "app/hub/newrepo.h"
#include "app/net/hubclient.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class SegmentedControl;

// Asks what a new repository is called and makes it. What fails stays here with its reason.
class NewRepoDialog final : public QDialog
{
    Q_OBJECT

public:
    // account: whose it may be, or one of its organisations'.
    NewRepoDialog(HubClient &hub, const Account &account, QWidget *parent = nullptr);

    void setKind(RepoKind kind);
    void create(); // what its button does
    bool isSettled() const { return !m_request; } // nothing is on its way

signals:
    void created(const RepoId &repo); // or there already, and wanted

private:
    QLayout *nameRow();
    QLayout *buttonRow();
    RepoKind kind() const;
    std::optional<RepoId> typedId() const;
    QString whyNot() const; // a sentence; empty: as far as is known it can be made
    void onEnd(const Result<RepoId> &made);
    void render();

    HubClient &m_hub;
    SegmentedControl *m_kind;
    QComboBox *m_owner;
    QLineEdit *m_name;
    QComboBox *m_sdk; // of Spaces
    QLabel *m_sdkLabel;
    QCheckBox *m_private;
    QLabel *m_trouble;
    QPushButton *m_main;
    RequestHandle m_request; // while it is made
    std::optional<HubError> m_failed; // for what is typed now
};
