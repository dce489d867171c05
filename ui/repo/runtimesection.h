#pragma once

#include "ui/repo/reposection.h"
#include "ui/repo/runtimecontroller.h"

class ElidedLabel;
class IconLabel;
class QFormLayout;
class QLabel;
class QScrollArea;
class StateView;

// What a Space does now, read-only: stage, hardware with its price, sleep time, replicas, domains.
class RuntimeSection final : public RepoSection
{
    Q_OBJECT

public:
    explicit RuntimeSection(HubClient &hub, QWidget *parent = nullptr);

protected:
    void load(const RepoPlace &place) override;
    QWidget *keyTarget() const override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void makePage();
    QWidget *stageRow();
    void showRuntime();
    QString hardwareText(const QString &name) const;
    void setRow(QLabel *value, const QString &text);

    RuntimeController m_controller;
    QScrollArea *m_page;
    StateView *m_states = nullptr;
    IconLabel *m_stageIcon;
    QLabel *m_stage;
    QLabel *m_error;
    QFormLayout *m_form;
    QLabel *m_hardware;
    QLabel *m_requested;
    QLabel *m_details;
    QLabel *m_sleep;
    QLabel *m_replicas;
    QLabel *m_domains;
};
