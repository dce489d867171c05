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
    addLimit(tr("Download speed"), tr("Of all downloads together."), &Settings::downloadLimit,
             &Settings::setDownloadLimit);
    addLimit(tr("Upload speed"), tr("Of all uploads together."), &Settings::uploadLimit,
             &Settings::setUploadLimit);
    addRules();
}

void TransferSettings::addCounts()
{
    QSpinBox *files = countBox(m_settings.filesAtOnce());
    addRow(tr("Files at once"), files);
    connect(files, &QSpinBox::valueChanged, this, [this](int n) { m_settings.setFilesAtOnce(n); });
    QSpinBox *connections = countBox(m_settings.connections());
    addRow(tr("Connections"), connections,
           tr("At most, over all files: a large one comes by several. Each has at least one."));
    connect(connections, &QSpinBox::valueChanged, this,
            [this](int n) { m_settings.setConnections(n); });
    connect(&m_settings, &Settings::changed, files, [this, files](Settings::Key key) {
        if (key == Settings::Key::FilesAtOnce) // also from the transfers
            files->setValue(m_settings.filesAtOnce());
    });
}

void TransferSettings::addLimit(const QString &name, const QString &about, Limit get, SetLimit set)
{
    auto *limit = new QPushButton;
    limit->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto *menu = new QMenu(limit);
    limit->setMenu(menu);
    addRow(name, limit, about);
    const auto render = [this, limit, name, get] {
        limit->setText(limitText((m_settings.*get)()));
        limit->setAccessibleName(tr("%1: %2", "a speed").arg(name, limit->text()));
    };
    render();
    connect(menu, &QMenu::aboutToShow, this, [this, menu, get, set] {
        menu->clear();
        fillLimitMenu(menu, window(), (m_settings.*get)(),
                      [this, set](qint64 chosen) { (m_settings.*set)(chosen); });
    });
    connect(&m_settings, &Settings::changed, limit, render);
}

void TransferSettings::addRules()
{
    addRow(tr("Timetable"), new TimetableField(m_settings),
           tr("By this computer's clock. What you start with \"Start now\" runs all the same."));
    auto *metered = new QCheckBox(tr("Wait on metered networks"));
    metered->setChecked(m_settings.waitWhenMetered());
    addRow(tr("Metered networks"), metered);
    connect(metered, &QCheckBox::toggled, this,
            [this](bool wait) { m_settings.setWaitWhenMetered(wait); });
    auto *awake = new QCheckBox(tr("Keep the computer awake while transfers run"));
    awake->setChecked(m_settings.keepAwake());
    addRow(tr("Sleep"), awake);
    connect(awake, &QCheckBox::toggled, this, [this](bool keep) { m_settings.setKeepAwake(keep); });
}
