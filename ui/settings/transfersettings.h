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
    using Limit = qint64 (Settings::*)() const;
    using SetLimit = void (Settings::*)(qint64);
    void addLimit(const QString &name, const QString &about, Limit get, SetLimit set);
    void addRules();

    Settings &m_settings;
};
