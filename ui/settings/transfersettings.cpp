#include "ui/settings/transfersettings.h"

#include "app/settings/settings.h"
#include "ui/settings/timetablefield.h"
#include "ui/transfers/limitmenu.h"

#include <QCheckBox>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>

namespace {

QSpinBox *countBox(int value)
{
    auto *box = new QSpinBox;
    box->setRange(1, 32);
    box->setValue(value);
    box->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    return box;
}

} // namespace

TransferSettings::TransferSettings(Settings &settings, QWidget *parent)
    : FormPanel(tr("Transfers"), parent)
    , m_settings(settings)
{
    addCounts();
    addLimit();
    addRules();
}

void TransferSettings::addCounts()
{
    QSpinBox *files = countBox(m_settings.filesAtOnce());
    addRow(tr("Files at once"), files);
    connect(files, &QSpinBox::valueChanged, this, [this](int n) { m_settings.setFilesAtOnce(n); });
    QSpinBox *connections = countBox(m_settings.connections());
    addRow(tr("Connections"), connections,
           tr("At most, for large files over several of them. Each file has at least one."));
    connect(connections, &QSpinBox::valueChanged, this,
            [this](int n) { m_settings.setConnections(n); });
    connect(&m_settings, &Settings::changed, files, [this, files](Settings::Key key) {
        if (key == Settings::Key::FilesAtOnce) // also from the transfers
            files->setValue(m_settings.filesAtOnce());
    });
}

void TransferSettings::addLimit()
{
    auto *limit = new QPushButton;
    limit->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto *menu = new QMenu(limit);
    limit->setMenu(menu);
    addRow(tr("Download speed"), limit, tr("Of all downloads together."));
    const auto render = [this, limit] {
        limit->setText(limitText(m_settings.downloadLimit()));
        limit->setAccessibleName(tr("Download speed: %1").arg(limit->text()));
    };
    render();
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        fillLimitMenu(menu, window(), m_settings.downloadLimit(),
                      [this](qint64 chosen) { m_settings.setDownloadLimit(chosen); });
    });
    connect(&m_settings, &Settings::changed, limit, render);
}

void TransferSettings::addRules()
{
    addRow(tr("Timetable"), new TimetableField(m_settings),
           tr("By this computer's clock. What you start with \"Start now\" runs all the same."));
    auto *metered = new QCheckBox(tr("Wait on networks that count what they carry"));
    metered->setChecked(m_settings.waitWhenMetered());
    addRow(tr("Metered networks"), metered);
    connect(metered, &QCheckBox::toggled, this,
            [this](bool wait) { m_settings.setWaitWhenMetered(wait); });
    auto *awake = new QCheckBox(tr("Keep the computer awake while transfers run"));
    awake->setChecked(m_settings.keepAwake());
    addRow(tr("Sleep"), awake);
    connect(awake, &QCheckBox::toggled, this, [this](bool keep) { m_settings.setKeepAwake(keep); });
}
