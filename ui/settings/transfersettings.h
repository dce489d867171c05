#pragma once

#include "ui/settings/formpanel.h"

class QSpinBox;
class Settings;

// The settings page's part about transfers: how many, how fast, when, and on which networks.
class TransferSettings final : public FormPanel
{
    Q_OBJECT

public:
    explicit TransferSettings(Settings &settings, QWidget *parent = nullptr);

private:
    void addCounts();
    void addLimit();
    void addRules();

    Settings &m_settings;
};
